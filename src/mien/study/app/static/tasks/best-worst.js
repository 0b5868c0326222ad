// Which face of a set is most, and which is least: two answers, which may be changed until both are given.

import { say, study } from "../texts.js";
import { element, fill, frame, inOrder, made } from "./faces.js";

const KIND = "best-worst";
const ENDS = ["best", "worst"];

export const prompt = () => `question.${KIND}_${study.tasks[KIND].dimension}`;

export const stage = () => made(KIND, () => {});

function cell(number) {
  const picture = frame("question.place_alt");
  picture.dataset.number = number;
  const buttons = ENDS.map((end) => {
    const button = element("button", { type: "button", className: `choice end ${end}`, textContent: say(`question.${end}`) });
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", say(`question.${end}_alt`, { number }));
    button.dataset.end = end;
    return button;
  });
  return element("figure", { className: "cell" }, picture, element("div", { className: "ends" }, ...buttons));
}

export function put(question, images) {
  const root = stage();
  const pictures = inOrder(question, images);
  const { length } = pictures;
  const rows = [1, 2, 3, 4].filter((count) => count <= length / 2 || count === 1);
  root.dataset.arrangements = rows.map((count) => `${Math.ceil(length / count)}x${count}`).join(" ");
  root.replaceChildren(...pictures.map((_, at) => cell(at + 1)));
  const cells = [...root.children];
  pictures.forEach((image, at) => fill(cells[at].querySelector(".frame"), image));
  const chosen = {};
  const show = () => {
    for (const button of root.querySelectorAll(".end")) {
      const at = cells.indexOf(button.closest(".cell"));
      button.setAttribute("aria-pressed", String(chosen[button.dataset.end] === at));
    }
  };
  return {
    controls: [...root.querySelectorAll(".end")],
    keys: {},
    // Resolves the answer when both ends are given.
    start(choose, locked, events) {
      root.addEventListener("click", (event) => {
        const button = event.target.closest(".end");
        if (!button || locked()) return;
        const at = cells.indexOf(button.closest(".cell"));
        const { end } = button.dataset;
        const other = ENDS.find((name) => name !== end);
        if (chosen[other] === at) delete chosen[other];
        if (chosen[end] === at) delete chosen[end];
        else chosen[end] = at;
        show();
        if (ENDS.every((name) => name in chosen)) {
          choose(ENDS.map((name) => `${name}=${question.numbers[chosen[name]]}`).join(";"));
        }
      }, events);
    },
  };
}

export function right(expected, choice) {
  const said = choice.split(";");
  return expected.split(";").every((part) => said.includes(part));
}

export const named = () => "";
