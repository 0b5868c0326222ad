// One question on the screen: pictures all at once, a lockout, a choice by click or key, and how long it took.

import { taskOf } from "./tasks.js";

const ECHO_MS = 140;
const FROZEN_MS = 4000;
const DRIFT_MS = 1500;
const DAY_MS = 86_400_000;
const byId = (id) => document.getElementById(id);

// Resolves when what was just put on the page has been painted; not before the page can be seen.
const painted = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

// Notices when the time that passed was not spent looking: hidden page, closed lid, frozen browser.
function watch() {
  const events = new AbortController();
  let interrupted = document.hidden;
  let last = performance.now();
  const wall = Date.now();
  const begin = last;
  const look = () => {
    const now = performance.now();
    if (now - last > FROZEN_MS) interrupted = true;
    last = now;
  };
  const timer = setInterval(look, FROZEN_MS / 8);
  document.addEventListener("visibilitychange", () => (interrupted = true), events);
  return {
    begin,
    // Milliseconds since the beginning, null where they say nothing.
    end() {
      clearInterval(timer);
      events.abort();
      look();
      const ms = Math.round(performance.now() - begin);
      // Some machines stop the monotonic clock while they sleep.
      const drift = Math.abs(Date.now() - wall - ms);
      return interrupted || drift > DRIFT_MS || ms > DAY_MS ? null : ms;
    },
  };
}

// Put a question on the screen. Resolves to { choice, ms }: the answer, and how long it took.
export async function ask({ question, images }, lockout) {
  const task = await taskOf(question.kind);
  const stage = task.stage();
  for (const each of document.querySelectorAll("#question .stage")) each.hidden = each !== stage;
  stage.classList.remove("shown");
  const { choices = new Map(), controls = [...choices.keys()], keys, start } = task.put(question, images);
  for (const control of controls) control.setAttribute("aria-disabled", "true");
  const shown = [...stage.querySelectorAll("img")];
  await Promise.all(shown.map((image) => image.decode().catch(() => {})));
  stage.classList.add("shown");
  await painted();
  const time = watch();
  const unlock = setTimeout(() => {
    for (const control of controls) control.removeAttribute("aria-disabled");
  }, lockout);

  return new Promise((resolve) => {
    const events = new AbortController();
    const locked = () => performance.now() - time.begin < lockout || events.signal.aborted;
    const choose = (choice, pressed = null) => {
      if (locked()) return;
      const ms = time.end();
      clearTimeout(unlock);
      events.abort();
      pressed?.classList.add("chosen");
      for (const control of controls) control.setAttribute("aria-disabled", "true");
      resolve({ choice, ms });
    };
    for (const [button, choice] of choices) button.addEventListener("click", () => choose(choice, button), events);
    start?.(choose, locked, events);
    document.addEventListener("keydown", (event) => keyed(event, keys), events);
  });
}

function keyed(event, keys) {
  // A key that is held down is not an answer to the next question.
  if (event.repeat && event.target.closest(".choice")) event.preventDefault();
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (byId("question").hidden || document.querySelector("dialog[open]")) return;
  const button = keys[event.key];
  if (!button || (event.key === "Enter" && event.target.closest("button"))) return;
  event.preventDefault();
  button.click();
}

// A moment in which the chosen answer is seen, then an empty stage.
export async function clear(kind) {
  await new Promise((resolve) => setTimeout(resolve, ECHO_MS));
  const stage = (await taskOf(kind)).stage();
  stage.classList.remove("shown");
  stage.querySelector(".chosen")?.classList.remove("chosen");
}
