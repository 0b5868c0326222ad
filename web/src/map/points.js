// Faces as points, drawn by the graphics card (or by software in its place), only when something changed.

import { BufferAttribute, BufferGeometry, OrthographicCamera, Points, Scene, ShaderMaterial, WebGLRenderer } from "../three.js";
import { PERSPECTIVE, turnOf, unitPixels } from "./camera.js";

// The same as projectInto of camera.js. A hidden point has no opacity and is put out of sight.
const VERTEX = `
attribute vec4 tint;
uniform mat3 turn; uniform vec3 centre; uniform vec2 scale; uniform float size, deep;
varying vec4 colour;
void main() {
  vec3 p = turn * (position - centre);
  float near = 1.0 / (1.0 - ${PERSPECTIVE.toFixed(3)} * min(3.0, p.z));
  colour = vec4(tint.rgb, deep * clamp(0.3 - 0.35 * p.z, 0.0, 0.65));
  gl_Position = tint.a < 0.5 ? vec4(9.0, 9.0, 9.0, 1.0) : vec4(p.xy * near * scale, -p.z * 0.1, 1.0);
  gl_PointSize = size * near;
}`;
const FRAGMENT = `
precision mediump float;
uniform vec3 paper;
varying vec4 colour;
void main() {
  float far = length(gl_PointCoord - 0.5);
  if (far > 0.5) discard;
  gl_FragColor = vec4(mix(mix(colour.rgb, paper, colour.a), paper, smoothstep(0.4, 0.5, far) * 0.6), 1.0);
}`;

/** @param {HTMLCanvasElement} canvas */
export function makePoints(canvas) {
  const renderer = new WebGLRenderer({ canvas, antialias: false, alpha: true, preserveDrawingBuffer: true });
  const scene = new Scene(), camera = new OrthographicCamera();
  const geometry = new BufferGeometry();
  const uniforms = {
    turn: { value: new Float32Array(9) }, centre: { value: [0, 0, 0] }, scale: { value: [1, 1] },
    size: { value: 6 }, deep: { value: 0 }, paper: { value: [1, 1, 1] },
  };
  const points = new Points(geometry, new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms }));
  points.frustumCulled = false;
  scene.add(points);
  let ratio = 1, count = 0;
  return {
    /** @param {Float32Array} values n·3 */
    place(values) {
      count = values.length / 3;
      geometry.setAttribute("position", new BufferAttribute(values, 3));
      if (!geometry.attributes.tint || geometry.attributes.tint.count !== count)
        geometry.setAttribute("tint", new BufferAttribute(new Uint8Array(4 * count), 4, true));
    },
    /** @param {(row: number, out: Uint8Array, at: number) => void} give red, green, blue, and 255 or 0 for hidden */
    colour(give) {
      const { tint } = geometry.attributes;
      for (let row = 0; row < count; row++) give(row, tint.array, 4 * row);
      tint.needsUpdate = true;
    },
    resize(width, height) {
      ratio = Math.min(2, window.devicePixelRatio || 1);
      renderer.setPixelRatio(ratio);
      renderer.setSize(width, height, false);
    },
    /** Draw; gives the milliseconds until the picture was whole, where `measured`. */
    draw(view, width, height, { deep, paper, measured = false }) {
      const begun = performance.now(), r = turnOf(view), scale = unitPixels(view, width, height);
      uniforms.turn.value.set([r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]]);
      uniforms.centre.value = view.centre;
      uniforms.scale.value = [(2 * scale) / width, (2 * scale) / height];
      uniforms.size.value = ratio * sizeOf(count, view.zoom);
      uniforms.deep.value = deep ? 1 : 0;
      uniforms.paper.value = paper;
      renderer.render(scene, camera);
      if (measured) {
        const gl = renderer.getContext();
        gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      }
      return performance.now() - begun;
    },
    dispose: () => renderer.dispose(),
  };
}

/** Pixels across: fewer faces are larger, and all grow a little as one comes nearer. */
export const sizeOf = (count, zoom) =>
  Math.max(2.5, Math.min(14, (count > 20000 ? 3 : count > 4000 ? 5 : count > 300 ? 7.5 : 10) * Math.max(1, zoom) ** 0.25));
