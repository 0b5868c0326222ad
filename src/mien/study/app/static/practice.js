// What comes before the questions: the instructions, and practice.

import { lessMotion, loops } from "./looks.js";
import { standing, timeLeft } from "./progress.js";
import { ask, clear } from "./question.js";
import { notice, patiently, phrasing, pressed, screen } from "./screens.js";
import { taskOf } from "./tasks.js";
import { rich, say, sayOr, study } from "./texts.js";

const byId = (id) => document.getElementById(id);

function points({ kinds }) {
  const lines = kinds.map((kind) => say(`instructions.${kind}`));
  if (study.pictures.kind === "clip") {
    lines.push(say(!loops() && study.clips.replays ? "instructions.moving_again" : "instructions.moving"));
    if (study.clips.play === "loop" && lessMotion()) lines.push(say("instructions.still"));
  }
  lines.push(say("instructions.first"));
  lines.push(...kinds.map((kind) => say(`instructions.keys_${kind}`)));
  lines.push(say("instructions.count", { total: standing.total, minutes: timeLeft() }), say("instructions.safe"));
  const items = lines.map((line) => {
    const item = document.createElement("li");
    item.append(...rich(line));
    return item;
  });
  byId("points").replaceChildren(...items);
  byId("start").textContent = say(study.practice ? "instructions.practise" : "instructions.begin");
}

// What somebody is going to do, until they begin.
export async function instructions(briefing) {
  phrasing(() => points(briefing));
  screen("instructions");
  await pressed("#start");
}

// Questions with the answer and why; nothing of them is stored.
export async function practice(server, pictures, storage) {
  const { questions } = study.practice ? await patiently(server.insist("practice")) : { questions: [] };
  let practised = false;
  for (const question of questions) {
    // A picture that does not come is no reason to keep somebody from the study.
    const images = await patiently(pictures.of(question)).catch(() => null);
    if (!images) continue;
    practised = true;
    await practise(question, images);
  }
  if (practised) await notice("practice", { title: "practice.done_title", text: "practice.done", button: "instructions.begin" });
  await storage.set("practised", true);
}

async function practise(question, images) {
  const task = await taskOf(question.kind);
  screen("question");
  byId("question").classList.add("practice");
  const { choice } = await ask({ question, images }, study.lockout, { practice: true });
  const answer = task.named(question.expected);
  const wrong = answer ? say("practice.wrong_named", { answer }) : say("practice.wrong");
  const why = question.why && sayOr(`why.${question.why}`, question.why);
  byId("said").textContent = [task.right(question.expected, choice) ? say("practice.right") : wrong, why].join(" ");
  byId("next").hidden = false;
  byId("next").focus();
  await pressed("#next");
  byId("next").hidden = true;
  byId("said").textContent = "";
  await clear(question.kind);
  byId("question").classList.remove("practice");
}
