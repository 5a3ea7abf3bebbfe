// How the explorer looks: the colours of the theme, light or dark, and names that stay legible over lines.
import { shapeProgram } from "./shapes.js";

const LONGEST = 34;
const CAMPUS = /^campus des métiers et des qualifications( d[’']excellence)?( \(CMQE?\))?( [–-])? */i;

export function short(words) {
  const name = words.replace(CAMPUS, (_, excellent) => (excellent ? "CMQE " : "CMQ ")).trim();
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1).trimEnd()}…`;
}

export function look(looks, kind) {
  return looks[kind] ?? looks[""];
}

// Sigma wants hexadecimal colours, whatever the theme writes.
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const pen = document.createElement("canvas").getContext("2d");
  const read = (name) => {
    pen.fillStyle = style.getPropertyValue(name).trim();
    return pen.fillStyle;
  };
  return {
    paper: read("--paper"),
    ink: read("--ink"),
    edge: read("--unknown-strong"),
    line: read("--line"),
    faint: read("--line"),
    focus: read("--focus"),
    font: getComputedStyle(document.body).fontFamily,
    kinds: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((number) => [number, read(`--cat-${number}`)])),
  };
}

export function settings(Sigma, explorer) {
  const { palette: colours } = explorer;
  return {
    nodeProgramClasses: { shape: shapeProgram(Sigma) },
    defaultNodeType: "shape",
    defaultEdgeColor: colours.line,
    labelFont: colours.font,
    labelSize: 13,
    labelColor: { color: colours.ink },
    labelDensity: 1,
    labelGridCellSize: 90,
    labelRenderedSizeThreshold: 4,
    stagePadding: 50,
    zIndex: true,
    allowInvalidContainer: true, // while the drawing is shown instead
    defaultDrawNodeLabel: (context, data, given) => explorer.room(data) && name(context, data, given, explorer.palette),
    defaultDrawNodeHover: (context, data, given) => ring(context, data, given, explorer.palette),
  };
}

function name(context, data, { labelSize, labelFont }, colours) {
  if (!data.label) return;
  context.font = `${data.highlighted ? "bold " : ""}${labelSize}px ${labelFont}`;
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = colours.paper;
  context.fillStyle = colours.ink;
  const wide = context.measureText(data.label).width;
  const right = data.x + data.size + 4;
  const x = right + wide < context.canvas.clientWidth ? right : data.x - data.size - 4 - wide;
  const y = data.y + labelSize / 3;
  context.strokeText(data.label, x, y);
  context.fillText(data.label, x, y);
}

function ring(context, data, given, colours) {
  context.beginPath();
  context.arc(data.x, data.y, data.size + 5, 0, 2 * Math.PI);
  context.lineWidth = 3;
  context.strokeStyle = colours.focus;
  context.stroke();
  name(context, data, given, colours);
}
