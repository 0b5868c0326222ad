// Sums over latents; no page needed.

export const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
export const plus = (a, b, factor = 1) => a.map((value, i) => value + factor * b[i]);

/** Mean of rows. @param {number[][]} rows */
export function mean(rows) {
  const sum = rows[0].map(() => 0);
  for (const row of rows) row.forEach((value, i) => { sum[i] += value / rows.length; });
  return sum;
}

/** How far along a direction a vector is: 1 after one step of it. */
export const along = (z, direction) => dot(z, direction) / Math.max(dot(direction, direction), 1e-12);

/** Indices of the largest absolute values, largest first. */
export const strongest = (values, count, least = 0) =>
  [...values.keys()].filter((i) => Math.abs(values[i]) > least).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, count);
