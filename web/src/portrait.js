// Small pictures of faces, drawn by one renderer that nobody sees, for as many canvases as there are.

import { framing, makeCamera, makeFaceMesh, NARROW, turnCamera } from "./facemesh.js";
import { WebGLRenderer } from "./three.js";

/** @returns {{draw(points: Float32Array, canvas: HTMLCanvasElement, degrees?: number): void}|null} null without WebGL or layout */
export function makePortraits(app, root) {
  if (!app.data.model.layout) return null;
  let renderer = null, face = null, camera = null, theme = "";
  const frame = framing(app.data.model);
  function ready() {
    if (renderer) return;
    renderer = new WebGLRenderer({ antialias: true, alpha: true, preserveDrawingBuffer: true });
    face = makeFaceMesh(app.data.model, root);
    camera = makeCamera(frame);
  }
  return {
    draw(points, canvas, degrees = 0) {
      ready();
      const now = JSON.stringify(app.state.view) + matchMedia("(prefers-color-scheme: dark)").matches;
      if (now !== theme) { theme = now; face.style(app.state.view); }
      const { width, height } = canvas, size = renderer.domElement;
      if (size.width !== width || size.height !== height) renderer.setSize(width, height, false);
      camera.aspect = width / height;
      camera.zoom = Math.min(1, camera.aspect / NARROW);
      turnCamera(camera, frame, degrees, frame.far);
      camera.updateProjectionMatrix();
      face.show(points);
      face.lift(camera, frame);
      renderer.render(face.scene, camera);
      const pen = canvas.getContext("2d");
      pen.clearRect(0, 0, width, height);
      pen.drawImage(renderer.domElement, 0, 0);
    },
  };
}
