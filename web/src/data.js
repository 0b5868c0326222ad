// What the page was given: the header's sections, and arrays by name.

const KINDS = { f4: Float32Array, i4: Int32Array, i2: Int16Array, i1: Int8Array, u1: Uint8Array, f2: Uint16Array };

/** Half precision numbers as float32. @param {Uint16Array} halves */
export function widened(halves) {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i], sign = half & 0x8000 ? -1 : 1, exponent = (half >> 10) & 31, part = half & 1023;
    if (exponent === 0) out[i] = sign * part * 2 ** -24;
    else if (exponent === 31) out[i] = part ? NaN : sign * Infinity;
    else out[i] = sign * (1 + part / 1024) * 2 ** (exponent - 15);
  }
  return out;
}

/** Bytes of base64. @param {string} text */
export function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** What was packed: base64 of gzip. @param {string} text */
export async function unpacked(text) {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Numbers whose bytes lie apart: all first bytes, then all second ones. */
function joined(block, at, size, width) {
  const apart = new Uint8Array(block, at, size * width);
  if (width === 1) return apart.slice().buffer;
  const bytes = new Uint8Array(size * width);
  for (let byte = 0; byte < width; byte++)
    for (let i = 0; i < size; i++) bytes[i * width + byte] = apart[byte * size + i];
  return bytes.buffer;
}

/**
 * Arrays by name, each with its shape; half precision is widened.
 * @param {Record<string, {kind: string, shape: number[], at: number}>} places
 * @param {ArrayBuffer} block
 */
export function arraysOf(places, block) {
  const found = {};
  for (const [name, { kind, shape, at }] of Object.entries(places)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = new KINDS[kind](joined(block, at, size, KINDS[kind].BYTES_PER_ELEMENT));
    found[name] = { values: kind === "f2" ? widened(values) : values, shape };
  }
  return found;
}

/**
 * The data that views read: every section of the header, with its arrays under `arrays` by their short name.
 * Texts that are coded in the header are columns with `names` and `codes`, and `at(row)`.
 */
export function dataOf(header, block) {
  const arrays = arraysOf(header.arrays, block);
  const data = { missing: header.missing ?? [] };
  for (const [section, values] of Object.entries(header)) {
    if (values === null || typeof values !== "object" || section === "arrays" || section === "missing") continue;
    const own = {};
    for (const [name, array] of Object.entries(arrays))
      if (name.startsWith(section + ".")) own[name.slice(section.length + 1)] = array;
    data[section] = { ...values, arrays: own };
  }
  if (data.faces && data.model) Object.assign(data, facesOf(data.faces, data.model.k));
  return data;
}

function column(names, { values }) {
  return { names, codes: values, at: (row) => names[values[row]] };
}

function facesOf(section, k) {
  const { arrays } = section;
  const faces = {
    count: section.count,
    face: section.face,
    subject: column(section.subject, arrays.subject),
    label: column(section.label, arrays.label),
    sequence: column(section.sequence, arrays.sequence),
    part: column(section.part, arrays.part),
    intensity: arrays.intensity.values,
    frame: arrays.frame.values,
    neutral: arrays.neutral.values,
    x: arrays.x ? Float32Array.from(arrays.x.values, (value, at) => value * arrays["x.scale"].values[at % arrays.x.shape[1]]) : null,
    units: section.units
      ? { names: section.units, present: arrays["units.present"].values, intensity: arrays["units.intensity"].values }
      : null,
  };
  const latents = { n: section.count, k, values: arrays.z.values, of: (row) => [...arrays.z.values.subarray(row * k, row * k + k)] };
  const neutrals = section.neutrals.face.map((face, row) => ({
    face, subject: section.neutrals.subject[row],
    y: arrays.neutrals.values.subarray(row * arrays.neutrals.shape[1], (row + 1) * arrays.neutrals.shape[1]),
  }));
  return { faces, latents, neutrals };
}

/** Header and block from the page's own elements. @param {Document} document */
export async function given(document) {
  const header = JSON.parse(document.getElementById("mien-header").textContent);
  const block = await unpacked(document.getElementById("mien-arrays").textContent.trim());
  return dataOf(header, block);
}
