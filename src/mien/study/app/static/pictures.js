// Stimuli, loaded and decoded before they are needed.

import { Patience, sleep } from "./server.js";

const TRIES = 3;
const CONNECTION = new Set([0, 429, 502, 503, 504]);

// A picture that will not come, though the server answers.
export class Broken extends Error {}

// The HTTP status of a picture, 0 without an answer; an <img> does not tell.
async function status(url) {
  try {
    return (await fetch(url, { cache: "reload" })).status;
  } catch {
    return 0;
  }
}

async function load(url) {
  const patience = new Patience();
  for (let tries = 1; ; ) {
    const image = new Image();
    image.draggable = false;
    image.src = url;
    try {
      await image.decode();
      return image;
    } catch {
      const found = await status(url);
      if (CONNECTION.has(found)) {
        await patience.rest();
      } else if (tries === TRIES) {
        throw new Broken(`${url}: ${found === 200 ? "is no picture" : found}`);
      } else {
        await sleep(200 * tries);
        tries += 1;
      }
    }
  }
}

export class Pictures {
  #loading = new Map();

  // The decoded picture.
  load(url) {
    if (!this.#loading.has(url)) {
      const loading = load(url);
      loading.catch(() => this.#loading.delete(url));
      this.#loading.set(url, loading);
    }
    return this.#loading.get(url);
  }

  // Those of a question: { anchor, first, second }, without what it does not have.
  async of(question) {
    const places = ["anchor", "first", "second"].filter((place) => question[place]);
    const images = await Promise.all(places.map((place) => this.load(question[place])));
    return Object.fromEntries(places.map((place, at) => [place, images[at]]));
  }

  // Let go of all but those of some questions.
  keep(questions) {
    const wanted = new Set(questions.flatMap(({ anchor, first, second }) => [anchor, first, second]));
    for (const url of this.#loading.keys()) if (!wanted.has(url)) this.#loading.delete(url);
  }
}
