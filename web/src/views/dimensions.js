// A slider a dimension, sorted by use; the names are the user's.

import { button, make, select } from "../dom.js";

const REACH = 3;

export function mount(root, app) {
  const { k } = app.data.model, numbers = app.data.dimensions?.arrays ?? null;
  const list = make("ol", { class: "sliders" });
  const rows = Array.from({ length: k }, (_, number) => row(number, app, numbers));
  const sort = select("Order", [["use", "by use"], ["number", "by number"]], app.state.dims.sort,
    (value) => app.set({ dims: { sort: value } }, { undo: false }));
  root.append(make("div", { class: "bar" }, sort,
    button("Reset", () => app.set({ z: Array(k).fill(0), face: null }), { title: "All dimensions to 0" })), list);
  const arrange = () => list.replaceChildren(...order(app, numbers).map((number) => rows[number].element));
  const fill = () => { for (const one of rows) one.fill(); };
  app.on("dims", () => { arrange(); fill(); });
  app.on("z", fill);
  arrange();
  fill();
}

function order(app, numbers) {
  const all = Array.from({ length: app.data.model.k }, (_, number) => number);
  if (app.state.dims.sort !== "use" || !numbers) return all;
  return all.sort((a, b) => numbers.use.values[b] - numbers.use.values[a]);
}

function row(number, app, numbers) {
  const value = make("output", { class: "value" });
  const reach = numbers ? Math.max(REACH, Math.ceil(Math.max(-numbers.low.values[number], numbers.high.values[number]))) : REACH;
  const slider = make("input", {
    type: "range", min: -reach, max: reach, step: 0.01, "data-dimension": number,
    oninput: () => {
      const z = [...app.state.z];
      z[number] = Number(slider.value);
      app.set({ z }, { undo: `z${number}` });
    },
    onchange: () => app.settle(),
  });
  const name = make("input", {
    type: "text", class: "name", placeholder: `z${number}`, "aria-label": `Name of dimension ${number}`, maxlength: 40,
    onchange: () => app.set({ dims: { names: { ...app.state.dims.names, [number]: name.value.trim() } } }),
  });
  const nats = numbers ? numbers.use.values[number] : NaN;
  const use = make("span", { class: "use", text: numbers ? `${nats.toFixed(2)} nats` : "" });
  const element = make("li", { class: numbers && nats < app.data.dimensions.dead_below ? "dead" : null }, name, slider, value, use);
  return {
    element,
    fill() {
      slider.value = app.state.z[number];
      slider.setAttribute("aria-label", app.words.dimension(number));
      value.textContent = app.words.number(app.state.z[number]);
      if (document.activeElement !== name) name.value = app.state.dims.names[number] ?? "";
    },
  };
}
