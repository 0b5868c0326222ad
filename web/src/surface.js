// A surface over a face's points: which triangles, where its vertices are, and what they are of.

const IRIS_MM = 5.9, PUPIL_MM = 2.5, BALL_MM = 12.2, LIFTED_MM = 0.9, MOUTH_MM = 6, RING = 20;

/**
 * @typedef {object} Surface
 * @property {number} vertices how many
 * @property {Uint32Array} triangles
 * @property {string[]} part of each vertex: skin, white, iris, pupil, mouth
 * @property {number[][]} tint of each vertex: how much it is of the lips, and of the brows
 * @property {number[]} edge of each vertex: above 1/2 where the surface is drawn
 * @property {(points: Float32Array, out: Float32Array) => void} place
 */

/** @returns {Surface} */
export function surfaceOf(model) {
  const arrays = {};
  for (const [name, value] of Object.entries(model.arrays)) if (name.startsWith("surface.")) arrays[name.slice(8)] = value.values;
  return model.layout.surface ? ofRig(model.layout, arrays, model.arrays.mean.values) : ofPoints(model.layout, arrays);
}

function ofPoints(layout, arrays) {
  const part = Array(layout.names.length).fill("skin"), tint = part.map(() => [0, 0]);
  for (const row of [...(layout.regions.outer_lip ?? []), ...(layout.regions.inner_lip ?? [])]) tint[row][0] = 1;
  return {
    vertices: part.length, triangles: Uint32Array.from(arrays.triangles), part, tint, edge: part.map(() => 1),
    place: (points, out) => out.set(points),
  };
}

function ofRig(layout, arrays, mean) {
  const header = layout.surface;
  const { base, among } = arrays, q = arrays.marks.length / 4, own = base.length / 3, p = mean.length / 3;
  const rank = arrays["spread.scale"].length;
  const spread = Float32Array.from(arrays.spread, (value, i) => value * arrays["spread.scale"][i % rank]);
  const share = Float32Array.from(arrays["warp.share"], (value) => value * arrays["warp.scale"][0]);
  const pairs = [];
  for (let mark = 0; mark < q; mark++)
    for (let point = 0; point < p; point++) if (among[mark * p + point]) pairs.push([mark, point, among[mark * p + point]]);
  const moved = new Float32Array(3 * q), read = new Float32Array(rank), rest = new Float32Array(3 * q);
  const part = Array.from(arrays.part, (code) => header.parts[code]);
  const tint = Array.from(part, (_, vertex) => [arrays.tint[2 * vertex] / 255, arrays.tint[2 * vertex + 1] / 255]);
  const eyes = irises(header, arrays, part), mouth = mouthOf(layout, header.millimetre);
  const added = [...eyes.part, ...mouth.part];

  function place(points, out) {
    moved.fill(0);
    for (const [mark, point, weight] of pairs)
      for (let axis = 0; axis < 3; axis++) moved[3 * mark + axis] += weight * (points[3 * point + axis] - mean[3 * point + axis]);
    for (let r = 0, at = 0; r < rank; r++) {
      let sum = 0;
      for (let i = 0; i < 3 * q; i++) sum += arrays.read[at++] * moved[i];
      read[r] = sum;
    }
    for (let i = 0, at = 0; i < 3 * own; i++) {
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += spread[at++] * read[r];
      out[i] = sum;
    }
    for (let mark = 0; mark < q; mark++)
      for (let axis = 0; axis < 3; axis++) {
        let on = 0;
        for (let corner = 4 * mark; corner < 4 * mark + 4; corner++) on += arrays.shares[corner] * out[3 * arrays.marks[corner] + axis];
        rest[3 * mark + axis] = moved[3 * mark + axis] - on;
      }
    for (let vertex = 0, at = 0; vertex < own; vertex++) {
      let x = base[3 * vertex] + out[3 * vertex], y = base[3 * vertex + 1] + out[3 * vertex + 1], z = base[3 * vertex + 2] + out[3 * vertex + 2];
      for (let last = at + arrays["warp.count"][vertex]; at < last; at++) {
        const mark = 3 * arrays["warp.mark"][at], weight = share[at];
        x += weight * rest[mark]; y += weight * rest[mark + 1]; z += weight * rest[mark + 2];
      }
      out[3 * vertex] = x; out[3 * vertex + 1] = y; out[3 * vertex + 2] = z;
    }
    eyes.place(out, own);
    mouth.place(points, out, own + eyes.part.length);
  }

  return {
    vertices: own + added.length,
    triangles: Uint32Array.from([
      ...arrays.triangles, ...eyes.triangles.map((vertex) => vertex + own),
      ...mouth.triangles.map((vertex) => vertex + own + eyes.part.length),
    ]),
    part: [...part, ...added],
    tint: [...tint, ...added.map(() => [0, 0])],
    edge: [...Array.from(arrays.edge, (value) => value / 255), ...added.map(() => 1)],
    place,
  };
}

/** Iris and pupil as caps on the eyeballs: a middle, two rings of the pupil's edge, one of the iris's. */
function irises({ poles, millimetre }, arrays, part) {
  const rings = [[0, "pupil"], [PUPIL_MM, "pupil"], [PUPIL_MM, "iris"], [IRIS_MM, "iris"]];
  const each = rings.flatMap(([radius, name]) => Array.from({ length: radius ? RING : 1 }, (_, at) => ({ radius, name, at })));
  const triangles = [];
  for (let eye = 0; eye < poles.length; eye++) {
    const first = eye * each.length, ring = (number) => first + 1 + number * RING;
    for (let at = 0; at < RING; at++) {
      const next = (at + 1) % RING;
      triangles.push(first, ring(0) + at, ring(0) + next);
      triangles.push(ring(1) + at, ring(2) + at, ring(2) + next, ring(1) + at, ring(2) + next, ring(1) + next);
    }
  }
  // The eyeball's vertices about its pole tell where it is.
  const side = poles.map((pole) => Array.from(part.keys()).filter((vertex) => part[vertex] === "white" && arrays.base[3 * vertex] * arrays.base[3 * pole] > 0));
  const ball = (BALL_MM + LIFTED_MM) * millimetre;
  function place(out, start) {
    poles.forEach((pole, eye) => {
      const middle = [0, 0, 0];
      for (const vertex of side[eye]) for (let axis = 0; axis < 3; axis++) middle[axis] += out[3 * vertex + axis] / side[eye].length;
      const away = [0, 1, 2].map((axis) => out[3 * pole + axis] - middle[axis]);
      const length = Math.hypot(...away), ahead = away.map((value) => value / length);
      const centre = ahead.map((value, axis) => out[3 * pole + axis] - BALL_MM * millimetre * value);
      const across = unit(cross([0, 1, 0], ahead)), up = cross(ahead, across);
      each.forEach(({ radius, at }, number) => {
        const tilt = Math.asin(radius / BALL_MM), turn = (2 * Math.PI * at) / RING;
        for (let axis = 0; axis < 3; axis++)
          out[3 * (start + eye * each.length + number) + axis] = centre[axis]
            + ball * (Math.cos(tilt) * ahead[axis] + Math.sin(tilt) * (Math.cos(turn) * across[axis] + Math.sin(turn) * up[axis]));
      });
    });
  }
  return { part: poles.flatMap(() => each.map(({ name }) => name)), triangles, place };
}

/** The dark of an open mouth: a fan behind the inner lips. */
function mouthOf(layout, millimetre) {
  const rim = layout.regions.inner_lip ?? [], count = rim.length;
  const triangles = rim.flatMap((_, at) => [count, at, (at + 1) % count]);
  function place(points, out, start) {
    const last = 3 * (start + count);
    out.fill(0, last, last + 3);
    rim.forEach((point, at) => {
      for (let axis = 0; axis < 3; axis++) {
        const value = points[3 * point + axis] - (axis === 2 ? MOUTH_MM * millimetre : 0);
        out[3 * (start + at) + axis] = value;
        out[last + axis] += value / count;
      }
    });
    // A little larger than the lips leave open, so that nothing is seen past its rim.
    for (let at = 0; at < count; at++)
      for (let axis = 0; axis < 2; axis++) out[3 * (start + at) + axis] += 0.12 * (out[3 * (start + at) + axis] - out[last + axis]);
  }
  return { part: Array(count ? count + 1 : 0).fill("mouth"), triangles, place: count ? place : () => {} };
}

const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => { const length = Math.hypot(...a); return a.map((value) => value / length); };

/** Normals (v·3) of vertices, each the sum of its triangles'; made in one pass and in place. */
export function normalsInto(out, vertices, triangles) {
  out.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
    const ux = vertices[b] - vertices[a], uy = vertices[b + 1] - vertices[a + 1], uz = vertices[b + 2] - vertices[a + 2];
    const vx = vertices[c] - vertices[a], vy = vertices[c + 1] - vertices[a + 1], vz = vertices[c + 2] - vertices[a + 2];
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    out[a] += x; out[a + 1] += y; out[a + 2] += z;
    out[b] += x; out[b + 1] += y; out[b + 2] += z;
    out[c] += x; out[c + 1] += y; out[c + 2] += z;
  }
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.sqrt(out[i] * out[i] + out[i + 1] * out[i + 1] + out[i + 2] * out[i + 2]) || 1;
    out[i] /= length; out[i + 1] /= length; out[i + 2] /= length;
  }
}

/** Red, green and blue from 0 to 1 of the parts of a face; skin is the theme's. */
export const COLOURS = {
  white: [0.93, 0.92, 0.9],
  iris: [0.3, 0.2, 0.13], pupil: [0.04, 0.035, 0.03], mouth: [0.16, 0.06, 0.06],
};
/** What tints mix into the skin, and how strongly. */
export const TINTS = [[[0.66, 0.36, 0.33], 0.85], [[0.27, 0.18, 0.14], 0.75]];
