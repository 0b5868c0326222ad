// Curves of dimensions over time, with what was coded as bands below, on a flat canvas.

import { colour } from "../dom.js";
import { penOf } from "../draw.js";
import { PALETTE } from "../map/colouring.js";
import { paintOf } from "../map/scene.js";
import { bandsOf } from "./recordings.js";

export const BAND = 16, CURVES = 170, LEFT = 62, RIGHT = 12, TIMES = 20;

/** The colour of the n-th curve. */
export const curveColour = (place) => PALETTE[place % PALETTE.length];

/** What is coded in a recording, as rows of bands: {title, bands: [{from, to, colour, words}]}. */
export function codedRows(data, one) {
  const { video } = data, { arrays } = video, rows = [];
  const label = (frame) => arrays.label.values[one.first + frame];
  const labels = bandsOf(one.count, label).filter(({ value }) => video.label[value]);
  if (labels.length) rows.push({ title: "label", bands: labels.map((band) => ({ ...band, words: video.label[band.value], colour: data.space?.colours[video.label[band.value]] ?? "sky" })) });
  const width = video.units?.length ?? 0, present = arrays["units.present"]?.values, strong = arrays["units.intensity"]?.values;
  for (let unit = 0; unit < width; unit++) {
    const level = (frame) => {
      const at = (one.first + frame) * width + unit;
      return Number.isFinite(strong[at]) ? Math.round(strong[at]) : present[at] > 0 ? 3 : present[at];
    };
    const bands = bandsOf(one.count, level).filter(({ value }) => value > 0);
    if (bands.length) rows.push({ title: video.units[unit], bands: bands.map((band) => ({ ...band, words: `${band.value}`, colour: band.value / 5 })) });
  }
  return rows;
}

/** The x of a time, and the time of an x. */
export function scaleOf(one, width) {
  const whole = one.seconds[one.count - 1] || 1, across = Math.max(1, width - LEFT - RIGHT);
  return { whole, x: (time) => LEFT + (time / whole) * across, time: (x) => Math.max(0, Math.min(whole, ((x - LEFT) / across) * whole)) };
}

/** @param {{dimensions: number[], rows: ReturnType<typeof codedRows>, frame: number, named: (dimension: number) => string}} shown */
export function drawCurves(root, canvas, one, { dimensions, rows, frame, reach }) {
  const pen = penOf(canvas);
  if (!pen) return;
  const width = canvas.clientWidth, scale = scaleOf(one, width), ink = colour(root, "ink"), soft = colour(root, "soft"), grid = colour(root, "line");
  const y = (value) => CURVES / 2 - (value / reach) * (CURVES / 2 - 8);
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  for (const value of [-1, -0.5, 0, 0.5, 1].map((part) => part * reach)) {
    pen.strokeStyle = grid;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(LEFT, y(value));
    pen.lineTo(width - RIGHT, y(value));
    pen.stroke();
    pen.fillStyle = soft;
    pen.textAlign = "right";
    pen.fillText(value.toFixed(reach < 1 ? 2 : 1).replace("-", "−"), LEFT - 6, y(value));
  }
  dimensions.forEach((dimension, place) => {
    pen.strokeStyle = `rgb(${paintOf(root, curveColour(place))})`;
    pen.lineWidth = 1.8;
    pen.beginPath();
    for (let at = 0; at < one.count; at++) pen[at ? "lineTo" : "moveTo"](scale.x(one.seconds[at]), y(one.value(at, dimension)));
    pen.stroke();
  });
  rows.forEach(({ title, bands }, number) => {
    const top = CURVES + 6 + number * BAND;
    pen.fillStyle = soft;
    pen.textAlign = "right";
    pen.fillText(title, LEFT - 6, top + BAND / 2);
    for (const band of bands) {
      const from = scale.x(one.seconds[band.from]), to = scale.x(one.seconds[Math.min(one.count - 1, band.to)]);
      pen.fillStyle = `rgb(${paintOf(root, band.colour)})`;
      pen.fillRect(from, top + 2, Math.max(1.5, to - from), BAND - 4);
    }
  });
  const bottom = CURVES + 6 + rows.length * BAND;
  pen.fillStyle = soft;
  const every = [0.5, 1, 2, 5, 10, 30, 60, 300].find((step) => scale.whole / step <= Math.max(2, width / 90)) ?? 600;
  for (let time = 0; time <= scale.whole; time += every) {
    pen.textAlign = time ? "center" : "left";
    pen.fillText(`${time} s`, scale.x(time), bottom + TIMES / 2);
  }
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(scale.x(one.seconds[frame]), 0);
  pen.lineTo(scale.x(one.seconds[frame]), bottom);
  pen.stroke();
}
