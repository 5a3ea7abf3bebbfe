// What the explorer shows: kinds, a region, a filière; and the search for a name.
const SVG = "http://www.w3.org/2000/svg";
const APART = " | ";

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function mark({ shape, points, colour }) {
  const svg = document.createElementNS(SVG, "svg");
  const form = document.createElementNS(SVG, shape === "circle" ? "circle" : "polygon");
  svg.setAttribute("viewBox", "-9 -9 18 18");
  svg.setAttribute("class", `k${colour}`);
  svg.setAttribute("aria-hidden", "true");
  form.setAttribute("class", "mark");
  if (shape === "circle") form.setAttribute("r", "6.5");
  else form.setAttribute("points", points);
  svg.append(form);
  return svg;
}

export class Filters {
  constructor(section, graph, looks, changed) {
    Object.assign(this, { section, graph, looks, changed });
    this.off = new Set();
    this.chosen = { region: "", filiere: "" };
    this.fill();
  }

  wants(data) {
    const within = (name) => !this.chosen[name] || (data[name] ?? "").split(APART).includes(this.chosen[name]);
    return !this.off.has((this.looks[data.kind] ?? this.looks[""]).words) && within("region") && within("filiere");
  }

  // Offers what the network has now.
  fill() {
    const nodes = this.graph.mapNodes((_, data) => data);
    const kinds = new Map(nodes.map(({ kind }) => this.looks[kind] ?? this.looks[""]).map((one) => [one.words, one]));
    const box = this.section.querySelector(".kinds");
    box.replaceChildren(box.querySelector("legend"), ...[...kinds.values()].map((one) => this.kind(one)));
    const limits = [["region", "Région", "Toutes"], ["filiere", "Filière", "Toutes"]];
    this.section.querySelector(".limits").replaceChildren(...limits.flatMap((limit) => this.limit(nodes, ...limit)));
    const names = nodes.map(({ name }) => make("option", { value: name }));
    this.section.querySelector("#noms").replaceChildren(...names);
  }

  kind(one) {
    const input = make("input", { type: "checkbox", checked: !this.off.has(one.words) });
    input.addEventListener("change", () => {
      this.off[input.checked ? "delete" : "add"](one.words);
      this.changed();
    });
    return make("label", {}, input, mark(one), one.words);
  }

  limit(nodes, name, words, any) {
    const values = [...new Set(nodes.flatMap((data) => (data[name] ? data[name].split(APART) : [])))];
    if (values.length < 2) return [];
    const options = values.sort((a, b) => a.localeCompare(b, "fr")).map((value) => make("option", { value }, value));
    const select = make("select", {}, make("option", { value: "" }, any), ...options);
    select.value = this.chosen[name];
    select.addEventListener("change", () => {
      this.chosen[name] = select.value;
      this.changed();
    });
    return [make("label", {}, words, select)];
  }
}
