// What a page does with the element: gives it a file, and hears what comes of it.
const report = document.getElementById("main");
const told = document.getElementById("told");

document.getElementById("file").addEventListener("change", (event) => {
  report.file = event.target.files[0] || null;
});
report.addEventListener("analysis", ({ detail }) => (told.textContent = `${detail.indicators.length} 项指标，${detail.checks.length} 处勾稽`));
report.addEventListener("select", ({ detail }) => (told.textContent = detail ? `${detail.name}：${detail.surface}` : ""));
report.addEventListener("error", ({ detail }) => (told.textContent = detail.message));
