// A frame that may run scripts and nothing else. With the embed.html that `cargo xtask dist` makes, which is one file:
// frame.sandbox = "allow-scripts". The embed.html of the sources loads modules of its own origin and needs "allow-same-origin" too.
const nonce = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
const frame = document.createElement("iframe");
frame.sandbox = new URLSearchParams(location.search).get("sandbox") || "allow-scripts allow-same-origin";
frame.title = "文衡";
frame.src = `../embed.html#nonce=${nonce}`;

const send = (message) => frame.contentWindow.postMessage({ wenheng: 1, nonce, ...message }, "*");

addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow || !data || data.wenheng !== 1 || data.nonce !== nonce) return;
  const told = document.getElementById("told");
  if (data.type === "ready") send({ type: "text", text: "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。", name: "report.txt" });
  if (data.type === "height") frame.style.height = `${Math.min(data.height, 1200)}px`;
  if (data.type === "analysis") told.textContent = `${data.analysis.indicators.length} 项指标`;
  if (data.type === "select") told.textContent = data.figure ? data.figure.name : "";
  if (data.type === "error") told.textContent = data.message;
});

document.getElementById("place").append(frame);
document.getElementById("dark").addEventListener("click", () => send({ type: "theme", theme: "dark" }));
document.getElementById("english").addEventListener("click", () => send({ type: "lang", lang: "en" }));
