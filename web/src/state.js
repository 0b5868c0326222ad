// The one state: set by patches, told to whoever listens, undone, and written into the address.

const MOST_STEPS = 200;
const KEY = "mien";

const equal = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Numbers as short as a picture needs them. */
const shortened = (key, value) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

/** @param {object} start the state that a page opens with */
export function makeState(start) {
  let state = structuredClone(start), open = null;
  const listeners = [], past = [], future = [];

  function tell(keys) {
    for (const { wanted, fn } of [...listeners])
      if (wanted === null || wanted.some((key) => keys.includes(key))) fn(state, keys);
  }

  function change(patch, whole = false) {
    const keys = Object.keys(patch).filter((key) => !equal(patch[key], state[key]));
    if (!keys.length) return keys;
    state = { ...state };
    for (const key of keys) state[key] = whole ? patch[key] : merged(state[key], patch[key]);
    tell(keys);
    return keys;
  }

  const restore = (from, to) => {
    const step = from.pop();
    if (!step) return false;
    to.push(state);
    open = null;
    change(step, true);
    tell(["history"]);
    return true;
  };

  return {
    get state() { return state; },
    /**
     * @param {object} patch objects inside are merged one level deep
     * @param {{undo?: boolean|string}} how true: a step of its own; a text: one step with those before of the
     *   same text, until `settle`; false: none
     */
    set(patch, { undo = true } = {}) {
      const before = state, kept = undo && undo !== open;
      const keys = change(patch);
      if (!keys.length) return;
      if (kept) {
        past.push(before);
        if (past.length > MOST_STEPS) past.shift();
        future.length = 0;
      }
      if (undo) open = undo === true ? null : undo;
      if (kept) tell(["history"]);
    },
    /** What follows is another step. */
    settle() { open = null; },
    /** @param {string|string[]|null} keys of the state; null for all @returns a function that stops it */
    on(keys, fn) {
      const one = { wanted: keys === null ? null : [].concat(keys), fn };
      listeners.push(one);
      return () => listeners.splice(listeners.indexOf(one), 1);
    },
    undo: () => restore(past, future),
    redo: () => restore(future, past),
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    /** What differs from the start, as the part of an address after #. */
    toHash() {
      const differing = {};
      for (const key of Object.keys(start)) if (!equal(state[key], start[key])) differing[key] = state[key];
      if (!Object.keys(differing).length) return "";
      return `${KEY}=${encodeURIComponent(JSON.stringify(differing, shortened))}`;
    },
    /** The state of an address; false where it holds none, or it cannot be read. */
    fromHash(hash, check = (patch) => patch) {
      const text = hash.replace(/^#/, "");
      if (!text.startsWith(`${KEY}=`)) return false;
      try {
        const patch = check(JSON.parse(decodeURIComponent(text.slice(KEY.length + 1))));
        change(Object.fromEntries(Object.entries(patch).filter(([key]) => key in start)));
        return true;
      } catch {
        return false;
      }
    },
  };
}

function merged(before, patch) {
  const plain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  return plain(before) && plain(patch) ? { ...before, ...patch } : patch;
}
