// What hands and keys do on the map.

import { button, make } from "../dom.js";
import { neutralOf, penOf } from "../draw.js";
import { shifted, turned, zoomed } from "./camera.js";
import { gestures } from "./gestures.js";
import { placeOfState } from "./marks.js";
import { nearestPlaces } from "./projection.js";

const TOOLS = [["look", "Turn", "Drag to turn or move the map; a click takes a face, or makes one where there is none"],
  ["make", "Make", "Drag to make faces as you go"], ["way", "Way", "Drag from one face to another to see the way between them"]];
const STEP_TURN = 24, THUMB = 96;

export function makeHands({ app, scene, marks, drawing, surface, frame, showing, over, whole }) {
  let tool = "look", made = null, hoverTimer = 0;
  const tip = makeTip(app, drawing, frame);
  const tools = make("div", { class: "segments", role: "group", "aria-label": "What dragging does" });
  tools.append(...TOOLS.map(([name, text, title]) => {
    const one = button(text, () => { tool = name; press(); }, { title });
    one.dataset.tool = name;
    return one;
  }));
  const press = () => { for (const one of tools.children) one.setAttribute("aria-pressed", String(one.dataset.tool === tool)); };
  press();

  const look = (camera) => { scene.camera = camera; whole(); };
  const move = (dx, dy) => look(scene.flat ? shifted(scene.camera, dx, dy, scene.width, scene.height) : turned(scene.camera, dx, dy));

  /** Make the face of a place: along the map's axes from a face, whose other latents it keeps. */
  function makeAt(x, y, from, undo) {
    const place = scene.placeAt(x, y), { projection } = scene;
    const row = from ? null : nearestPlaces(projection.places, projection.width, place)[0].row;
    const z = projection.moved(from ?? app.data.latents.of(row), place);
    const neutral = row === null || app.state.transfer ? app.state.neutral : neutralOf(app, row);
    made = { z: JSON.stringify(z), row: projection.chosen ? row : null, bent: !projection.chosen };
    app.set({ z, face: null, neutral }, { undo });
  }

  function hover(x, y) {
    const row = scene.pick(x, y);
    surface.style.cursor = row >= 0 ? "pointer" : "";
    if (row === showing.hovered) return row >= 0 && tip.move(x, y);
    showing.hovered = row;
    tip.show(row, x, y);
    over();
  }

  const onMark = (x, y) => { const [px, py] = scene.screenOf(placeOfState(app, scene)); return Math.hypot(px - x, py - y) < 11; };

  gestures(surface, {
    hover(x, y) { cancelAnimationFrame(hoverTimer); hoverTimer = requestAnimationFrame(() => hover(x, y)); },
    leave() { hover(-99, -99); },
    press(x, y, event) {
      tip.show(-1);
      surface.focus({ preventScroll: true });
      const row = scene.pick(x, y), scrub = tool === "look" && !event.shiftKey && marks.frameAt(x, y) >= 0;
      if (scrub) return { does: "scrub" };
      if (tool === "way" || event.shiftKey) return { does: "way", from: row >= 0 ? app.data.latents.of(row) : [...app.state.z], start: row >= 0 ? scene.screen().slice(3 * row, 3 * row + 2) : scene.screenOf(placeOfState(app, scene)) };
      if (tool === "make" || onMark(x, y)) return { does: "make", z: tool === "make" && row >= 0 ? app.data.latents.of(row) : onMark(x, y) ? [...app.state.z] : null };
      return { does: "look" };
    },
    drag(kept, x, y, dx, dy) {
      if (kept?.does === "scrub") scrubTo(x, y);
      else if (kept?.does === "way") { showing.dragged = { from: kept.start, to: [x, y] }; over(); }
      else if (kept?.does === "make") { makeAt(x, y, kept.z, "map"); kept.z ??= [...app.state.z]; }
      else move(dx, dy);
    },
    release(kept, x, y) {
      showing.dragged = null;
      app.settle();
      if (kept?.does === "way") wayTo(kept, x, y);
      over();
    },
    cancel() { showing.dragged = null; app.settle(); over(); },
    tap(x, y) {
      const frame = tool === "look" ? marks.frameAt(x, y) : -1, row = scene.pick(x, y);
      if (frame >= 0) scrubTo(x, y);
      else if (row >= 0) app.choose(row);
      else makeAt(x, y, null, true);
    },
    pinch(factor, x, y, dx, dy) {
      look(zoomed(shifted(scene.camera, dx, dy, scene.width, scene.height), factor, x, y, scene.width, scene.height));
    },
    wheel(factor, x, y) { look(zoomed(scene.camera, factor, x, y, scene.width, scene.height)); },
  });

  function scrubTo(x, y) {
    const frame = marks.frameAt(x, y, 60);
    if (frame >= 0) app.set({ video: { frame } }, { undo: false });
  }

  function wayTo(kept, x, y) {
    const row = scene.pick(x, y, 14), place = scene.placeAt(x, y);
    const to = row >= 0 ? app.data.latents.of(row) : scene.projection.moved(kept.from, place);
    app.set({ way: { from: kept.from, to, at: 0 }, z: kept.from, face: null });
  }

  surface.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, way = ways[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way && event.shiftKey) move(-way[0] * STEP_TURN, -way[1] * STEP_TURN);
    else if (way) step(way);
    else if (event.key === "+" || event.key === "=") look(zoomed(scene.camera, 1.25, scene.width / 2, scene.height / 2, scene.width, scene.height));
    else if (event.key === "-") look(zoomed(scene.camera, 0.8, scene.width / 2, scene.height / 2, scene.width, scene.height));
    else if (event.key === "0") { scene.reset(); whole(); }
    else return;
    event.preventDefault();
  });

  /** To the next face in a direction of the screen. */
  function step(way) {
    const from = scene.screenOf(placeOfState(app, scene));
    let row = nextFace(scene.screen(), from, way, (one) => scene.visible(one) && one !== app.state.face);
    // From a place where no face is, to any at all.
    if (row < 0 && app.state.face === null) row = scene.pick(from[0], from[1], Infinity);
    if (row < 0) return;
    app.choose(row, { undo: "map-keys" });
    const at = scene.screen(), x = at[3 * row], y = at[3 * row + 1];
    if (x < 0 || y < 0 || x > scene.width || y > scene.height) look(shifted(scene.camera, scene.width / 2 - x, scene.height / 2 - y, scene.width, scene.height));
  }

  return {
    tools,
    /** How the shown latents came about, where the map made them. */
    how(z) {
      if (!made || made.z !== JSON.stringify(z)) return null;
      if (made.bent) return "Made as the mean of the five faces that are nearest on this map";
      return made.row === null ? "Made along the map's axes" : `Made along the map's axes from ${app.words.face(made.row)}, the nearest on the map; the rest is as there`;
    },
  };
}

/** The face that is nearest in a direction: those aside are as far again as they are aside. */
export function nextFace(at, [fx, fy], [wx, wy], allowed) {
  let found = -1, best = Infinity;
  for (let row = 0; 3 * row < at.length; row++) {
    const dx = at[3 * row] - fx, dy = at[3 * row + 1] - fy, along = dx * wx + dy * wy, aside = Math.abs(dx * wy - dy * wx);
    if (along <= 0.5 || aside > along) continue;
    const far = along + 2 * aside;
    if (far < best && allowed(row)) { best = far; found = row; }
  }
  return found;
}

/** A small picture of the face under the mouse. */
function makeTip(app, drawing, frame) {
  const canvas = make("canvas", { class: "tip-face" }), words = make("span", {});
  const element = make("div", { class: "tip", hidden: true, "aria-hidden": "true" }, ...(drawing ? [canvas] : []), words);
  frame.append(element);
  const move = (x, y) => {
    element.style.left = `${Math.max(4, Math.min(x + 14, frame.clientWidth - element.offsetWidth - 4))}px`;
    element.style.top = `${y + 14 + element.offsetHeight < frame.clientHeight ? y + 14 : Math.max(4, y - element.offsetHeight - 14)}px`;
  };
  return {
    move,
    show(row, x, y) {
      element.hidden = row < 0;
      if (row < 0) return;
      words.textContent = app.words.face(row);
      const points = drawing?.face(row), pen = points && penOf(canvas, THUMB, THUMB);
      if (pen) drawing.lines(pen, points, THUMB / 2, THUMB / 2, THUMB * 0.92, getComputedStyle(element).color, 1.2);
      move(x, y);
    },
  };
}
