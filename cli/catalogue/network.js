// The network: drawn as SVG at the positions that were computed when the catalogue was made.
"use strict";
(function (c) {
  const { h, s, to } = c;
  const p = c.parts_of_pages;
  const LABEL = 30;

  c.pages.set("network", async (parts) => ({
    title: "Network",
    content: [h("h1", { tabindex: "-1" }, "The network"), await c.draw_network(parts.slice(1))],
  }));

  c.draw_network = async function (parts) {
    const network = await c.load("network");
    const [kind, name] = parts;
    const index = p.index();
    if (kind === "owner" || kind === "domain") {
      const found = await group(network, kind, name);
      return found || h("p", {}, "There is no such group.");
    }
    const focus = kind === "event" ? ["event", p.numbered("events", name)] : kind === "service" ? ["service", p.numbered("services", name)] : null;
    if (network.whole) {
      return [switches(network, "whole"), picture(network.whole, [], focus, "Services and events")];
    }
    if (focus && focus[1] !== null) {
      const service = focus[0] === "service" ? focus[1] : [].concat(index.events[focus[1]].producers, index.events[focus[1]].consumers)[0];
      const grouping = network.groupings[0];
      return group(network, grouping.by, grouping.groups[grouping.of[service]].name, focus);
    }
    return overview(network, network.groupings[0]);
  };

  function switches(network, current) {
    const items = (network.whole ? [["whole", "Everything", to("network")]] : []).concat(network.groupings.map((one) => [one.by, "By " + one.by, to("network", one.by)]));
    return items.length > 1 ? h("nav", { class: "switches", "aria-label": "How the network is shown" }, items.map(([id, text, href]) => h("a", { href: href, "aria-current": id === current ? "true" : null }, text))) : null;
  }

  function overview(network, grouping) {
    return [switches(network, grouping.by),
      picture(grouping.graph, grouping.groups.map((one) => one.name), null, "Groups by " + grouping.by, grouping),
      p.fold("The groups as a table", p.table("Groups by " + grouping.by, ["Group", "Services", "Events that they emit", "Broken"], grouping.groups.map((one) => h("tr", {},
        h("th", { scope: "row" }, h("a", { href: to("network", grouping.by, one.name) }, h("bdi", {}, one.name))), h("td", {}, String(one.services)), h("td", {}, String(one.events)), h("td", {}, String(one.broken))))))];
  }

  async function group(network, by, name, focus) {
    const grouping = network.groupings.find((one) => one.by === by);
    if (!grouping) return null;
    if (name === undefined || name === "") return overview(network, grouping);
    const at = grouping.groups.findIndex((one) => one.name === name);
    if (at < 0) return null;
    const view = await c.load("group-" + by + "-" + at);
    return [switches(network, null),
      h("p", {}, h("a", { href: to("network", by) }, "All groups by " + by), " / ", h("bdi", {}, view.name)),
      picture(view.graph, grouping.groups.map((one) => one.name), focus, "Services and events of " + view.name, grouping),
      view.left_out ? h("p", { class: "note" }, p.plural(view.left_out, "event") + " of this group not drawn: what is broken, and what the group emits, comes first.") : null];
  }

  // One picture with its controls.
  function picture(graph, groups, focus, title, grouping) {
    const index = p.index();
    const label = ([kind, of]) => (kind === "service" ? index.services[of].name : kind === "event" ? index.events[of].name : groups[of]);
    const href = ([kind, of]) => (kind === "group" ? to("network", grouping.by, groups[of]) : to(kind, label([kind, of])));
    if (!graph.nodes.length) return h("p", {}, "There is nothing to draw.");
    const near = graph.nodes.map(() => ({ nodes: [], edges: [] }));
    const nodes = [];
    const edges = graph.edges.map(([from, to, state, count], at) => {
      near[from].nodes.push(to); near[to].nodes.push(from);
      near[from].edges.push(at); near[to].edges.push(at);
      const path = s("path", { class: "edge " + state, d: curve(graph.nodes[from], graph.nodes[to]), "stroke-width": String(Math.min(6, 1.4 + Math.log2(count) * 0.7)), "marker-end": "url(#arrow-" + state + ")" });
      path.append(s("title", {}, label(graph.nodes[from]) + " → " + label(graph.nodes[to]) + ": " + state));
      return path;
    });
    graph.nodes.forEach((node, at) => {
      const [kind, , x, y, w, height] = node;
      const text = label(node);
      const broken = near[at].edges.some((edge) => graph.edges[edge][2] === "incompatible");
      const short = Array.from(text).length > LABEL ? Array.from(text).slice(0, LABEL - 1).join("") + "…" : text;
      const size = kind === "group" ? p.plural(grouping.groups[node[1]].services, "service") : "";
      const spoken = short + " " + size + ", " + kind + (short === text ? "" : ": " + text) + (broken ? ", with a break" : "");
      const element = s("a", { href: href(node), class: "node " + kind + (broken ? " broken" : ""), "aria-label": spoken,
          mouseenter: () => light(at), mouseleave: () => light(null), focus: () => light(at), blur: () => light(null) },
        s("title", {}, text),
        s("rect", { x: x - w / 2, y: y - height / 2, width: w, height: height, rx: kind === "event" ? height / 2 : 7 }),
        s("text", { x: x, y: kind === "group" ? y - 3 : y, "text-anchor": "middle", "dominant-baseline": "central" }, short),
        kind === "group" ? " " : null, kind === "group" ? s("text", { x: x, y: y + 16, class: "small", "text-anchor": "middle" }, size) : null);
      nodes.push(element);
    });
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    graph.nodes.forEach(([, , x, y, w, height]) => {
      box[0] = Math.min(box[0], x - w / 2); box[1] = Math.min(box[1], y - height / 2);
      box[2] = Math.max(box[2], x + w / 2); box[3] = Math.max(box[3], y + height / 2);
    });
    const whole = [box[0] - 20, box[1] - 20, box[2] - box[0] + 40, box[3] - box[1] + 40];
    let view = whole.slice();
    const markers = ["compatible", "accepted", "unproven", "incompatible"].map((state) => s("marker", { id: "arrow-" + state, class: "arrow-head " + state, viewBox: "0 0 10 10", refX: "9", refY: "5", markerWidth: "7", markerHeight: "7", markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { d: "M0 0 10 5 0 10z" })));
    const svg = s("svg", { class: "network", role: "group", "aria-label": title, preserveAspectRatio: "xMidYMid meet" }, s("defs", {}, markers), edges, nodes);
    const show = () => svg.setAttribute("viewBox", view.map((n) => n.toFixed(1)).join(" "));
    const zoom = (factor, at) => {
      const [x, y] = at || [view[0] + view[2] / 2, view[1] + view[3] / 2];
      const size = Math.min(whole[2] * 2, Math.max(160, view[2] * factor)) / view[2];
      view = [x - (x - view[0]) * size, y - (y - view[1]) * size, view[2] * size, view[3] * size];
      show();
    };
    const move = (x, y) => { view[0] += x * view[2]; view[1] += y * view[3]; show(); };
    show();
    svg.style.height = Math.max(220, Math.min(window.innerHeight * 0.68, whole[3] * 1.15)) + "px";

    // What a node touches: an event its two sides, a service its events and who is behind them.
    function touched(at) {
      const found = { nodes: new Set([at]), edges: new Set(near[at].edges) };
      near[at].nodes.forEach((next) => {
        found.nodes.add(next);
        if (graph.nodes[at][0] === "service" && graph.nodes[next][0] === "event") {
          near[next].nodes.forEach((far) => found.nodes.add(far));
          near[next].edges.forEach((edge) => found.edges.add(edge));
        }
      });
      return found;
    }
    let pinned = null;
    function light(at) {
      const chosen = at === null ? pinned : at;
      const found = chosen === null ? null : touched(chosen);
      svg.classList.toggle("lit", found !== null);
      nodes.forEach((node, number) => node.classList.toggle("on", Boolean(found && found.nodes.has(number))));
      edges.forEach((edge, number) => edge.classList.toggle("on", Boolean(found && found.edges.has(number))));
    }

    let wanted = "";
    let only = false;
    function filter() {
      let count = 0;
      const kept = graph.nodes.map((node, at) => {
        const fits = !wanted || label(node).toLowerCase().includes(wanted);
        return fits && (!only || nodes[at].classList.contains("broken"));
      });
      const shown = kept.map((is, at) => is || (Boolean(wanted) && !only && near[at].nodes.some((next) => kept[next])) );
      nodes.forEach((node, at) => { node.classList.toggle("off", !shown[at]); if (kept[at]) count += 1; });
      graph.edges.forEach(([from, target, state], at) => edges[at].classList.toggle("off", !(shown[from] && shown[target]) || (only && state !== "incompatible")));
      said.textContent = wanted || only ? p.plural(count, "node") + " of " + nodes.length : "";
    }
    const said = h("span", { class: "dim", role: "status" });
    const broken = graph.edges.some((edge) => edge[2] === "incompatible");

    let drag = null;
    svg.addEventListener("pointerdown", (event) => { if (event.button === 0 && !event.target.closest("a")) { drag = [event.clientX, event.clientY, view[0], view[1]]; svg.setPointerCapture(event.pointerId); } });
    svg.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const scale = view[2] / svg.clientWidth;
      view[0] = drag[2] - (event.clientX - drag[0]) * scale; view[1] = drag[3] - (event.clientY - drag[1]) * scale;
      show();
    });
    svg.addEventListener("pointerup", () => (drag = null));
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, [point.x, point.y]);
    }, { passive: false });

    const button = (text, name, act) => h("button", { type: "button", "aria-label": name, title: name, click: act }, text);
    const controls = h("div", { class: "controls", role: "group", "aria-label": "Controls of the picture" },
      h("label", {}, "Filter ", h("input", { type: "search", class: "filter", autocomplete: "off", spellcheck: "false", input: (event) => { wanted = event.target.value.trim().toLowerCase(); filter(); } })),
      broken ? h("label", {}, h("input", { type: "checkbox", class: "only-broken", change: (event) => { only = event.target.checked; filter(); } }), " only what is broken") : null,
      button("+", "Zoom in", () => zoom(1 / 1.4)), button("−", "Zoom out", () => zoom(1.4)), button("⤢", "Show everything", () => { view = whole.slice(); show(); }),
      button("←", "Move left", () => move(-0.2, 0)), button("→", "Move right", () => move(0.2, 0)), button("↑", "Move up", () => move(0, -0.2)), button("↓", "Move down", () => move(0, 0.2)), said);

    if (focus && focus[1] !== null) {
      const at = graph.nodes.findIndex((node) => node[0] === focus[0] && node[1] === focus[1]);
      if (at >= 0) { pinned = at; light(null); }
    }
    const legend = h("ul", { class: "legend" }, ["compatible", "accepted", "unproven", "incompatible"].map((id) => h("li", {}, h("span", { class: "line " + id, "aria-hidden": "true" }), { compatible: "fits", accepted: "accepted or a warning", unproven: "not proven", incompatible: "breaks" }[id])),
      h("li", { class: "dim" }, "Hover or focus a node to see what it touches. Ctrl and the wheel zoom."));
    return h("figure", { class: "picture" }, controls, svg, h("figcaption", {}, legend));
  }

  // A curve from the right side of one node to the left side of another; around, if that one is to the left.
  function curve(from, to) {
    const [, , x1, y1, w1, h1] = from;
    const [, , x2, y2, w2, h2] = to;
    if (x2 - w2 / 2 > x1 + w1 / 2) {
      const [a, b] = [x1 + w1 / 2, x2 - w2 / 2];
      const bend = (b - a) / 2;
      return "M" + a + " " + y1 + "C" + (a + bend) + " " + y1 + " " + (b - bend) + " " + y2 + " " + b + " " + y2;
    }
    if (x1 - w1 / 2 > x2 + w2 / 2) {
      const [a, b] = [x1 - w1 / 2, x2 + w2 / 2];
      const bend = (a - b) / 2;
      return "M" + a + " " + y1 + "C" + (a - bend) + " " + (y1 + 14) + " " + (b + bend) + " " + (y2 + 14) + " " + b + " " + y2;
    }
    const down = y2 > y1;
    const [a, b] = [y1 + (down ? h1 : -h1) / 2, y2 + (down ? -h2 : h2) / 2];
    return "M" + x1 + " " + a + "C" + (x1 + 30) + " " + (a + b) / 2 + " " + (x2 + 30) + " " + (a + b) / 2 + " " + x2 + " " + b;
  }
})(counterpart);
