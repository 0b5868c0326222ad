// Sliders without a beginning: none has a position until it is touched.

import { say, study } from "../texts.js";
import { element, fill, frame, made } from "./faces.js";

const KIND = "rating";

export const stage = () => made(KIND, (stage) => (stage.dataset.arrangements = "1x1 1x1-beside"));

function slider(scale, { least, most }) {
  const input = element("input", { type: "range", min: least, max: most, step: 1, id: `scale-${scale}` });
  input.value = Math.round((least + most) / 2);
  input.dataset.scale = scale;
  input.className = "untouched";
  input.setAttribute("aria-valuetext", say("question.untouched"));
  const ends = ["low", "high"].map((end) => element("span", { textContent: say(`question.${scale}_${end}`) }));
  const label = element("label", { htmlFor: input.id, textContent: say(`question.${scale}`) });
  return element("div", { className: "scale" }, label, input, element("p", { className: "poles" }, ...ends));
}

export function put(_, images) {
  const root = stage();
  const settings = study.tasks[KIND];
  const face = frame("question.face_alt");
  const done = element("button", { type: "button", className: "main", id: "rated", textContent: say("question.rated"), disabled: true });
  const scales = settings.scales.map((scale) => slider(scale, settings));
  const answers = element("div", { className: "scales" }, ...scales, done);
  root.replaceChildren(element("figure", { className: "reference" }, face), answers);
  fill(face, images.anchor);
  const inputs = scales.map((scale) => scale.querySelector("input"));
  return {
    controls: [...inputs, done],
    keys: { Enter: done },
    start(choose, locked, events) {
      const touch = (input) => {
        if (locked()) return;
        input.classList.remove("untouched");
        input.setAttribute("aria-valuetext", input.value);
        done.disabled = inputs.some((each) => each.classList.contains("untouched"));
      };
      for (const input of inputs) {
        input.addEventListener("input", () => touch(input), events);
        // A press where the hidden beginning is moves nothing, and is an answer all the same.
        input.addEventListener("pointerup", () => touch(input), events);
      }
      done.addEventListener("click", () => {
        if (!done.disabled && !locked()) choose(inputs.map((input) => `${input.dataset.scale}=${input.value}`).join(";"));
      }, events);
    },
  };
}

export function right(expected, choice) {
  const given = Object.fromEntries(choice.split(";").map((part) => part.split("=")));
  return expected.split(";").every((limit) => {
    const [, scale, way, bound] = /^(\w+)(<=|>=)(-?\d+)$/.exec(limit);
    return way === "<=" ? Number(given[scale]) <= Number(bound) : Number(given[scale]) >= Number(bound);
  });
}

// A limit in words: the side of the scale.
export function named(expected) {
  return expected
    .split(";")
    .map((limit) => {
      const [, scale, way] = /^(\w+)(<=|>=)/.exec(limit);
      return `${say(`question.${scale}`)}: ${say(`question.${scale}_${way === "<=" ? "low" : "high"}`)}`;
    })
    .join(", ");
}
