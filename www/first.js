// The first script of the packed page, inline and in the words of old engines (ES5). It shuts what a policy cannot, and
// says so where the browser is too old for what follows.
(function () {
  // No policy speaks of WebRTC, which could connect to anywhere.
  var names = ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "RTCDataChannel"];
  for (var i = 0; i < names.length; i += 1) {
    try {
      delete window[names[i]];
      if (window[names[i]]) Object.defineProperty(window, names[i], { value: undefined });
    } catch (ignored) {
      window[names[i]] = undefined;
    }
  }

  var told = false;
  function tell() {
    if (told || !document.body) return;
    told = true;
    var english = /^en/.test(document.documentElement.lang);
    try {
      english = localStorage.getItem("wenheng.lang") === "en";
    } catch (ignored) { /* as the page says */ }
    var box = document.createElement("div");
    box.id = "old";
    box.setAttribute("role", "alert");
    box.setAttribute("data-code", "old_browser");
    box.style.cssText = "margin:1em auto;padding:1em;max-width:40em;border:2px solid #a6301f;background:#fff;color:#23262a;font-size:16px;line-height:1.7";
    var zh = "这个浏览器太旧，文衡不能运行。请换用 Chrome、Edge 或国产浏览器的极速模式（内核 97 以上）、Firefox 114 以上；也可以请同事在较新的电脑上打开。";
    var en = "This browser is too old for Wenheng. Use Chrome, Edge or another Chromium 97 or later, or Firefox 114 or later.";
    var order = english ? [en, zh] : [zh, en];
    for (var i = 0; i < 2; i += 1) {
      var line = document.createElement("p");
      line.lang = order[i] === en ? "en" : "zh-Hans";
      line.appendChild(document.createTextNode(order[i]));
      box.appendChild(line);
    }
    document.body.insertBefore(box, document.body.firstChild);
    document.documentElement.setAttribute("data-state", "error");
  }

  // What the page's scripts are written in: a browser that knows modules but not this stops at its first line.
  var able = "noModule" in document.createElement("script") && typeof Promise === "function" && typeof Worker === "function";
  if (able) {
    window.addEventListener("error", function (event) {
      if (event.error instanceof SyntaxError) tell();
    });
  } else if (document.body) tell();
  else document.addEventListener("DOMContentLoaded", tell);
})();
