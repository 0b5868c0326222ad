// The face that the latents make, in three dimensions. One renderer; the camera stays where it was put.

import { button, check, colour, framed, make } from "../dom.js";
import { framing, makeCamera, makeFaceMesh, NARROW, turnCamera } from "../facemesh.js";
import { faceSvg } from "../facesvg.js";
import { OrbitControls, WebGLRenderer } from "../three.js";
import { plus } from "../vectors.js";

const TURNS = { Front: 0, "Three-quarter": 35, Side: 80 };
const BOXES = [["surface", "Surface"], ["contours", "Contours"], ["landmarks", "Landmarks"]];
const FRAMES = 240, COLD = 3;

export function mount(root, app) {
  const { model } = app.data;
  if (!model.layout) {
    root.append(make("p", { class: "problem", text: "This model was trained without a landmark layout, so there is no face to draw; the values that it decodes can be taken away as CSV." }));
    return;
  }
  const canvas = make("canvas", { tabindex: 0, role: "img", "aria-label": "The face; drag or use the arrow keys to turn it, plus and minus to come nearer" });
  const caption = make("p", { class: "caption", "aria-live": "polite" }), time = make("p", { class: "timing" });
  const frame = make("div", { class: "canvas" }, canvas);
  let stage;
  try {
    stage = makeStage(canvas, frame, app);
  } catch (error) {
    root.append(make("p", { class: "problem", role: "alert", text: `The face cannot be drawn: ${error.message} Switch WebGL on in this browser's settings.` }));
    return;
  }
  app.picture = app.pictures.face = stage;
  root.append(toolbar(app, stage), frame, make("div", { class: "foot" }, caption, time));

  const decodes = [];
  let drawn = 0;
  const points = new Float32Array(3 * model.layout.names.length);
  const draw = framed(() => {
    const begun = performance.now();
    if (app.decode(app.state.z, app.state.neutral, points)) stage.face.show(points);
    else stage.face.show(app.restored(app.neutralOf(app.state.neutral)));
    const whole = performance.now() - begun;
    app.timing.upload = whole - app.timing.decode;
    // The first frames are those in which the browser still compiles.
    if (drawn++ >= COLD || !app.timing.frames.length) {
      if (drawn === COLD + 1) app.timing.frames.length = decodes.length = 0;
      note(app.timing.frames, whole);
      note(decodes, app.timing.decode);
    }
    overlays(app, stage.face);
    stage.render();
    time.textContent = `decode ${median(decodes).toFixed(1)} ms, with surface and upload ${median(app.timing.frames).toFixed(1)} ms`;
    caption.textContent = said(app);
  });
  app.on(["z", "neutral", "face", "dims", "directions"], draw);
  app.on("view", () => { stage.style(); draw(); });
  draw();
}

function note(times, value) {
  times.push(value);
  if (times.length > FRAMES) times.shift();
}

const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];

/** The measured face, and what a dimension moves. */
function overlays(app, face) {
  const { view, face: row, dims, z, neutral } = app.state;
  face.compare(view.measured && row !== null ? app.measured(row) : null);
  const way = shownWay(app, dims.show);
  const ends = way && [-1, 1].map((sign) => app.decode(plus(z, way, sign), neutral));
  if (ends && ends[0]) face.heat(ends[0], ends[1]);
  else face.heat(null, null);
}

/** A deviation of the dimension, or half of the direction, that is to be shown; null for none. */
function shownWay(app, show) {
  if (show === null) return null;
  if (typeof show === "string") return app.state.directions[Number(show.slice(1))]?.v.map((value) => value / 2) ?? null;
  const { k } = app.data.model;
  if (!(show < k)) return null;
  const deviation = app.data.dimensions?.arrays.deviation.values[show] ?? 1;
  return Array.from({ length: k }, (_, i) => (i === show ? deviation : 0));
}

function said(app) {
  const { face, neutral, z } = app.state;
  if (face !== null && app.data.latents.of(face).every((value, i) => value === z[i]) && app.data.faces.neutral[face] === neutral)
    return app.words.face(face);
  return app.problem ? `the neutral face of ${app.words.neutral(neutral)}` : `generated on ${app.words.neutral(neutral)}`;
}

function toolbar(app, stage) {
  const bar = make("div", { class: "bar", role: "group", "aria-label": "How the face is shown" });
  const boxes = app.data.faces?.x ? [...BOXES, ["measured", "Measured"]] : BOXES;
  for (const [name, text] of boxes) {
    const label = check(text, app.state.view[name], (on) => app.set({ view: { [name]: on } }, { undo: false }));
    app.on("view", () => { label.box.checked = app.state.view[name]; });
    bar.append(label);
  }
  if (app.data.model.layout.dims === 3)
    for (const [text, degrees] of Object.entries(TURNS)) bar.append(button(text, () => stage.turn(degrees)));
  return bar;
}

function makeStage(canvas, frame, app) {
  const { model } = app.data, flat = model.layout.dims === 2;
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, preserveDrawingBuffer: true });
  renderer.setPixelRatio(Math.min(2, window.devicePixelRatio || 1));
  const face = makeFaceMesh(model, frame), place = framing(model), camera = makeCamera(place);
  const controls = new OrbitControls(camera, canvas);
  Object.assign(controls, { enableDamping: false, enablePan: false, enableRotate: !flat, minDistance: 0.35 * place.far, maxDistance: 3 * place.far });
  controls.target.set(place.x, place.y, place.z);
  const now = () => {
    face.lift(camera, place);
    renderer.render(face.scene, camera);
  };
  const render = framed(now);
  controls.addEventListener("change", render);

  function turn(degrees) {
    turnCamera(camera, place, degrees, camera.position.distanceTo(controls.target));
    controls.update();
    render();
  }
  canvas.addEventListener("keydown", (event) => {
    if (!moved(event.key, camera, controls.target, flat)) return;
    controls.update();
    event.preventDefault();
    render();
  });
  const style = () => { face.style(app.state.view); render(); };
  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = frame;
    if (!width || !height) return;
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    // A narrow place shows the whole face as well.
    camera.zoom = Math.min(1, camera.aspect / NARROW);
    camera.updateProjectionMatrix();
    render();
  }).observe(frame);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { style(); app.set({ view: {} }, { undo: false }); });
  queueMicrotask(style);
  const svg = () => faceSvg(face, camera, { width: frame.clientWidth, height: frame.clientHeight }, {
    view: app.state.view, edges: model.arrays["layout.edges"].values, points: face.points, ink: colour(frame, "ink"), mark: colour(frame, "mark"),
  });
  return { face, camera, canvas, turn, style, render, svg, now };
}

/** Turn or come nearer by a key; false for any other. */
function moved(key, camera, target, flat) {
  const turns = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[key];
  const away = camera.position.clone().sub(target);
  if (turns && !flat) {
    const far = away.length(), yaw = Math.atan2(away.x, away.z) + turns[0];
    const pitch = Math.max(-1.4, Math.min(1.4, Math.asin(away.y / far) + turns[1]));
    away.set(far * Math.cos(pitch) * Math.sin(yaw), far * Math.sin(pitch), far * Math.cos(pitch) * Math.cos(yaw));
  } else if (key === "+" || key === "=") away.multiplyScalar(0.9);
  else if (key === "-") away.multiplyScalar(1 / 0.9);
  else return false;
  camera.position.copy(target).add(away);
  return true;
}
