// Answers that are kept in this browser, for this page's triplets alone.

import { questionKey } from "./judging.js";

/** A number for the triplets: other ones are another study. */
export function fingerprint(data) {
  let hash = 2166136261;
  const mix = (value) => { hash = Math.imul(hash ^ value, 16777619) >>> 0; };
  for (const value of data.triplets.arrays.rows.values) mix(value);
  for (const name of data.faces.face) for (let i = 0; i < name.length; i++) mix(name.charCodeAt(i));
  return hash.toString(36);
}

/** @param {Storage|null} storage a place that may refuse */
export function keptAnswers(data, storage) {
  const key = `mien-answers-${fingerprint(data)}`, count = data.triplets.arrays.weight.values.length;
  let answers = [], fails = !storage;
  try {
    const found = JSON.parse(storage?.getItem(key) ?? "[]");
    answers = found.filter((one) => Number.isInteger(one.row) && one.row >= 0 && one.row < count && typeof one.near === "boolean");
  } catch { fails = true; }
  const keep = () => {
    try { storage.setItem(key, JSON.stringify(answers)); } catch { fails = true; }
  };
  return {
    get all() { return answers; },
    /** False where the browser keeps nothing beyond this page. */
    get lasting() { return !fails; },
    add(one) { answers = [...answers, one]; keep(); },
    clear() { answers = []; keep(); },
    asked: () => new Set(answers.map(({ row }) => questionKey(data, row))),
  };
}
