// How questions are seen: window, screen, zoom, theme, input, and how large a face is. Told once, and when it changes.

import { faceWidth } from "./layout.js";
import { lessMotion } from "./looks.js";
import { input } from "./pointer.js";
import { calibration, pixelsPerDegree } from "./size.js";

let told = "";

const whole = (value) => Math.max(0, Math.round(value));
const hundredths = (value) => Math.round(value * 100) / 100;

function seen() {
  const size = calibration();
  const perDegree = pixelsPerDegree();
  return {
    window: [whole(innerWidth), whole(innerHeight)],
    screen: [whole(screen.width), whole(screen.height)],
    ratio: hundredths(devicePixelRatio),
    zoom: hundredths(visualViewport?.scale ?? 1),
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    contrast: matchMedia("(forced-colors: active)").matches,
    motion: lessMotion() ? "less" : "full",
    input: input || "unknown",
    hover: matchMedia("(hover: hover)").matches,
    face: whole(faceWidth()),
    face_degrees: perDegree ? hundredths(faceWidth() / perDegree) : null,
    pixels_per_mm: size ? hundredths(size.pixelsPerMm) : null,
    distance_mm: size ? whole(size.distanceMm) : null,
    distance_by: size ? size.how : "",
  };
}

// Tell the server, if it does not know yet. What cannot be told now is told with the next question.
export function tellDisplay(server) {
  const now = seen();
  const text = JSON.stringify(now);
  if (text === told) return;
  told = text;
  server.askAsPerson("display", now).catch(() => (told = ""));
}
