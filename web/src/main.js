// Puts the explorer into the page.

import { makeApp } from "./app.js";
import { given } from "./data.js";
import { make } from "./dom.js";
import { makePortraits } from "./portrait.js";
import { shell } from "./shell.js";
import "./explorer.css";

async function begin(root) {
  let data;
  try {
    data = await given(document);
    if (!data.model) throw new Error(data.missing.find(({ what }) => what === "model")?.why ?? "it holds no model");
  } catch (error) {
    root.replaceChildren(make("p", { class: "problem", role: "alert", text: `The explorer cannot be shown: ${error.message}.` }));
    return;
  }
  const app = makeApp(data);
  app.portraits = makePortraits(app, root);
  shell(root, app);
  // For the console, and for tests.
  window.mien = app;
}

const root = document.querySelector(".mien-explorer");
// Inside a longer page, a report, it begins when it comes into sight.
if (root?.matches("main") || location.hash.startsWith("#mien=")) begin(root);
else if (root) new IntersectionObserver((seen, observer) => {
  if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
  observer.disconnect();
  begin(root);
}, { rootMargin: "600px" }).observe(root);
