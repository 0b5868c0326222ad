// Which of three faces differs most from the other two.

import { element, fill, frame, inOrder, key, made } from "./faces.js";

const KIND = "odd-one-out";

export const stage = () =>
  made(KIND, (stage) => {
    stage.dataset.arrangements = "3x1 2x2";
    for (const number of [1, 2, 3]) {
      const picture = frame("question.place_alt");
      picture.dataset.number = number;
      const button = element("button", { type: "button", className: "choice" }, picture, key(number));
      stage.append(button);
    }
  });

export function put(question, images) {
  const buttons = [...stage().querySelectorAll(".choice")];
  inOrder(question, images).forEach((image, at) => fill(buttons[at].querySelector(".frame"), image));
  return {
    choices: new Map(buttons.map((button, at) => [button, String(question.numbers[at])])),
    keys: Object.fromEntries(buttons.map((button, at) => [at + 1, button])),
  };
}

export const right = (expected, choice) => expected === choice;
export const named = () => "";
