// Parts that several pages have.
"use strict";
(function (c) {
  const { h, to, outside } = c;
  let index = null;
  c.load("index").then((found) => (index = found));

  const names = { services: new Map(), events: new Map() };
  function numbered(kind, name) {
    const map = names[kind];
    if (map.size === 0) index[kind].forEach((one, at) => map.set(one.name, at));
    return map.has(name) ? map.get(name) : null;
  }

  const service = (at, name) =>
    at === null || at === undefined
      ? h("bdi", {}, name)
      : h("a", { href: to("service", index.services[at].name), class: "service" }, h("bdi", {}, index.services[at].name));
  const event = (at, name) =>
    at === null || at === undefined
      ? h("bdi", {}, name)
      : h("a", { href: to("event", index.events[at].name), class: "event" }, h("bdi", {}, index.events[at].name));

  const STATES = {
    compatible: ["ok", "✓", "fits"],
    accepted: ["note", "○", "accepted"],
    unproven: ["warn", "?", "not proven"],
    incompatible: ["bad", "✕", "breaks"],
  };
  function badge(kind, sign, text) {
    return h("span", { class: "badge " + kind }, h("span", { "aria-hidden": "true" }, sign + " "), text);
  }
  const state = (id, text) => badge(STATES[id][0], STATES[id][1], text || STATES[id][2]);

  const owner = (name) => (name ? h("a", { class: "owner", href: to("search", name) }, h("bdi", {}, name)) : null);
  const owners = (all) => (all.length ? [h("span", { class: "dim" }, "owned by "), between(all.map(owner), ", ")] : null);

  function between(items, sign) {
    return items.flatMap((item, at) => (at ? [sign, item] : [item]));
  }

  function table(caption, heads, rows, attributes) {
    return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
      h("table", attributes || {},
        h("caption", {}, caption),
        h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, rows)));
  }

  const code = (text) => h("code", {}, h("bdi", {}, text));
  const pre = (text, label) => h("pre", { tabindex: "0", role: "group", "aria-label": label }, h("code", {}, text));
  const fold = (title, ...content) => h("details", {}, h("summary", {}, title), content);
  const when = (text) => (text ? h("time", { datetime: text }, text.replace("T", " ").replace("Z", " UTC")) : null);

  // A line of source, with a link if the catalogue was made with one.
  function source(side) {
    const text = side.file + (side.line ? ":" + side.line : "");
    const url = outside(side.url);
    return url ? h("a", { href: url, rel: "noreferrer noopener" }, code(text)) : code(text);
  }

  const SEVERITY = { error: ["bad", "✕"], warning: ["warn", "!"], note: ["note", "○"] };

  function side(one, does) {
    return h("p", {}, service(one.known, one.service), one.name ? " (" + one.name + ")" : null, " ", does, " ",
      source(one), one.owner ? [" · ask ", owner(one.owner)] : null,
      one.versions.length ? h("span", { class: "dim" }, " · ", one.versions.join(" · ")) : null);
  }

  function finding(one) {
    const [kind, sign] = SEVERITY[one.severity];
    return h("article", { class: "finding " + kind },
      h("h3", {}, badge(kind, sign, one.status), " ", one.title),
      h("p", {}, event(one.known, one.event), one.places.length ? [" at ", between(one.places.map((place) => code(place || "the whole message")), ", ")] : null,
        " · ", code(one.rule)),
      one.sentence ? h("p", {}, one.sentence + ".") : null,
      one.reasons.length ? h("ul", {}, one.reasons.map((reason) => h("li", {}, reason))) : null,
      one.allowance ? h("p", {}, "Allowed: ", one.allowance) : null,
      one.producer ? side(one.producer, "sends it:") : null,
      one.consumers.map((consumer) => [
        side(consumer, "reads it:"),
        consumer.cause ? h("p", { class: "dim" }, consumer.cause) : null,
        consumer.message ? fold("A message that breaks it", pre(consumer.message, "A message that breaks it")) : null,
      ]),
      one.fixes.length ? fold("Possible fixes", h("ul", {}, one.fixes.map((fix) => h("li", {}, fix)))) : null);
  }

  // Draws a long list piece by piece, so that no page is slow because it is long.
  function more(items, draw, share) {
    const list = h("div", { class: "more" });
    let shown = 0;
    const button = h("button", { type: "button", click: () => grow(true) });
    function grow(moved) {
      const first = items.slice(shown, shown + share).map(draw);
      first.forEach((item) => list.insertBefore(item, button.parentNode === list ? button : null));
      shown += first.length;
      if (shown < items.length) {
        button.textContent = "Show " + Math.min(share, items.length - shown) + " more of " + items.length;
        list.append(button);
      } else button.remove();
      if (moved && first[0] && first[0].focus) { first[0].setAttribute("tabindex", "-1"); first[0].focus(); }
    }
    grow(false);
    return list;
  }

  const plural = (count, one, many) => count + " " + (count === 1 ? one : many || one + "s");

  c.parts_of_pages = {
    service, event, state, badge, owner, owners, between, table, code, pre, fold, when, source, finding, more, plural, numbered,
    index: () => index,
  };
})(counterpart);
