// Answers on their way to the server: written to the browser's disk first, sent in order, and taken away only
// when the server has acknowledged them.

import { Patience, Refused, Unreachable } from "./server.js";

const MOST = 50;

export class Outbox {
  count = 0;
  #storage;
  #server;
  #changed;
  #refused;
  #sending = null;
  #halted = false;

  // changed: called when `count` changes. refused: called with an answer that the server will never take.
  constructor(storage, server, changed, refused) {
    this.#storage = storage;
    this.#server = server;
    this.#changed = changed;
    this.#refused = refused;
  }

  async leases() {
    return (await this.#look()).map((answer) => answer.lease);
  }

  // Resolves when the answer is safe in the browser.
  async put(answer) {
    await this.#storage.add(answer);
    await this.#look();
    this.send();
  }

  // Send what there is; resolves when nothing is left.
  send() {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async empty() {
    while ((await this.#look()).length > 0) await this.send();
  }

  async discard() {
    this.#halted = true;
    await this.#storage.remove(await this.#storage.waiting());
  }

  halt() {
    this.#halted = true;
  }

  async #look() {
    const waiting = await this.#storage.waiting();
    if (waiting.length !== this.count) {
      this.count = waiting.length;
      this.#changed();
    }
    return waiting;
  }

  async #sendAll() {
    const patience = new Patience();
    let most = MOST;
    for (;;) {
      if (this.#halted) return new Promise(() => {});
      const some = (await this.#look()).slice(0, most);
      if (some.length === 0) return;
      try {
        const answers = some.map(({ order, ...answer }) => answer);
        // keepalive: the request goes on even if the page is closed now.
        const { receipts } = await this.#server.askAsPerson("answers", { answers }, true);
        const acknowledged = new Set(receipts.map((receipt) => receipt.lease));
        await this.#storage.remove(some.filter((answer) => acknowledged.has(answer.lease)));
        patience.reset();
        most = MOST;
      } catch (error) {
        if (error instanceof Unreachable) await patience.rest(error.seconds);
        else if (!(error instanceof Refused)) throw error;
        else if (some.length > 1) most = 1; // One that is refused must not hold up the others.
        else {
          await this.#storage.remove(some);
          this.#refused(some[0], error);
        }
      }
    }
  }
}
