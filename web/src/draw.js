// Small pictures of faces on a flat canvas, from the front.

import { surfaceOf } from "./surface.js";

/** The mean face's middle and size, in eye distances. */
function frameOf(mean, dims) {
  const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
  for (let i = 0; i < mean.length; i += dims)
    for (let axis = 0; axis < 2; axis++) {
      low[axis] = Math.min(low[axis], mean[i + axis]);
      high[axis] = Math.max(high[axis], mean[i + axis]);
    }
  return { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2, size: 1.16 * Math.max(high[0] - low[0], high[1] - low[1]) || 1 };
}

/** Draws faces of this page's layout; null where it has none. */
export function makeDrawing(app) {
  const { layout, arrays } = app.data.model;
  if (!layout) return null;
  const frame = frameOf(arrays.mean.values, layout.dims), edges = arrays["layout.edges"].values;
  const surface = surfaceOf(layout, arrays), vertices = new Float32Array(3 * surface.vertices);
  const kept = new Map();

  /** Numbers of a face of the page: as measured, else as the model makes it; null where neither is known. */
  function face(row) {
    const found = kept.get(row) ?? app.measured(row) ?? app.decode(app.data.latents.of(row), neutralOf(app, row));
    if (kept.size > 500) kept.clear();
    if (found) kept.set(row, found);
    return found;
  }

  const at = (x, y, size) => {
    const scale = size / frame.size;
    return (points, i) => [x + (points[3 * i] - frame.x) * scale, y - (points[3 * i + 1] - frame.y) * scale];
  };

  /** Lines between landmarks, in the middle of a square. */
  function lines(pen, points, x, y, size, colour, width = 1) {
    const place = at(x, y, size);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    let last = -1;
    for (let e = 0; e < edges.length; e += 2) {
      if (edges[e] !== last) pen.moveTo(...place(points, edges[e]));
      pen.lineTo(...place(points, edges[e + 1]));
      last = edges[e + 1];
    }
    pen.stroke();
  }

  /** A shaded surface with its lines. */
  function shaded(pen, points, x, y, size, { skin, ink }) {
    const place = at(x, y, size), { triangles } = surface, order = [];
    surface.place(points, vertices);
    for (let t = 0; t < triangles.length; t += 3) order.push([depth(vertices, triangles, t), t]);
    order.sort((a, b) => a[0] - b[0]);
    const [red, green, blue] = skin;
    for (const [, t] of order) {
      const light = lightOf(vertices, triangles[t], triangles[t + 1], triangles[t + 2]);
      pen.fillStyle = pen.strokeStyle = `rgb(${red * light | 0},${green * light | 0},${blue * light | 0})`;
      pen.lineWidth = 0.7;
      pen.beginPath();
      pen.moveTo(...place(vertices, triangles[t]));
      pen.lineTo(...place(vertices, triangles[t + 1]));
      pen.lineTo(...place(vertices, triangles[t + 2]));
      pen.closePath();
      pen.fill();
      pen.stroke();
    }
    lines(pen, points, x, y, size, ink, 1.1);
  }

  return { face, lines, shaded };
}

const depth = (v, triangles, t) => v[3 * triangles[t] + 2] + v[3 * triangles[t + 1] + 2] + v[3 * triangles[t + 2] + 2];

/** Light from the upper left, in front. */
function lightOf(v, a, b, c) {
  const ux = v[3 * b] - v[3 * a], uy = v[3 * b + 1] - v[3 * a + 1], uz = v[3 * b + 2] - v[3 * a + 2];
  const wx = v[3 * c] - v[3 * a], wy = v[3 * c + 1] - v[3 * a + 1], wz = v[3 * c + 2] - v[3 * a + 2];
  let x = uy * wz - uz * wy, y = uz * wx - ux * wz, z = ux * wy - uy * wx;
  const length = Math.hypot(x, y, z) || 1, side = z < 0 ? -1 : 1;
  x *= side / length; y *= side / length; z *= side / length;
  return Math.max(0.45, Math.min(1.12, 0.5 + 0.6 * (-0.3 * x + 0.45 * y + 0.84 * z)));
}

/** A face's own neutral, or the one that is chosen. */
export const neutralOf = (app, row) => {
  const own = app.data.faces.neutral[row];
  return own >= 0 ? own : app.state.neutral;
};

/** A canvas' pen in points of the page, cleared; null while the canvas is not laid out. */
export function penOf(canvas, width = canvas.clientWidth, height = canvas.clientHeight) {
  if (!width || !height) return null;
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** #rgb, #rrggbb or rgb(…) as three numbers to 255. */
export function rgbOf(text) {
  const hex = text.startsWith("#") ? text.slice(1) : "";
  if (hex.length === 3) return [...hex].map((one) => parseInt(one + one, 16));
  if (hex.length >= 6) return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return (text.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
}
