// How large things on this screen are: CSS pixels a millimetre by a card that is held to it, and how far away the
// eyes are, as asked for or by the blind spot (Q. Li et al., Scientific Reports 10, 904, 2020).

import { pressed, screen } from "./screens.js";
import { say, study } from "./texts.js";

const CARD_MM = [85.6, 53.98];
const BLIND_SPOT_DEGREES = 13.5;
const TURNS = 3;
const PACE = 0.14; // CSS pixels a millisecond
const DEGREE = Math.PI / 180;
const byId = (id) => document.getElementById(id);

// What is known: { pixelsPerMm, distanceMm, how, ratio }.
let known = null;

export const calibration = () => known;

// CSS pixels of a degree in the middle of the screen; 0 where it is not known.
export function pixelsPerDegree() {
  return known ? known.pixelsPerMm * known.distanceMm * 2 * Math.tan(DEGREE / 2) : 0;
}

// Find out, unless it is known for this zoom, which a browser keeps.
export async function calibrate(storage) {
  if (study.display.calibrate === "none") return;
  const kept = await storage.get("size");
  if (kept?.ratio === devicePixelRatio) {
    known = kept;
    return;
  }
  const pixelsPerMm = await card();
  let distanceMm = study.display.distance_cm * 10;
  let how = "asked for";
  const found = study.display.calibrate === "blind-spot" ? await blindSpot(pixelsPerMm) : null;
  if (found) [distanceMm, how] = [found, "blind spot"];
  else {
    byId("sit-text").textContent = say("size.sit_text", { count: study.display.distance_cm });
    screen("sit");
    await pressed("#sit-done");
  }
  known = { pixelsPerMm, distanceMm, how, ratio: devicePixelRatio };
  await storage.set("size", known);
}

async function card() {
  const slider = byId("card-size");
  const draw = () => byId("card-shape").style.setProperty("width", `${slider.value}px`);
  slider.max = Math.min(900, Math.max(innerWidth - 40, 200));
  draw();
  slider.oninput = draw;
  screen("card");
  await pressed("#card-done");
  return Number(slider.value) / CARD_MM[0];
}

// Millimetres from the eyes to the screen: the left eye looks at a square, a dot goes to the left until it cannot
// be seen. Null if it was never gone.
async function blindSpot(pixelsPerMm) {
  byId("spot-said").textContent = "";
  screen("spot");
  const answer = await pressed("#spot-begin, #spot-skip");
  if (answer.id === "spot-skip") return null;
  const found = [];
  byId("spot-begin").hidden = true;
  for (let turn = 1; turn <= TURNS; turn += 1) {
    byId("spot-said").textContent = say("size.spot_turn", { number: turn, total: TURNS });
    const gone = await dot();
    if (gone) found.push(gone);
  }
  byId("spot-begin").hidden = false;
  if (found.length === 0) return null;
  found.sort((one, other) => one - other);
  const middle = found[Math.floor(found.length / 2)];
  return middle / pixelsPerMm / Math.tan(BLIND_SPOT_DEGREES * DEGREE);
}

// CSS pixels between square and dot when somebody says that it is gone; null when it has gone all the way.
function dot() {
  const place = byId("spot-field").getBoundingClientRect();
  const events = new AbortController();
  return new Promise((resolve) => {
    const start = performance.now();
    let offset = 0;
    const end = (value) => {
      events.abort();
      resolve(value);
    };
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== " " || event.repeat) return;
        event.preventDefault();
        end(offset);
      },
      events,
    );
    byId("spot-field").addEventListener("pointerdown", () => end(offset), events);
    const step = (now) => {
      if (events.signal.aborted) return;
      offset = Math.max(0, (now - start) * PACE);
      if (offset > place.width - 40) end(null);
      else {
        byId("spot-dot").style.setProperty("transform", `translateX(${-offset}px)`);
        requestAnimationFrame(step);
      }
    };
    requestAnimationFrame(step);
  });
}
