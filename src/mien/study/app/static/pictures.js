// Stimuli, loaded and decoded before they are needed.

import { Clip, Still } from "./looks.js";
import { Patience, sleep } from "./server.js";
import { study } from "./texts.js";

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

async function still(url) {
  const image = new Image();
  image.draggable = false;
  image.src = url;
  await image.decode();
  return new Still(image);
}

async function clip(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status}`);
  const found = new Clip(await response.arrayBuffer(), url);
  await found.check();
  return found;
}

async function load(url) {
  const patience = new Patience();
  for (let tries = 1; ; ) {
    try {
      return await (study.pictures.kind === "clip" ? clip(url) : still(url));
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

// All addresses of pictures in what the server said of a question.
function addresses(value) {
  if (typeof value === "string") return value.startsWith("/stimuli/") ? [value] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(addresses) : [];
}

export class Pictures {
  #loading = new Map();

  // What is shown at an address.
  load(url) {
    if (!this.#loading.has(url)) {
      // One that is broken stays so: the next question with it is replaced at once.
      this.#loading.set(url, load(url));
      this.#loading.get(url).catch(() => {});
    }
    return this.#loading.get(url);
  }

  // Load all of a question.
  async fetch(question) {
    await Promise.all(addresses(question).map((url) => this.load(url)));
  }

  // All that a question shows, ready to be put on the stage: the question's own form, with looks for addresses.
  async of(question) {
    await this.fetch(question);
    const found = await this.#looks(question);
    await Promise.all(addresses(question).map(async (url) => (await this.load(url)).prepare()));
    return found;
  }

  async #looks(value) {
    if (typeof value === "string") return value.startsWith("/stimuli/") ? this.load(value) : value;
    if (Array.isArray(value)) return Promise.all(value.map((each) => this.#looks(each)));
    if (!value || typeof value !== "object") return value;
    const pairs = Object.entries(value).map(async ([name, each]) => [name, await this.#looks(each)]);
    return Object.fromEntries(await Promise.all(pairs));
  }

  // Let go of all but those of some questions.
  keep(questions) {
    const wanted = new Set(questions.flatMap(addresses));
    for (const [url, loading] of this.#loading) {
      if (wanted.has(url)) continue;
      this.#loading.delete(url);
      loading.then((look) => look.close()).catch(() => {});
    }
  }
}
