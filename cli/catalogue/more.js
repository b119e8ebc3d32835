// The overview, and the pages of environments, history, findings and dead letters.
"use strict";
(function (c) {
  const { h, to } = c;
  const p = c.parts_of_pages;

  c.pages.set("", async function () {
    const index = p.index();
    const counts = index.counts;
    const findings = await c.load("findings-0");
    const failing = findings.findings.filter((one) => one.severity === "error");
    const tile = (number, text, href, kind) => h("li", {}, h("a", { class: "tile " + (kind || ""), href: href }, h("strong", {}, String(number)), h("span", {}, text)));
    return {
      title: index.title,
      content: [
        h("h1", { tabindex: "-1" }, h("bdi", {}, index.title)),
        h("p", {}, index.at ? ["As of ", p.when(index.at), ". "] : null, "Every answer is computed from the contracts of ", p.plural(counts.services, "service"), "."),
        h("ul", { class: "tiles" },
          tile(counts.services, counts.services === 1 ? "service" : "services", to("services")),
          tile(counts.events, counts.events === 1 ? "event" : "events", to("events")),
          tile(counts.compatible, "pairs that fit", to("network"), "ok"),
          tile(counts.incompatible, "pairs that break", to("findings"), counts.incompatible ? "bad" : ""),
          counts.unproven ? tile(counts.unproven, "pairs not proven", to("findings"), "warn") : null),
        failing.length ? [h("h2", {}, "What is broken now"), h("ul", {}, failing.slice(0, 5).map((one) => h("li", {}, h("a", { href: one.known === null ? to("findings") : to("event", one.event) }, one.title)))),
          failing.length > 5 ? h("p", {}, h("a", { href: to("findings") }, "All findings")) : null] : null,
        h("h2", {}, "The network"),
        await c.draw_network([]),
        index.notes.length ? [h("h2", {}, "What this catalogue leaves out"), h("ul", {}, index.notes.map((note) => h("li", {}, note)))] : null,
      ],
    };
  });

  c.pages.set("services", async () => ({
    title: "Services",
    content: [
      h("h1", { tabindex: "-1" }, "Services"),
      p.more(chunks(p.index().services, 200), (rows) => p.table("Services", ["Service", "Owner", "Emits", "Reads", "Latest", "Now"], rows.map((one) => h("tr", {},
        h("th", { scope: "row" }, h("a", { href: to("service", one.name) }, h("bdi", {}, one.name))),
        h("td", {}, one.owners.join(", ") || "–"), h("td", {}, String(one.emits.length)), h("td", {}, String(one.consumes.length)), h("td", {}, one.latest || "–"),
        h("td", {}, one.broken ? p.state("incompatible", one.broken + " broken") : p.state("compatible", "nothing broken"))))), 1),
    ],
  }));

  c.pages.set("events", async () => ({
    title: "Events",
    content: [
      h("h1", { tabindex: "-1" }, "Events"),
      p.more(chunks(p.index().events, 200), (rows) => p.table("Events", ["Event", "Sent by", "Read by", "Owner", "Now"], rows.map((one) => h("tr", {},
        h("th", { scope: "row" }, h("a", { href: to("event", one.name) }, h("bdi", {}, one.name))),
        h("td", {}, one.producers.length ? p.between(one.producers.slice(0, 3).map((at) => p.service(at)), ", ") : "–"),
        h("td", {}, p.plural(one.consumers.length, "service")), h("td", {}, one.owners.join(", ") || "–"),
        h("td", {}, one.broken ? p.state("incompatible", one.broken + " broken") : one.unproven ? p.state("unproven") : p.state("compatible", "nothing broken"))))), 1),
    ],
  }));

  function chunks(all, share) {
    const found = [];
    for (let at = 0; at < all.length; at += share) found.push(all.slice(at, at + share));
    return found;
  }

  c.pages.set("environments", async function () {
    const view = await c.load("environments");
    const index = p.index();
    const cells = new Map();
    view.cells.forEach((cell) => cells.set(cell.service + " " + cell.environment, cell));
    const running = new Map();
    view.environments.forEach((environment) => environment.running.forEach((one) => {
      const key = one.service + " " + environment.name;
      running.set(key, (running.get(key) || []).concat([one]));
    }));
    const services = index.services.map((one, at) => at).filter((at) => view.environments.some((e) => cells.has(at + " " + e.name) || running.has(at + " " + e.name)));
    const answer = (cell) => {
      if (!cell) return h("span", { class: "dim" }, "not asked");
      if (cell.exit === null) return h("span", { class: "dim" }, cell.unknown.join("; "));
      const kind = cell.exit === 0 ? ["ok", "✓"] : cell.exit === 100 && cell.failing ? ["bad", "✕"] : ["warn", "?"];
      const said = p.badge(kind[0], kind[1], (cell.runs ? "latest runs here" : cell.version + " may be deployed: " + (cell.exit === 0 ? "yes" : cell.failing ? "no" : cell.answer)));
      const why = cell.titles.concat(cell.unknown);
      return why.length ? h("details", { class: "effect" }, h("summary", {}, said), h("ul", {}, why.map((text) => h("li", {}, text)))) : said;
    };
    const draw = (at) => h("tr", {}, h("th", { scope: "row" }, p.service(at)), view.environments.map((environment) => {
      const key = at + " " + environment.name;
      const there = running.get(key) || [];
      return h("td", {}, there.length ? there.map((one) => h("div", {}, p.code(one.version), h("span", { class: "dim" }, (one.released ? " released " : " since ") + one.since.slice(0, 10)))) : h("div", { class: "dim" }, "not there"), answer(cells.get(key)));
    }));
    const heads = ["Service"].concat(view.environments.map((one) => one.name));
    const left = view.environments.flatMap((environment) => environment.in_flight.map((one) => [environment.name, one]));
    return {
      title: "Environments",
      content: [
        h("h1", { tabindex: "-1" }, "Environments"),
        h("p", {}, "What runs where, and whether the latest version of each main branch may be deployed there, as ", p.code("can-i-deploy"), " answers."),
        view.environments.length ? p.more(chunks(services, 100), (some) => p.table("Services by environment", heads, some.map(draw)), 1) : h("p", {}, "No deployment was ever recorded."),
        view.not_asked ? h("p", { class: "note" }, p.plural(view.not_asked, "question") + " not asked: the catalogue has a bound. ", p.code("cargo counterpart can-i-deploy"), " answers each.") : null,
        h("h2", {}, "In flight"),
        left.length ? p.table("Versions that have left, and whose messages may still be read", ["Environment", "Service", "Version", "Why"], left.map(([name, one]) => h("tr", {}, h("td", {}, name), h("th", { scope: "row" }, p.service(one.service, one.name)), h("td", {}, p.code(one.version)), h("td", {}, one.why)))) : h("p", {}, "No messages of a version that has left, as far as the questions above had to know."),
      ],
    };
  });

  // A list in pages of data, of which the first is shown at once.
  async function paged(name, items, draw) {
    const first = await c.load(name + "-0");
    const list = h("div", {}, p.more(items(first), draw, 25));
    let next = 1;
    const button = h("button", { type: "button", click: async () => {
      const view = await c.load(name + "-" + next);
      next += 1;
      list.append(p.more(items(view), draw, 25));
      if (next >= first.pages) button.remove();
    } }, "Load the next part");
    return [first, [list, first.pages > 1 ? button : null]];
  }

  c.pages.set("history", async function () {
    const [first, list] = await paged("history", (view) => view.entries, c.entry_of_history);
    return {
      title: "History",
      content: [
        h("h1", { tabindex: "-1" }, "History"),
        h("p", {}, "Which version changed what, and for whom: each version of a main branch beside the one before, as ", p.code("diff"), " answers."),
        first.all ? [h("h2", {}, "Versions, the newest first"), list] : h("p", {}, "No version was published on a main branch."),
        first.left_out ? h("p", { class: "note" }, p.plural(first.left_out, "older version") + " not compared.") : null,
      ],
    };
  });

  c.pages.set("findings", async function () {
    const [first, list] = await paged("findings", (view) => view.findings, p.finding);
    return {
      title: "Findings",
      content: [
        h("h1", { tabindex: "-1" }, "Findings"),
        h("p", {}, p.plural(first.all, "finding") + ", the most important first."),
        first.remarks.length ? h("ul", {}, first.remarks.map((one) => h("li", {}, one.text, " ", p.code(one.id)))) : null,
        first.all ? [h("h2", {}, "All findings"), list] : h("p", {}, "Every pair fits."),
      ],
    };
  });

  c.pages.set("letters", async function () {
    const view = await c.load("letters");
    return {
      title: "Dead letters",
      content: [
        h("h1", { tabindex: "-1" }, "Dead letters"),
        h("p", {}, view.answer),
        view.groups.length ? p.table("Dead letters by cause", ["Event", "Service", "Cause", "Letters", "Would be taken", "First", "Last"], view.groups.map((one) => h("tr", {},
          h("th", { scope: "row" }, p.event(one.known_event, one.event)), h("td", {}, p.service(one.known_service, one.service)), h("td", {}, one.cause, p.fold("Shape, without values", p.pre(one.shape, "Shape"))),
          h("td", {}, String(one.totals.letters)), h("td", {}, String(one.totals.taken)), h("td", {}, p.when(one.first)), h("td", {}, p.when(one.last))))) : h("p", {}, "None."),
        view.problems.length ? h("ul", {}, view.problems.map((text) => h("li", {}, text))) : null,
      ],
    };
  });
})(counterpart);
