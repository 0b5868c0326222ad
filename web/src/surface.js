// A surface over a face's points: which triangles, and where its vertices are.

/**
 * @param {object} layout of the model's section
 * @param {Record<string, {values: ArrayLike<number>, shape: number[]}>} arrays
 * @returns {{vertices: number, triangles: ArrayLike<number>, place(points: Float32Array, out: Float32Array): void}}
 */
export function surfaceOf(layout, arrays) {
  const count = layout.names.length;
  return {
    vertices: count,
    triangles: arrays["layout.triangles"].values,
    place: (points, out) => out.set(points),
  };
}

/** Normals (v·3) of vertices, each the sum of its triangles'; made in one pass and in place. */
export function normalsInto(out, vertices, triangles) {
  out.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
    const ux = vertices[b] - vertices[a], uy = vertices[b + 1] - vertices[a + 1], uz = vertices[b + 2] - vertices[a + 2];
    const vx = vertices[c] - vertices[a], vy = vertices[c + 1] - vertices[a + 1], vz = vertices[c + 2] - vertices[a + 2];
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    for (const at of [a, b, c]) { out[at] += x; out[at + 1] += y; out[at + 2] += z; }
  }
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.hypot(out[i], out[i + 1], out[i + 2]) || 1;
    out[i] /= length; out[i + 1] /= length; out[i + 2] /= length;
  }
}
