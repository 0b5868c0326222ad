// The face as SVG: what is seen of the surface as flat triangles from back to front, lines and dots above.

import { drawn } from "./meshfiles.js";

const LIGHT = [0.33, 0.44, 0.83];

/**
 * @param {object} face of facemesh.js @param {object} camera @param {object} sizes {width, height}
 * @param {{view: object, layout: object, edges: ArrayLike<number>, points: Float32Array, ink: string, mark: string}} more
 */
export function faceSvg(face, camera, { width, height }, { view, edges, points, ink, mark }) {
  camera.updateMatrixWorld();
  const project = projector(camera, width, height), parts = [];
  if (view.surface) parts.push(...triangles(face, project));
  if (view.contours || (!view.surface && !view.landmarks)) {
    let path = "";
    for (let i = 0; i < edges.length; i += 2) {
      const [ax, ay] = project(points, edges[i]), [bx, by] = project(points, edges[i + 1]);
      path += `M${ax.toFixed(1)},${ay.toFixed(1)}L${bx.toFixed(1)},${by.toFixed(1)}`;
    }
    parts.push(`<path d="${path}" fill="none" stroke="${ink}" stroke-width="1.2" stroke-linecap="round"/>`);
  }
  if (view.landmarks)
    for (let i = 0; i < points.length / 3; i++) {
      const [x, y] = project(points, i);
      parts.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2" fill="${mark}"/>`);
    }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join("")}</svg>\n`;
}

function projector(camera, width, height) {
  const m = camera.projectionMatrix.clone().multiply(camera.matrixWorldInverse).elements;
  return (points, row) => {
    const x = points[3 * row], y = points[3 * row + 1], z = points[3 * row + 2];
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    return [
      (0.5 + (m[0] * x + m[4] * y + m[8] * z + m[12]) / w / 2) * width,
      (0.5 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w / 2) * height,
      (m[2] * x + m[6] * y + m[10] * z + m[14]) / w,
    ];
  };
}

function triangles(face, project) {
  const { surface, vertices, colours } = face, index = drawn(surface), found = [];
  const flat = Array.from({ length: surface.vertices }, (_, row) => project(vertices, row));
  for (let t = 0; t < index.length; t += 3) {
    const corners = [index[t], index[t + 1], index[t + 2]], [a, b, c] = corners.map((row) => flat[row]);
    found.push({ depth: a[2] + b[2] + c[2], path: [a, b, c].map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), fill: shade(corners, vertices, colours) });
  }
  found.sort((one, other) => other.depth - one.depth);
  return found.map(({ path, fill }) => `<polygon points="${path}" fill="${fill}" stroke="${fill}" stroke-width=".4"/>`);
}

/** The mean colour of three corners in the light of the page. */
function shade([a, b, c], vertices, colours) {
  const side = (from, to) => [0, 1, 2].map((axis) => vertices[3 * to + axis] - vertices[3 * from + axis]);
  const u = side(a, b), v = side(a, c), normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const length = Math.hypot(...normal) || 1;
  const light = 0.45 + 0.75 * Math.max(0, normal.reduce((sum, value, axis) => sum + (value * LIGHT[axis]) / length, 0));
  const rgb = [0, 1, 2].map((channel) => {
    const linear = Math.min(1, light * (colours[4 * a + channel] + colours[4 * b + channel] + colours[4 * c + channel]) / 3);
    return Math.round(255 * linear ** (1 / 2.2));
  });
  return `rgb(${rgb.join(",")})`;
}
