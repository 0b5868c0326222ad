import assert from "node:assert/strict";
import { test } from "node:test";
import { gif } from "../src/gif.js";

/** The pixels' places in the palette of a GIF's first frame: a plain decoder of LZW. */
function decoded(bytes, at, size) {
  const least = bytes[at++], data = [];
  for (let length = bytes[at++]; length; length = bytes[at++]) { data.push(...bytes.subarray(at, at + length)); at += length; }
  const clear = 1 << least, end = clear + 1, out = [];
  let table, width, held = 0, bits = 0, before = null;
  const reset = () => { table = Array.from({ length: end + 1 }, (_, i) => (i < clear ? [i] : [])); width = least + 1; before = null; };
  reset();
  for (const byte of data) {
    held |= byte << bits;
    bits += 8;
    while (bits >= width) {
      const code = held & ((1 << width) - 1);
      held >>>= width;
      bits -= width;
      if (code === clear) { reset(); continue; }
      if (code === end) return out.slice(0, size);
      const entry = table[code] ?? [...before, before[0]];
      out.push(...entry);
      if (before && table.length < 4096) table.push([...before, entry[0]]);
      if (table.length === 1 << width && width < 12) width++;
      before = entry;
    }
  }
  throw new Error("no end");
}

test("a film has its size and frames, and the colours that were drawn", () => {
  const width = 64, height = 50, frames = [0, 1].map((frame) => {
    const pixels = new Uint8ClampedArray(4 * width * height);
    let seed = 1 + frame;
    for (let i = 0; i < width * height; i++) {
      // Noise, so that the table of codes is filled and cleared.
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      pixels.set([(seed >> 8) & 240, (seed >> 12) & 192, frame * 255, 255], 4 * i);
    }
    return pixels;
  });
  const film = gif(frames, width, height, 8);
  assert.equal(Buffer.from(film.subarray(0, 6)).toString(), "GIF89a");
  assert.deepEqual([film[6] + 256 * film[7], film[8] + 256 * film[9]], [width, height]);
  const palette = film.subarray(13, 13 + 768);
  const start = 13 + 768 + 19 + 8 + 10;
  const places = decoded(film, start, width * height);
  assert.equal(places.length, width * height);
  places.forEach((place, i) => {
    for (let axis = 0; axis < 3; axis++) assert.ok(Math.abs(palette[3 * place + axis] - frames[0][4 * i + axis]) <= 24);
  });
});
