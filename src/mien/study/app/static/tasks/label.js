// Negative, neutral or positive.

import { say } from "../texts.js";
import { fill } from "./faces.js";

const LABELS = ["negative", "neutral", "positive"];
const byId = (id) => document.getElementById(id);

export const stage = () => byId("label");

export function put(_, images) {
  fill(byId("face"), images.anchor);
  const buttons = LABELS.map((label) => byId(`choice-${label}`));
  return {
    choices: new Map(buttons.map((button, at) => [button, LABELS[at]])),
    keys: Object.fromEntries(buttons.map((button, at) => [at + 1, button])),
  };
}

export const right = (expected, choice) => expected === choice;
export const named = (expected) => say(`question.${expected}`).toLowerCase();
