// The page of a service, and one entry of the history.
"use strict";
(function (c) {
  const { h, to, outside } = c;
  const p = c.parts_of_pages;

  c.pages.set("service", async function (parts) {
    const at = p.numbered("services", parts[1] || "");
    if (at === null) return null;
    const view = await c.load("service-" + at);
    const row = p.index().services[at];
    const events = (list, other, none) =>
      list.length
        ? p.table(none ? "Events" : "Events", ["Event", other], list.map((one) => h("tr", {},
            h("th", { scope: "row" }, p.event(one.event)),
            h("td", {}, one.others.length ? h("ul", { class: "plain" }, one.others.map((o) => h("li", {}, p.service(o.service), " ", p.state(o.state)))) : h("span", { class: "dim" }, "nobody that counts")))))
        : h("p", {}, "None.");
    return {
      title: row.name,
      content: [
        h("p", { class: "kind" }, "Service"),
        h("h1", { tabindex: "-1" }, h("bdi", {}, row.name)),
        h("p", {}, p.owners(row.owners), " ", row.broken ? p.state("incompatible", p.plural(row.broken, "pair") + " broken now") : p.state("compatible", "nothing broken")),
        row.latest ? h("p", {}, "Latest of ", p.code(row.branch), ": ", p.code(row.latest)) : null,
        h("p", { class: "actions" }, h("a", { href: to("network", "service", row.name) }, "Show in the network")),
        h("h2", {}, "Emits"),
        events(view.emits, "Read by"),
        h("h2", {}, "Reads"),
        events(view.consumes, "Sent by"),
        view.branches.length ? [h("h2", {}, "Branches"),
          p.table("Branches", ["Branch", "Latest"], view.branches.map((one) => h("tr", {}, h("th", { scope: "row" }, p.code(one.branch), one.main ? " (main branch)" : null), h("td", {}, one.latest.join(", ") || "–"))))] : null,
        view.versions.length ? [h("h2", {}, "Versions"),
          p.table("Versions, the newest first", ["Version", "Published", "Branches", "Runs in", "By"], view.versions.map((one) => h("tr", {},
            h("th", { scope: "row" }, outside(one.run) ? h("a", { href: outside(one.run), rel: "noreferrer noopener" }, p.code(one.version)) : p.code(one.version)),
            h("td", {}, p.when(one.published)), h("td", {}, one.branches.join(", ") || "–"), h("td", {}, one.running.join(", ") || "–"), h("td", {}, one.committer || "–")))),
          view.versions_left_out ? h("p", { class: "note" }, p.plural(view.versions_left_out, "older version") + " not listed.") : null] : null,
        view.history.length ? [h("h2", {}, "History"), p.more(view.history, c.entry_of_history, 20)] : null,
      ],
    };
  });

  const KIND = { added: ["ok", "+"], removed: ["warn", "−"], changed: ["note", "~"] };

  c.entry_of_history = function (one) {
    return h("article", { class: "card" },
      h("h3", {}, p.service(one.service), " ", p.code(one.version), " ", one.broken.length ? p.state("incompatible", p.plural(one.broken.length, "finding")) : null),
      h("p", { class: "dim" }, p.when(one.published), one.before ? " · after " + one.before : " · the first version", one.committer ? " · " + one.committer : null,
        outside(one.run) ? [" · ", h("a", { href: outside(one.run), rel: "noreferrer noopener" }, "CI run")] : null),
      one.changes.length
        ? h("ul", {}, one.changes.map((change) => h("li", {},
            p.badge(KIND[change.kind][0], KIND[change.kind][1], change.kind), " ", change.role, " ", p.event(change.known, change.event), change.name ? " (" + change.name + ")" : null,
            change.differences.length ? h("ul", {}, change.differences.map((text) => h("li", {}, text))) : null,
            change.unproven ? h("p", { class: "dim" }, "Not every difference could be decided.") : null)))
        : h("p", {}, "No contract and no emitted schema changed."),
      one.problems.length ? h("ul", {}, one.problems.map((text) => h("li", {}, text))) : null,
      one.broken.length ? p.fold("What it breaks", one.broken.map(p.finding)) : one.changes.length ? h("p", { class: "dim" }, "It breaks nobody in a new way", one.fixed ? ", and fixes " + p.plural(one.fixed, "finding") : null, one.already_broken ? "; " + p.plural(one.already_broken, "pair") + " already broken" : null, ".") : null);
  };
})(counterpart);
