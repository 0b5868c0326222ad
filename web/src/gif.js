// Animated GIFs (GIF89a): a palette of the frames' commonest colours, frames packed by LZW.

const SHIFT = 3, LEVELS = 32;

/**
 * @param {Uint8ClampedArray[]} frames red, green, blue, alpha of each pixel; all of one size
 * @param {number} delay hundredths of a second a frame
 * @returns {Uint8Array}
 */
export function gif(frames, width, height, delay) {
  const palette = paletteOf(frames), nearest = nearestOf(palette);
  const bytes = [...text("GIF89a"), ...short(width), ...short(height), 0xf7, 0, 0];
  for (let i = 0; i < 256; i++) bytes.push(...(palette[i] ?? [0, 0, 0]));
  bytes.push(0x21, 0xff, 11, ...text("NETSCAPE2.0"), 3, 1, 0, 0, 0);
  for (const frame of frames) {
    bytes.push(0x21, 0xf9, 4, 4, ...short(delay), 0, 0, 0x2c, 0, 0, 0, 0, ...short(width), ...short(height), 0, 8);
    const packed = lzw(indexed(frame, nearest));
    for (let at = 0; at < packed.length; at += 255) {
      const part = packed.subarray(at, at + 255);
      bytes.push(part.length, ...part);
    }
    bytes.push(0);
  }
  bytes.push(0x3b);
  return Uint8Array.from(bytes);
}

const text = (words) => [...words].map((letter) => letter.charCodeAt(0));
const short = (value) => [value & 255, value >> 8];
const bin = (frame, at) => ((frame[at] >> SHIFT) * LEVELS + (frame[at + 1] >> SHIFT)) * LEVELS + (frame[at + 2] >> SHIFT);

/** At most 256 colours: boxes of the colours that there are, each cut at the middle of its longest side. */
function paletteOf(frames) {
  const counts = new Map();
  for (const frame of frames) for (let at = 0; at < frame.length; at += 16) counts.set(bin(frame, at), (counts.get(bin(frame, at)) ?? 0) + 1);
  const boxes = [boxOf([...counts].map(([code, count]) => ({ rgb: [code >> 10, (code >> 5) & 31, code & 31], count })))];
  while (boxes.length < 256) {
    const at = boxes.reduce((best, box, place) => (box.size > boxes[best].size ? place : best), 0);
    const { colours, axis, size } = boxes[at];
    if (size === 0) break;
    colours.sort((a, b) => a.rgb[axis] - b.rgb[axis]);
    const half = Math.ceil(colours.length / 2);
    boxes.splice(at, 1, boxOf(colours.slice(0, half)), boxOf(colours.slice(half)));
  }
  return boxes.map(({ colours }) => {
    const total = colours.reduce((sum, { count }) => sum + count, 0);
    return [0, 1, 2].map((axis) => Math.round((255 / 31) * colours.reduce((sum, { rgb, count }) => sum + rgb[axis] * count, 0) / total));
  });
}

/** Colours with their longest side, and how much is gained by cutting it. */
function boxOf(colours) {
  const low = [31, 31, 31], high = [0, 0, 0];
  for (const { rgb } of colours)
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis], rgb[axis]);
      high[axis] = Math.max(high[axis], rgb[axis]);
    }
  const sides = high.map((value, axis) => value - low[axis]), axis = sides.indexOf(Math.max(...sides));
  return { colours, axis, size: colours.length > 1 ? sides[axis] * Math.sqrt(colours.length) : 0 };
}

function nearestOf(palette) {
  const known = new Map();
  return (code) => {
    let found = known.get(code);
    if (found === undefined) {
      const rgb = [code >> 10, (code >> 5) & 31, code & 31].map((value) => (255 / 31) * value);
      let least = Infinity;
      palette.forEach((one, at) => {
        const far = (one[0] - rgb[0]) ** 2 + (one[1] - rgb[1]) ** 2 + (one[2] - rgb[2]) ** 2;
        if (far < least) { least = far; found = at; }
      });
      known.set(code, found);
    }
    return found;
  };
}

function indexed(frame, nearest) {
  const out = new Uint8Array(frame.length / 4);
  for (let i = 0; i < out.length; i++) out[i] = nearest(bin(frame, 4 * i));
  return out;
}

/** Variable-width codes from 9 bits on; 256 clears the table, 257 ends. */
function lzw(pixels) {
  const out = new Uint8Array(pixels.length * 2 + 16);
  let length = 0, bits = 0, held = 0, size = 9, next = 258, table = new Map();
  const put = (code) => {
    held |= code << bits;
    bits += size;
    while (bits >= 8) { out[length++] = held & 255; held >>>= 8; bits -= 8; }
  };
  put(256);
  let prefix = pixels[0];
  for (let i = 1; i < pixels.length; i++) {
    const key = prefix * 256 + pixels[i], found = table.get(key);
    if (found !== undefined) { prefix = found; continue; }
    put(prefix);
    if (next < 4096) {
      table.set(key, next++);
      if (next > 1 << size && size < 12) size++;
    } else {
      put(256);
      table = new Map();
      size = 9;
      next = 258;
    }
    prefix = pixels[i];
  }
  put(prefix);
  put(257);
  if (bits > 0) out[length++] = held & 255;
  return out.subarray(0, length);
}
