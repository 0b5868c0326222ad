// Texts in the language of the page.

export const study = JSON.parse(document.body.dataset.study);
let language = study.language;

export function say(key, values = {}) {
  return study.texts[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A text that there may be, or what is said in its place.
export const sayOr = (key, other) => study.texts[language][key] ?? other;

export function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
}

export function minutes(seconds) {
  const count = Math.round(seconds / 60);
  if (seconds < 45) return say("time.less");
  return count <= 1 ? say("time.one") : say("time.minutes", { count });
}

// A text with **strong** words, as nodes.
export function rich(text) {
  return text.split("**").map((part, at) => {
    if (at % 2 === 0) return part;
    const strong = document.createElement("strong");
    strong.textContent = part;
    return strong;
  });
}
