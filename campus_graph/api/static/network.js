// The page of a network without this module is whole: drawing and table. It adds the explorer, loaded when asked for.

const views = document.querySelector(".views");
const drawing = document.getElementById("dessin");
const section = document.getElementById("explorateur");
const buttons = [...views.querySelectorAll("[data-view]")];
// All at once, instead of each when the one before it names it.
const PARTS = ["vendor/graphology/graphology.umd.min", "vendor/sigma/sigma.min", "shapes", "explorer-look", "explorer-filters", "explorer-panel"];
let explorer = null;

function load() {
  PARTS.forEach((part) => import(`./${part}.js`).catch(() => {})); // the import below says what is amiss
  return import("./explorer.js").then((module) => module.start(views, section, () => open("drawing", true)));
}

function drawsWebGL() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

function show(view) {
  drawing.hidden = view !== "drawing";
  section.hidden = view !== "explorer";
  buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === view)));
}

async function open(view, focus) {
  show(view);
  if (view !== "explorer") return;
  try {
    explorer ??= load();
    (await explorer).shown(focus);
  } catch (error) {
    show("drawing"); // what cannot be loaded or drawn leaves the drawing as it is
    views.querySelector(".switch").hidden = true;
    console.warn(error);
  }
}

const frame = drawing.querySelector(".wide");
frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2; // on a phone: the hub first

if (drawsWebGL()) {
  views.querySelector(".switch").hidden = false;
  buttons.forEach((button) =>
    button.addEventListener("click", () => {
      const view = button.dataset.view;
      history.replaceState(null, "", view === "explorer" ? "#explorateur" : location.pathname + location.search);
      open(view, false);
    }),
  );
  if (location.hash === "#explorateur") open("explorer", false);
}
