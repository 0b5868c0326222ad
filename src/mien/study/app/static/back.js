// The way back to the platform that somebody came from: a link, or a form that it wants to be sent.

import { say } from "./texts.js";

export function wayBack({ url, fields }) {
  if (!url) return [];
  if (Object.keys(fields).length === 0) {
    const link = document.createElement("a");
    Object.assign(link, { href: url, className: "button main", textContent: say("end.back") });
    return [link];
  }
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.append(Object.assign(document.createElement("button"), { className: "main", textContent: say("end.submit") }));
  return [form];
}
