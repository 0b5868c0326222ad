// The last page: the completion code, and the way back to the platform.

import { wayBack } from "./back.js";
import { phrasing, screen } from "./screens.js";
import { say } from "./texts.js";

const byId = (id) => document.getElementById(id);

// An outcome that is not the planned one is said in words; it may have a code of its own, or none.
export function goodbye({ outcome, code, url, fields }) {
  byId("bar").hidden = true;
  phrasing(() => {
    const about = outcome === "complete" ? say("end.text") : say(`ended.${outcome}`);
    byId("end-text").textContent = code ? about : `${about} ${say("ended.no_code")}`;
    byId("way-back").replaceChildren(...wayBack({ url, fields }));
  });
  byId("end-code").hidden = !code;
  byId("code").textContent = code;
  byId("copy").hidden = !navigator.clipboard;
  byId("copy").onclick = async () => {
    await navigator.clipboard.writeText(code);
    byId("copy").textContent = byId("live").textContent = say("end.copied");
  };
  byId("leave").hidden = true;
  screen("end");
}
