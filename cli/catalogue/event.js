// The page of an event.
"use strict";
(function (c) {
  const { h, to } = c;
  const p = c.parts_of_pages;
  const EDITS = [["gone", "If it went"], ["optional", "If it became optional"], ["retyped", "If its type changed"]];

  c.pages.set("event", async function (parts) {
    const at = p.numbered("events", parts[1] || "");
    if (at === null) return null;
    const view = await c.load("event-" + at);
    const row = p.index().events[at];
    const broken = view.pairs.filter((pair) => pair.state === "incompatible").length;
    const docs = [...new Set(view.producers.concat(view.consumers).map((one) => one.doc).filter(Boolean))];
    return {
      title: row.name,
      content: [
        h("p", { class: "kind" }, "Event"),
        h("h1", { tabindex: "-1" }, h("bdi", {}, row.name)),
        h("p", {}, p.owners(row.owners), " ", broken ? p.state("incompatible", p.plural(broken, "pair") + " broken now") : view.pairs.length ? p.state("compatible", "every pair fits or is accepted") : p.badge("note", "○", "no pair")),
        docs.slice(0, 1).map((doc) => h("p", { class: "doc" }, doc)),
        h("p", { class: "actions" }, h("a", { href: to("network", "event", row.name) }, "Show in the network")),
        flow(view),
        h("h2", { id: "fields" }, "Fields, and what would break"),
        view.producers.length ? null : h("p", {}, "Nobody whose version counts sends this event."),
        view.producers.map((producer, number) => fields(view, producer, number)),
        view.not_probed ? h("p", { class: "note" }, p.plural(view.not_probed, "more field") + " of this event were not computed. ", p.code("cargo counterpart impact"), " answers for each.") : null,
        h("h2", {}, "Consumers"),
        view.consumers.length ? view.consumers.map((consumer, number) => contract(view, consumer, number)) : h("p", {}, "Nobody whose version counts reads this event."),
        h("h2", {}, "Findings"),
        view.findings.length ? p.more(view.findings, p.finding, 20) : h("p", {}, "None."),
      ],
    };
  });

  function who(one) {
    return [p.service(one.service, ""), one.name ? " (" + one.name + ")" : null];
  }

  function versions(one) {
    return one.versions.length ? h("span", { class: "dim" }, one.versions.map((v) => v.version + " (" + v.why + ")").join(" · ")) : null;
  }

  // Who sends it and who requires it, side by side.
  function flow(view) {
    const of = (one, pairs) => {
      const worst = ["incompatible", "unproven", "accepted", "compatible"].find((id) => pairs.some((pair) => pair.state === id));
      return h("li", {}, who(one), " ", worst ? p.state(worst) : null, one.owner ? [" ", h("span", { class: "dim" }, one.owner)] : null, h("br"), versions(one));
    };
    return h("div", { class: "flow" },
      h("section", { "aria-label": "Who sends it" }, h("h2", {}, "Sent by"),
        view.producers.length ? h("ul", {}, view.producers.map((one, at) => of(one, view.pairs.filter((pair) => pair.producer === at)))) : h("p", {}, "nobody")),
      h("p", { class: "arrow", "aria-hidden": "true" }, "→"),
      h("section", { "aria-label": "Who reads it" }, h("h2", {}, "Read by"),
        view.consumers.length ? h("ul", {}, view.consumers.map((one, at) => of(one, view.pairs.filter((pair) => pair.consumer === at)))) : h("p", {}, "nobody")));
  }

  function effects(view, number, place) {
    const found = view.effects.find((one) => one.place === place);
    if (!found) return null;
    const producer = found.producers.find((one) => one.producer === number);
    return { consumers: producer ? producer.consumers : [], problems: found.problems, sends: Boolean(producer) };
  }

  function fields(view, producer, number) {
    const rows = producer.fields.map((field) => {
      const found = effects(view, number, field.place);
      const reads = found ? found.consumers.filter((one) => one.reads) : [];
      return h("tr", {},
        h("th", { scope: "row" }, p.code(field.place), field.doc ? h("div", { class: "doc" }, field.doc) : null),
        h("td", {}, field.types.join(" or ")),
        h("td", {}, field.always ? "always" : "may be absent"),
        h("td", {}, !found ? h("span", { class: "dim" }, "not computed") : reads.length ? p.between(reads.map((one) => who(view.consumers[one.consumer])), ", ") : h("span", { class: "dim" }, "nobody")),
        EDITS.map(([id]) => h("td", {}, effect(view, found, id))));
    });
    const title = ["As sent by ", p.index().services[producer.service].name, producer.versions.length ? ", version " + [...new Set(producer.versions.map((v) => v.version))].join(", ") : ""].join("");
    return h("div", {},
      rows.length
        ? p.table(title, ["Field", "Type", "Sent", "Read by"].concat(EDITS.map((edit) => edit[1])), rows)
        : h("p", {}, title + ": the schema names no field."),
      h("p", { class: "dim" }, facts(producer)),
      p.fold("Sample messages", producer.samples.length ? producer.samples.map((text, at) => p.pre(text, "Sample " + (at + 1))) : h("p", {}, "None could be made.")),
      p.fold("Contract file", p.pre(producer.text, "Contract file")));
  }

  function effect(view, found, id) {
    if (!found) return h("span", { class: "dim" }, "not computed");
    if (found.problems.length) return h("span", {}, found.problems.join("; "));
    const known = found.consumers.filter((one) => one.effects[id]);
    if (!known.length) return h("span", { class: "dim" }, found.consumers.length ? "cannot change so" : "nobody reads the event");
    const breaks = known.filter((one) => one.effects[id].effect === "breaks");
    const unproven = known.filter((one) => one.effects[id].effect === "unproven");
    if (!breaks.length && !unproven.length) return p.state("compatible", "breaks nobody");
    return [
      breaks.length ? h("details", { class: "effect" },
        h("summary", {}, p.state("incompatible", "breaks " + (breaks.length === 1 ? p.index().services[view.consumers[breaks[0].consumer].service].name : breaks.length))),
        breaks.map((one) => [h("p", {}, who(view.consumers[one.consumer]), ": ", one.effects[id].finding.sentence), p.pre(one.effects[id].finding.message, "A message that breaks it")])) : null,
      unproven.length ? h("details", { class: "effect" }, h("summary", {}, p.state("unproven", "not proven for " + unproven.length)),
        unproven.map((one) => h("p", {}, who(view.consumers[one.consumer]), ": ", one.effects[id].why))) : null,
    ];
  }

  function facts(one) {
    const said = [];
    if (one.key) said.push("key: " + one.key);
    if (one.envelope) said.push("envelope: " + one.envelope);
    if (one.retention) said.push("kept for: " + one.retention);
    if (one.producer) said.push("only from: " + one.producer);
    if (one.types.length) said.push("type: " + one.types.join(", "));
    if (one.imported.length) said.push("imported from: " + one.imported.join(", "));
    if (one.assumes.length) said.push("assumes: " + one.assumes.join(", "));
    if (one.trusts.length) said.push("trusts: " + one.trusts.join("; "));
    said.push("file: " + one.file);
    return said.join(" · ");
  }

  function contract(view, one, number) {
    const pairs = view.pairs.filter((pair) => pair.consumer === number);
    const rows = one.fields.map((field) => h("tr", {},
      h("th", { scope: "row" }, p.code(field.place), field.doc ? h("div", { class: "doc" }, field.doc) : null),
      h("td", {}, field.types.join(" or ")),
      h("td", {}, field.always ? "required" : "may be absent")));
    const name = p.index().services[one.service].name + (one.name ? " (" + one.name + ")" : "");
    return h("div", { class: "card" },
      h("h3", {}, who(one), " ", one.owner ? h("span", { class: "dim" }, "· ", p.owner(one.owner)) : null),
      h("p", {}, versions(one)),
      one.doc ? h("p", { class: "doc" }, one.doc) : null,
      pairs.length ? h("ul", { class: "plain" }, pairs.map((pair) => h("li", {}, p.state(pair.state), " with ", who(view.producers[pair.producer]), " ", versions(view.producers[pair.producer])))) : h("p", {}, "No producer of it counts."),
      h("p", { class: "dim" }, facts(one)),
      p.fold("What it accepts: " + p.plural(one.fields.length, "field"), rows.length ? p.table("Accepted by " + name, ["Field", "Type", "Presence"], rows) : h("p", {}, "The schema names no field.")),
      p.fold("Contract file", p.pre(one.text, "Contract file")));
  }
})(counterpart);
