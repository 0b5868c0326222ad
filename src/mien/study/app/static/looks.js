// What is shown of a face: a still picture, or a clip that the page draws itself, so that it is known when.

import { say, study } from "./texts.js";

const MAGIC = "MIENCLIP";
const HEAD = 18;

// A file that is no clip.
export class Damaged extends Error {}

// A still picture, decoded.
export class Still {
  #image;
  #shown = [];

  constructor(image) {
    this.#image = image;
  }

  // Decoded pictures are ready.
  async prepare() {}

  // Put it into a frame; a copy, because a face may be in one question twice.
  place(frame) {
    const copy = this.#image.cloneNode();
    copy.alt = say(frame.dataset.alt, { number: frame.dataset.number });
    this.#shown.push(copy);
    frame.replaceChildren(copy);
  }

  // Resolves when it can be painted at once.
  async ready() {
    await Promise.all(this.#shown.map((image) => image.decode().catch(() => {})));
  }

  begin() {}
  again() {}

  // What is told of it with the answer.
  end() {
    this.#shown = [];
    return null;
  }

  close() {}
}

// A clip. Its pictures are decoded only for the question that comes next: together they are large.
export class Clip {
  #url;
  #rate;
  #files = [];
  #width;
  #height;
  #bitmaps = null;
  #decoding = null;
  #canvases = [];
  #frame = 0;
  #play = null;

  constructor(buffer, url) {
    this.#url = url;
    const view = new DataView(buffer);
    const bytes = new Uint8Array(buffer);
    if (buffer.byteLength < HEAD || String.fromCharCode(...bytes.subarray(0, 8)) !== MAGIC) throw new Damaged();
    this.#rate = view.getUint32(8) / 1000;
    this.#width = view.getUint16(14);
    this.#height = view.getUint16(16);
    for (let count = view.getUint16(12), at = HEAD; count > 0; count -= 1) {
      if (at + 4 > buffer.byteLength) throw new Damaged();
      const length = view.getUint32(at);
      if (at + 4 + length > buffer.byteLength) throw new Damaged();
      this.#files.push(bytes.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
  }

  // How long it lasts once.
  get ms() {
    return (this.#files.length / this.#rate) * 1000;
  }

  // Whether its pictures can be decoded at all; the first stands for all.
  async check() {
    (await this.#decoded(this.#files[0])).close();
  }

  #decoded(file) {
    return createImageBitmap(new Blob([file], { type: "image/jpeg" }));
  }

  prepare() {
    this.#decoding ??= Promise.all(this.#files.map((file) => this.#decoded(file))).then(
      (bitmaps) => (this.#bitmaps = bitmaps),
    );
    return this.#decoding;
  }

  place(frame) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: this.#width, height: this.#height });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", say(frame.dataset.alt, { number: frame.dataset.number }));
    canvas.dataset.source = this.#url;
    this.#canvases.push(canvas);
    frame.replaceChildren(canvas);
  }

  // The first picture is drawn, and nobody sees it before the stage is shown.
  async ready() {
    await this.prepare();
    this.#draw(0);
  }

  // Go: `start` is when the first picture was painted.
  begin(start, loops) {
    const play = { start, loops, drawn: 1, late: 0, longest: 0, last: start, turn: 0, over: false, plays: 1 };
    this.#play = play;
    this.#run(play);
  }

  // Once more from the beginning.
  again() {
    const play = this.#play;
    if (!play?.over) return;
    Object.assign(play, { start: performance.now(), last: performance.now(), over: false, turn: 0, plays: play.plays + 1 });
    this.#draw(0);
    play.drawn += 1;
    this.#run(play);
  }

  get over() {
    return this.#play?.over ?? false;
  }

  #run(play) {
    const step = (now) => {
      if (this.#play !== play || play.over) return;
      // The first call may be for the frame in which it began.
      const passed = Math.max(0, Math.floor(((now - play.start) / 1000) * this.#rate + 1e-3));
      const count = this.#files.length;
      if (!play.loops && passed >= count) {
        // On a busy machine the last picture's time may have gone by: a clip ends on it all the same.
        if (this.#frame !== count - 1) {
          play.late += count - 2 - play.turn;
          play.drawn += 1;
          play.longest = Math.max(play.longest, now - play.last);
          this.#draw(count - 1);
        }
        play.over = true;
        return;
      }
      if (passed > play.turn) {
        play.late += passed - play.turn - 1;
        play.turn = passed;
        play.longest = Math.max(play.longest, now - play.last);
        play.last = now;
        play.drawn += 1;
        play.plays = play.loops ? Math.floor(passed / count) + 1 : play.plays;
        this.#draw(passed % count);
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  #draw(number) {
    this.#frame = number;
    for (const canvas of this.#canvases) canvas.getContext("2d").drawImage(this.#bitmaps[number], 0, 0);
  }

  get frame() {
    return this.#frame;
  }

  // Pictures drawn, those whose time was missed, the longest wait between two (ms), how often it was begun.
  end() {
    const { drawn, late, longest, plays } = this.#play ?? { drawn: 0, late: 0, longest: 0, plays: 0 };
    this.#play = null;
    this.#canvases = [];
    return { drawn, late, longest: Math.round(longest), plays };
  }

  // Give the memory back.
  close() {
    const bitmaps = this.#decoding;
    this.#decoding = this.#bitmaps = null;
    bitmaps?.then((all) => all.forEach((bitmap) => bitmap.close())).catch(() => {});
  }
}

// Whether clips go round: not where somebody asked their device for less motion.
export const lessMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const loops = () => study.clips.play === "loop" && !lessMotion();

// All that a question shows, in whatever form its pictures are named.
export function looksOf(images) {
  if (images instanceof Still || images instanceof Clip) return [images];
  return images && typeof images === "object" ? Object.values(images).flatMap(looksOf) : [];
}
