// Triplets: what the model says of them, which are shown, and how far answers agree. Pure.

import { csv } from "../meshfiles.js";

/** Distance of two faces in z. */
export function distance(values, k, one, other) {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += (values[one * k + i] - values[other * k + i]) ** 2;
  return Math.sqrt(sum);
}

/**
 * What is known of a triplet, and what the model says.
 *
 * Of two answers the topological prior (energy weight · softplus(near − far) / γ) gives `near` the share
 * 1 / (1 + exp((near − far) / γ)) for one vote.
 * @param {object} data of the page @param {number} row
 */
export function judged(data, row) {
  const { arrays, gamma, votes, parts } = data.triplets, { values } = data.latents, { k } = data.model;
  const [anchor, near, far] = arrays.rows.values.subarray(3 * row, 3 * row + 3);
  const toNear = distance(values, k, anchor, near), toFar = distance(values, k, anchor, far), weight = arrays.weight.values[row];
  return {
    row, anchor, near, far, toNear, toFar, weight, part: parts[arrays.part.values[row]],
    votes: votes === null ? null : [(votes + weight) / 2, (votes - weight) / 2],
    agrees: toNear === toFar ? null : toNear < toFar,
    probability: gamma === null ? null : 1 / (1 + Math.exp((toNear - toFar) / gamma)),
  };
}

/** The weights that there are, the surest first, where they are few. */
export function weightsOf(data) {
  const found = [...new Set(data.triplets.arrays.weight.values)].sort((a, b) => b - a);
  return found.length > 1 && found.length <= 12 ? found : [];
}

/** What can be shown: [name, words]. */
export function filtersOf(data) {
  const weights = weightsOf(data), what = data.triplets.votes === null ? "weight" : "vote difference";
  return [["all", "all"], ["against", weights.length ? "people sure, model disagrees" : "model disagrees"], ["unlike", "model disagrees, any weight"],
    ...weights.map((weight) => [`weight:${weight}`, `${what} ${weight}`])].filter(([name]) => name !== "unlike" || weights.length);
}

/** Rows that a filter leaves. @param {{show: string, part: string}} asked */
export function shownRows(data, { show, part }) {
  const { arrays, parts } = data.triplets, weights = arrays.weight.values, rows = [];
  const sure = weights.reduce((most, weight) => Math.max(most, weight), 0);
  for (let row = 0; row < weights.length; row++) {
    if (part && parts[arrays.part.values[row]] !== part) continue;
    if (show.startsWith("weight:") && weights[row] !== Number(show.slice(7))) continue;
    if (show === "against" && weights[row] < sure) continue;
    if ((show === "against" || show === "unlike") && judged(data, row).agrees !== false) continue;
    rows.push(row);
  }
  return rows;
}

/** Wilson's interval of a share, 95 %: (count of whole). */
export function wilson(count, whole, z = 1.959963984540054) {
  if (!whole) return [0, 1];
  const share = count / whole, part = (z * z) / whole, middle = (share + part / 2) / (1 + part);
  const half = (z / (1 + part)) * Math.sqrt((share * (1 - share)) / whole + part / whole / 4);
  return [count === 0 ? 0 : middle - half, count === whole ? 1 : middle + half];
}

/**
 * How answers agree with the raters and with the model; ties of the model are left out of its count.
 * @param {{row: number, near: boolean}[]} answers `near`: the face that the raters say is nearer was chosen
 */
export function agreement(data, answers) {
  const raters = answers.filter(({ near }) => near).length;
  const known = answers.map(({ row, near }) => [judged(data, row).agrees, near]).filter(([agrees]) => agrees !== null);
  return { count: answers.length, raters, model: known.filter(([agrees, near]) => agrees === near).length, ofModel: known.length };
}

/**
 * Answers as Mien's own two files, which mien votes and mien agreement read. `first` is the nearer face of the
 * triplet in every second question, so that the file itself does not give the answer away.
 * @param {{row: number, near: boolean, seconds: number, left: boolean}[]} answers `left`: the nearer was on the left
 */
export function asFiles(data, answers, rater) {
  const { face } = data.faces, name = ({ row }) => `triplet-${row}`, turned = ({ row }) => row % 2 === 1;
  const sides = (one, yes) => (yes !== turned(one) ? "first" : "second");
  return {
    questions: csv([["name", "part", "anchor", "first", "second"], ...answers.map((one) => {
      const { anchor, near, far, part } = judged(data, one.row), [first, second] = turned(one) ? [far, near] : [near, far];
      return [name(one), part, face[anchor], face[first], face[second]];
    })]),
    answers: csv([["question", "rater", "choice", "seconds", "left", "repeat"], ...answers.map((one) =>
      [name(one), rater, sides(one, one.near), one.seconds.toFixed(2), sides(one, one.left), 0])]),
  };
}

/** A question's key, the two faces in either order: the same is not asked twice. */
export function questionKey(data, row) {
  const [anchor, near, far] = data.triplets.arrays.rows.values.subarray(3 * row, 3 * row + 3);
  return `${anchor}:${Math.min(near, far)}:${Math.max(near, far)}`;
}
