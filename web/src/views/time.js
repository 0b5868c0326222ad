// A recording: its way through the map, played on the face, and its dimensions over time.

import { button, check, framed, make, select } from "../dom.js";
import { BAND, CURVES, TIMES, codedRows, curveColour, drawCurves, scaleOf } from "../video/curves.js";
import { paintOf } from "../map/scene.js";
import { frameAt, played, recordingOf } from "../video/recordings.js";
import "./time.css";

const SPEEDS = [["0.25", "¼"], ["0.5", "½"], ["1", "1"], ["2", "2"], ["4", "4"]], FIRST = 3;

export function mount(root, app) {
  const { data } = app, { video } = data;
  if (!video || !data.latents) {
    const why = data.faces ? "no face says which recording it is a frame of, or none has two frames with latents" : "there are no faces";
    root.append(make("p", { class: "problem", text: `There are no recordings: ${why}.` }));
    return;
  }
  const canvas = make("canvas", { class: "curves", role: "img" });
  const slider = make("input", { type: "range", min: 0, step: 1, "aria-label": "Frame", oninput: () => show(Number(slider.value)) });
  const time = make("output", { class: "value" });
  const player = { on: false, speed: 1, loop: true, at: 0, last: 0 };
  let one = null, rows = [], dimensions = usedFirst(data).slice(0, FIRST), reach = 3;

  const list = select("Recording", [["", "none"], ...video.recordings.map(({ name, subject, part }, at) => [String(at), `${name} · ${subject}${part ? ` · ${part}` : ""}`])], "",
    (value) => { stop(); app.set({ video: { sequence: value === "" ? null : Number(value), frame: 0 } }, { undo: false }); if (value !== "") show(0); });
  const play = button("Play", () => (player.on ? stop() : start()));
  const speed = select("Speed", SPEEDS, "1", (value) => { player.speed = Number(value); });
  const loop = check("Loop", true, (on) => { player.loop = on; });
  const picks = make("div", { class: "picks", role: "group", "aria-label": "Dimensions that are drawn" });
  const inside = make("div", {}, make("div", { class: "bar" }, play, slider, time, speed, loop), picks, make("div", { class: "curves-frame" }, canvas));
  const note = make("p", { class: "note", text: noteOf(video) });
  root.append(make("div", { class: "bar" }, list), inside, note);

  const draw = framed(() => {
    if (!one || !canvas.clientWidth) return;
    drawCurves(root, canvas, one, { dimensions, rows, frame: Math.min(one.count - 1, app.state.video.frame), reach });
  });

  /** A frame on the face, on its own person's neutral unless expressions are transferred; no step of the history. */
  function show(frame) {
    const now = recordingOf(data, app.state.video.sequence);
    if (!now) return;
    const row = now.row(frame), neutral = now.neutral;
    app.set({ video: { frame }, z: now.z(frame), face: row >= 0 ? row : null, ...(neutral >= 0 && !app.state.transfer ? { neutral } : {}) }, { undo: false });
  }

  function fill() {
    const next = recordingOf(data, app.state.video.sequence);
    list.list.value = next ? String(app.state.video.sequence) : "";
    inside.hidden = !next;
    if (!next) return void (one = null);
    if (next !== one) {
      one = next;
      rows = codedRows(data, one);
      reach = reachOf(one, data.model.k);
      canvas.style.height = `${CURVES + 6 + rows.length * BAND + TIMES}px`;
      canvas.setAttribute("aria-label", `Dimensions over time of ${one.name}, ${one.seconds[one.count - 1].toFixed(1)} seconds${rows.length ? `; below: ${rows.map(({ title }) => title).join(", ")}` : ""}`);
      slider.max = one.count - 1;
    }
    const frame = Math.min(one.count - 1, app.state.video.frame);
    slider.value = frame;
    slider.setAttribute("aria-valuetext", `${one.seconds[frame].toFixed(2)} seconds`);
    time.textContent = `${one.seconds[frame].toFixed(2)} of ${one.seconds[one.count - 1].toFixed(1)} s`;
    draw();
  }

  function start() {
    if (!one) return;
    const ended = app.state.video.frame >= one.count - 1;
    Object.assign(player, { on: true, last: performance.now(), at: ended ? 0 : one.seconds[app.state.video.frame] });
    play.textContent = "Pause";
    requestAnimationFrame(tick);
  }
  function stop() {
    player.on = false;
    play.textContent = "Play";
  }
  function tick(now) {
    if (!player.on || !one || !root.isConnected) return;
    const next = played(player.at, (Math.max(0, now - player.last) / 1000) * player.speed, one.seconds[one.count - 1], player.loop);
    Object.assign(player, { at: next.time, last: now });
    const frame = frameAt(one.seconds, next.time);
    if (frame !== app.state.video.frame) show(frame);
    if (next.on) requestAnimationFrame(tick);
    else stop();
  }

  const scrub = (event) => {
    if (!one || !event.buttons) return;
    const frame = frameAt(one.seconds, scaleOf(one, canvas.clientWidth).time(event.clientX - canvas.getBoundingClientRect().left));
    player.at = one.seconds[frame];
    show(frame);
  };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); scrub(event); });
  canvas.addEventListener("pointermove", scrub);
  slider.addEventListener("input", () => { player.at = one.seconds[Number(slider.value)]; });

  function pick() {
    picks.replaceChildren(...usedFirst(data).map((dimension) => {
      const place = dimensions.indexOf(dimension);
      const one = button("", () => { dimensions = place < 0 ? [...dimensions, dimension] : dimensions.filter((other) => other !== dimension); pick(); draw(); picks.children[usedFirst(data).indexOf(dimension)].focus(); }, { "aria-pressed": String(place >= 0) });
      const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
      if (place >= 0) swatch.style.background = `rgb(${paintOf(root, curveColour(place))})`;
      one.append(swatch, app.words.dimension(dimension));
      return one;
    }));
  }

  // Scrubbed on the map: the frame is set there, the face follows here.
  let shown = app.state.video.frame;
  app.on("video", ({ video: { frame, sequence } }) => {
    if (sequence !== null && frame !== shown) {
      shown = frame;
      const now = recordingOf(data, sequence);
      if (now && frame < now.count && JSON.stringify(app.state.z) !== JSON.stringify(now.z(frame))) show(frame);
    }
    fill();
  });
  app.on("dims", () => { pick(); draw(); });
  app.on("view", () => queueMicrotask(() => { pick(); draw(); }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { pick(); draw(); });
  new ResizeObserver(draw).observe(canvas);
  // The colours are those of the page once it is there.
  queueMicrotask(() => { pick(); fill(); });
}

/** Dimensions by use, the most used first. */
function usedFirst(data) {
  const all = Array.from({ length: data.model.k }, (_, number) => number), use = data.dimensions?.arrays.use.values;
  return use ? all.sort((a, b) => use[b] - use[a]) : all;
}

function reachOf(one, k) {
  let most = 0.01;
  for (let frame = 0; frame < one.count; frame++)
    for (let dimension = 0; dimension < k; dimension++) most = Math.max(most, Math.abs(one.value(frame, dimension)));
  const unit = 10 ** Math.floor(Math.log10(most));
  return unit * [1, 2, 4, 6, 8, 10].find((step) => step * unit >= most);
}

function noteOf({ recordings, total, rate }) {
  const some = recordings.length < total ? `${recordings.length} of ${total} recordings are kept, those of test people first. ` : "";
  return `${some}Files do not say how many frames a second there are; ${rate} are assumed. Bands show what was coded, the redder the stronger.`;
}
