// What every view is given: the data, the state, and how a face is made.

import { compiled, goldenError } from "./program.js";
import { makeState } from "./state.js";

const TOLERANCE = 1e-5;

export const START = {
  z: [], neutral: 0, face: null, compare: [],
  map: { kind: "pca", axes: [0, 1, 2], colour: "label", three: true, hidden: [], thumbs: true },
  dims: { sort: "use", names: {}, show: null },
  directions: [],
  transfer: false,
  way: { from: null, to: null, at: 0 },
  triplet: null, triplets: { show: "all", part: "" },
  video: { sequence: null, frame: 0 },
  view: { landmarks: false, contours: false, surface: true, measured: false, theme: "auto" },
  panel: "dimensions",
};

/** @param {ReturnType<import("./data.js").dataOf>} data */
export function makeApp(data) {
  const k = data.model.k, layout = data.model.layout ?? null;
  const neutrals = data.neutrals ?? [];
  const start = { ...structuredClone(START), z: [...data.model.middle], neutral: firstNeutral(data) };
  const shared = makeState(start);
  const { run, problem, error } = decoder(data.model);
  const dims = layout?.dims ?? 0;
  const mean = data.model.arrays.mean.values;
  const nobody = new Float32Array(data.model.features);
  const timing = { decode: 0, upload: 0, surface: 0, frames: [] };

  /** What is given of a neutral: a row of `data.neutrals`, or values of its own. */
  const neutralOf = (neutral) =>
    neutral instanceof Float32Array ? neutral : (neutrals[neutral]?.y ?? nobody);

  /** Numbers of a face in eye distances: (p·3) where there is a layout, else its features; null without a program. */
  function decode(z, neutral = shared.state.neutral, out = new Float32Array(dims ? (mean.length / dims) * 3 : mean.length)) {
    if (!run) return null;
    const begun = performance.now();
    const given = { z };
    for (const name of data.model.conditions) given[name] = neutralOf(neutral);
    restored(run(given), out);
    timing.decode = performance.now() - begun;
    return out;
  }

  /** Prepared numbers (d) as a face: the training mean added, depth 0 where there is none. */
  function restored(prepared, out = new Float32Array(dims ? (mean.length / dims) * 3 : mean.length)) {
    if (!dims) {
      const scale = data.model.scale ?? 1;
      for (let i = 0; i < out.length; i++) out[i] = (prepared[i] + mean[i]) * scale;
      return out;
    }
    for (let point = 0; point < mean.length / dims; point++)
      for (let axis = 0; axis < dims; axis++)
        out[3 * point + axis] = prepared[dims * point + axis] + mean[dims * point + axis];
    return out;
  }

  /** Choose a face: its latents on its own person's neutral, or on the one shown where expressions are transferred. */
  function choose(row, options) {
    if (row === null) return shared.set({ face: null }, options);
    const neutral = data.faces.neutral[row];
    shared.set({ face: row, z: data.latents.of(row), ...(neutral >= 0 && !shared.state.transfer ? { neutral } : {}) }, options);
  }

  const app = {
    data, decode, restored, choose, timing, neutralOf,
    problem, goldenError: error, pictures: {}, picture: null, portraits: null,
    on: shared.on, set: shared.set, settle: shared.settle, undo: shared.undo, redo: shared.redo,
    toHash: shared.toHash, fromHash: (hash) => shared.fromHash(hash, (patch) => checked(patch, data)),
    get state() { return shared.state; },
    get canUndo() { return shared.canUndo; },
    get canRedo() { return shared.canRedo; },
    /** The measured face of a row, or null where the page has none. */
    measured: (row) => (data.faces?.x ? restored(data.faces.x.subarray(row * data.model.features, (row + 1) * data.model.features)) : null),
    words: wordsOf(data, shared),
  };
  return app;
}

function decoder(model) {
  if (!model.program) return { run: null, error: NaN, problem: `Faces cannot be drawn from latents: ${model.why}.` };
  const arrays = {};
  for (const [name, value] of Object.entries(model.arrays)) arrays[name.replace(/^program\./, "")] = value;
  try {
    const run = compiled(model.program, arrays);
    const error = goldenError(run, model.program, model.arrays);
    if (!(error <= TOLERANCE * Math.max(1, largest(model.arrays["golden.out"].values))))
      return { run: null, error, problem: `Faces cannot be drawn from latents: this browser's decoder is ${error.toExponential(1)} away from Python's.` };
    return { run, error, problem: "" };
  } catch (error) {
    return { run: null, error: NaN, problem: `Faces cannot be drawn from latents: ${error.message}.` };
  }
}

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** A test person to begin with, whom the model was not trained on. */
function firstNeutral(data) {
  if (!data.faces) return 0;
  const test = data.faces.part.names.indexOf("test");
  const row = data.faces.part.codes.findIndex((code, at) => code === test && data.faces.neutral[at] >= 0);
  return row < 0 ? 0 : data.faces.neutral[row];
}

/** Of a patch that somebody sent, what fits this page. */
function checked(patch, data) {
  const k = data.model.k, numbers = (value) => Array.isArray(value) && value.every(Number.isFinite);
  const within = (value, count) => Number.isInteger(value) && value >= 0 && value < count;
  const fine = { ...patch };
  if ("z" in fine && !(numbers(fine.z) && fine.z.length === k)) delete fine.z;
  if ("neutral" in fine && !within(fine.neutral, data.neutrals?.length ?? 0)) delete fine.neutral;
  if ("face" in fine && fine.face !== null && !within(fine.face, data.faces?.count ?? 0)) delete fine.face;
  if ("directions" in fine && !(Array.isArray(fine.directions) && fine.directions.every((one) => numbers(one?.v) && one.v.length === k))) delete fine.directions;
  if ("compare" in fine && !(Array.isArray(fine.compare) && fine.compare.every((one) => within(one, data.neutrals?.length ?? 0)))) delete fine.compare;
  if ("triplet" in fine && fine.triplet !== null && !within(fine.triplet, data.triplets?.arrays.weight.values.length ?? 0)) delete fine.triplet;
  if ("map" in fine && !plainMap(fine.map, k)) delete fine.map;
  if ("way" in fine && ![fine.way?.from, fine.way?.to].every((one) => one === null || (numbers(one) && one.length === k))) delete fine.way;
  if ("way" in fine && !(fine.way.at >= 0 && fine.way.at <= 1)) delete fine.way;
  if ("video" in fine) {
    const recording = data.video?.recordings[fine.video?.sequence];
    if (!recording || !within(fine.video.frame, recording.count)) delete fine.video;
  }
  return fine;
}

const plainMap = (map, k) => map && typeof map.kind === "string" && typeof map.colour === "string" && Array.isArray(map.hidden)
  && Array.isArray(map.axes) && map.axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < k);

function wordsOf(data, shared) {
  return {
    /** The name of a dimension: the user's, else z and its number. */
    dimension: (number) => shared.state.dims.names[number] || `z${number}`,
    number: (value, digits = 2) => (value < 0 ? "−" : "") + Math.abs(value).toFixed(digits),
    face: (row) => {
      const { faces } = data, degree = faces.intensity[row];
      const strength = Number.isFinite(degree) && degree > 0 ? `, degree ${degree}` : "";
      return `${faces.label.at(row) || "no label"}${strength} · ${faces.subject.at(row)} · ${faces.face[row]}`;
    },
    neutral: (row) => (data.neutrals?.[row] ? data.neutrals[row].subject : "the mean face"),
  };
}
