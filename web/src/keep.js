// Names of dimensions and directions stay in this browser, for this model alone.

const FIRST = 0x811c9dc5, PRIME = 0x01000193;

/** A short name of a model by its numbers (FNV-1a). */
export function identityOf(model) {
  let hash = FIRST;
  for (const name of Object.keys(model.arrays).sort()) {
    const { values } = model.arrays[name];
    const bytes = new Uint8Array(values.buffer, values.byteOffset, Math.min(values.byteLength, 4096));
    for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

const keyOf = (app) => `mien-explorer-${identityOf(app.data.model)}`;

/** What a page may keep of a state. */
export const kept = ({ dims, directions }) => ({ names: dims.names, directions });

/** Take over what was kept, unless the address says something else; then keep what changes. */
export function keep(app) {
  const key = keyOf(app);
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "null");
    if (found) take(app, found, { undo: false });
  } catch { /* storage is closed, or holds something else */ }
  app.on(["dims", "directions"], (state) => {
    try {
      localStorage.setItem(key, JSON.stringify(kept(state)));
    } catch { /* this browser keeps nothing of a file */ }
  });
}

/** Names and directions of a file or of the storage; what does not fit this model is left out. */
export function take(app, found, options) {
  const k = app.data.model.k, names = {};
  for (const [number, name] of Object.entries(found.names ?? {}))
    if (Number(number) < k && typeof name === "string") names[number] = name.slice(0, 40);
  const directions = (found.directions ?? []).filter(
    (one) => typeof one.name === "string" && Array.isArray(one.v) && one.v.length === k && one.v.every(Number.isFinite));
  app.set({ dims: { names }, directions }, options);
}
