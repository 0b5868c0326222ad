"use strict";
(() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();

  // One tip for all plots.
  const tip = document.createElement("div");
  tip.id = "tip"; tip.hidden = true; tip.setAttribute("role", "status");
  document.body.append(tip);
  function say(text, event) {
    tip.textContent = text; tip.hidden = !text;
    if (!text) return;
    const width = tip.offsetWidth, left = event.pageX + 14;
    tip.style.left = Math.max(8, left + width > root.clientWidth - 8 ? event.pageX - width - 14 : left) + "px";
    tip.style.top = event.pageY + 14 + "px";
  }
  for (const row of document.querySelectorAll("[data-tip]")) {
    row.addEventListener("pointermove", (event) => say(row.dataset.tip, event));
    row.addEventListener("pointerleave", () => say(""));
  }

  // Training curves: the values at the step under the pointer.
  const number = (value) => Math.abs(value) >= 1e4 || (value && Math.abs(value) < 1e-3)
    ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  for (const svg of document.querySelectorAll("svg[data-series]")) {
    const series = JSON.parse(svg.dataset.series), last = Number(svg.dataset.last);
    const cursor = document.createElementNS(svg.namespaceURI, "line");
    cursor.setAttribute("class", "cursor"); cursor.setAttribute("y2", "1000");
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const wanted = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * last;
      const near = (points) => points.reduce((a, b) => Math.abs(b[0] - wanted) < Math.abs(a[0] - wanted) ? b : a);
      const lines = series.map((one) => `${one.name} ${one.part}: ${number(near(one.points)[1])}`);
      const step = near(series[series.length - 1].points)[0];
      cursor.setAttribute("x1", 1000 * step / last); cursor.setAttribute("x2", 1000 * step / last);
      svg.append(cursor);
      say(`step ${step.toLocaleString("en")}\n${lines.join("\n")}`, event);
    });
    svg.addEventListener("pointerleave", () => { cursor.remove(); say(""); });
  }

  // Figure 4, of each run.
  for (const box of document.querySelectorAll(".spacesof")) spaces(box);
  function spaces(box) {
    const data = JSON.parse(box.querySelector("script.latents").textContent);
    let alone = -1;
    const start = { yaw: -0.6, pitch: 0.38, zoom: 1 };
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => [(c & 1) * 2 - 1, (c & 2) - 1, (c & 4) / 2 - 1]);
    const sides = [];
    for (let a = 0; a < 8; a++) for (const bit of [1, 2, 4]) if (!(a & bit)) sides.push([a, a | bit]);
    const panels = [];

    function panel(canvas) {
      const space = data.spaces.find((one) => one.name === canvas.dataset.space);
      const view = { ...start }, n = data.label.length;
      let shown = [], asked = false;
      function project(x, y, z, size) {
        const cy = Math.cos(view.yaw), sy = Math.sin(view.yaw), cp = Math.cos(view.pitch), sp = Math.sin(view.pitch);
        const across = x * cy + z * sy, away = -x * sy + z * cy;
        const up = y * cp - away * sp, depth = y * sp + away * cp;
        const scale = view.zoom * size * 0.34 * 5 / (5 - depth);
        return [size / 2 + across * scale, size / 2 - up * scale, depth, scale];
      }
      function draw() {
        asked = false;
        const size = canvas.clientWidth, dense = Math.max(1, window.devicePixelRatio || 1);
        if (!size) return;
        if (canvas.width !== Math.round(size * dense)) canvas.width = canvas.height = Math.round(size * dense);
        const pen = canvas.getContext("2d");
        pen.setTransform(dense, 0, 0, dense, 0, 0);
        pen.clearRect(0, 0, size, size);
        pen.strokeStyle = colour("line"); pen.lineWidth = 1;
        const ends = corners.map((c) => project(c[0] * 0.8, c[1] * 0.8, c[2] * 0.8, size));
        pen.beginPath();
        for (const [a, b] of sides) { pen.moveTo(ends[a][0], ends[a][1]); pen.lineTo(ends[b][0], ends[b][1]); }
        pen.stroke();
        const fills = data.colours.map(colour), soft = colour("soft");
        pen.fillStyle = soft; pen.font = "11px system-ui, sans-serif"; pen.textAlign = "center";
        [[0, -1, 1], [-1, 0, 1], [1, -1, 0]].forEach((at, axis) => {
          const [x, y] = project(at[0] * 0.92, at[1] * 0.92, at[2] * 0.92, size);
          pen.fillText("PC" + (axis + 1), Math.min(size - 14, Math.max(14, x)), y + 4);
        });
        shown = [];
        for (let i = 0; i < n; i++) {
          const p = space.points;
          shown.push([...project(p[3 * i] / 1000, p[3 * i + 1] / 1000, p[3 * i + 2] / 1000, size), i]);
        }
        shown.sort((a, b) => a[2] - b[2]);
        const dot = Math.min(3.6, Math.max(1.5, 55 / Math.sqrt(n))) * Math.sqrt(size / 265);
        for (const [x, y, depth, scale, i] of shown) {
          const chosen = alone < 0 || data.label[i] === alone;
          const fog = Math.min(1, Math.max(0, (depth + 1.1) / 2.2));
          pen.globalAlpha = chosen ? 0.45 + 0.5 * fog : 0.07;
          pen.fillStyle = fills[data.label[i]];
          pen.beginPath();
          pen.arc(x, y, Math.max(0.5, dot * data.size[i] * scale / (size * 0.34)), 0, 7);
          pen.fill();
        }
        pen.globalAlpha = 1;
      }
      const redraw = () => { if (!asked) { asked = true; requestAnimationFrame(draw); } };
      function turn(yaw, pitch) {
        view.yaw += yaw; view.pitch = Math.min(1.55, Math.max(-1.55, view.pitch + pitch)); redraw();
      }
      let held = null;
      canvas.addEventListener("pointerdown", (event) => { held = event; canvas.setPointerCapture(event.pointerId); say(""); });
      canvas.addEventListener("pointermove", (event) => {
        if (held) {
          turn((event.clientX - held.clientX) * 0.01, (event.clientY - held.clientY) * 0.01);
          held = event;
          return;
        }
        const box = canvas.getBoundingClientRect();
        const x = event.clientX - box.left, y = event.clientY - box.top;
        let found = null, least = 81;
        for (const one of shown) {
          if (alone >= 0 && data.label[one[4]] !== alone) continue;
          const far = (one[0] - x) ** 2 + (one[1] - y) ** 2;
          if (far <= least) { least = far; found = one; }
        }
        say(found ? data.about[found[4]] : "", event);
      });
      for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(end, () => { held = null; });
      canvas.addEventListener("pointerleave", () => say(""));
      canvas.addEventListener("dblclick", () => { Object.assign(view, start); redraw(); });
      canvas.addEventListener("keydown", (event) => {
        const moves = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, -0.12], ArrowDown: [0, 0.12] };
        if (moves[event.key]) turn(...moves[event.key]);
        else if (event.key === "+" || event.key === "=") { view.zoom = Math.min(6, view.zoom * 1.15); redraw(); }
        else if (event.key === "-") { view.zoom = Math.max(0.4, view.zoom / 1.15); redraw(); }
        else if (event.key === "Home") { Object.assign(view, start); redraw(); }
        else return;
        event.preventDefault();
      });
      new ResizeObserver(redraw).observe(canvas);
      draw();
      return { draw, redraw };
    }
    for (const canvas of box.querySelectorAll("canvas[data-space]")) panels.push(panel(canvas));
    const buttons = [...box.querySelectorAll(".legend button")];
    for (const button of buttons) button.addEventListener("click", () => {
      const label = Number(button.dataset.label);
      alone = alone === label ? -1 : label;
      for (const other of buttons) other.setAttribute("aria-pressed", String(Number(other.dataset.label) === alone));
      for (const one of panels) one.redraw();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => panels.forEach((one) => one.draw()));
    addEventListener("beforeprint", () => panels.forEach((one) => one.draw()));
  }
})();
