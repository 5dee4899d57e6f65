/**
 * What no script and no page of Wenheng may contain, found in the syntax tree and not in comments: whatever puts text back
 * as markup or as code, and whatever is on another host.
 *
 * ESLint with its plugins would bring a hundred packages for these few rules; the parser is there with Vite.
 *
 * @module
 */

import { parseAst } from "vite";

/** What turns text into markup or code, by the name of a property or of a global. */
const SINKS = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "parseHTMLUnsafe", "createContextualFragment", "srcdoc", "parseFromString", "DOMParser", "eval", "Function", "execScript", "setImmediate", "importScripts", "createHTML", "createScript"];

/** Those that may be read: what is there already does no harm. */
const READ = ["outerHTML"];

/** Addresses that are names and are never asked for. */
const NAMES = /^https?:\/\/(?:www\.w3\.org|schemas\.openxmlformats\.org)\//;

/**
 * @param {string} code a module, or a script
 * @returns {string[]} what is wrong, each with its line
 */
export function faultsOfScript(code) {
  /** @type {string[]} */
  const faults = [];
  const tell = (/** @type {any} */ node, /** @type {string} */ what) => faults.push(`${code.slice(0, node.start).split("\n").length}: ${what}`);

  /** @param {any} node @param {any} parent */
  function visit(node, parent) {
    if (Array.isArray(node)) return node.forEach((one) => visit(one, parent));
    if (!node || typeof node.type !== "string") return;
    const { type } = node;
    const name = nameOf(node);
    if (name && SINKS.includes(name) && !isOwn(node, parent) && !(READ.includes(name) && type === "MemberExpression" && !isWritten(node, parent))) tell(node, name);
    if (type === "MemberExpression" && /^write(?:ln)?$/.test(nameOf(node)) && /document$/i.test(nameOf(node.object) || node.object.name || "")) tell(node, "document.write");
    if (type === "MemberExpression" && /^on[a-z]+$/.test(name) && isWritten(node, parent) && !isFunction(parent.right)) tell(node, `${name} that may be no function`);
    if (type === "CallExpression" || type === "NewExpression") {
      const called = nameOf(node.callee) || node.callee.name;
      const [first] = node.arguments;
      if (/^set(?:Timeout|Interval)$/.test(called) && first && !isFunction(first)) tell(node, `${called} of no function`);
      if (/^setAttribute(?:NS)?$/.test(called) && node.arguments.some((/** @type {any} */ one) => /^(?:on|srcdoc$|formaction$)/i.test(textOf(one)))) tell(node, "an attribute that runs");
      if (called === "constructor") tell(node, "a constructor called by that name");
    }
    if (type === "Property" && /^on[a-z]{3,}$/.test(name) && parent && parent.type === "ObjectExpression" && !node.shorthand && !isFunction(node.value)) tell(node, `an attribute ${name}`);
    if (type === "ImportExpression" && !textOf(node.source)) tell(node, "import() of what is not written there");
    const words = type === "Literal" && typeof node.value === "string" ? node.value : type === "TemplateElement" ? node.value.cooked || "" : "";
    for (const [what, shape] of TEXTS) if (shape.test(words)) tell(node, `${what}: ${words.slice(0, 60)}`);
    for (const [address] of words.matchAll(/(?:https?|wss?):\/\/[^\s"'`)<]*/g)) if (!NAMES.test(address)) tell(node, `another host: ${address}`);
    for (const key in node) if (key !== "type" && typeof node[key] === "object") visit(node[key], node);
  }
  visit(parseAst(code).body, null);
  return faults;
}

/** What no text of a script may be. @type {[string, RegExp][]} */
const TEXTS = [
  ["a link to script", /\b(?:javascript|vbscript)\s*:/i],
  ["a page of data", /\bdata:text\/html/i],
  ["a handler in markup", /<[a-z][^<>]*\son[a-z]+\s*=/i],
  ["a script in markup", /<script\b/i],
];

/** A property's or a global's name, however it is written. @param {any} node @returns {string} */
function nameOf(node) {
  if (node.type === "MemberExpression") return node.computed ? textOf(node.property) : node.property.name;
  if (node.type === "Property") return node.computed ? textOf(node.key) : node.key.name || textOf(node.key);
  return node.type === "Identifier" ? node.name : "";
}

/** What a node says, where that is certain. @param {any} node @returns {string} */
function textOf(node) {
  if (node.type === "Literal") return String(node.value);
  if (node.type === "TemplateLiteral") return node.quasis.map((/** @type {any} */ { value }) => value.cooked).join("");
  return node.type === "BinaryExpression" && node.operator === "+" ? textOf(node.left) + textOf(node.right) : "";
}

/** A name of the script's own: the property's identifier, which its member expression has told of, or a method that is defined. @param {any} node @param {any} parent */
const isOwn = (node, parent) => !!parent && node.type === "Identifier" && (parent.type === "MemberExpression" ? parent.property === node && !parent.computed : /^(?:Property|MethodDefinition|PropertyDefinition)$/.test(parent.type) && parent.key === node && parent.value !== node);

/** @param {any} node @param {any} parent */
const isWritten = (node, parent) => !!parent && ((parent.type === "AssignmentExpression" && parent.left === node) || parent.type === "UpdateExpression");

/** What may be a function: a text is none. @param {any} node */
const isFunction = (node) => !/^(?:TemplateLiteral|BinaryExpression)$/.test(node.type) && !(node.type === "Literal" && typeof node.value === "string");

/**
 * @param {string} html a page
 * @param {{ packed?: boolean }} [options] `packed`: its inline scripts are allowed by their checksums
 */
export function faultsOfPage(html, { packed = false } = {}) {
  /** @type {string[]} */
  const faults = [];
  const markup = html.replace(/<!--[\s\S]*?-->/g, "").replace(/(<script\b[^>]*>)([\s\S]*?)(<\/script>)/gi, (_, open, inside, close) => {
    if (inside.trim() && !/\btype="text\/plain"/.test(open)) packed ? faults.push(...faultsOfScript(inside)) : faults.push(`an inline script: ${inside.trim().slice(0, 60)}`);
    return open + close;
  });
  for (const [tag] of markup.matchAll(/<[a-z][^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>/gi)) {
    const attributes = [...tag.matchAll(/\s([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g)].map(([, name, ...values]) => [name.toLowerCase(), values.find((value) => value !== undefined) || ""]);
    for (const [name, value] of attributes) {
      if (/^on/.test(name) || name === "srcdoc") faults.push(`an attribute ${name}: ${tag.slice(0, 80)}`);
      if (/^(?:href|src|action|formaction|data|srcset|poster|ping|background|xlink:href)$/.test(name) && (/^\s*(?:[a-z]+:)?\/\//i.test(value) || /^\s*(?:javascript|vbscript|data:(?!image\/svg))/i.test(value)) && !/^<a\b/i.test(tag)) faults.push(`from elsewhere: ${tag.slice(0, 80)}`);
      if (name === "href" && /^\s*(?:javascript|data|vbscript):/i.test(value) && /^<a\b/i.test(tag)) faults.push(`a link to script: ${tag.slice(0, 80)}`);
      if (!packed && name === "style") faults.push(`an inline style: ${tag.slice(0, 80)}`);
    }
    if (/^<(?:base|object|embed|iframe|frame|applet)\b/i.test(tag)) faults.push(`an element that should not be: ${tag.slice(0, 80)}`);
  }
  return faults;
}
