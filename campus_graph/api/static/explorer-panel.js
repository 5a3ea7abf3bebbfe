// The panel beside the explorer: what has the focus, in words, with its neighbours and what can be done from it.

const MANY = 40; // neighbours that are listed

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

export function address(identifier) {
  const [path, ...key] = identifier.split("/");
  return `${encodeURIComponent(path)}/${encodeURIComponent(key.join("/"))}`;
}

export class Panel {
  constructor(section, explorer) {
    this.explorer = explorer;
    this.focus = section.querySelector(".focus");
    this.status = section.querySelector(".said");
    this.more = make("div");
    this.focus.after(this.more);
    const find = section.querySelector("#trouver");
    find.addEventListener("change", () => this.find(find.value));
  }

  say(words) {
    this.status.textContent = words;
  }

  find(words) {
    const { graph } = this.explorer;
    const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const wanted = fold(words.trim());
    if (!wanted) return;
    const named = (test) => graph.findNode((_, { name }) => test(fold(name)));
    const node = named((name) => name === wanted) ?? named((name) => name.includes(wanted));
    if (node) this.explorer.focus(node);
    else this.say(`Aucun nom du réseau ne contient « ${words.trim()} ».`);
  }

  show(node) {
    const { graph } = this.explorer;
    const { name, kind_fr: kind, region, filiere, level } = graph.getNodeAttributes(node);
    const facets = [kind, region, filiere, level && `niveau ${level}`].filter(Boolean).join(", ");
    const near = this.explorer.neighbours(node);
    const count = `${near.length} voisin${near.length > 1 ? "s" : ""} dans la vue.`;
    this.focus.replaceChildren(make("h3", {}, name), make("p", {}, `${facets}. ${count}`));
    this.more.replaceChildren(this.acts(node), this.list(node, near));
    this.say("");
  }

  acts(node) {
    const { explorer } = this;
    const expand = make("button", { type: "button", className: "quiet" }, "Déplier");
    expand.addEventListener("click", () => explorer.expand(node));
    const acts = make("div", { className: "acts" }, expand);
    if (node !== explorer.centre) {
      const way = make("button", { type: "button", className: "quiet" }, "Chemin depuis le centre");
      way.addEventListener("click", () => explorer.wayTo(node).catch(() => this.say("Le chemin n’a pas pu être cherché.")));
      acts.append(way, make("a", { className: "button quiet", href: this.leaving(node) }, "Et s’il partait ?"));
    }
    acts.append(make("a", { className: "button quiet", href: explorer.views.dataset.pages + address(node) }, "Son réseau"));
    return acts;
  }

  leaving(node) {
    const query = new URLSearchParams(location.search);
    query.set("without", node);
    return `${location.pathname}?${query}#depart`;
  }

  list(node, near) {
    const { graph } = this.explorer;
    const items = near.slice(0, MANY).map((other) => {
      const button = make("button", { type: "button" }, graph.getNodeAttribute(other, "name"));
      button.addEventListener("click", () => this.explorer.focus(other));
      const ties = graph.getEdgeAttribute(graph.edge(node, other), "ties");
      const words = ties.map(({ words: said, start }) => (start === node ? `${said} →` : `← ${said}`)).join(", ");
      return make("li", {}, make("span", { className: "muted small" }, `${words} `), button);
    });
    const rest = near.length - MANY;
    if (rest > 0) items.push(make("li", { className: "muted" }, `et ${rest} autres`));
    return make("ul", {}, ...items);
  }
}
