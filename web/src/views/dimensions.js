// A slider a dimension with what it means, sorted by use; names are the user's. Below, directions of one's own.

import { button, make, select } from "../dom.js";
import { along, plus, strongest } from "../vectors.js";
import { directionMaker } from "./directions.js";

const REACH = 3;
const ORDERS = [["use", "by use"], ["movement", "by movement"], ["number", "by number"]];

export function mount(root, app) {
  const { k } = app.data.model, known = app.data.dimensions ?? null;
  const list = make("ol", { class: "sliders" }), dead = make("ol", { class: "sliders" });
  const folded = make("details", {}, make("summary", {}), dead), own = make("ol", { class: "sliders" });
  const rows = Array.from({ length: k }, (_, number) => dimension(number, app, known));
  const orders = ORDERS.filter(([by]) => by === "number" || known?.arrays[by]);
  const sort = select("Order", orders, orders.some(([by]) => by === app.state.dims.sort) ? app.state.dims.sort : "number", (value) => app.set({ dims: { sort: value } }, { undo: false }));
  const hide = button("Hide arrows", () => app.set({ dims: { show: null } }, { undo: false }));
  root.append(
    make("div", { class: "bar" }, sort,
      button("All to the middle", () => app.set({ z: [...app.data.model.middle], face: null }), { title: "Every dimension to the middle of the prior" }), hide),
    list, folded, make("h3", { text: "Directions" }), own);
  if (app.data.faces) root.append(directionMaker(app));

  function arrange() {
    const numbers = order(app, known), used = numbers.filter((number) => !isDead(known, number));
    list.replaceChildren(...used.map((number) => rows[number].element));
    dead.replaceChildren(...numbers.filter((number) => isDead(known, number)).map((number) => rows[number].element));
    folded.hidden = used.length === k;
    if (!used.length) folded.open = true;
    folded.firstChild.textContent = `${k - used.length} of ${k} dimensions are not in use`;
  }
  let directions = [];
  function ownRows() {
    directions = app.state.directions.map((_, at) => direction(at, app));
    own.replaceChildren(...directions.map(({ element }) => element));
  }
  const fill = () => {
    for (const one of [...rows, ...directions]) one.fill();
    hide.hidden = app.state.dims.show === null;
  };
  app.on("dims", (state, keys) => { arrange(); fill(); });
  app.on("directions", () => { ownRows(); fill(); });
  app.on("z", fill);
  arrange();
  ownRows();
  fill();
}

const isDead = (known, number) => known !== null && known.arrays.use.values[number] < known.dead_below;

function order(app, known) {
  const all = Array.from({ length: app.data.model.k }, (_, number) => number), by = known?.arrays[app.state.dims.sort]?.values;
  return by ? all.sort((a, b) => by[b] - by[a]) : all;
}

/** A row with a name, a slider and a button; `read` and `write` say what the slider is of. */
function sliderRow(app, { label, ends, key, read, write, name, words, show, remove }) {
  const value = make("output", { class: "value" });
  const slider = make("input", {
    type: "range", min: ends[0], max: ends[1], step: 0.01, ...label,
    oninput: () => write(Number(slider.value), { undo: key }),
    onchange: () => app.settle(),
  });
  const shown = button("Show", () => app.set({ dims: { show: show.on() ? null : show.value } }, { undo: false }), { class: "show" });
  const element = make("li", {}, name, slider, value, shown, make("p", { class: "meaning", text: words }), ...(remove ? [remove] : []));
  return {
    element,
    fill(text) {
      slider.value = read();
      slider.setAttribute("aria-label", text);
      value.textContent = app.words.number(read());
      shown.setAttribute("aria-pressed", String(show.on()));
      shown.setAttribute("aria-label", `Show on the face what ${text} moves`);
    },
  };
}

function dimension(number, app, known) {
  const numbers = known?.arrays ?? null;
  const reach = numbers ? Math.max(REACH, Math.ceil(Math.max(-numbers.low.values[number], numbers.high.values[number]))) : REACH;
  const name = make("input", {
    type: "text", class: "name", placeholder: `z${number}`, "aria-label": `Name of dimension ${number}`, maxlength: 40,
    onchange: () => app.set({ dims: { names: { ...app.state.dims.names, [number]: name.value.trim() } } }),
  });
  const row = sliderRow(app, {
    label: { "data-dimension": number }, ends: app.data.model.bounds ?? [-reach, reach], key: `z${number}`, name, words: known ? meaning(number, known) : "",
    read: () => app.state.z[number],
    write: (value, how) => app.set({ z: app.state.z.with(number, value) }, how),
    show: { value: number, on: () => app.state.dims.show === number },
  });
  return {
    element: row.element,
    fill() {
      row.fill(app.words.dimension(number));
      if (document.activeElement !== name) name.value = app.state.dims.names[number] ?? "";
    },
  };
}

function direction(at, app) {
  const { name, v } = app.state.directions[at];
  const row = sliderRow(app, {
    label: { "data-direction": at }, ends: [-2, 2], key: `d${at}`, words: "", name: make("strong", { text: name }),
    read: () => along(app.state.z, v),
    write: (value, how) => app.set({ z: plus(app.state.z, v, value - along(app.state.z, v)) }, how),
    show: { value: `d${at}`, on: () => app.state.dims.show === `d${at}` },
    remove: button("Remove", () => app.set({ directions: app.state.directions.toSpliced(at, 1), dims: { show: null } }),
      { "aria-label": `Remove the direction ${name}` }),
  });
  return { element: row.element, fill: () => row.fill(name) };
}

/** What a dimension does, in a line. */
function meaning(number, known) {
  const { arrays } = known, k = arrays.use.values.length;
  const parts = [`${arrays.use.values[number].toFixed(2)} nats`];
  const column = (name, width) => arrays[name].values.slice(number * width, (number + 1) * width);
  if (arrays.by_region) {
    const width = known.regions.length, moved = column("by_region", width);
    const most = strongest(moved, 2, 0.005).map((i) => `${known.regions[i].replaceAll("_", " ")} ${(100 * moved[i]).toFixed(1)} %`);
    parts.push(most.length ? `moves ${most.join(", ")}` : "moves nothing");
  }
  const along = known.labels.map((_, i) => (arrays.by_label.values[i * k + number] - arrays.mean.values[number]) / (arrays.deviation.values[number] || 1));
  const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(1);
  const labels = strongest(along, 2, 0.4).map((i) => `${known.labels[i]} ${signed(along[i])}`);
  if (labels.length) parts.push(labels.join(", "));
  if (arrays.by_unit) {
    const units = column("by_unit", known.units.length);
    const found = strongest(units, 2, 0.2).map((i) => `${known.units[i]} r ${signed(units[i]).replace("0.", ".").slice(0, 1)}${Math.abs(units[i]).toFixed(2).slice(1)}`);
    if (found.length) parts.push(found.join(", "));
  }
  return parts.join(" · ");
}
