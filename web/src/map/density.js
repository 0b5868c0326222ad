// How many faces are about each part of a flat map. Pure.

const OUTSIDE = 0.02;

/**
 * Support (size²) of 0 to 1 over the square from -reach to reach: rows from the top.
 * @param {Float32Array} places n·3 @param {(row: number) => boolean} counted
 */
export function densityOf(places, counted = () => true, size = 96, reach = 1.6) {
  const cells = new Float32Array(size * size), n = places.length / 3;
  let faces = 0;
  for (let row = 0; row < n; row++) {
    if (!counted(row)) continue;
    const x = Math.floor(((places[3 * row] + reach) / (2 * reach)) * size);
    const y = Math.floor(((reach - places[3 * row + 1]) / (2 * reach)) * size);
    if (x < 0 || y < 0 || x >= size || y >= size) continue;
    cells[y * size + x]++;
    faces++;
  }
  if (!faces) return cells;
  // Three boxes are nearly a Gaussian; few faces are spread wider.
  const radius = Math.max(1, Math.round((size / 14) * Math.max(0.45, Math.min(1, (300 / faces) ** (1 / 6)))));
  let smooth = cells;
  for (let pass = 0; pass < 3; pass++) smooth = boxed(boxed(smooth, size, radius, 1, size), size, radius, size, 1);
  // Full where all but a few faces are, so that only where nearly nobody is fades.
  const held = [...smooth.keys()].filter((cell) => cells[cell] > 0).sort((a, b) => smooth[a] - smooth[b]);
  let few = OUTSIDE * faces;
  const enough = smooth[held.find((cell) => (few -= cells[cell]) < 0)];
  return smooth.map((value) => Math.min(1, value / enough));
}

function boxed(values, size, radius, step, line) {
  const out = new Float32Array(values.length), wide = 2 * radius + 1;
  for (let other = 0; other < size; other++) {
    let sum = 0;
    const at = (i) => (i < 0 || i >= size ? 0 : values[other * line + i * step]);
    for (let i = -radius; i < radius; i++) sum += at(i);
    for (let i = 0; i < size; i++) {
      sum += at(i + radius);
      out[other * line + i * step] = sum / wide;
      sum -= at(i - radius);
    }
  }
  return out;
}
