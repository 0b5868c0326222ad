// One question on the screen: pictures all at once, a lockout, a choice by click or key, and how long it took.

import { say } from "./texts.js";

const ECHO_MS = 140;
const FROZEN_MS = 4000;
const DRIFT_MS = 1500;
const DAY_MS = 86_400_000;
const KEYS = {
  triplet: { ArrowLeft: "left", 1: "left", ArrowRight: "right", 2: "right" },
  label: { 1: "negative", 2: "neutral", 3: "positive" },
};
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

// A copy, because a face may be in one question twice.
function put(frame, image) {
  const copy = image.cloneNode();
  copy.alt = say(frame.dataset.alt);
  frame.replaceChildren(copy);
}

// Put the pictures in their places; returns what each button stands for.
function layOut({ kind, side }, images) {
  for (const name of ["triplet", "label"]) byId(name).hidden = name !== kind;
  if (kind === "label") {
    put(byId("face"), images.anchor);
    return { negative: "negative", neutral: "neutral", positive: "positive" };
  }
  const other = side === "first" ? "second" : "first";
  put(byId("anchor"), images.anchor);
  put(byId("choice-left").querySelector(".frame"), images[side]);
  put(byId("choice-right").querySelector(".frame"), images[other]);
  return { left: side, right: other };
}

// Put a question on the screen. Resolves to { side, choice, ms }: which button, what it stands for, how long.
export async function ask({ question, images }, lockout) {
  const { kind } = question;
  const stage = byId(kind);
  stage.classList.remove("shown");
  const meaning = layOut(question, images);
  const buttons = Object.keys(meaning).map((name) => [name, byId(`choice-${name}`)]);
  for (const [, button] of buttons) button.setAttribute("aria-disabled", "true");
  const shown = [...stage.querySelectorAll("img")];
  await Promise.all(shown.map((image) => image.decode().catch(() => {})));
  stage.classList.add("shown");
  await painted();
  const time = watch();
  const unlock = setTimeout(() => {
    for (const [, button] of buttons) button.removeAttribute("aria-disabled");
  }, lockout);

  return new Promise((resolve) => {
    const events = new AbortController();
    const choose = async (name) => {
      if (performance.now() - time.begin < lockout || events.signal.aborted) return;
      const ms = time.end();
      clearTimeout(unlock);
      events.abort();
      byId(`choice-${name}`).classList.add("chosen");
      for (const [, button] of buttons) button.setAttribute("aria-disabled", "true");
      resolve({ side: name, choice: meaning[name], ms });
    };
    for (const [name, button] of buttons) button.addEventListener("click", () => choose(name), events);
    document.addEventListener("keydown", (event) => keyed(event, kind, choose), events);
  });
}

function keyed(event, kind, choose) {
  // A key that is held down is not an answer to the next question.
  if (event.repeat && event.target.closest(".choice")) event.preventDefault();
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (byId("question").hidden || document.querySelector("dialog[open]")) return;
  const name = KEYS[kind][event.key];
  if (!name) return;
  event.preventDefault();
  choose(name);
}

// A moment in which the chosen answer is seen, then an empty stage.
export async function clear(kind) {
  await new Promise((resolve) => setTimeout(resolve, ECHO_MS));
  byId(kind).classList.remove("shown");
  byId(kind).querySelector(".chosen")?.classList.remove("chosen");
}
