// A few triplets to answer oneself, without seeing what anybody said.

import { button, make } from "../dom.js";
import { agreement, asFiles, judged, questionKey, wilson } from "./judging.js";
import { keptAnswers } from "./kept.js";

export function makeAsking(app, pictures) {
  const { data } = app, kept = keptAnswers(data, storage()), place = make("div", { class: "asking" }), told = make("div", { class: "told", role: "status" });
  const name = make("input", { type: "text", value: "me", maxlength: 40, "aria-label": "Your name in the file" });
  const clear = button("Forget my answers", () => {
    if (clear.dataset.sure) { kept.clear(); delete clear.dataset.sure; clear.textContent = "Forget my answers"; fill(); }
    else { clear.dataset.sure = "1"; clear.textContent = "Forget them? Press again"; }
  });
  const tell = button("Show how I agree", () => results()), files = ["questions", "answers"].map((kind) => button(`Save ${kind} as CSV`, () => save(kind)));
  const bar = make("div", { class: "bar" }, tell, ...files, make("label", { class: "select" }, make("span", { text: "as" }), name), clear);
  const note = make("p", { class: "note" });
  const element = make("div", {}, place, told, bar, note);
  let asked = null;

  function next() {
    const done = kept.asked(), { arrays, parts } = data.triplets, test = parts.indexOf("test");
    const open = [...arrays.weight.values.keys()].filter((row) => !done.has(questionKey(data, row)));
    const own = open.filter((row) => arrays.part.values[row] === test), from = own.length ? own : open;
    return from.length ? { row: from[Math.floor(Math.random() * from.length)], left: Math.random() < 0.5 } : null;
  }

  function fill() {
    const count = kept.all.length;
    asked ??= next();
    for (const one of [tell, clear, ...files]) one.disabled = !count;
    note.textContent = `${count} answered. ${kept.lasting ? "Answers stay in this browser alone until you save them." : "This browser keeps nothing: save your answers before you leave."} Both files together are read by mien votes and mien agreement.`;
    if (!asked) return place.replaceChildren(make("p", { text: "You have answered all there are." }));
    const { anchor, near, far } = judged(data, asked.row), [left, right] = asked.left ? [near, far] : [far, near], begun = performance.now();
    const choose = (row, words) => {
      const one = make("button", { type: "button", class: "plain", "aria-label": words, onclick: () => answer(row === near, begun) }, pictures(row));
      one.firstChild.setAttribute("aria-label", words);
      return make("figure", {}, one, make("figcaption", { text: words }));
    };
    const picture = pictures(anchor);
    picture.setAttribute("aria-label", "The face to compare with");
    place.replaceChildren(make("p", { class: "question", text: "Which of the two looks more like the face in the middle?" }),
      make("div", { class: "three" }, choose(left, "This one (left)"), make("figure", {}, picture, make("figcaption", { text: "Compare with this" })), choose(right, "This one (right)")),
      button("Another, I cannot say", () => { asked = next(); fill(); }));
  }

  function answer(near, begun) {
    kept.add({ row: asked.row, near, left: asked.left, seconds: (performance.now() - begun) / 1000 });
    const { activeElement } = document, again = place.contains(activeElement) ? [...place.querySelectorAll("button")].indexOf(activeElement) : -1;
    asked = next();
    told.replaceChildren();
    fill();
    place.querySelectorAll("button")[again]?.focus();
  }

  function results() {
    const found = agreement(data, kept.all), line = (who, count, whole) => {
      const [low, high] = wilson(count, whole).map((value) => Math.round(100 * value));
      return whole ? `${count} of ${whole} with ${who}: ${Math.round((100 * count) / whole)} %, 95 % interval ${low} to ${high} %.` : `None with ${who}.`;
    };
    const few = found.count < 20 ? " So few answers say little; the interval says how little." : "";
    told.replaceChildren(make("p", { text: `You agree in ${line(data.triplets.votes === null ? "the triplets" : "the raters' majority", found.raters, found.count)}` }),
      make("p", { text: `You agree in ${line("the model", found.model, found.ofModel)} Coins would agree in half.${few}` }));
  }

  function save(kind) {
    const text = asFiles(data, kept.all, name.value.trim() || "me")[kind];
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: `${kind}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  return { element, fill };
}

function storage() {
  try { return window.localStorage; } catch { return null; }
}
