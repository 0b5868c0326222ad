// The map's picture: where the faces are, which are seen, what colour they have, and what is under the hand.

import { colour } from "../dom.js";
import { penOf, rgbOf } from "../draw.js";
import { project, projectInto, slanted, straight, unproject } from "./camera.js";
import { classesOf, colouringOf, countsOf } from "./colouring.js";
import { densityOf } from "./density.js";
import { makePoints } from "./points.js";
import { nearestFaces, projectionOf, supportOf } from "./projection.js";

const GRID = 96, GRID_REACH = 1.6;

/** @param {{ground: HTMLCanvasElement, points: HTMLCanvasElement}} canvases */
export function makeScene(root, canvases, app) {
  const { data } = app, cloud = makePoints(canvases.points);
  const scene = {
    projection: null, camera: straight(), colouring: null, counts: [], paints: [],
    width: 0, height: 0, drawMs: [],
    visible: () => true, screen, pick, placeAt, screenOf, place, recolour, draw, resize, reset, support, fogged: null,
    get flat() { return scene.projection.width < 3; },
  };
  let hiddenOf = [], positions = null, stale = true, ground = null;

  /** New places: another map or other axes. The camera stays unless the number of axes is another. */
  function place() {
    const before = scene.projection?.width;
    scene.projection = projectionOf(data, app.state.map);
    cloud.place(scene.projection.places);
    if (scene.projection.width !== before) reset();
    ground = null;
    stale = true;
    recolour();
  }

  /** New colours, a new theme, or other classes hidden. */
  function recolour() {
    const { map } = app.state;
    scene.colouring = classesOf(data.faces, colouringOf(data.faces, map.colour), data.space.colours);
    scene.counts = countsOf(scene.colouring);
    const { classes, codes } = scene.colouring;
    hiddenOf = classes.map(({ name }) => map.hidden.includes(name));
    scene.paints = classes.map((one) => paintOf(root, one.colour));
    scene.visible = (row) => !hiddenOf[codes[row]];
    cloud.colour((row, out, at) => {
      const [red, green, blue] = scene.paints[codes[row]];
      out[at] = red; out[at + 1] = green; out[at + 2] = blue; out[at + 3] = hiddenOf[codes[row]] ? 0 : 255;
    });
    ground = null;
  }

  function reset() {
    scene.camera = scene.flat ? straight() : slanted();
    stale = true;
  }

  function resize(width, height) {
    Object.assign(scene, { width, height });
    cloud.resize(width, height);
    stale = true;
  }

  function draw(measured = false) {
    if (!scene.width) return;
    stale = true;
    fog();
    const paper = rgbOf(colour(root, "map-data")).map((value) => value / 255);
    scene.drawMs.push(cloud.draw(scene.camera, scene.width, scene.height, { deep: !scene.flat, paper, measured }));
    if (scene.drawMs.length > 240) scene.drawMs.shift();
  }

  /** The ground of a flat map is clear where there are faces and fades where there are none. */
  function fog() {
    const pen = penOf(canvases.ground, scene.width, scene.height);
    if (!pen || !scene.flat) return;
    ground ??= fogImage(scene, rgbOf(colour(root, "map-none")));
    const [left, top] = screenOf([-GRID_REACH, GRID_REACH, 0]), [right, bottom] = screenOf([GRID_REACH, -GRID_REACH, 0]);
    pen.fillStyle = colour(root, "map-none");
    pen.fillRect(0, 0, scene.width, scene.height);
    pen.clearRect(left, top, right - left, bottom - top);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(ground, left, top, right - left, bottom - top);
  }

  /** Screen x, y, depth of every face. */
  function screen() {
    const { places } = scene.projection;
    if (positions?.length !== places.length) positions = new Float32Array(places.length);
    if (stale) {
      positions.set(places);
      projectInto(positions, positions, scene.camera, scene.width, scene.height);
      stale = false;
    }
    return positions;
  }

  function screenOf(place) { return project(place, scene.camera, scene.width, scene.height); }

  /** The face under a point of the screen, the nearest to the eye of those about as near; -1 for none. */
  function pick(x, y, within = 9) {
    const at = screen();
    let found = -1, best = Infinity;
    for (let row = 0; 3 * row < at.length; row++) {
      const dx = at[3 * row] - x, dy = at[3 * row + 1] - y, far = dx * dx + dy * dy;
      if (far > within * within || !scene.visible(row)) continue;
      const worse = Math.sqrt(far) - 3 * at[3 * row + 2];
      if (worse < best) { best = worse; found = row; }
    }
    return found;
  }

  /** The place under a point of the screen; in three dimensions as deep as the face that is nearest there. */
  function placeAt(x, y) {
    const at = screen();
    let depth = 0, best = Infinity;
    if (!scene.flat)
      for (let row = 0; 3 * row < at.length; row++) {
        const far = (at[3 * row] - x) ** 2 + (at[3 * row + 1] - y) ** 2;
        if (far < best && scene.visible(row)) { best = far; depth = at[3 * row + 2]; }
      }
    return unproject(x, y, depth, scene.camera, scene.width, scene.height);
  }

  /** How far latents are from the nearest face, and how much the model can know there. */
  function support(z) {
    const [near] = nearestFaces(data.latents.values, data.model.k, z);
    return { ...near, usual: data.space.nearest, support: supportOf(near.distance, data.space.nearest) };
  }

  place();
  return scene;
}

function fogImage(scene, [red, green, blue]) {
  const density = densityOf(scene.projection.places, scene.visible, GRID, GRID_REACH);
  const canvas = Object.assign(document.createElement("canvas"), { width: GRID, height: GRID });
  const pen = canvas.getContext("2d"), image = pen.createImageData(GRID, GRID);
  for (let i = 0; i < density.length; i++) image.data.set([red, green, blue, 255 * (1 - density[i])], 4 * i);
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** A class' colour as three numbers: a name of the palette, a place on the ramp, or a hue. */
export function paintOf(root, given) {
  if (typeof given === "string") return rgbOf(colour(root, given));
  const dark = rgbOf(colour(root, "paper"))[0] < 128;
  if (typeof given === "object") return hue(given.hue, 0.55, (dark ? 0.58 : 0.4) + given.step * 0.08);
  const stops = ["t1", "t2", "t3"].map((name) => rgbOf(colour(root, name)));
  const at = Math.min(1.9999, Math.max(0, given) * 2), low = Math.floor(at);
  return stops[low].map((value, channel) => Math.round(value + (stops[low + 1][channel] - value) * (at - low)));
}

function hue(degrees, saturation, lightness) {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + degrees / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}
