// Stimuli, loaded and decoded before they are needed.

import { Patience, sleep } from "./server.js";
import { PLACES } from "./tasks/faces.js";

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
      // One that is broken stays so: the next question with it is replaced at once.
      this.#loading.set(url, load(url));
      this.#loading.get(url).catch(() => {});
    }
    return this.#loading.get(url);
  }

  // Those of a question by place, without what it does not have.
  async of(question) {
    const places = PLACES.filter((place) => question[place]);
    const images = await Promise.all(places.map((place) => this.load(question[place])));
    return Object.fromEntries(places.map((place, at) => [place, images[at]]));
  }

  // Let go of all but those of some questions.
  keep(questions) {
    const wanted = new Set(questions.flatMap((question) => PLACES.map((place) => question[place])));
    for (const url of this.#loading.keys()) if (!wanted.has(url)) this.#loading.delete(url);
  }
}
