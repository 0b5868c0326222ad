// The latent map: every face a point, linked with the face that is shown.

import { button, check, framed, make, select } from "../dom.js";
import { makeDrawing } from "../draw.js";
import { colouringOf, colourings } from "../map/colouring.js";
import { makeHands } from "../map/hands.js";
import { makeLegend } from "../map/legend.js";
import { makeMarks, between } from "../map/marks.js";
import { axesOf, kindsOf } from "../map/projection.js";
import { mapPicture } from "../map/picture.js";
import { makeScene } from "../map/scene.js";
import "./map.css";

export function mount(root, app) {
  const { data } = app;
  if (!data.space || !data.latents?.n) {
    const why = data.faces ? "none of the faces has latents" : "there are no faces";
    root.append(make("p", { class: "problem", text: `There is no map: ${why}. Give faces with mien explore … --data FACES.` }));
    return;
  }
  const canvases = Object.fromEntries(["ground", "points", "over"].map((name) => [name, make("canvas", { class: name, "aria-hidden": "true" })]));
  const surface = make("div", {
    class: "surface", tabindex: 0, role: "application", "aria-roledescription": "map", "aria-label": "Map of faces. Arrow keys go from face to face, plus and minus zoom, Shift and arrow keys turn or move, 0 shows all.",
  }, canvases.ground, canvases.points, canvases.over);
  const frame = make("div", { class: "canvas map-canvas" }, surface);
  let scene;
  try {
    scene = makeScene(root, canvases, app);
  } catch (error) {
    console.warn(error);
    root.append(make("p", { class: "problem", role: "alert", text: `The map cannot be drawn: ${error.message}. Switch WebGL on in this browser's settings.` }));
    return;
  }
  const drawing = makeDrawing(app), marks = makeMarks(root, canvases.over, app, scene, drawing), legend = makeLegend(app, scene);
  const said = make("p", { class: "caption", role: "status", "aria-live": "polite" });
  const showing = { hovered: -1, dragged: null };
  const over = framed(() => marks.draw(showing));
  const whole = framed(() => { scene.draw(); marks.draw(showing); });
  const hands = makeHands({ app, scene, marks, drawing, surface, frame, showing, over, whole });
  root.append(toolbar(app, scene, hands, whole), frame, make("div", { class: "foot" }, said), wayBar(app), legend.element);
  scene.over = over;
  app.pictures.map = mapPicture(root, app, scene, Object.values(canvases), () => { scene.draw(); marks.draw(showing); });
  app.map = { scene, draw: (measured) => scene.draw(measured) };

  const tell = framed(() => { said.textContent = caption(app, scene, hands); });
  app.on(["z", "face", "neutral"], () => { over(); tell(); });
  app.on(["way", "video", "triplet", "panel"], over);
  let before = app.state.map;
  app.on("map", ({ map }) => {
    if (["kind", "axes", "three"].some((key) => JSON.stringify(map[key]) !== JSON.stringify(before[key]))) scene.place();
    else scene.recolour();
    before = map;
    legend.fill();
    whole();
    tell();
  });
  const themed = () => { scene.recolour(); legend.fill(); whole(); };
  app.on("view", () => queueMicrotask(themed));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themed);
  new ResizeObserver(() => {
    if (!frame.clientWidth) return;
    scene.resize(frame.clientWidth, frame.clientHeight);
    whole();
  }).observe(frame);
  // The colours are those of the page once it is there.
  queueMicrotask(() => { themed(); tell(); });
}

function caption(app, scene, hands) {
  const { data, state } = app, words = [];
  if (state.face !== null) words.push(app.words.face(state.face));
  else {
    const near = scene.support(state.z);
    words.push(hands.how(state.z) ?? "Generated");
    words.push(`nearest face ${app.words.face(near.row)}, ${app.words.number(near.distance)} away in z`);
    if (near.support < 1 && near.usual) words.push(near.support > 0 ? "few faces are near here: the model has little to go by" : "no face is near here: the model guesses");
  }
  if (data.latents.n === 1) words.push("one face only: there is nothing to compare it with");
  if (scene.projection.share !== null) words.push(`these axes hold ${Math.round(100 * scene.projection.share)} % of the variance`);
  return `${words.join(" · ")}.`;
}

function toolbar(app, scene, hands, whole) {
  const { data } = app, kinds = kindsOf(data), { k } = data.model;
  const bar = make("div", { class: "bar", role: "group", "aria-label": "How the map is shown" });
  const set = (patch) => app.set({ map: patch }, { undo: false });
  const kind = select("Map", kinds, app.state.map.kind, (value) => set({ kind: value }));
  const axes = [0, 1, 2].map((place) => {
    const list = select(["Across", "Up", "Deep"][place], [], "", (value) => {
      const chosen = axesOf(app.state.map.axes, k, 3), other = chosen.indexOf(Number(value));
      // An axis that is there already changes places with this one.
      if (other >= 0) chosen[other] = chosen[place];
      chosen[place] = Number(value);
      set({ axes: chosen });
    });
    return list;
  });
  const three = check("3-D", app.state.map.three, (on) => set({ three: on }));
  const colours = select("Colour", colourings(data.faces), app.state.map.colour, (value) => set({ colour: value, hidden: [] }));
  const thumbs = check("Thumbnails", app.state.map.thumbs, (on) => set({ thumbs: on }));
  const fill = () => {
    const { map } = app.state, plain = ["pca", "dims"].includes(map.kind) ? map.kind : null;
    kind.list.value = map.kind;
    three.box.checked = map.three && k > 2;
    three.hidden = !plain || k < 3;
    const chosen = axesOf(map.axes, k, 3);
    axes.forEach((list, place) => {
      const options = Array.from({ length: k }, (_, axis) => make("option", { value: axis, text: plain === "dims" ? app.words.dimension(axis) : `axis ${axis + 1}, ${Math.round(100 * (data.space.share[axis] ?? 0))} %` }));
      list.list.replaceChildren(...options);
      list.list.value = String(chosen[place] ?? 0);
      list.hidden = !plain || place >= k || (place === 2 && !map.three) || (place === 2 && k < 3);
    });
    colours.list.value = colouringOf(data.faces, map.colour);
    thumbs.box.checked = map.thumbs;
  };
  app.on(["map", "dims"], fill);
  fill();
  bar.append(kind, ...axes, three, colours, thumbs, hands.tools, button("Show all", () => { scene.reset(); whole(); }, { title: "The whole map (0)" }));
  return bar;
}

/** A way between two faces: a slider from one to the other. */
function wayBar(app) {
  const slider = make("input", {
    type: "range", min: 0, max: 1, step: 0.005, "aria-label": "Along the way, straight in z",
    oninput: () => go(Number(slider.value)), onchange: () => app.settle(),
  });
  const go = (at) => app.set({ way: { at }, z: between(app.state.way.from, app.state.way.to, at), face: null }, { undo: "way" });
  const words = make("output", { class: "value" });
  const clear = button("End the way", () => app.set({ way: { from: null, to: null, at: 0 } }));
  const from = button("Way from here", () => app.set({ way: { from: [...app.state.z], to: null, at: 0 } }));
  const to = button("Way to here", () => app.set({ way: { to: [...app.state.z], at: 1 } }));
  const line = make("span", { class: "way-line" }, slider, words, clear);
  const bar = make("div", { class: "bar way", role: "group", "aria-label": "A way from one face to another" }, from, to, line);
  const fill = () => {
    const { way } = app.state, there = Boolean(way.from && way.to);
    to.disabled = !way.from;
    line.hidden = !there;
    slider.value = way.at;
    if (there) words.textContent = `${Math.round(100 * way.at)} %, ${app.words.number(way.at * Math.hypot(...way.from.map((value, i) => way.to[i] - value)))} in z`;
  };
  app.on("way", fill);
  fill();
  return bar;
}
