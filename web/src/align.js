// Landmarks of a file as the model takes them: rotated to the front, centred between the eyes, scaled, minus the mean.

/**
 * Points of a CSV text: a row a point with columns x, y and z, or one row with all numbers.
 * @returns {Float64Array} p·dims
 */
export function pointsOf(text, count, dims) {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/).map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  if (!lines.length) throw new Error("the file is empty");
  const mark = [",", ";", "\t"].find((one) => lines[0].includes(one)) ?? /\s+/;
  const rows = lines.map((line) => line.split(mark).map((cell) => cell.trim().replace(/^"|"$/g, "")));
  const isNumber = (cell) => cell !== "" && Number.isFinite(Number(cell));
  let columns = null;
  if (!rows[0].some(isNumber)) {
    const names = rows.shift().map((name) => name.toLowerCase());
    columns = ["x", "y", "z"].slice(0, dims).map((axis) => names.indexOf(axis));
    if (columns.includes(-1) && rows.length > 1) throw new Error(`no column ${["x", "y", "z"][columns.indexOf(-1)]}; the first line names ${names.join(", ")}`);
    if (columns.includes(-1)) columns = null;
  }
  const cells = rows.length === 1 ? rows[0] : rows.flatMap((row, at) => {
    const own = columns ? columns.map((column) => row[column] ?? "") : row.slice(-dims);
    if (own.length !== dims || !own.every(isNumber)) throw new Error(`point ${at + 1} is not ${dims} numbers: ${row.join(", ")}`);
    return own;
  });
  const wrong = cells.findIndex((cell) => !isNumber(cell));
  if (wrong >= 0) throw new Error(`${cells[wrong] || "an empty cell"} is no number`);
  if (cells.length !== count * dims)
    throw new Error(`${cells.length / dims} points of ${dims} numbers; this model's layout has ${count}`);
  return Float64Array.from(cells, Number);
}

/**
 * Prepared numbers of a face, as Python's Alignment.apply gives them.
 * @param {Float64Array} points p·dims @param {object} model the data's section
 */
export function aligned(points, model) {
  const { layout, arrays } = model, { dims } = layout, mean = arrays.mean.values;
  const reference = arrays["layout.reference"].values;
  let turned = points;
  if (layout.rotation === "procrustes") turned = applied(dims === 3 ? onto3(points, reference) : onto2(points, reference), points, dims);
  if (layout.rotation === "eyes") turned = applied(levelling(points, layout), points, dims);
  const left = centre(turned, layout.eyes.left_lower_lid, dims), right = centre(turned, layout.eyes.right_lower_lid, dims);
  const apart = Math.hypot(...left.map((value, axis) => value - right[axis]));
  if (!(apart > 0)) throw new Error("both eyes are in one point");
  return Float32Array.from(turned, (value, i) => (value - (left[i % dims] + right[i % dims]) / 2) / apart - mean[i]);
}

function centre(points, rows, dims) {
  const sum = Array(dims).fill(0);
  for (const row of rows) for (let axis = 0; axis < dims; axis++) sum[axis] += points[dims * row + axis] / rows.length;
  return sum;
}

function applied(rotation, points, dims) {
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += dims)
    for (let a = 0; a < dims; a++) for (let b = 0; b < dims; b++) out[i + a] += rotation[a][b] * points[i + b];
  return out;
}

/** Sums of products of coordinates about the centroids: [a][b] of point's a with reference's b. */
function covariance(points, reference, dims) {
  const count = points.length / dims, all = [...Array(count).keys()];
  const from = centre(points, all, dims), to = centre(reference, all, dims);
  const sums = Array.from({ length: dims }, () => Array(dims).fill(0));
  for (let i = 0; i < points.length; i += dims)
    for (let a = 0; a < dims; a++) for (let b = 0; b < dims; b++) sums[a][b] += (points[i + a] - from[a]) * (reference[i + b] - to[b]);
  return sums;
}

/** The rotation nearest to the reference in the plane. */
function onto2(points, reference) {
  const s = covariance(points, reference, 2), angle = Math.atan2(s[0][1] - s[1][0], s[0][0] + s[1][1]);
  return [[Math.cos(angle), -Math.sin(angle)], [Math.sin(angle), Math.cos(angle)]];
}

function levelling(points, layout) {
  const left = centre(points, layout.eyes.left_lower_lid, 2), right = centre(points, layout.eyes.right_lower_lid, 2);
  const x = left[0] - right[0], y = left[1] - right[1], length = Math.hypot(x, y) || 1;
  return [[x / length, y / length], [-y / length, x / length]];
}

/** The rotation nearest to the reference, from the quaternion that is the largest eigenvector (Horn, 1987). */
function onto3(points, reference) {
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = covariance(points, reference, 3);
  const [w, x, y, z] = largestEigenvector([
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, -xx + yy - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, -xx - yy + zz],
  ]);
  return [
    [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
  ];
}

/** Of a symmetric matrix, by Jacobi's rotations. */
function largestEigenvector(matrix) {
  const n = matrix.length, a = matrix.map((row) => [...row]), v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1)), c = 1 / Math.hypot(t, 1), s = t * c;
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < n; k++) [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
      }
  }
  const best = a.map((row, i) => row[i]).reduce((most, value, i, all) => (value > all[most] ? i : most), 0);
  return v.map((row) => row[best]);
}
