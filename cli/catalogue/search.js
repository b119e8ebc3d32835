// Search over services, events, owners and fields.
"use strict";
(function (c) {
  const { h, to } = c;
  const p = c.parts_of_pages;
  const SHOWN = 50;

  // A name that begins with the text comes first, then one with a word that does, then any other that has it.
  function rank(name, text) {
    const lower = name.toLowerCase();
    const at = lower.indexOf(text);
    if (at < 0) return -1;
    if (lower === text) return 0;
    if (at === 0) return 1;
    return /[a-z0-9]/.test(lower[at - 1]) ? 3 : 2;
  }

  let fields = null;
  c.search = async function (wanted) {
    const text = wanted.trim().toLowerCase();
    if (!text) return [];
    fields = fields || (await c.load("search")).fields;
    const index = p.index();
    const found = [];
    const take = (kind, name, href, more) => {
      const at = rank(name, text);
      if (at >= 0) found.push({ kind, name, href, more, at });
    };
    index.services.forEach((one) => take("service", one.name, to("service", one.name), one.owners.join(", ")));
    index.events.forEach((one) => take("event", one.name, to("event", one.name), one.owners.join(", ")));
    index.owners.forEach((name) => {
      const of = index.services.filter((one) => one.owners.includes(name)).length;
      take("owner", name, to("owner", name), p.plural(of, "service"));
    });
    fields.forEach(([place, events]) => take("field", place, events.length === 1 ? to("event", index.events[events[0]].name) : to("field", place), events.length === 1 ? index.events[events[0]].name : p.plural(events.length, "event")));
    found.sort((a, b) => a.at - b.at || a.name.length - b.name.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return found;
  };

  const row = (one) => h("li", {}, h("a", { href: one.href }, h("span", { class: "kind" }, one.kind), " ", h("bdi", { class: "name" }, one.name), one.more ? h("span", { class: "dim" }, " ", one.more) : null));

  // The field above every page.
  c.search_field = function () {
    const list = h("ul", { class: "found", id: "found", "aria-label": "Results" });
    const said = h("p", { class: "status", role: "status" });
    const box = h("div", { class: "results" }, list, said);
    box.hidden = true;
    const links = () => Array.from(list.querySelectorAll("a"));
    let turn = 0;
    const field = h("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", placeholder: "Search names, fields, owners", "aria-label": "Search names, fields and owners",
      input: async () => {
        const mine = ++turn;
        const found = await c.search(field.value);
        if (mine !== turn) return;
        list.replaceChildren(...found.slice(0, 12).map(row));
        said.textContent = !field.value.trim() ? "" : found.length === 0 ? "Nothing found." : found.length > 12 ? "12 of " + found.length + ". Enter shows more." : p.plural(found.length, "result");
        box.hidden = !field.value.trim();
      },
      keydown: (event) => {
        if (event.key === "Enter" && field.value.trim()) { location.hash = to("search", field.value.trim()); close(); }
        if (event.key === "Escape") close();
        if (event.key === "ArrowDown" && links()[0]) { links()[0].focus(); event.preventDefault(); }
      } });
    function close() { box.hidden = true; }
    list.addEventListener("keydown", (event) => {
      const all = links();
      const at = all.indexOf(document.activeElement);
      if (event.key === "ArrowDown" && all[at + 1]) { all[at + 1].focus(); event.preventDefault(); }
      if (event.key === "ArrowUp") { (all[at - 1] || field).focus(); event.preventDefault(); }
      if (event.key === "Escape") { close(); field.focus(); }
    });
    list.addEventListener("click", close);
    const form = h("div", { class: "search", role: "search" }, field, box);
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
    return form;
  };

  c.pages.set("search", async function (parts) {
    const found = await c.search(parts[1] || "");
    return {
      title: "Search",
      content: [
        h("h1", { tabindex: "-1" }, "Search: ", h("bdi", {}, parts[1] || "")),
        h("p", { role: "status" }, found.length ? p.plural(found.length, "result") : "Nothing found."),
        found.length ? h("ul", { class: "found wide" }, found.slice(0, SHOWN * 4).map(row)) : null,
        found.length > SHOWN * 4 ? h("p", { class: "note" }, p.plural(found.length - SHOWN * 4, "more result") + " not shown: type more of the name.") : null,
      ],
    };
  });

  c.pages.set("owner", async function (parts) {
    const index = p.index();
    const services = index.services.filter((one) => one.owners.includes(parts[1]));
    const events = index.events.filter((one) => one.owners.includes(parts[1]));
    if (!services.length && !events.length) return null;
    return {
      title: parts[1],
      content: [h("p", { class: "kind" }, "Owner"), h("h1", { tabindex: "-1" }, h("bdi", {}, parts[1])),
        h("h2", {}, "Services"), services.length ? h("ul", {}, services.map((one) => h("li", {}, p.service(p.numbered("services", one.name)), " ", one.broken ? p.state("incompatible", one.broken + " broken") : null))) : h("p", {}, "None."),
        h("h2", {}, "Events"), events.length ? h("ul", {}, events.map((one) => h("li", {}, p.event(p.numbered("events", one.name)), " ", one.broken ? p.state("incompatible", one.broken + " broken") : null))) : h("p", {}, "None.")],
    };
  });

  c.pages.set("field", async function (parts) {
    fields = fields || (await c.load("search")).fields;
    const found = fields.find(([place]) => place === parts[1]);
    if (!found) return null;
    return { title: parts[1], content: [h("p", { class: "kind" }, "Field"), h("h1", { tabindex: "-1" }, p.code(parts[1])), h("ul", {}, found[1].map((at) => h("li", {}, p.event(at))))] };
  });
})(counterpart);
