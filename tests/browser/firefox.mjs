/**
 * Firefox, driven by its own protocol (Marionette): lines of JSON with their length before them, over a socket.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Starts a Firefox without a window and with a profile of its own. @param {string} path @param {{ downloads: string }} options a folder */
export async function firefox(path, { downloads }) {
  const profile = await mkdtemp(join(tmpdir(), "wenheng-firefox-"));
  await writeFile(join(profile, "user.js"), [
    'user_pref("marionette.port", 0);', // a free one, told in a file
    'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
    'user_pref("toolkit.telemetry.server", "");',
    'user_pref("app.update.disabledForTesting", true);',
    'user_pref("browser.download.folderList", 2);',
    `user_pref("browser.download.dir", ${JSON.stringify(downloads)});`,
    'user_pref("browser.download.alwaysOpenPanel", false);',
    'user_pref("browser.shell.checkDefaultBrowser", false);',
  ].join("\n"));
  const child = spawn(path, ["--headless", "--no-remote", "--marionette", "--profile", profile], { stdio: "ignore" });
  const gone = new Promise((_, reject) => child.once("exit", (code) => reject(new Error(`Firefox ended with ${code}`))));
  gone.catch(() => {});
  const port = await Promise.race([gone, portOf(join(profile, "MarionetteActivePort"))]);
  const socket = net.connect(Number(port), "127.0.0.1");
  /** @type {Map<number, { resolve: (value: any) => void, reject: (reason: Error) => void }>} */
  const waiting = new Map();
  let received = Buffer.alloc(0);
  let last = 0;
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const colon = received.indexOf(":");
      const length = Number(received.toString("latin1", 0, colon));
      if (colon < 0 || received.length < colon + 1 + length) return;
      const message = JSON.parse(received.toString("utf8", colon + 1, colon + 1 + length));
      received = received.subarray(colon + 1 + length);
      if (!Array.isArray(message)) continue; // the greeting
      const [, id, error, value] = message;
      const { resolve, reject } = waiting.get(id) || {};
      if (error && reject) reject(new Error(`${error.error}: ${error.message}`));
      else if (resolve) resolve(value && "value" in value ? value.value : value);
    }
  });
  /** @param {string} command @param {object} [parameters] @returns {Promise<any>} */
  const send = (command, parameters = {}) => new Promise((resolve, reject) => {
    const message = JSON.stringify([0, (last += 1), command, parameters]);
    waiting.set(last, { resolve, reject });
    socket.write(`${Buffer.byteLength(message)}:${message}`);
  });
  const { capabilities } = await send("WebDriver:NewSession", { capabilities: { alwaysMatch: { pageLoadStrategy: "normal" } } });
  await send("WebDriver:SetTimeouts", { script: 120_000, pageLoad: 120_000 });
  return {
    version: String(capabilities.browserVersion),
    /** @param {string} url */
    goto: (url) => send("WebDriver:Navigate", { url }),
    /** Chooses a file, as a person would. @param {string} field a selector @param {string} file */
    async choose(field, file) {
      const [element] = Object.values(await send("WebDriver:FindElement", { using: "css selector", value: field }));
      await send("WebDriver:ElementSendKeys", { id: element, text: file });
    },
    /**
     * Runs a function in the page's world, apart from its policy, and waits for what it promises.
     *
     * @template T
     * @param {(...values: any[]) => T | Promise<T>} work
     * @param {...unknown} values
     * @returns {Promise<T>}
     */
    run: (work, ...values) => send("WebDriver:ExecuteAsyncScript", {
      script: `const done = arguments[arguments.length - 1];
        Promise.resolve((${work})(...Array.from(arguments).slice(0, -1))).then((value) => done({ value }), (error) => done({ error: String(error) }));`,
      args: values, sandbox: "default", newSandbox: true,
    }).then(({ value, error }) => {
      if (error) throw new Error(error);
      return value;
    }),
    async close() {
      child.removeAllListeners("exit");
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => child.kill());
      socket.destroy();
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** @param {string} file */
async function portOf(file) {
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.trim()) return text.trim();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
