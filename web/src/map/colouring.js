// What colour each face has on the map, and the legend that says why. Pure but for the colours it is given.

export const PALETTE = ["vermilion", "blue", "orange", "green", "purple", "sky", "grey", "brown"];
const NONE = "none", MOST_DEGREES = 7;

/** What faces can be coloured by: [name, words]. */
export function colourings(faces) {
  const found = [];
  if (faces.label.names.some(Boolean)) found.push(["label", "Emotion"]);
  if (faces.intensity.some((value) => value > 0)) found.push(["degree", "Degree"]);
  found.push(["subject", "Person"]);
  if (faces.part.codes.some((code) => faces.part.names[code])) found.push(["part", "Split"]);
  for (const unit of faces.units?.names ?? []) found.push([`unit:${unit}`, unit]);
  return found;
}

/** The colouring that is asked for, or the first that these faces allow. */
export function colouringOf(faces, asked) {
  const there = colourings(faces).map(([name]) => name);
  return there.includes(asked) ? asked : there[0];
}

/**
 * The classes of a colouring: `classes` [{name, words, colour}], and the class of each face.
 * A colour is a name of the palette, or a number from 0 to 1 on the ramp, or {hue}.
 */
export function classesOf(faces, by, labelColours = {}) {
  if (by === "degree") return byDegree(faces.intensity);
  if (by.startsWith("unit:")) return byUnit(faces, faces.units?.names.indexOf(by.slice(5)) ?? -1);
  const column = by === "subject" ? faces.subject : by === "part" ? faces.part : faces.label;
  const classes = column.names.map((name, at) => ({
    name: name || NONE, words: name || (by === "label" ? "no label" : by === "part" ? "no part" : "nobody"),
    colour: !name ? "ghost" : by === "label" && labelColours[name] ? labelColours[name] : several(at, column.names.length),
  }));
  return { classes, codes: column.codes };
}

const several = (at, count) => (count <= PALETTE.length ? PALETTE[at] : { hue: (at * 137.508) % 360, step: at % 3 });

function byDegree(intensity) {
  const known = [...new Set(intensity)].filter(Number.isFinite).sort((a, b) => a - b);
  const codes = new Int16Array(intensity.length);
  if (known.length <= MOST_DEGREES) {
    const most = known[known.length - 1] || 1;
    const classes = known.map((value) => ({ name: String(value), words: value === 0 ? "degree 0" : `degree ${value}`, colour: value === 0 ? "grey" : value / most }));
    for (let row = 0; row < codes.length; row++) codes[row] = known.indexOf(intensity[row]);
    return unknown(classes, codes, "no degree");
  }
  const low = known[0], high = known[known.length - 1], wide = (high - low) / MOST_DEGREES || 1;
  const classes = Array.from({ length: MOST_DEGREES }, (_, at) => ({
    name: String(at), words: `${(low + at * wide).toPrecision(2)} to ${(low + (at + 1) * wide).toPrecision(2)}`, colour: (at + 0.5) / MOST_DEGREES,
  }));
  for (let row = 0; row < codes.length; row++)
    codes[row] = Number.isFinite(intensity[row]) ? Math.min(MOST_DEGREES - 1, Math.floor((intensity[row] - low) / wide)) : -1;
  return unknown(classes, codes, "no degree");
}

function byUnit(faces, unit) {
  const { units, count } = faces, width = units?.names.length ?? 0, codes = new Int16Array(count);
  const classes = [{ name: "absent", words: "absent", colour: "grey" }];
  const levels = [];
  for (let row = 0; row < count; row++) {
    const present = unit < 0 ? -1 : units.present[row * width + unit], strong = unit < 0 ? NaN : units.intensity[row * width + unit];
    const level = present === 0 ? 0 : present < 0 && !Number.isFinite(strong) ? -1 : Number.isFinite(strong) ? Math.max(present > 0 ? 1 : 0, Math.min(5, Math.round(strong))) : 9;
    codes[row] = level;
    if (level > 0 && !levels.includes(level)) levels.push(level);
  }
  levels.sort((a, b) => a - b);
  for (const level of levels) classes.push(level === 9 ? { name: "present", words: "present", colour: "vermilion" } : { name: `${level}`, words: `intensity ${level}`, colour: level / 5 });
  const place = new Map([[0, 0], [-1, -1], ...levels.map((level, at) => [level, at + 1])]);
  for (let row = 0; row < count; row++) codes[row] = place.get(codes[row]);
  return unknown(classes, codes, "not coded");
}

/** Faces of which it is not known get a class of their own, where there are any. */
function unknown(classes, codes, words) {
  if (!codes.includes(-1)) return { classes, codes };
  for (let row = 0; row < codes.length; row++) if (codes[row] < 0) codes[row] = classes.length;
  return { classes: [...classes, { name: NONE, words, colour: "ghost" }], codes };
}

/** How many faces each class has. */
export function countsOf({ classes, codes }) {
  const counts = Array(classes.length).fill(0);
  for (const code of codes) counts[code]++;
  return counts;
}
