// The explorer of a network: sigma draws the same data set as the drawing and the table beside it.
import "./vendor/graphology/graphology.umd.min.js";
import "./vendor/sigma/sigma.min.js";
import { Filters } from "./explorer-filters.js";
import { address, Panel } from "./explorer-panel.js";
import { look, palette, settings, short } from "./explorer-look.js";

const { graphology, Sigma } = globalThis;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const WIDE = 1.35; // a screen is wider than high
const REACH = 0.35; // how far around a node its own neighbourhood is laid out
const HUB = 8; // ties, from which on a node has its name before others
const LETTER = 7; // the width of one, about
const FEW = 60; // nodes that an expanded neighbour brings at most

export function start(views, section, leave) {
  const data = JSON.parse(document.getElementById("donnees").textContent);
  return new Explorer(views, section, data, leave);
}

class Explorer {
  constructor(views, section, data, leave) {
    Object.assign(this, { views, section, data, leave });
    this.centre = data.graph.centre;
    this.focused = null;
    this.way = new Set(data.way ?? []);
    this.lost = new Set(data.lost ?? []);
    this.names = [];
    this.named = null;
    this.graph = new graphology.Graph({ multi: false, type: "undirected" });
    this.canvas = section.querySelector(".canvas");
    this.add(data, { x: 0, y: 0 }, 1);
    this.filters = new Filters(section, this.graph, data.looks, () => this.refresh());
    this.panel = new Panel(section, this);
    this.draw();
    this.panel.show(this.centre);
    this.listen();
  }

  // Adds the nodes and edges of a data set; those that are there already stay where they are.
  add(data, at, scale) {
    for (const node of data.nodes) {
      if (this.graph.hasNode(node.id)) continue;
      const { label, ...more } = node;
      const place = { x: at.x + scale * WIDE * node.x, y: at.y - scale * node.y };
      this.graph.addNode(node.id, { ...more, ...place, name: label, label: short(label), type: "shape" });
    }
    for (const { source, target, label_fr: words, year } of data.edges) {
      if (source === target) continue;
      const [edge, added] = this.graph.mergeEdge(source, target);
      const ties = added ? [] : this.graph.getEdgeAttribute(edge, "ties");
      if (!ties.some((tie) => tie.words === words && tie.start === source)) ties.push({ words, start: source, year });
      this.graph.setEdgeAttribute(edge, "ties", ties);
    }
    this.graph.forEachNode((node, { kind }) => {
      const { shape } = look(this.data.looks, kind);
      const size = node === this.centre ? 16 : Math.min(11, 5 + 0.4 * this.graph.degree(node));
      this.graph.mergeNodeAttributes(node, { shape, size });
    });
  }

  draw() {
    this.palette = palette();
    this.sigma = new Sigma(this.graph, this.canvas, {
      ...settings(Sigma, this),
      nodeReducer: (node, data) => this.node(node, data),
      edgeReducer: (edge, data) => this.edge(edge, data),
    });
    this.sigma.on("beforeRender", () => (this.named = null));
    this.sigma.on("clickNode", ({ node }) => this.focus(node));
    this.sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      this.expand(event.node);
    });
  }

  // Keeps room for the names that come first: those of the focus, of the centre and of hubs.
  reserve() {
    this.names = [];
    this.named = new Set();
    const degree = (node) => this.graph.degree(node);
    const hubs = this.graph.filterNodes((node) => degree(node) >= HUB).sort((a, b) => degree(b) - degree(a));
    for (const node of new Set([this.focused, this.centre, ...hubs])) {
      const data = node && this.sigma.getNodeDisplayData(node);
      if (!data || data.hidden || !data.label) continue;
      const place = this.sigma.framedGraphToViewport(data);
      if (this.free({ ...place, size: this.sigma.scaleSize(data.size), label: data.label })) this.named.add(node);
    }
  }

  // Tells whether a name has room beside its node, and takes it.
  free({ x, y, size, label }) {
    const wide = 6 + label.length * LETTER;
    const left = x + size + wide < this.sigma.getDimensions().width ? x + size : x - size - wide;
    const box = { left, right: left + wide, top: y - 9, bottom: y + 9 };
    const meets = (one) => box.left < one.right && one.left < box.right && box.top < one.bottom && one.top < box.bottom;
    if (this.names.some(meets)) return false;
    this.names.push(box);
    return true;
  }

  room(data) {
    if (!this.sigma) return false; // its first frame, which the next one replaces
    if (!this.named) this.reserve(); // now that sigma knows where everything stands in this frame
    return this.named.has(data.key) || (!data.forceLabel && this.free(data));
  }

  node(node, data) {
    const look_ = look(this.data.looks, data.kind);
    const near = !this.focused || node === this.focused || this.graph.areNeighbors(node, this.focused);
    const faint = !near || this.lost.has(node);
    return {
      ...data,
      color: faint ? this.palette.faint : this.palette.kinds[look_.colour],
      hidden: node !== this.centre && !this.filters.wants(data),
      highlighted: node === this.focused,
      forceLabel: near && (node === this.centre || node === this.focused || this.graph.degree(node) >= HUB),
      label: near ? data.label : "",
      zIndex: near ? 1 : 0,
    };
  }

  edge(edge, data) {
    const [a, b] = this.graph.extremities(edge);
    const on = this.way.has(a) && this.way.has(b);
    const near = !this.focused || a === this.focused || b === this.focused;
    return { ...data, color: on ? this.palette.focus : near ? this.palette.edge : this.palette.line, size: on ? 4 : 1 };
  }

  listen() {
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("focus", () => this.focused || this.focus(this.centre));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.palette = palette();
      this.sigma.setSetting("labelColor", { color: this.palette.ink });
      this.refresh();
    });
    this.section.querySelector("[data-save=png]").addEventListener("click", () => this.savePicture());
  }

  shown(focus) {
    this.sigma.resize();
    this.refresh(); // draws at once, names included
    if (!("drawn" in this.section.dataset)) performance.mark("explorer-drawn");
    this.section.dataset.drawn = "";
    if (focus) this.canvas.focus();
  }

  refresh() {
    this.sigma.refresh();
  }

  key(event) {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const camera = this.sigma.getCamera();
    const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150;
    const known = {
      Enter: () => this.expand(this.focused ?? this.centre),
      Home: () => this.focus(this.centre),
      Escape: () => this.leave(),
      "+": () => camera.animatedZoom({ duration }),
      "-": () => camera.animatedUnzoom({ duration }),
    };
    if (key in ARROWS) this.step(ARROWS[key]);
    else if (key in known) known[key]();
    else return;
    event.preventDefault();
  }

  // Goes to the neighbour that lies most in the direction of an arrow.
  step([right, down]) {
    const from = this.focused ?? this.centre;
    const here = this.sigma.graphToViewport(this.graph.getNodeAttributes(from));
    const there = this.neighbours(from).map((node) => {
      const { x, y } = this.sigma.graphToViewport(this.graph.getNodeAttributes(node));
      const [dx, dy] = [x - here.x, y - here.y];
      return { node, along: (dx * right + dy * down) / (Math.hypot(dx, dy) || 1) };
    });
    const best = there.filter(({ along }) => along > 0).sort((a, b) => b.along - a.along)[0];
    if (best) this.focus(best.node);
    else this.panel.say("Aucun voisin de ce côté.");
  }

  neighbours(node) {
    const shown = (other) => other === this.centre || this.filters.wants(this.graph.getNodeAttributes(other));
    const name = (other) => this.graph.getNodeAttribute(other, "name");
    return this.graph.filterNeighbors(node, shown).sort((a, b) => name(a).localeCompare(name(b), "fr"));
  }

  focus(node) {
    this.focused = node;
    this.panel.show(node);
    this.refresh();
  }

  async asked(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  async expand(node) {
    const before = this.graph.order;
    try {
      const data = await this.asked(`${this.views.dataset.network}${address(node)}/network.json?depth=1&limit=${FEW}`);
      const centre = data.nodes.find(({ id }) => id === node);
      const at = this.graph.getNodeAttributes(node);
      this.add(data, { x: at.x - REACH * WIDE * centre.x, y: at.y + REACH * centre.y }, REACH);
    } catch {
      this.panel.say("Le voisinage n’a pas pu être chargé ; réessayez.");
      return;
    }
    this.filters.fill();
    this.focus(node);
    const more = this.graph.order - before;
    this.panel.say(more ? `${more} chose${more > 1 ? "s" : ""} de plus.` : "Tout son voisinage est déjà là.");
  }

  async wayTo(node) {
    const query = new URLSearchParams({ start: this.centre, end: node });
    const { rows } = await this.asked(`${this.views.dataset.ways}?${query}`);
    this.way = new Set(rows.flatMap((row) => [row.start_id, row.end_id]));
    const names = [...this.way].filter((one) => !this.graph.hasNode(one)).length;
    const steps = rows.map((row) => `${row.start_label} ${row.label_fr} ${row.end_label}`).join(" ; ");
    const outside = names ? " Une partie du chemin est hors de la vue." : "";
    this.panel.say(rows.length ? `Chemin en ${rows.length} lien${rows.length > 1 ? "s" : ""} : ${steps}.${outside}` : "Aucun chemin n’est connu.");
    this.refresh();
  }

  savePicture() {
    const { width, height } = this.sigma.getCanvases().edges;
    const picture = Object.assign(document.createElement("canvas"), { width, height });
    const context = picture.getContext("2d");
    context.fillStyle = this.palette.paper;
    context.fillRect(0, 0, width, height);
    this.sigma.refresh({ schedule: false }); // what WebGL drew is there only until the browser takes it over
    const canvases = this.sigma.getCanvases();
    for (const layer of ["edges", "edgeLabels", "nodes", "labels", "hovers", "hoverNodes"]) {
      if (canvases[layer]) context.drawImage(canvases[layer], 0, 0);
    }
    picture.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `reseau-${this.centre.split("/").pop()}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }, "image/png");
  }
}
