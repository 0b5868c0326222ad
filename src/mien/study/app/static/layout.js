// Faces as large as the window allows, in their own shape; or of the size in degrees that the study wants.
//
// A stage names the arrangements that it can have, columns by rows of faces, in `data-arrangements`: "3x1 2x2",
// with a word behind where two have the same ("1x1 1x1-beside"). The style sheet has a grid for each by
// `data-arrangement`. What is beside the faces (words, keys, borders) is measured, not assumed.

import { pixelsPerDegree } from "./size.js";
import { study } from "./texts.js";

const LEAST = 64;
const byId = (id) => document.getElementById(id);
const { width, height } = study.pictures;
const shape = width / height;
let current = null;
let face = 0;

document.documentElement.style.setProperty("--shape", `${width} / ${height}`);

// The widest face that an arrangement has room for; below 0 where there is none, by how much is missing. Tried by
// halving, as answers beside or below a face take room of their own only where they are larger than the face.
function room(stage, name, area) {
  const [columns, rows] = name.split("-")[0].split("x").map(Number);
  stage.dataset.arrangement = name;
  stage.style.setProperty("--columns", columns);
  const all = area.getBoundingClientRect();
  const missing = (face) => {
    stage.style.setProperty("--face", `${face}px`);
    const box = stage.getBoundingClientRect();
    return Math.max(box.width - all.width, box.height - all.height);
  };
  let fits = 1;
  let tooWide = Math.floor(Math.min(all.width / columns, (all.height / rows) * shape)) + 1;
  if (missing(fits) > 0) return -missing(fits);
  while (tooWide - fits > 1) {
    const face = Math.floor((fits + tooWide) / 2);
    if (missing(face) > 0) tooWide = face;
    else fits = face;
  }
  return fits;
}

function most(wanted, possible) {
  return wanted > 0 ? Math.min(wanted, possible) : possible;
}

// Give a stage the arrangement in which its faces are largest.
export function arrange(stage) {
  current = stage;
  const area = stage.parentElement;
  const found = stage.dataset.arrangements.split(" ").map((name) => [room(stage, name, area), name]);
  const [possible, name] = found.reduce((best, each) => (each[0] > best[0] ? each : best));
  face = Math.max(LEAST, most(degrees(study.display.face_degrees), possible));
  stage.dataset.arrangement = name;
  stage.style.setProperty("--columns", name.split("x")[0]);
  stage.style.setProperty("--face", `${face}px`);
  judge(possible);
  document.dispatchEvent(new Event("arranged"));
}

// CSS pixels of an angle; 0 where the size of the screen is not known.
function degrees(angle) {
  return Math.round(angle * pixelsPerDegree());
}

// Say it in the questions' place where faces would be smaller than the study takes.
function judge(possible) {
  const { least_face_px: pixels, least_face_degrees: angle, face_degrees: wanted } = study.display;
  // A wanted size that does not fit is too small a window as well.
  const least = Math.max(pixels, degrees(angle), degrees(wanted));
  const small = possible < least;
  if (small && byId("small").hidden) document.dispatchEvent(new Event("toosmall"));
  byId("small").hidden = !small;
}

export const faceWidth = () => face;
export const tooSmall = () => !byId("small").hidden && !byId("question").hidden;

new ResizeObserver(() => {
  if (current && !current.hidden && !byId("question").hidden) arrange(current);
}).observe(document.querySelector("#question .area"));
