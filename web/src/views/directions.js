// A direction from two groups of faces: the way from the mean of one to the mean of the other.

import { button, make, select } from "../dom.js";
import { mean, plus } from "../vectors.js";

const PICKED = "picked";

export function directionMaker(app) {
  const { faces, latents } = app.data;
  const labels = faces.label.names.filter(Boolean).map((name) => [`label:${name}`, `labelled ${name}`]);
  const picked = { from: [], to: [] };
  const groups = ["from", "to"].map((side, at) => group(side, labels[Math.min(at, labels.length - 1)]?.[0] ?? PICKED));
  const name = make("input", { type: "text", class: "name", placeholder: "smile", "aria-label": "Name of the direction", maxlength: 40 });
  const said = make("p", { role: "status", class: "note" });

  function group(side, start) {
    const count = make("span", { class: "note" });
    const list = select(side === "from" ? "From faces" : "to faces", [...labels, [PICKED, "picked one by one"]], start, fill);
    const add = button("Add the face shown", () => {
      if (app.state.face === null) { said.textContent = "Choose a face on the map first, or type its name under People."; return; }
      if (!picked[side].includes(app.state.face)) picked[side].push(app.state.face);
      list.list.value = PICKED;
      fill();
    });
    function rows() {
      if (list.list.value === PICKED) return picked[side];
      const code = faces.label.names.indexOf(list.list.value.slice(6));
      return [...faces.label.codes.keys()].filter((row) => faces.label.codes[row] === code);
    }
    function fill() { count.textContent = `${rows().length.toLocaleString("en")} faces`; }
    fill();
    return { element: make("div", { class: "group" }, list, add, count), rows };
  }

  const made = button("Make the direction", () => {
    const [from, to] = groups.map(({ rows }) => rows().map(latents.of));
    if (!from.length || !to.length) { said.textContent = "A group has no faces."; return; }
    const v = plus(mean(to), mean(from), -1);
    if (!v.some((value) => Math.abs(value) > 1e-9)) { said.textContent = "Both groups have the same mean."; return; }
    const text = name.value.trim() || `direction ${app.state.directions.length + 1}`;
    app.set({ directions: [...app.state.directions, { name: text, v: v.map((value) => Number(value.toPrecision(4))) }] });
    said.textContent = `${text}: from the mean of ${from.length} faces to that of ${to.length}.`;
    name.value = "";
  });
  return make("div", { class: "maker", role: "group", "aria-label": "A new direction" }, ...groups.map(({ element }) => element), make("div", { class: "group" }, name, made), said);
}
