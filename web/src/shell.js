// The frame around the views: heading, notices, face and map side by side, panels as tabs, keys.

import { button, make } from "./dom.js";
import { keep } from "./keep.js";
import { VIEWS } from "./views/index.js";

const SAVE_MS = 300;

export function shell(root, app) {
  keep(app);
  address(app);
  const shown = VIEWS.filter((view) => view.needs.every((section) => app.data[section]));
  const stage = make("div", { class: "stage" });
  const panels = make("div", { class: "panels" });
  root.replaceChildren(heading(app, root), notices(app), make("div", { class: "work" }, stage, panels));
  for (const view of shown.filter(({ place }) => place === "stage")) stage.append(mounted(view, app));
  tabs(panels, shown.filter(({ place }) => place === "panel"), app);
  app.on("view", () => themed(root, app));
  themed(root, app);
  keys(app);
}

/** A view that fails says so in its own place; the others work. */
function mounted(view, app) {
  const place = make("section", { class: `view ${view.name}`, "aria-label": view.title, "data-view": view.name });
  try {
    view.mount(place, app);
  } catch (error) {
    console.warn(error);
    place.replaceChildren(make("p", { class: "problem", text: `${view.title} cannot be shown: ${error.message}` }));
  }
  return place;
}

function heading(app, root) {
  const { model, faces } = app.data, about = model.data;
  const count = faces ? `${faces.count.toLocaleString("en")} faces of ${faces.subject.names.length} people` : "no faces";
  const undo = button("Undo", () => app.undo(), { title: "Undo (Ctrl+Z)" });
  const redo = button("Redo", () => app.redo(), { title: "Redo (Ctrl+Shift+Z)" });
  const theme = button("", () => {
    const next = { auto: "light", light: "dark", dark: "auto" }[app.state.view.theme];
    app.set({ view: { theme: next } }, { undo: false });
  });
  const named = () => { theme.textContent = `Theme: ${app.state.view.theme}`; };
  const able = () => { undo.disabled = !app.canUndo; redo.disabled = !app.canRedo; };
  app.on("view", named);
  app.on(null, able);
  named();
  able();
  return make("div", { class: "top" },
    make(root.matches("main") ? "h1" : "h3", { text: `${model.title} explorer` }),
    make("p", { class: "about", text: [count, about.layout, `${model.k} dimensions`, about.synthetic ? "synthetic people" : ""].filter(Boolean).join(" · ") }),
    make("div", { class: "tools", role: "group", "aria-label": "History and theme" }, undo, redo, theme));
}

function notices(app) {
  const lines = app.data.missing.map(({ what, why }) => `No ${what}: ${why}.`);
  if (app.problem) lines.unshift(app.problem);
  if (app.data.faces && app.data.faces.without_points) lines.push("The faces' measured points are left out.");
  return make("div", { class: "notices" }, ...lines.map((text) => make("p", { class: "problem", role: "status", text })));
}

function tabs(place, views, app) {
  const list = make("div", { class: "tabs", role: "tablist", "aria-label": "Panels" });
  const open = views.map((view, at) => {
    const tab = button(view.title, () => app.set({ panel: view.name }, { undo: false }), {
      role: "tab", id: `mien-tab-${view.name}`, "aria-controls": `mien-panel-${view.name}`,
    });
    const inside = make("div", { class: "panel", role: "tabpanel", id: `mien-panel-${view.name}`, "aria-labelledby": tab.id });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = views[(at + step + views.length) % views.length];
      app.set({ panel: next.name }, { undo: false });
      list.querySelector(`#mien-tab-${next.name}`).focus();
      event.preventDefault();
    });
    list.append(tab);
    return { view, tab, inside, filled: false };
  });
  place.append(list, ...open.map(({ inside }) => inside));
  const show = () => {
    const chosen = open.find(({ view }) => view.name === app.state.panel) ?? open[0];
    for (const one of open) {
      const on = one === chosen;
      one.tab.setAttribute("aria-selected", String(on));
      one.tab.tabIndex = on ? 0 : -1;
      one.inside.hidden = !on;
      // A panel is made when it is first seen.
      if (on && !one.filled) { one.filled = true; one.inside.append(mounted(one.view, app)); }
    }
  };
  app.on("panel", show);
  if (open.length) show();
}

function themed(root, app) {
  root.dataset.theme = app.state.view.theme;
}

function keys(app) {
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input:not([type=range], [type=checkbox], [type=radio]), textarea, select");
    if (writing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const done = key === "z" ? (event.shiftKey ? app.redo() : app.undo()) : key === "y" ? app.redo() : false;
    if (done) event.preventDefault();
  });
}

function address(app) {
  app.fromHash(location.hash);
  let waiting = 0, own = location.hash;
  app.on(null, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const hash = app.toHash();
      // Another part of the page, a report's section, may own the address.
      if (!hash && !own.startsWith("#mien=")) return;
      own = hash ? `#${hash}` : "";
      try {
        history.replaceState(null, "", own || location.pathname + location.search);
      } catch { /* a frame without an address of its own */ }
    }, SAVE_MS);
  });
  addEventListener("hashchange", () => { if (location.hash !== own) app.fromHash(location.hash); });
}
