// A panel as one picture: its canvases where they are, and the words beside them as text.

import { colour } from "./dom.js";

const WORDS = "h3, .portrait span, figcaption > *, .verdict", ROOM = 12;

/** Where something is; of words, where they are and not the whole line that they have. */
function boxOf(one) {
  if (one.matches("canvas")) return one.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getBoundingClientRect();
}

/** What of a panel makes its picture, in pixels of the page, from its upper left corner. */
export function composition(panel) {
  const seen = (element) => element.getClientRects().length > 0;
  const canvases = [...panel.querySelectorAll("canvas")].filter(seen);
  const around = canvases.map((canvas) => canvas.closest("section[aria-label], .triplet, .curves-frame") ?? panel);
  const words = [...new Set(around)].flatMap((place) => [...place.querySelectorAll(WORDS)]).filter((one, at, all) => seen(one) && all.indexOf(one) === at);
  const boxes = [...canvases, ...words].map(boxOf);
  const left = Math.min(...boxes.map(({ x }) => x)) - ROOM, top = Math.min(...boxes.map(({ y }) => y)) - ROOM;
  const placed = (one) => { const { x, y, width, height } = boxOf(one); return { x: x - left, y: y - top, width, height }; };
  return {
    width: Math.ceil(Math.max(0, ...boxes.map(({ right }) => right - left)) + ROOM),
    height: Math.ceil(Math.max(0, ...boxes.map(({ bottom }) => bottom - top)) + ROOM),
    pictures: canvases.map((canvas) => ({ canvas, ...placed(canvas) })),
    words: words.map((one) => {
      const { fontSize, fontWeight, textAlign } = getComputedStyle(one);
      return { text: one.textContent.trim(), size: parseFloat(fontSize), weight: fontWeight, middle: textAlign === "center", ...placed(one) };
    }),
  };
}

const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
const anchored = ({ x, y, width, size, middle }) => ({ x: middle ? x + width / 2 : x, y: y + size });

/** A picture like those of other views, {canvas, now(), svg()}. @param {HTMLElement} panel */
export function panelPicture(panel) {
  const canvas = document.createElement("canvas");
  let found = composition(panel);
  return {
    canvas,
    now() {
      found = composition(panel);
      const dense = 2, pen = canvas.getContext("2d");
      Object.assign(canvas, { width: dense * found.width, height: dense * found.height });
      pen.scale(dense, dense);
      pen.fillStyle = colour(panel, "paper");
      pen.fillRect(0, 0, found.width, found.height);
      for (const one of found.pictures) pen.drawImage(one.canvas, one.x, one.y, one.width, one.height);
      pen.fillStyle = colour(panel, "ink");
      for (const one of found.words) {
        const { x, y } = anchored(one);
        pen.font = `${one.weight} ${one.size}px sans-serif`;
        pen.textAlign = one.middle ? "center" : "left";
        pen.fillText(one.text, x, y, Math.max(one.width, 40));
      }
    },
    svg() {
      const ink = colour(panel, "ink"), { width, height } = found;
      const images = found.pictures.map((one) => `<image x="${one.x.toFixed(1)}" y="${one.y.toFixed(1)}" width="${one.width.toFixed(1)}" height="${one.height.toFixed(1)}" href="${one.canvas.toDataURL("image/png")}"/>`);
      const texts = found.words.map((one) => {
        const { x, y } = anchored(one);
        return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${one.size}" font-weight="${one.weight}"${one.middle ? ' text-anchor="middle"' : ""}>${escaped(one.text)}</text>`;
      });
      return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="${colour(panel, "paper")}"/>${images.join("")}<g font-family="sans-serif" fill="${ink}">${texts.join("")}</g></svg>\n`;
    },
  };
}
