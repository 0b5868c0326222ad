// Asking the server: what can be tried again is told apart from what cannot.

const TIMEOUT_MS = 20_000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 20_000;
const TRY_AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The server did not answer, or asks for patience: the same request may be sent again.
export class Unreachable extends Error {
  constructor(message, seconds = 0) {
    super(message);
    this.seconds = seconds;
  }
}

// The server refuses this request, and would again.
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? `refused (${status})`);
    this.status = status;
    this.code = body.error ?? "";
  }
}

// Longer and longer pauses, of random length so that a whole class does not come back at once; the connection
// coming back or the page being looked at again ends them.
export class Patience {
  #failures = 0;

  reset() {
    this.#failures = 0;
  }

  async rest(seconds = 0) {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    await new Promise((resolve) => {
      const events = new AbortController();
      const end = () => {
        events.abort();
        resolve();
      };
      setTimeout(end, Math.max(seconds * 1000, pause) * (0.5 + Math.random()));
      addEventListener("online", end, events);
      document.addEventListener("visibilitychange", () => document.hidden || end(), events);
    });
  }
}

export class Server {
  token = "";
  // What is wrong with the connection: "", "offline" or "server".
  trouble = "";
  #halted = false;
  #entering = null;

  // enter: gets a new token when the old one is not accepted. changed: called when `trouble` changes.
  constructor(enter, changed) {
    this.enter = enter;
    this.changed = changed;
  }

  // Another tab goes on: this one asks nothing more.
  halt() {
    this.#halted = true;
  }

  // Ask once.
  async ask(path, body, keepalive = false) {
    if (this.#halted) return new Promise(() => {});
    const headers = { "Content-Type": "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const options = { method: body === undefined ? "GET" : "POST", headers, keepalive, cache: "no-store" };
    if (body !== undefined) options.body = JSON.stringify(body);
    let response, found;
    try {
      response = await fetch(`/api/${path}`, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
      // Anything but JSON is not from this server: a proxy that is lost, a hotel that wants a room number.
      found = await response.json();
    } catch (error) {
      this.#reach(navigator.onLine ? "server" : "offline");
      throw new Unreachable(`${path}: ${error.message}`);
    }
    if (TRY_AGAIN.has(response.status)) {
      this.#reach("server");
      throw new Unreachable(`${path}: ${response.status}`, Number(response.headers.get("Retry-After")) || 0);
    }
    this.#reach("");
    if (!response.ok) throw new Refused(response.status, found);
    return found;
  }

  // Ask once; whose token is too old enters again.
  async askAsPerson(path, body, keepalive = false) {
    try {
      return await this.ask(path, body, keepalive);
    } catch (error) {
      if (error.status !== 401) throw error;
      this.#entering ??= this.enter().finally(() => (this.#entering = null));
      await this.#entering;
      return this.ask(path, body, keepalive);
    }
  }

  // Ask until there is an answer.
  async insist(path, body) {
    const patience = new Patience();
    for (;;) {
      try {
        return await (path === "enter" ? this.ask(path, body) : this.askAsPerson(path, body));
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        await patience.rest(error.seconds);
      }
    }
  }

  #reach(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.changed();
  }
}
