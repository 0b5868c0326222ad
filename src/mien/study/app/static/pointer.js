// What the pointer was over in the last question says nothing about this one: before it moves, nothing is marked.

const root = document.documentElement;
let last = [NaN, NaN];
// The kind of input that was used last: mouse, touch, pen or keyboard.
export let input = "";

document.addEventListener("pointermove", (event) => {
  // Browsers say that it moved, too, when the page moved under it.
  if (event.clientX === last[0] && event.clientY === last[1]) return;
  if (!Number.isNaN(last[0])) delete root.dataset.still;
  last = [event.clientX, event.clientY];
});
document.addEventListener("pointerdown", (event) => (input = event.pointerType || "mouse"));
document.addEventListener("keydown", () => (input = "keyboard"));

// A new question begins.
export function still() {
  root.dataset.still = "";
}
