// Triplets: what people said, what the model says, and what you say.

import { button, colour, framed, make, select } from "../dom.js";
import { makeDrawing, penOf } from "../draw.js";
import { filtersOf, judged, shownRows } from "../triplets/judging.js";
import { makeAsking } from "../triplets/asking.js";
import "./triplets.css";

const SIZE = 190;

export function mount(root, app) {
  const { data } = app;
  if (!data.triplets || !data.latents) {
    const why = data.faces ? "the faces that are shown have no triplets: no labels to make them from, and no votes" : "there are no faces";
    root.append(make("p", { class: "problem", text: `There are no triplets: ${why}.` }));
    return;
  }
  const drawing = makeDrawing(app), pictures = makePictures(root, app, drawing);
  const browse = makeBrowse(app, pictures), asking = makeAsking(app, pictures);
  const modes = make("div", { class: "segments", role: "group", "aria-label": "What to do with triplets" });
  const show = (one) => {
    for (const [place, [, view]] of [["Look", browse], ["Answer a few", asking]].entries()) {
      view.element.hidden = view !== one;
      modes.children[place]?.setAttribute("aria-pressed", String(view === one));
    }
    one.fill();
  };
  modes.append(button("Look", () => show(browse)), button("Answer a few yourself", () => show(asking)));
  root.append(make("div", { class: "bar" }, modes), browse.element, asking.element);
  show(browse);
}

/** A picture of a face that is drawn anew with the theme. */
function makePictures(root, app, drawing) {
  const drawn = new Set();
  function paint({ canvas, row }) {
    const points = drawing?.face(row);
    if (!points) return;
    try {
      app.portraits.draw(points, canvas);
    } catch {
      // Without WebGL, lines.
      const pen = penOf(canvas, canvas.width, canvas.height);
      if (pen) drawing.lines(pen, points, canvas.width / 2, canvas.height / 2, canvas.width * 0.96, colour(root, "ink"), 2);
    }
  }
  // Colours are those of the page, so pictures are painted once they are there.
  const again = framed(() => { for (const one of drawn) if (one.canvas.isConnected) paint(one); else drawn.delete(one); });
  app.on("view", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return (row) => {
    const canvas = make("canvas", { width: 2 * SIZE, height: 2 * SIZE, class: "face-picture", role: "img", "aria-label": app.words.face(row) });
    const one = { canvas, row };
    drawn.add(one);
    again();
    return canvas;
  };
}

function makeBrowse(app, pictures) {
  const { data, words } = app, { triplets } = data;
  const part = select("Split", [["", "all"], ...triplets.parts.map((name) => [name, name])], "", (value) => filter({ part: value }));
  const kind = select("Show", filtersOf(data), "all", (value) => filter({ show: value }));
  const count = make("span", { class: "count", role: "status" });
  const back = button("Previous", () => step(-1)), on = button("Next", () => step(1));
  const place = make("div", { class: "triplet" });
  const left = [];
  if (!data.faces.x) left.push("Faces are drawn by the model from their latents: the page has no measured points of so many.");
  if (triplets.without_latents) left.push(`${triplets.without_latents} triplets with faces that have no latents are left out.`);
  if (triplets.beyond) left.push(`${triplets.beyond} more triplets are left out, to keep the page small.`);
  const element = make("div", {}, make("div", { class: "bar" }, kind, part, back, on, count), place, ...left.map((text) => make("p", { class: "note", text })));
  let rows = [], key = "";

  function filter(patch) {
    app.set({ triplets: patch }, { undo: false });
    const next = shownRows(data, app.state.triplets);
    app.set({ triplet: next.includes(app.state.triplet) ? app.state.triplet : next[0] ?? null }, { undo: false });
    fill();
  }
  const at = () => rows.indexOf(app.state.triplet);
  function step(by) {
    if (rows.length) app.set({ triplet: rows[(at() + by + rows.length) % rows.length] }, { undo: false });
  }
  function fill() {
    if (element.hidden) return;
    const { show, part: of } = app.state.triplets, now = `${show}/${of}`;
    if (now !== key) { rows = shownRows(data, app.state.triplets); key = now; }
    kind.list.value = show;
    part.list.value = of;
    // One that was sent by its address is shown whatever the filter is.
    const row = app.state.triplet ?? rows[0] ?? null, number = rows.indexOf(row);
    back.disabled = on.disabled = rows.length < 2;
    count.textContent = rows.length ? `${number < 0 ? "–" : (number + 1).toLocaleString("en")} of ${rows.length.toLocaleString("en")}` : "none";
    if (app.state.triplet === null && row !== null) app.set({ triplet: row }, { undo: false });
    place.replaceChildren(...(row === null ? [make("p", { text: "No triplet is like that." })] : shown(judged(data, row))));
  }
  function shown(one) {
    const distances = { [one.near]: one.toNear, [one.far]: one.toFar };
    const figure = (row, title, more) => make("figure", {},
      make("button", { type: "button", class: "plain", title: "Show this face", "aria-label": `${title}: ${words.face(row)}. Show this face`, onclick: () => app.choose(row) }, pictures(row)),
      make("figcaption", {}, make("strong", { text: title }), make("span", { text: words.face(row) }), ...more.map((text) => make("span", { text }))));
    const said = (row, at) => [...(one.votes ? [`${one.votes[at]} of ${one.votes[0] + one.votes[1]} votes`] : []), `distance in z ${words.number(distances[row], 3)}`];
    return [
      make("div", { class: "three" }, figure(one.anchor, "Anchor", []), figure(one.near, "Near: the more alike", said(one.near, 0)), figure(one.far, "Far", said(one.far, 1))),
      make("p", { class: one.agrees === false ? "verdict against" : "verdict", text: verdict(one, words) }),
      make("p", { class: "note", text: `${one.part} people · weight ${+one.weight.toPrecision(3)} · triplet ${one.row}` }),
    ];
  }
  app.on(["triplet", "triplets"], fill);
  return { element, fill };
}

function verdict(one, words) {
  const answer = one.agrees === null ? "The model cannot tell: both are as far" : one.agrees ? "The model says the same" : "The model says the other face";
  if (one.probability === null) return `${answer}, by distance in z. This model has no triplets in its training, so it gives no probability.`;
  const chance = Math.max(one.probability, 1 - one.probability);
  return `${answer}. Its prior gives one vote for its own answer a probability ${chance > 0.999 ? "above 0.999" : `of ${words.number(chance, 3)}`}.`;
}
