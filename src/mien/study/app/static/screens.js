// Which part of the page is shown.

import { wayBack } from "./back.js";
import { say } from "./texts.js";

const PATIENCE_MS = 500;
const ENTER_MS = 300;
const byId = (id) => document.getElementById(id);
const screens = [...document.querySelectorAll("main > section")];
let shownAt = 0;
// Set when the way through the study is over: nothing that still runs may change the page.
let over = false;

// The way is over, and whoever still goes it has to stop.
export class Over extends Error {}

// What never goes on.
export const stop = () => new Promise(() => {});

// Show one part. The heading gets the focus, so that a screen reader begins there.
export function screen(id) {
  if (over) return;
  for (const section of screens) section.hidden = section.id !== id;
  const heading = byId(id).querySelector("h1");
  document.body.dataset.screen = document.documentElement.dataset.screen = id;
  if (id === "question" && document.activeElement?.closest("#question")) return;
  if (heading) heading.tabIndex = -1;
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
  shownAt = performance.now();
}

// Resolves to the button that is pressed, one of those that a selector finds.
export function pressed(selector) {
  return new Promise((resolve) => {
    const events = new AbortController();
    for (const button of document.querySelectorAll(selector)) {
      const done = () => {
        events.abort();
        resolve(button);
      };
      button.addEventListener("click", done, events);
    }
  });
}

let phrase = () => {};

// What writes the words of the screen that is shown; it is done again in another language.
export function phrasing(write) {
  phrase = write;
  write();
}

export const rephrase = () => phrase();

function fill(name, about = {}) {
  byId("notice-button").onclick = null;
  phrasing(() => write(name, about));
}

function write(name, { title, text, more = "", values = {}, button = "", way = null }) {
  byId("notice-title").textContent = say(title ?? `${name}.title`, values);
  byId("notice-text").textContent = say(text ?? `${name}.text`, values);
  byId("notice-more").textContent = more;
  byId("notice-way").replaceChildren(...(way ? wayBack(way) : []));
  byId("notice-button").hidden = !button;
  if (button) byId("notice-button").textContent = say(button);
}

// Say something; resolves when its button is pressed.
export async function notice(name, about) {
  if (over) return stop();
  fill(name, about);
  screen("notice");
  // Only the latest notice listens: what was asked before is not answered by this button any more.
  await new Promise((resolve) => (byId("notice-button").onclick = resolve));
}

// Say what is the last word, whatever else still runs, and go on nowhere.
export function lastWord(name, about) {
  fill(name, about);
  over = false;
  screen("notice");
  over = true;
}

// The end of the way: like `lastWord`, for who calls it in the middle of something.
export function end(name, about) {
  lastWord(name, about);
  byId("leave").hidden = true;
  byId("bar").hidden = true;
  throw new Over();
}


// Wait for something; if it takes long, say what for.
export async function patiently(work, name = "") {
  let done = false;
  const late = setTimeout(() => done || begin(name), PATIENCE_MS);
  try {
    return await work;
  } finally {
    done = true;
    clearTimeout(late);
    waitingFor = null;
  }
}

let waitingFor = null;
let trouble = ["", 0, true];

function begin(name) {
  if (over) return;
  waitingFor = name;
  tell();
}

function tell() {
  const [kind, unsent, durable] = trouble;
  const named = waitingFor || "question";
  const about = kind
    ? { title: "wait.title", text: `wait.${kind}`, more: unsent ? say("wait.unsent", { count: unsent }) : "" }
    : named === "finish"
      ? {}
      : { title: "page.loading", text: "question.picture_wait" };
  if (kind && !durable) about.text = "wait.memory";
  fill(named, about);
  screen("notice");
}

// The connection has changed while something may be waited for.
export function waiting(kind, unsent, durable) {
  trouble = [kind, unsent, durable];
  if (waitingFor !== null && !over) tell();
}

// Enter presses the button that leads on, except where somebody agrees to something.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || performance.now() - shownAt < ENTER_MS) return;
  const { screen: id } = document.body.dataset;
  if (!["notice", "instructions"].includes(id) || document.querySelector("dialog[open]")) return;
  if (event.target.closest("button, a, input")) return;
  const button = byId(id).querySelector("button.main");
  if (button && !button.hidden) button.click();
});
