// Hands on a canvas: one that drags, two that pinch, a wheel, a tap, a mouse that hovers.

const TAP_PIXELS = 5;

/**
 * @param {HTMLElement} element
 * @param {object} does hover(x, y) | leave() | press(x, y, event) -> anything kept for the drag |
 *   drag(kept, x, y, dx, dy) | release(kept, x, y) | tap(x, y, kept) | cancel(kept) |
 *   pinch(factor, x, y, dx, dy) | wheel(factor, x, y)
 */
export function gestures(element, does) {
  const hands = new Map();
  let kept = null, start = null, moved = false, two = null;
  const at = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    hands.set(event.pointerId, at(event));
    if (hands.size === 1) {
      start = at(event);
      moved = false;
      kept = does.press(...start, event);
    } else if (hands.size === 2) {
      if (kept) does.cancel(kept);
      kept = null;
      moved = true;
      two = pair(hands);
    }
  });
  element.addEventListener("pointermove", (event) => {
    const [x, y] = at(event), before = hands.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") does.hover(x, y);
      return;
    }
    hands.set(event.pointerId, [x, y]);
    if (hands.size === 2) {
      const now = pair(hands);
      does.pinch(now.apart / (two.apart || 1), now.x, now.y, now.x - two.x, now.y - two.y);
      two = now;
      return;
    }
    if (!moved && Math.hypot(x - start[0], y - start[1]) < TAP_PIXELS) return;
    const first = !moved;
    moved = true;
    if (hands.size === 1 && start) does.drag(kept, x, y, x - (first ? start[0] : before[0]), y - (first ? start[1] : before[1]));
  });
  const up = (event, whole) => {
    if (!hands.delete(event.pointerId)) return;
    if (hands.size) { start = null; return; }
    const [x, y] = at(event);
    if (start && whole && !moved) does.tap(x, y, kept);
    else if (start && whole) does.release(kept, x, y);
    else if (kept) does.cancel(kept);
    kept = start = null;
  };
  element.addEventListener("pointerup", (event) => up(event, true));
  element.addEventListener("pointercancel", (event) => up(event, false));
  element.addEventListener("pointerleave", () => { if (!hands.size) does.leave(); });
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 30 : 1;
    does.wheel(Math.exp(-event.deltaY * lines * 0.0018), ...at(event));
  }, { passive: false });
}

function pair(hands) {
  const [a, b] = [...hands.values()];
  return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, apart: Math.hypot(a[0] - b[0], a[1] - b[1]) };
}
