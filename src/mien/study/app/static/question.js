// One question on the screen: pictures all at once, a lockout, a choice by click or key, and how long it took.

import { arrange, faceWidth, tooSmall } from "./layout.js";
import { Clip, looksOf, loops } from "./looks.js";
import { still } from "./pointer.js";
import { Replays } from "./replays.js";
import { taskOf } from "./tasks.js";
import { say, study } from "./texts.js";

const ECHO_MS = 140;
const FROZEN_MS = 4000;
const DRIFT_MS = 1500;
const DAY_MS = 86_400_000;
const byId = (id) => document.getElementById(id);
const UNDO = { u: byId("undo"), U: byId("undo"), Backspace: byId("undo") };
let tellPrompt = () => {};

// Where faces are may change what is asked: "above" is not always above.
document.addEventListener("arranged", () => tellPrompt());

// Resolves when what was just put on the page has been painted; not before the page can be seen.
const painted = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

// Notices when the time that passed was not spent looking: hidden page, closed lid, frozen browser.
function watch() {
  const events = new AbortController();
  let interrupted = document.hidden || tooSmall();
  let last = performance.now();
  const wall = Date.now();
  const begin = last;
  const look = () => {
    const now = performance.now();
    if (now - last > FROZEN_MS) interrupted = true;
    last = now;
  };
  const timer = setInterval(look, FROZEN_MS / 8);
  // A window that is too small for the faces shows none.
  document.addEventListener("toosmall", () => (interrupted = true), events);
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

// Put a question on the screen. Resolves to { choice, ms, shown }: the answer, how long it took, and how it was
// shown: width of a face, milliseconds until the pictures were painted, and what is known of clips. With `undo`
// it may be { undo: true }: the answer before this one is to be taken back.
export async function ask({ question, images }, lockout, { practice = false, undo = false } = {}) {
  const task = await taskOf(question.kind);
  const stage = task.stage();
  for (const each of document.querySelectorAll("#question .stage")) each.hidden = each !== stage;
  stage.classList.remove("shown");
  const { choices = new Map(), controls = [...choices.keys()], keys, start } = task.put(question, images);
  const looks = looksOf(images);
  tellPrompt = () => {
    const key = task.prompt?.(stage.dataset.arrangement) ?? `question.${question.kind}`;
    byId("prompt").textContent = [practice && say("practice.prefix"), say(key)].filter(Boolean).join(" ");
  };
  arrange(stage);
  for (const control of controls) control.setAttribute("aria-disabled", "true");
  await Promise.all(looks.map((look) => look.ready()));
  still();
  const asked = performance.now();
  stage.classList.add("shown");
  await painted();
  const time = watch();
  for (const look of looks) look.begin(time.begin, loops());
  const replays = new Replays(looks.filter((look) => look instanceof Clip));
  // Where a clip has to be seen to its end, nothing is chosen before.
  if (study.clips.whole) lockout = Math.max(lockout, ...looks.map((look) => look.ms ?? 0));
  const onset = Math.round(time.begin - asked);
  const unlock = setTimeout(() => {
    for (const control of controls) control.removeAttribute("aria-disabled");
  }, lockout);

  return new Promise((resolve) => {
    const events = new AbortController();
    const locked = () => performance.now() - time.begin < lockout || events.signal.aborted;
    const end = () => {
      clearTimeout(unlock);
      events.abort();
      replays.end();
      byId("undo").hidden = true;
      for (const control of controls) control.setAttribute("aria-disabled", "true");
      const clips = looks.map((look) => look.end()).filter((told) => told);
      return { ms: time.end(), shown: { face: faceWidth(), onset, clips } };
    };
    const choose = (choice, pressed = null) => {
      if (locked()) return;
      pressed?.classList.add("chosen");
      resolve({ choice, ...end() });
    };
    byId("undo").hidden = !undo;
    byId("undo").addEventListener("click", () => resolve({ undo: true, ...end() }), events);
    for (const [button, choice] of choices) button.addEventListener("click", () => choose(choice, button), events);
    start?.(choose, locked, events);
    document.addEventListener("keydown", (event) => keyed(event, undo ? { ...UNDO, ...keys } : keys), events);
  });
}

function keyed(event, keys) {
  // A key that is held down is not an answer to the next question.
  if (event.repeat && event.target.closest(".choice")) event.preventDefault();
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (byId("question").hidden || tooSmall() || document.querySelector("dialog[open]")) return;
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
