// The analyzer alone: text in, plain objects out, with progress and a way to stop.
import { createAnalyzer } from "../wenheng.js";

const wenheng = createAnalyzer();
const $ = (id) => document.getElementById(id);
let running = null;

$("read").addEventListener("click", async () => {
  running = new AbortController();
  $("stop").disabled = false;
  try {
    const { indicators, checks } = await wenheng.analyze($("text").value, {
      signal: running.signal,
      onProgress: ({ stage, done }) => {
        $("progress").value = done;
        $("said").textContent = stage;
      },
    });
    $("progress").value = 1;
    $("said").textContent = checks.map(({ explain }) => explain).join("；");
    $("figures").replaceChildren(...indicators.map(({ name, surface }) => {
      const row = document.createElement("tr");
      row.insertCell().textContent = name;
      row.insertCell().textContent = surface;
      return row;
    }));
  } catch (reason) {
    $("said").textContent = reason.message; // says what is wrong and what to do; messageEn in English
  }
  $("stop").disabled = true;
});
$("stop").addEventListener("click", () => running.abort());
