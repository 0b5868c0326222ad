// What is asked around the questions: screening, whether the instructions were understood, a comment.

import { patiently, notice, pressed, screen } from "./screens.js";
import { element } from "./tasks/faces.js";
import { say } from "./texts.js";

const byId = (id) => document.getElementById(id);

// Questions with options, all of which have to be answered; resolves to the places of the options, from 1.
async function options(title, text, questions) {
  byId("asking-title").textContent = say(title);
  byId("asking-text").textContent = say(text);
  byId("asking-button").textContent = say("page.continue");
  const groups = questions.map(({ text: asked, options: given }, number) => {
    const radios = given.map((option, at) => {
      const input = element("input", { type: "radio", name: `asking-${number}`, value: at + 1, required: true });
      return element("label", { className: "option" }, input, element("span", { textContent: option }));
    });
    return element("fieldset", {}, element("legend", { textContent: asked }), ...radios);
  });
  byId("asking-form").replaceChildren(...groups);
  screen("asking");
  for (;;) {
    await pressed("#asking-button");
    if (byId("asking-form").reportValidity()) break;
  }
  return questions.map((_, number) => Number(byId("asking-form").elements[`asking-${number}`].value));
}

// Resolves to false if the answers say that somebody cannot take part.
export async function screening(server, questions) {
  if (questions.length === 0) return true;
  const chosen = await options("screening.title", "screening.text", questions);
  const answers = Object.fromEntries(questions.map(({ name }, at) => [name, chosen[at]]));
  return (await patiently(server.insist("screening", { answers }))).passed;
}

// Resolves to false after two tries that were not all right; `again` shows the instructions.
export async function comprehension(server, again) {
  for (;;) {
    const { questions, left } = await patiently(server.insist("quiz", {}));
    if (left === 0) return false;
    const answers = await options("comprehension.title", "comprehension.text", questions);
    const found = await patiently(server.insist("comprehension", { answers }));
    if (found.passed) return true;
    if (found.left === 0) return false;
    await notice("comprehension", { title: "comprehension.again_title", text: "comprehension.again", button: "page.continue" });
    await again();
  }
}

export async function comment(server) {
  byId("asking-title").textContent = say("comment.title");
  byId("asking-text").textContent = say("comment.text");
  byId("asking-button").textContent = say("page.continue");
  const area = element("textarea", { rows: 5, maxLength: 2000, name: "comment" });
  area.setAttribute("aria-labelledby", "asking-title");
  byId("asking-form").replaceChildren(area);
  screen("asking");
  await pressed("#asking-button");
  if (area.value.trim()) await patiently(server.insist("comment", { text: area.value }));
}
