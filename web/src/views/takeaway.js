// What can be taken away: the address, pictures, tables, meshes, and a way as a moving picture.

import { panelPicture } from "../composed.js";
import { button, colour, make } from "../dom.js";
import { gif } from "../gif.js";
import { kept, take } from "../keep.js";
import { csv, gltf, obj, pointsCsv } from "../meshfiles.js";
import { plus } from "../vectors.js";

const FRAMES = 24, SECONDS = 2, WIDE = 320;

export function mount(root, app) {
  const said = make("p", { role: "status", class: "note" });
  const group = (title, ...inside) => make("section", { "aria-label": title }, make("h3", { text: title }), make("div", { class: "bar" }, ...inside));
  root.append(
    group("This state", button("Copy the link", () => copyLink(app, said))),
    group("Pictures", ...pictureButtons(app), ...panelButtons(app, said)),
    group("The face as a file", ...fileButtons(app)),
    group("Tables and names", ...tableButtons(app, said)));
  if (!app.problem && app.picture) root.append(wayPart(app, said));
  root.append(said);
}

/** Hand a file to the reader. */
export function download(content, name, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const nameOf = (app, what) => `${app.data.model.name}-${what}`;

async function copyLink(app, said) {
  const address = `${location.href.split("#")[0]}#${app.toHash()}`;
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = "The link is copied; it opens this page, where it lies now, in this state.";
  } catch {
    const field = make("input", { type: "text", value: address, readonly: true, "aria-label": "The link", class: "link" });
    said.replaceChildren("Copy it from here: ", field);
    field.select();
  }
}

/** Views put {canvas, now(), svg()} into `app.pictures` by name. */
function pictureButtons(app) {
  return Object.entries(app.pictures).flatMap(([name, picture]) => {
    const title = name[0].toUpperCase() + name.slice(1);
    const png = button(`${title} PNG`, () => {
      picture.now?.();
      picture.canvas.toBlob((blob) => download(blob, `${nameOf(app, name)}.png`));
    });
    const svg = button(`${title} SVG`, () => {
      picture.now?.();
      download(picture.svg ? picture.svg() : asSvg(picture.canvas), `${nameOf(app, name)}.svg`, "image/svg+xml");
    });
    return [png, svg];
  });
}

/** Panels with faces or curves, as they are when they are opened. */
function panelButtons(app, said) {
  const panels = [["people", "People"], ["triplets", "Triplet"], ["time", "Curves"]].filter(([name]) => document.getElementById(`mien-panel-${name}`));
  return panels.flatMap(([name, title]) => ["PNG", "SVG"].map((kind) => button(`${title} ${kind}`, async () => {
    const picture = await opened(app, name);
    if (!picture) said.textContent = `The panel ${title.toLowerCase()} shows no picture now.`;
    else if (kind === "PNG") picture.canvas.toBlob((blob) => download(blob, `${nameOf(app, name)}.png`));
    else download(picture.svg(), `${nameOf(app, name)}.svg`, "image/svg+xml");
  })));
}

/** The picture of a panel, which is opened for it; null where it has none. */
async function opened(app, name) {
  const before = app.state.panel;
  app.set({ panel: name }, { undo: false });
  // Its canvases are made and drawn in the next frames.
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  const panel = document.getElementById(`mien-panel-${name}`);
  const there = [...panel.querySelectorAll("canvas")].some((canvas) => canvas.getClientRects().length);
  const picture = there ? panelPicture(panel) : null;
  picture?.now();
  const svg = picture?.svg();
  app.set({ panel: before }, { undo: false });
  return picture && { canvas: picture.canvas, svg: () => svg };
}

/** A picture of points inside an SVG, for views that have no lines of their own. */
function asSvg(canvas) {
  const { width, height } = canvas;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${canvas.toDataURL("image/png")}"/></svg>\n`;
}

function fileButtons(app) {
  const { model } = app.data, about = `Mien ${model.mien}, ${model.title}`;
  const decoded = () => app.decode(app.state.z) ?? app.restored(app.neutralOf(app.state.neutral));
  if (!model.layout)
    return [button("Values CSV", () => download(csv([["feature", "value"], ...[...decoded()].map((value, at) => [at, value])]), `${nameOf(app, "values")}.csv`, "text/csv"))];
  const { names, dims } = model.layout;
  const points = button("Landmarks CSV", () => download(pointsCsv(names, decoded(), dims), `${nameOf(app, "face")}.csv`, "text/csv"));
  if (!app.picture) return [points];
  const { face } = app.picture;
  return [
    points,
    button("OBJ", () => { app.picture.now(); download(obj(face.vertices, face.surface, about), `${nameOf(app, "face")}.obj`, "text/plain"); }),
    button("glTF", () => { app.picture.now(); download(gltf(face.vertices, face.colours, face.surface, about), `${nameOf(app, "face")}.gltf`, "model/gltf+json"); }),
  ];
}

function tableButtons(app, said) {
  const { model, faces, latents, dimensions } = app.data, z = Array.from({ length: model.k }, (_, i) => `z${i}`);
  const made = [button("Latents of this face CSV", () => download(csv([z, app.state.z]), `${nameOf(app, "latents")}.csv`, "text/csv"))];
  if (faces)
    made.push(button("Latents of all faces CSV", () => download(csv([
      ["face", "subject", "label", ...z],
      ...faces.face.map((name, row) => [name, faces.subject.at(row), faces.label.at(row), ...latents.of(row)]),
    ]), `${nameOf(app, "all-latents")}.csv`, "text/csv")));
  if (dimensions)
    made.push(button("Dimensions CSV", () => {
      const columns = ["use", "movement", "mean", "deviation"].filter((name) => dimensions.arrays[name]);
      download(csv([["dimension", "name", ...columns], ...z.map((name, i) => [name, app.state.dims.names[i] ?? "", ...columns.map((column) => dimensions.arrays[column].values[i])])]), `${nameOf(app, "dimensions")}.csv`, "text/csv");
    }));
  const file = make("input", {
    type: "file", accept: ".json", hidden: true, onchange: async () => {
      try {
        take(app, JSON.parse(await file.files[0].text()));
        said.textContent = "The names and directions of the file are taken over.";
      } catch { said.textContent = `${file.files[0].name} holds no names.`; }
    },
  });
  return [
    ...made,
    button("Save names and directions", () => download(JSON.stringify(kept(app.state), null, 1), `${nameOf(app, "names")}.json`, "application/json")),
    button("Load names", () => file.click()), file,
  ];
}

/** From one expression to another, played, and taken away as a moving picture. */
function wayPart(app, said) {
  const at = make("input", {
    type: "range", min: 0, max: 1, step: 0.01, "aria-label": "Place on the way",
    oninput: () => go(Number(at.value), { undo: "way" }), onchange: () => app.settle(),
  });
  const ready = () => app.state.way.from !== null && app.state.way.to !== null;
  const zAt = (share) => plus(app.state.way.from.map((value) => value * (1 - share)), app.state.way.to, share);
  const go = (share, how) => ready() && app.set({ z: zAt(share), way: { at: share } }, how);
  const from = button("Begin here", () => app.set({ way: { from: [...app.state.z], at: 0 } }));
  const to = button("End here", () => app.set({ way: { to: [...app.state.z], at: 1 } }));
  const play = button("Play", () => playing(app, go));
  const webm = button("WebM", () => recorded(app, go, said)), animated = button("Animated GIF", () => filmed(app, go, said));
  const words = make("span", { class: "note" });
  const show = () => {
    at.value = app.state.way.at;
    for (const one of [at, play, webm, animated]) one.disabled = !ready();
    webm.hidden = typeof MediaRecorder === "undefined";
    words.textContent = ready() ? "" : "Set where the way begins and ends; dragging between two faces on the map does both.";
  };
  app.on("way", show);
  show();
  return make("section", { "aria-label": "A way" }, make("h3", { text: "A way from one expression to another" }),
    make("div", { class: "bar" }, from, to, at, play, webm, animated, words));
}

/** There and back, once; reduced motion is heeded by doing it in three steps. */
function playing(app, go, each = () => {}) {
  const seconds = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0.3 : SECONDS;
  return new Promise((done) => {
    const begun = performance.now();
    const step = (now) => {
      const share = Math.min(1, Math.max(0, (now - begun) / 1000 / seconds));
      go((1 - Math.cos(2 * Math.PI * share)) / 2, { undo: false });
      each();
      if (share < 1) requestAnimationFrame(step);
      else { go(0, { undo: false }); done(); }
    };
    requestAnimationFrame(step);
  });
}

async function recorded(app, go, said) {
  const stream = app.picture.canvas.captureStream(30);
  const type = ["video/webm;codecs=vp9", "video/webm"].find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { mimeType: type }), parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => { recorder.onstop = done; });
  said.textContent = "Recording …";
  recorder.start();
  await playing(app, go);
  recorder.stop();
  await ended;
  download(new Blob(parts, { type: "video/webm" }), `${nameOf(app, "way")}.webm`);
  said.textContent = "The way is recorded.";
}

async function filmed(app, go, said) {
  const { canvas } = app.picture, before = app.state.way.at, high = Math.round((WIDE * canvas.height) / canvas.width);
  const flat = make("canvas", { width: WIDE, height: high }), pen = flat.getContext("2d", { willReadFrequently: true }), frames = [];
  said.textContent = "Drawing …";
  for (let number = 0; number < FRAMES; number++) {
    go((1 - Math.cos((2 * Math.PI * number) / FRAMES)) / 2, { undo: false });
    // The face is drawn in this frame, by who asked for it before.
    await new Promise(requestAnimationFrame);
    app.picture.now();
    pen.fillStyle = colour(canvas, "faint");
    pen.fillRect(0, 0, WIDE, high);
    pen.drawImage(canvas, 0, 0, WIDE, high);
    frames.push(pen.getImageData(0, 0, WIDE, high).data);
  }
  go(before, { undo: false });
  download(new Blob([gif(frames, WIDE, high, Math.round((100 * SECONDS) / FRAMES))], { type: "image/gif" }), `${nameOf(app, "way")}.gif`);
  said.textContent = "The way is drawn.";
}
