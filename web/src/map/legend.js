// What the colours mean; a press hides a class and shows it again.

import { button, make } from "../dom.js";

export function makeLegend(app, scene) {
  const list = make("ul", { class: "legend", "aria-label": "Colours; press one to hide or show its faces" });
  let filled = null;

  function fill() {
    const { classes } = scene.colouring, { hidden } = app.state.map;
    if (filled !== scene.colouring) {
      filled = scene.colouring;
      list.replaceChildren(...classes.map((one, at) => make("li", {}, entry(one, at))), make("li", {}, everything()));
    }
    classes.forEach(({ name }, at) => {
      const one = list.children[at].firstChild;
      one.setAttribute("aria-pressed", String(!hidden.includes(name)));
      one.firstChild.style.background = `rgb(${scene.paints[at]})`;
    });
    list.lastChild.firstChild.disabled = !hidden.length;
  }

  function entry({ name, words }, at) {
    const one = button("", (event) => {
      const { hidden } = app.state.map, names = scene.colouring.classes.map((other) => other.name);
      // With Shift or Alt, this one alone.
      const alone = names.filter((other) => other !== name);
      const next = event.shiftKey || event.altKey ? alone : hidden.includes(name) ? hidden.filter((other) => other !== name) : [...hidden, name];
      app.set({ map: { hidden: next } }, { undo: false });
    }, { title: "Hide or show; with Shift, show these alone" });
    one.append(make("span", { class: "swatch", "aria-hidden": "true" }), words, make("span", { class: "count", text: ` ${scene.counts[at].toLocaleString("en")}` }));
    return one;
  }

  const everything = () => button("Show all", () => app.set({ map: { hidden: [] } }, { undo: false }));
  return { element: list, fill };
}
