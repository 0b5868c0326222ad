// Which of two faces is more like the reference.

import { fill } from "./faces.js";

const byId = (id) => document.getElementById(id);

export const prompt = (arrangement) => (arrangement === "3x1" ? "question.triplet_row" : "question.triplet");

export const stage = () => byId("triplet");

export function put({ side }, images) {
  const right = side === "first" ? "second" : "first";
  fill(byId("anchor"), images.anchor);
  fill(byId("choice-left").querySelector(".frame"), images[side]);
  fill(byId("choice-right").querySelector(".frame"), images[right]);
  const [left, other] = [byId("choice-left"), byId("choice-right")];
  return {
    choices: new Map([[left, side], [other, right]]),
    keys: { ArrowLeft: left, 1: left, ArrowRight: other, 2: other },
  };
}

export const right = (expected, choice) => expected === choice;
export const named = () => "";
