// The map as a picture to take away: points of the screen, or circles that stay sharp.

import { colour } from "../dom.js";

const MOST_CIRCLES = 20000;

/** @param {HTMLCanvasElement[]} layers from the ground up @param {() => void} draw */
export function mapPicture(root, app, scene, layers, draw) {
  const canvas = document.createElement("canvas");
  function now() {
    draw();
    canvas.width = layers[1].width;
    canvas.height = layers[1].height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = colour(root, "map-data");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (const layer of layers) if (layer.width) pen.drawImage(layer, 0, 0, canvas.width, canvas.height);
  }
  const one = { canvas, now };
  // So many circles would be a larger file than a picture of them.
  if (app.data.latents.n <= MOST_CIRCLES) one.svg = () => circles(scene.screen(), scene, colour(root, "paper"));
  return one;
}

/** Visible faces as circles, from back to front. */
export function circles(at, { width, height, visible, colouring, paints }, paper, size = 4) {
  const rows = [];
  for (let row = 0; 3 * row < at.length; row++)
    if (visible(row) && at[3 * row] > -size && at[3 * row] < width + size && at[3 * row + 1] > -size && at[3 * row + 1] < height + size) rows.push(row);
  rows.sort((a, b) => at[3 * a + 2] - at[3 * b + 2] || a - b);
  const groups = rows.map((row) => `<circle cx="${at[3 * row].toFixed(1)}" cy="${at[3 * row + 1].toFixed(1)}" r="${size}" fill="rgb(${paints[colouring.codes[row]]})"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><g stroke="${paper}" stroke-width="0.6">${groups.join("")}</g></svg>\n`;
}
