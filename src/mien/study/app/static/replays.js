// Showing clips that are played once again: by a button or a key, as often as the study allows.

import { loops } from "./looks.js";
import { say, study } from "./texts.js";

const WATCH_MS = 50;
const button = document.getElementById("replay");

export class Replays {
  #clips;
  #left;
  #events = new AbortController();
  #timer = null;

  constructor(clips) {
    this.#clips = clips;
    this.#left = clips.length > 0 && !loops() ? study.clips.replays : 0;
    this.#tell();
    if (this.#left === 0) return;
    button.addEventListener("click", () => this.#again(), this.#events);
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key.toLowerCase() === "r" && !event.repeat && !event.ctrlKey && !event.metaKey) this.#again();
      },
      this.#events,
    );
    this.#timer = setInterval(() => this.#tell(), WATCH_MS);
  }

  // The question is answered.
  end() {
    clearInterval(this.#timer);
    this.#events.abort();
    this.#left = 0;
    this.#tell();
  }

  // All clips have come to their end.
  get #over() {
    return this.#clips.every((clip) => clip.over);
  }

  #again() {
    if (this.#left === 0 || !this.#over) return;
    this.#left -= 1;
    for (const clip of this.#clips) clip.again();
    this.#tell();
  }

  #tell() {
    button.hidden = this.#left === 0;
    button.setAttribute("aria-disabled", String(!this.#over));
    button.firstElementChild.textContent = say("question.replay", { count: this.#left });
  }
}
