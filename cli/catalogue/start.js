// The frame around the pages, the places in the address, the theme, and the keyboard.
"use strict";
(async function (c) {
  const { h, to } = c;
  const index = await c.load("index");
  const saved = (() => { try { return localStorage.getItem("counterpart-theme"); } catch (error) { return null; } })();
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let theme = saved === "light" || saved === "dark" ? saved : null;
  const button = h("button", { type: "button", class: "theme", click: () => {
    theme = current() === "dark" ? "light" : "dark";
    try { localStorage.setItem("counterpart-theme", theme); } catch (error) { /* The choice lasts as long as the page. */ }
    apply();
  } });
  function current() { return theme || (dark.matches ? "dark" : "light"); }
  function apply() {
    root.dataset.theme = current();
    button.textContent = current() === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", "Switch to the " + (current() === "dark" ? "light" : "dark") + " theme");
  }
  dark.addEventListener("change", apply);
  apply();

  const places = [["", "Overview"], ["network", "Network"], ["events", "Events"], ["services", "Services"]]
    .concat(index.environments ? [["environments", "Environments"]] : [], index.history ? [["history", "History"]] : [], [["findings", "Findings"]], index.letters ? [["letters", "Dead letters"]] : []);
  const links = places.map(([id, text]) => h("a", { href: id ? to(id) : "#/" }, text));
  const main = h("main", { id: "main" });
  const skip = h("button", { type: "button", class: "skip", click: () => focus() }, "Skip to the content");
  document.body.append(skip,
    h("header", { class: "top" }, h("div", { class: "bar" }, h("a", { class: "brand", href: "#/" }, h("bdi", {}, index.title)), c.search_field(), button),
      h("nav", { "aria-label": "Views" }, links)),
    main,
    h("footer", {}, h("p", {}, "Made by cargo counterpart " + index.version + ", format " + index.format + ". Nothing on this page leaves it.")));

  function focus() {
    const head = main.querySelector("h1");
    if (head) head.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  let turn = 0;
  async function show(moves) {
    const mine = ++turn;
    const parts = c.parts(location.hash);
    const id = parts ? parts[0] : null;
    let page = null;
    try {
      const make = id === null ? null : c.pages.get(id);
      page = make ? await make(parts) : null;
      page = page || { title: "Not found", content: [h("h1", { tabindex: "-1" }, "Not found"), h("p", {}, "This catalogue has no such page. It may be of another version than the link."), h("p", {}, h("a", { href: "#/" }, "Overview"))] };
    } catch (error) {
      page = { title: "Error", content: [h("h1", { tabindex: "-1" }, "This page cannot be shown"), h("p", {}, error.message)] };
    }
    if (mine !== turn) return;
    document.title = c.clean(page.title === index.title ? page.title : page.title + " · " + index.title);
    main.replaceChildren(...page.content.flat(Infinity).filter(Boolean));
    links.forEach((link, at) => (places[at][0] === (id || "") ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")));
    main.dataset.shown = c.clean(location.hash);
    if (moves) focus();
  }
  window.addEventListener("hashchange", () => show(true));
  await show(false);

  // "/" goes to the search, "g" and a letter to a view.
  let went = false;
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { document.getElementById("search").focus(); event.preventDefault(); return; }
    if (went) {
      const found = places.find(([id, text]) => text[0].toLowerCase() === event.key.toLowerCase() && id !== "events") || null;
      const target = event.key === "e" ? places.find(([id]) => id === "events") : event.key === "v" ? places.find(([id]) => id === "environments") : found;
      if (target) location.hash = target[0] ? to(target[0]) : "#/";
    }
    went = event.key === "g";
  });

  // On paper everything is unfolded.
  let folded = [];
  window.addEventListener("beforeprint", () => { folded = Array.from(document.querySelectorAll("details:not([open])")); folded.forEach((one) => (one.open = true)); });
  window.addEventListener("afterprint", () => folded.forEach((one) => (one.open = false)));

  // `--serve` makes the catalogue anew when the store changes, and the page looks for that.
  if (location.protocol === "http:" && index.served) {
    let known = null;
    window.setInterval(() => {
      const script = document.createElement("script");
      script.src = "data/revision.js?" + Date.now();
      script.onload = script.onerror = () => script.remove();
      document.head.append(script);
    }, 2000);
    c.revision = (revision) => { if (known !== null && known !== revision) location.reload(); known = revision; };
  }
})(counterpart);
