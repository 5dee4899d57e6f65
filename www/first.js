// The first script of the packed page, inline and in the words of old engines (ES5). It shuts what a policy cannot, and
// says what is the matter where the page's own scripts cannot: too old a browser, or a file that did not come as packed.
(function () {
  // No policy speaks of WebRTC, which could connect to anywhere.
  var here = /** @type {any} */ (window);
  var names = ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "RTCDataChannel"];
  for (var i = 0; i < names.length; i += 1) {
    try {
      delete here[names[i]];
      if (here[names[i]]) Object.defineProperty(here, names[i], { value: undefined });
    } catch (ignored) {
      here[names[i]] = undefined;
    }
  }

  var words = {
    old_browser: ["这个浏览器太旧，文衡不能运行。请换用 Chrome、Edge 或国产浏览器的极速模式（内核 97 以上）、Firefox 114 以上；也可以请同事在较新的电脑上打开。",
      "This browser is too old for Wenheng. Use Chrome, Edge or another Chromium 97 or later, or Firefox 114 or later."],
    incomplete: ["网页没有载全，不能运行：{0}。请检查网络后刷新；仍不行，请告诉管理员：网站上的这个文件缺失或被改动过，须重新部署。",
      "The page did not load completely and cannot run: {0}. Check the network and reload; if it stays so, tell the administrator that this file is missing or was changed, and must be deployed again."]
  };
  var told = false;
  /** @param {"old_browser" | "incomplete"} code @param {string} [file] */
  function tell(code, file) {
    if (told) return;
    if (!document.body) {
      document.addEventListener("DOMContentLoaded", function () { tell(code, file); });
      return;
    }
    told = true;
    var box = document.createElement("div");
    box.id = "first";
    box.setAttribute("role", "alert");
    box.setAttribute("data-code", code);
    box.style.cssText = "box-sizing:border-box;margin:1em auto;padding:.5em 1.2em;max-width:44em;border-left:3px solid #a6301f;background:#fbeeec;color:#23262a;font:16px/1.8 sans-serif";
    for (var i = 0; i < 2; i += 1) {
      var line = document.createElement("p");
      line.lang = i ? "en" : "zh-Hans";
      line.appendChild(document.createTextNode(words[code][i].replace("{0}", file || "")));
      box.appendChild(line);
    }
    document.body.insertBefore(box, document.body.firstChild);
    document.documentElement.setAttribute("data-state", "error");
  }

  // A module with a function from a reference to a vector: what wasm-bindgen and the compiler take for granted.
  var probe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 111, 1, 123];
  if (!("noModule" in document.createElement("script")) || typeof Promise !== "function"
    || typeof WebAssembly === "object" && !WebAssembly.validate(new Uint8Array(probe))) tell("old_browser");
  var home = location.href.replace(/[?#].*/, "").replace(/[^\/]*$/, "");
  window.addEventListener("error", function (event) {
    // A browser that knows modules but not what ours are written in stops at the first line.
    if (event.error instanceof SyntaxError && String(event.filename).indexOf(home) === 0) return tell("old_browser");
    // The page's own files have a checksum; what an extension puts in and cannot load is no part of it.
    var element = /** @type {any} */ (event.target);
    if (element && /^(SCRIPT|LINK)$/.test(element.tagName || "") && element.getAttribute("integrity")) tell("incomplete", element.src || element.href);
  }, true);
})();
