// The store of views, and elements made from them.
//
// Whatever another team wrote reaches the page in only two ways: as a text node, and as the value of an attribute that
// is not code. Nothing here parses markup.
"use strict";
var counterpart = (function () {
  const views = new Map();
  const waiting = new Map();
  const HELD = 60;

  // Called by each file of data.
  function put(name, text) {
    views.delete(name);
    views.set(name, JSON.parse(text));
    for (const known of views.keys()) {
      if (views.size <= HELD) break;
      if (known !== "index" && known !== "network" && known !== "search") views.delete(known);
    }
  }

  // Loads a view once. Names are ours: they hold no foreign text.
  function load(name) {
    if (views.has(name)) return Promise.resolve(views.get(name));
    if (waiting.has(name)) return waiting.get(name);
    const promise = new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = "data/" + name + ".js";
      script.onload = function () {
        waiting.delete(name);
        script.remove();
        if (views.has(name)) resolve(views.get(name));
        else reject(new Error("data/" + name + ".js holds another view"));
      };
      script.onerror = function () {
        waiting.delete(name);
        script.remove();
        reject(new Error("data/" + name + ".js cannot be read: the catalogue is not whole"));
      };
      document.head.append(script);
    });
    waiting.set(name, promise);
    return promise;
  }

  // Characters that change how other text is shown, or are not shown themselves, are written out.
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
  function clean(text) {
    return String(text).replace(UNSEEN, (c) => "\\u{" + c.charCodeAt(0).toString(16) + "}");
  }

  const SVG = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value === true ? "" : clean(value));
    }
    add(element, children);
    return element;
  }

  function add(element, children) {
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      element.append(child instanceof Node ? child : document.createTextNode(clean(child)));
    }
  }

  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  // A place in this catalogue: each part may hold any text.
  const to = (...parts) => "#/" + parts.map((part) => encodeURIComponent(String(part))).join("/");

  // The parts of a place; null if it is not one.
  function parts(hash) {
    try {
      return hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
    } catch (error) {
      return null;
    }
  }

  // An address of another site, if it is one that a browser opens without running anything.
  const outside = (url) => (typeof url === "string" && /^https?:\/\/[^\s]+$/i.test(url) ? url : null);

  return { put, load, clean, h, s, to, parts, outside, pages: new Map() };
})();
