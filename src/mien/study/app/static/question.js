// One question on the screen: pictures all at once, a lockout, a choice by click or key, and how long it took.

import { arrange, faceWidth, tooSmall } from "./layout.js";
import { Clip, looksOf, loops } from "./looks.js";
import { still } from "./pointer.js";
import { Replays } from "./replays.js";
import { study } from "./texts.js";

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

// Put the pictures in their places; returns what each button stands for.
function layOut({ kind, side }, images) {
  for (const name of ["triplet", "label"]) byId(name).hidden = name !== kind;
  if (kind === "label") {
    images.anchor.place(byId("face"));
    return { negative: "negative", neutral: "neutral", positive: "positive" };
  }
  const other = side === "first" ? "second" : "first";
  images.anchor.place(byId("anchor"));
  images[side].place(byId("choice-left").querySelector(".frame"));
  images[other].place(byId("choice-right").querySelector(".frame"));
  return { left: side, right: other };
}

// Put a question on the screen. Resolves to { side, choice, ms, shown }: which button, what it stands for, how
// long it took, and how it was shown: width of a face, milliseconds until the pictures were painted, and what is
// known of clips.
export async function ask({ question, images }, lockout) {
  const { kind } = question;
  const stage = byId(kind);
  stage.classList.remove("shown");
  const meaning = layOut(question, images);
  const looks = looksOf(images);
  arrange(stage);
  const buttons = Object.keys(meaning).map((name) => [name, byId(`choice-${name}`)]);
  for (const [, button] of buttons) button.setAttribute("aria-disabled", "true");
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
    for (const [, button] of buttons) button.removeAttribute("aria-disabled");
  }, lockout);

  return new Promise((resolve) => {
    const events = new AbortController();
    const choose = async (name) => {
      if (performance.now() - time.begin < lockout || events.signal.aborted) return;
      const ms = time.end();
      clearTimeout(unlock);
      events.abort();
      replays.end();
      byId(`choice-${name}`).classList.add("chosen");
      for (const [, button] of buttons) button.setAttribute("aria-disabled", "true");
      const clips = looks.map((look) => look.end()).filter((told) => told);
      resolve({ side: name, choice: meaning[name], ms, shown: { face: faceWidth(), onset, clips } });
    };
    for (const [name, button] of buttons) button.addEventListener("click", () => choose(name), events);
    document.addEventListener("keydown", (event) => keyed(event, kind, choose), events);
  });
}

function keyed(event, kind, choose) {
  // A key that is held down is not an answer to the next question.
  if (event.repeat && event.target.closest(".choice")) event.preventDefault();
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (byId("question").hidden || tooSmall() || document.querySelector("dialog[open]")) return;
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
