// How far somebody is, and the bar that shows it.

import { end } from "./screens.js";
import { minutes, say, study } from "./texts.js";

const RECENT = 20;
const FEW = 5;
const byId = (id) => document.getElementById(id);
const seconds = [];

export const standing = { answered: 0, total: study.total, state: "" };

// What the server says of it; answers that still wait here are not taken back by that.
export function progress(told) {
  standing.answered = Math.max(standing.answered, told.answered);
  standing.total = Math.max(told.total, standing.answered);
  standing.state = told.state;
  if (told.state === "withdrawn") end("leave", { title: "leave.done_title", text: "leave.done" });
}

// How long an answer took, for the time that is left.
export function took(ms) {
  seconds.push(ms / 1000);
}

export function timeLeft() {
  const recent = seconds.slice(-RECENT).sort((a, b) => a - b);
  const each = recent.length < FEW ? study.seconds : recent[Math.floor(recent.length / 2)];
  return minutes(each * (standing.total - standing.answered));
}

export function bar(shown) {
  byId("bar").hidden = !shown;
  if (!shown) return;
  const { answered, total } = standing;
  const number = Math.min(answered + 1, total);
  byId("done").value = total ? answered / total : 0;
  byId("done").setAttribute("aria-label", say("question.progress", { number, total }));
  byId("number").textContent = say("question.progress", { number, total });
  byId("left").textContent = say("question.left", { minutes: timeLeft() });
}
