// The questions that are to be asked next, with their pictures.

import { Broken } from "./pictures.js";

const LOW = 5;
const MOST_BROKEN = 6;

// Too many pictures in a row did not load.
export class Blind extends Error {}

// Others hold all places; some may be free later.
export class Busy extends Error {}

export class Queue {
  #server;
  #outbox;
  #pictures;
  #progress;
  #waiting = [];
  #shown = null;
  #answered = new Set();
  #claiming = null;
  #broken = 0;
  // What follows wrong answers to questions with a known one: "", "warn" or "end".
  attention = "";

  // progress: called with every progress that the server tells.
  constructor(server, outbox, pictures, progress) {
    this.#server = server;
    this.#outbox = outbox;
    this.#pictures = pictures;
    this.#progress = progress;
  }

  // Whether questions are kept for this page.
  get open() {
    return this.#waiting.length > 0 || this.#shown !== null;
  }

  // Ask the server what there is: new questions, and those that others have by now fall away.
  refill() {
    this.#claiming ??= this.#claim().finally(() => (this.#claiming = null));
    return this.#claiming;
  }

  // The next question and its pictures, null if there is none; `answered` has to be told when it is answered.
  async next() {
    for (;;) {
      const question = this.#waiting[0];
      if (!question) {
        if (await this.#none()) return null;
        continue;
      }
      if (this.#waiting.length < LOW) this.refill().catch(() => {});
      try {
        const images = await this.#pictures.of(question);
        if (this.#waiting[0] !== question) continue;
        this.#waiting.shift();
        this.#shown = question;
        this.#broken = 0;
        this.#preload();
        return { question, images };
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        await this.#replace(question, error);
      }
    }
  }

  answered(lease) {
    this.#answered.add(lease);
    this.#shown = null;
  }

  // The question that is shown is asked later, after those that are put before it.
  putBack(question) {
    this.#shown = null;
    this.#answered.delete(question.lease);
    this.#waiting = [question, ...this.#waiting.filter(({ lease }) => lease !== question.lease)];
  }

  // An answer that the server did not take: its question may be asked again.
  again(lease) {
    this.#answered.delete(lease);
  }

  async #none() {
    const claim = await this.refill();
    if (claim.waiting) throw new Busy();
    if (claim.done) return true;
    if (this.#waiting.length > 0) return false;
    // The server still waits for answers that lie here; what it lists after that is really unanswered.
    await this.#outbox.empty();
    this.#answered.clear();
    return (await this.refill()).done;
  }

  async #claim() {
    for (const lease of await this.#outbox.leases()) this.#answered.add(lease);
    const claim = await this.#server.insist("claim", {});
    this.#progress(claim.progress);
    this.attention = claim.attention;
    const there = new Map(this.#waiting.map((question) => [question.lease, question]));
    this.#waiting = claim.questions
      .filter(({ lease }) => !this.#answered.has(lease) && lease !== this.#shown?.lease)
      .map((question) => there.get(question.lease) ?? question);
    this.#preload();
    return claim;
  }

  async #preload() {
    this.#pictures.keep([...this.#waiting, ...(this.#shown ? [this.#shown] : [])]);
    for (const question of this.#waiting) await this.#pictures.fetch(question).catch(() => {});
    if (this.#waiting.length > 0) this.#pictures.of(this.#waiting[0]).catch(() => {});
  }

  async #replace(question, error) {
    this.#broken += 1;
    if (this.#broken > MOST_BROKEN) {
      this.#broken = 0;
      throw new Blind(error.message);
    }
    const { progress } = await this.#server.insist("replace", {
      lease: question.lease,
      reason: error.message.slice(0, 200),
    });
    this.#progress(progress);
    this.#waiting = this.#waiting.filter(({ lease }) => lease !== question.lease);
  }
}
