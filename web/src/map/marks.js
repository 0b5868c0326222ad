// What lies over the points: thumbnails, the face that is shown, a way, a recording, a triplet.

import { colour } from "../dom.js";
import { penOf } from "../draw.js";
import { recordingOf } from "../video/recordings.js";
import { supportOf, nearestFaces } from "./projection.js";

const THUMB = 44, MOST_THUMBS = 60, STEPS = 24;

/** @param {HTMLCanvasElement} canvas @param {ReturnType<import("../draw.js").makeDrawing>} drawing or null */
export function makeMarks(root, canvas, app, scene, drawing) {
  const { data } = app;
  let wayKept = null, trackKept = null;

  function draw({ hovered = -1, dragged = null } = {}) {
    const pen = penOf(canvas, scene.width, scene.height);
    if (!pen) return;
    const { state } = app, ink = colour(root, "ink"), paper = colour(root, "paper"), mark = colour(root, "mark");
    if (drawing && state.map.thumbs) thumbnails(pen, ink, paper);
    const { way } = state;
    if (way.from && way.to) line(pen, wayOf(way), mark, paper);
    if (dragged) drag(pen, dragged, mark);
    const track = trackOf();
    if (track) recording(pen, track, ink, paper, mark);
    if (state.triplet !== null && data.triplets && state.panel === "triplets") triplet(pen, state.triplet, ink, paper);
    if (hovered >= 0) ring(pen, scene.screen(), 3 * hovered, 8, ink, paper);
    here(pen, state, mark, paper);
  }

  /** Small faces at close range: those that have room. */
  function thumbnails(pen, ink, paper) {
    const at = scene.screen(), { width, height } = scene, seen = [];
    for (let row = 0; 3 * row < at.length; row++)
      if (at[3 * row] > 0 && at[3 * row] < width && at[3 * row + 1] > 0 && at[3 * row + 1] < height && scene.visible(row)) seen.push(row);
    if (!seen.length || (width * height) / seen.length < 0.7 * THUMB * THUMB) return;
    if (!scene.flat) seen.sort((a, b) => at[3 * b + 2] - at[3 * a + 2]);
    const placed = [], { codes } = scene.colouring;
    for (const row of seen) {
      const x = at[3 * row], y = at[3 * row + 1];
      if (placed.some(([px, py]) => Math.abs(px - x) < THUMB && Math.abs(py - y) < THUMB)) continue;
      const points = drawing.face(row);
      if (!points) return;
      placed.push([x, y]);
      pen.globalAlpha = 0.88;
      pen.fillStyle = paper;
      pen.beginPath();
      pen.arc(x, y, THUMB / 2, 0, 2 * Math.PI);
      pen.fill();
      pen.globalAlpha = 1;
      pen.lineWidth = 2;
      pen.strokeStyle = `rgb(${scene.paints[codes[row]]})`;
      pen.stroke();
      drawing.lines(pen, points, x, y, THUMB * 0.82, ink);
      if (placed.length >= MOST_THUMBS) return;
    }
  }

  /** The way from one face to another, straight in the space; it fades where there are no faces. */
  function wayOf({ from, to }) {
    if (wayKept?.from === from && wayKept.to === to && wayKept.projection === scene.projection) return wayKept;
    const points = Array.from({ length: STEPS + 1 }, (_, step) => {
      const z = between(from, to, step / STEPS);
      const [near] = nearestFaces(data.latents.values, data.model.k, z);
      return { place: scene.projection.placeOf(z), support: supportOf(near.distance, data.space.nearest) };
    });
    wayKept = { from, to, projection: scene.projection, points };
    return wayKept;
  }

  function line(pen, { points, from, to }, mark, paper) {
    const at = points.map(({ place }) => scene.screenOf(place));
    pen.strokeStyle = paper;
    pen.lineWidth = 7;
    pen.beginPath();
    at.forEach(([x, y], step) => (step ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.stroke();
    pen.strokeStyle = pen.fillStyle = mark;
    pen.lineWidth = 3;
    for (let step = 0; step < STEPS; step++) {
      pen.globalAlpha = 0.25 + 0.75 * Math.min(points[step].support, points[step + 1].support);
      pen.beginPath();
      pen.moveTo(at[step][0], at[step][1]);
      pen.lineTo(at[step + 1][0], at[step + 1][1]);
      pen.stroke();
    }
    pen.globalAlpha = 1;
    for (const end of [at[0], at[STEPS]]) dot(pen, end, 5);
    const now = scene.screenOf(scene.projection.placeOf(between(from, to, app.state.way.at)));
    dot(pen, now, 4);
  }

  function drag(pen, { from, to }, mark) {
    pen.strokeStyle = mark;
    pen.lineWidth = 2;
    pen.setLineDash([5, 4]);
    pen.beginPath();
    pen.moveTo(from[0], from[1]);
    pen.lineTo(to[0], to[1]);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** Places of the recording that is looked at, frame by frame; null for none. */
  function trackOf() {
    const one = recordingOf(data, app.state.video.sequence);
    if (!one || !scene.projection.chosen) return null;
    if (trackKept?.one !== one || trackKept.projection !== scene.projection) {
      const places = Array.from({ length: one.count }, (_, frame) => scene.projection.placeOf(one.z(frame)));
      trackKept = { one, places, projection: scene.projection };
    }
    return trackKept;
  }

  function recording(pen, { places }, ink, paper, mark) {
    const at = places.map(scene.screenOf), frame = Math.min(at.length - 1, app.state.video.frame);
    for (const [colour, width] of [[paper, 4], [ink, 1.6]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.lineJoin = "round";
      pen.beginPath();
      at.forEach(([x, y], step) => (step ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
    pen.fillStyle = mark;
    dot(pen, at[frame], 7);
  }

  /** The frame of the recording under a point of the screen; -1 for none. */
  function frameAt(x, y, within = 12) {
    const track = trackOf();
    if (!track) return -1;
    let found = -1, best = within * within;
    track.places.forEach((place, frame) => {
      const [px, py] = scene.screenOf(place), far = (px - x) ** 2 + (py - y) ** 2;
      if (far < best) { best = far; found = frame; }
    });
    return found;
  }

  function triplet(pen, row, ink, paper) {
    const { values } = data.triplets.arrays.rows, at = scene.screen();
    if (row >= values.length / 3) return;
    const [anchor, near, far] = [0, 1, 2].map((place) => 3 * values[3 * row + place]);
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = 2;
    for (const [other, dash] of [[near, []], [far, [3, 4]]]) {
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(at[anchor], at[anchor + 1]);
      pen.lineTo(at[other], at[other + 1]);
      pen.stroke();
    }
    pen.setLineDash([]);
    for (const [place, letter] of [[anchor, "A"], [near, "N"], [far, "F"]]) {
      dot(pen, [at[place], at[place + 1]], 5);
      pen.font = "bold 13px system-ui, sans-serif";
      pen.strokeStyle = paper;
      pen.lineWidth = 4;
      pen.strokeText(letter, at[place] + 8, at[place + 1] - 6);
      pen.fillText(letter, at[place] + 8, at[place + 1] - 6);
    }
  }

  /** Where the face that is shown is. */
  function here(pen, state, mark, paper) {
    const [px, py] = scene.screenOf(placeOfState(app, scene));
    // Beyond the edge it is seen at the edge, paler.
    const x = Math.max(6, Math.min(scene.width - 6, px)), y = Math.max(6, Math.min(scene.height - 6, py));
    pen.globalAlpha = x === px && y === py ? 1 : 0.5;
    for (const [colour, width] of [[paper, 5], [mark, 2.5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      if (state.face !== null) pen.arc(x, y, 9, 0, 2 * Math.PI);
      else { pen.moveTo(x - 9, y); pen.lineTo(x + 9, y); pen.moveTo(x, y - 9); pen.lineTo(x, y + 9); }
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  return { draw, frameAt };
}

/** The place of the face that is shown. */
export function placeOfState(app, scene) {
  const { face, z } = app.state, { places } = scene.projection;
  return face === null ? scene.projection.placeOf(z) : [...places.subarray(3 * face, 3 * face + 3)];
}

export const between = (from, to, at) => from.map((value, i) => value + (to[i] - value) * at);

function dot(pen, [x, y], size) {
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fill();
}

function ring(pen, at, place, size, ink, paper) {
  for (const [colour, width] of [[paper, 4], [ink, 2]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(at[place], at[place + 1], size, 0, 2 * Math.PI);
    pen.stroke();
  }
}
