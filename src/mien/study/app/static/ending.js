// The last page: the completion code, and the way back to the platform.

import { screen } from "./screens.js";
import { say } from "./texts.js";

const byId = (id) => document.getElementById(id);

export function goodbye({ code, url, fields }) {
  byId("bar").hidden = true;
  byId("code").textContent = code;
  byId("copy").hidden = !navigator.clipboard;
  byId("copy").onclick = async () => {
    await navigator.clipboard.writeText(code);
    byId("copy").textContent = byId("live").textContent = say("end.copied");
  };
  byId("way-back").replaceChildren(...(url ? [wayBack(url, fields)] : []));
  byId("leave").hidden = true;
  screen("end");
}

function wayBack(url, fields) {
  if (Object.keys(fields).length === 0) {
    const link = document.createElement("a");
    Object.assign(link, { href: url, className: "button main", textContent: say("end.back") });
    return link;
  }
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.append(Object.assign(document.createElement("button"), { className: "main", textContent: say("end.submit") }));
  return form;
}
