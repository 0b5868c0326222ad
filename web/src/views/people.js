// Whose face it is: any neutral, the same expression on several people, transfer, and emotions as presets.

import { aligned, pointsOf } from "../align.js";
import { button, check, framed, make, select } from "../dom.js";

const FEW = 300, MOST_LISTED = 5000, SMALL = [120, 150], DENSE = 2;

export function mount(root, app) {
  const { model, neutrals = [], dimensions } = app.data, said = make("p", { role: "status", class: "note" });
  if (model.conditions.length === 0)
    root.append(make("p", { class: "note", text: `${model.title} makes a face from latents alone, so that the choice of a neutral changes nothing.` }));
  else root.append(neutralPart(app, neutrals, said), loadPart(app, neutrals, said));
  if (app.data.faces) root.append(facePart(app, said));
  root.append(said);
  if (dimensions?.labels.length && app.portraits) root.append(presets(app, dimensions));
  if (neutrals.length && model.conditions.length && app.portraits) root.append(sideBySide(app, neutrals));
}

/** A list of a few names, or a field that proposes them. */
function choice(label, names, onchoose) {
  if (names.length <= FEW) {
    const made = select(label, names.map((name, at) => [at, name]), 0, (value) => onchoose(Number(value)));
    return { element: made, show: (at) => { made.list.value = at; }, add: (name) => made.list.append(make("option", { value: names.length - 1, text: name })) };
  }
  const id = `mien-${label.toLowerCase().replace(/\W+/g, "-")}`;
  const field = make("input", { type: "text", list: id, onchange: () => { const at = names.indexOf(field.value.trim()); if (at >= 0) onchoose(at); } });
  const listed = make("datalist", { id }, ...names.slice(0, MOST_LISTED).map((name) => make("option", { value: name })));
  return {
    element: make("label", { class: "select" }, make("span", { text: label }), field, listed),
    show: (at) => { field.value = names[at] ?? ""; },
    add: (name) => listed.append(make("option", { value: name })),
  };
}

function neutralPart(app, neutrals, said) {
  const names = neutrals.map(({ subject, face }) => (neutrals.filter((one) => one.subject === subject).length > 1 ? `${subject}, ${face}` : subject));
  const list = choice("Neutral face of", names, (neutral) => app.set({ neutral }));
  const keep = check("Keep this neutral when a face is chosen (transfer)", app.state.transfer, (on) => app.set({ transfer: on }, { undo: false }));
  const show = () => { list.show(app.state.neutral); keep.box.checked = app.state.transfer; };
  app.on(["neutral", "transfer"], show);
  app.onloaded = (name) => { names.push(name); list.add(name); };
  show();
  return make("div", { class: "group" }, list.element, keep);
}

function loadPart(app, neutrals, said) {
  const { model } = app.data;
  if (!model.layout) return make("p", { class: "note", text: "Neutrals of a file need a landmark layout, which this model has not." });
  const { names, dims } = model.layout;
  const file = make("input", {
    type: "file", accept: ".csv,.txt,.tsv", onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      try {
        const y = aligned(pointsOf(await chosen.text(), names.length, dims), model), name = chosen.name.replace(/\.\w+$/, "");
        neutrals.push({ face: name, subject: name, y });
        app.onloaded(name);
        app.set({ neutral: neutrals.length - 1 });
        said.textContent = `${chosen.name} is the neutral face now. It stays in this page alone.`;
      } catch (error) {
        said.textContent = `${chosen.name} cannot be used: ${error.message}.`;
      }
      // The same file can be chosen again after it was put right.
      file.value = "";
    },
  });
  return make("div", { class: "group" },
    make("label", { class: "select" }, make("span", { text: `Load a neutral (CSV, ${names.length} points ${dims === 3 ? "x, y, z" : "x, y"})` }), file));
}

function facePart(app, said) {
  const { faces } = app.data;
  const list = choice("Expression of the face", faces.face, (row) => app.choose(row));
  const show = () => { if (app.state.face !== null) list.show(app.state.face); };
  app.on("face", show);
  show();
  return make("div", { class: "group" }, list.element);
}

/** A small picture that can be pressed. */
function portrait(text, onclick, more = {}) {
  const canvas = make("canvas", { width: SMALL[0] * DENSE, height: SMALL[1] * DENSE, "aria-hidden": "true" });
  const words = make("span", { text });
  return { canvas, words, element: make("button", { type: "button", class: "portrait", onclick, ...more }, canvas, words) };
}

function presets(app, { labels, arrays }) {
  const { k, middle } = app.data.model, points = new Float32Array(3 * app.data.model.layout.names.length);
  const means = labels.map((_, at) => [...arrays.by_label.values.subarray(at * k, at * k + k)]);
  const strength = make("input", { type: "range", min: 0, max: 2, step: 0.05, value: 1, "aria-label": "Strength of the expression" });
  const scaled = (at) => means[at].map((value, i) => middle[i] + (value - middle[i]) * Number(strength.value));
  const made = labels.map((label, at) => portrait(label, () => app.set({ z: scaled(at), face: null }), { "aria-label": `Make the expression ${label}` }));
  const draw = framed(() => made.forEach(({ canvas }, at) => {
    if (app.decode(scaled(at), app.state.neutral, points)) app.portraits.draw(points, canvas);
  }));
  strength.addEventListener("input", draw);
  app.on(["neutral", "view"], draw);
  draw();
  return make("section", { "aria-label": "Presets" }, make("h3", { text: "Mean of each label" }),
    make("label", { class: "select" }, make("span", { text: "Strength" }), strength),
    make("div", { class: "portraits" }, ...made.map(({ element }) => element)));
}

function sideBySide(app, neutrals) {
  const points = new Float32Array(3 * app.data.model.layout.names.length), place = make("div", { class: "portraits" });
  const add = button("Add the person shown", () => {
    if (!app.state.compare.includes(app.state.neutral)) app.set({ compare: [...app.state.compare, app.state.neutral] });
  });
  const some = button("Some people", () => app.set({ compare: evenly(neutrals.length, 6) }));
  const none = button("Nobody", () => app.set({ compare: [] }));
  let shown = [];
  function arrange() {
    shown = app.state.compare.map((neutral) => ({
      neutral,
      ...portrait(neutrals[neutral].subject, () => app.set({ neutral }), { "aria-label": `Look at ${neutrals[neutral].subject}` }),
    }));
    place.replaceChildren(...shown.map(({ element }) => element));
    none.disabled = !shown.length;
    draw();
  }
  const draw = framed(() => {
    for (const { neutral, canvas, element } of shown) {
      element.setAttribute("aria-pressed", String(neutral === app.state.neutral));
      if (app.decode(app.state.z, neutral, points)) app.portraits.draw(points, canvas);
    }
  });
  app.on("compare", arrange);
  app.on(["z", "neutral", "view"], draw);
  arrange();
  return make("section", { "aria-label": "Side by side" }, make("h3", { text: "The same expression on several people" }),
    make("div", { class: "bar" }, add, some, none), place);
}

const evenly = (count, most) => [...new Set(Array.from({ length: Math.min(count, most) }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, Math.min(count, most) - 1))))];
