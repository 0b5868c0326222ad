// Small pictures of faces on a flat canvas, from the front.

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
  const kept = new Map();

  /** Numbers of a face of the page: as measured, else as the model makes it; null where neither is known. */
  function face(row) {
    const found = kept.get(row) ?? app.measured(row) ?? app.decode(app.data.latents.of(row), neutralOf(app, row));
    if (kept.size > 500) kept.clear();
    if (found) kept.set(row, found);
    return found;
  }

  /** Lines between landmarks, in the middle of a square. */
  function lines(pen, points, x, y, size, colour, width = 1) {
    const scale = size / frame.size;
    const place = (i) => [x + (points[3 * i] - frame.x) * scale, y - (points[3 * i + 1] - frame.y) * scale];
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    let last = -1;
    for (let e = 0; e < edges.length; e += 2) {
      if (edges[e] !== last) pen.moveTo(...place(edges[e]));
      pen.lineTo(...place(edges[e + 1]));
      last = edges[e + 1];
    }
    pen.stroke();
  }

  return { face, lines };
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
