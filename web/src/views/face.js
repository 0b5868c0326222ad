// The face that the latents make, in three dimensions. One renderer; the camera stays where it was put.

import { button, check, colour, framed, make } from "../dom.js";
import { COLOURS, TINTS, normalsInto, surfaceOf } from "../surface.js";
import {
  BufferAttribute, BufferGeometry, Color, DirectionalLight, DoubleSide, DynamicDrawUsage, HemisphereLight, LineBasicMaterial,
  LineSegments, Mesh, MeshStandardMaterial, OrbitControls, PerspectiveCamera, Points, PointsMaterial, Scene, WebGLRenderer,
} from "../three.js";

const TURNS = { Front: 0, "Three-quarter": 35, Side: 80 };

export function mount(root, app) {
  const { model } = app.data;
  if (!model.layout) {
    root.append(make("p", { class: "problem", text: "This model was trained without a landmark layout, so there is no face to draw." }));
    return;
  }
  const canvas = make("canvas", { tabindex: 0, role: "img", "aria-label": "The face; drag or use the arrow keys to turn it" });
  const caption = make("p", { class: "caption", "aria-live": "polite" });
  const time = make("p", { class: "timing" });
  const frame = make("div", { class: "canvas" }, canvas);
  let scene;
  try {
    scene = makeScene(canvas, frame, app);
  } catch (error) {
    root.append(make("p", { class: "problem", role: "alert", text: `The face cannot be drawn: ${error.message}. Switch WebGL on in this browser's settings.` }));
    return;
  }
  root.append(toolbar(app, scene), frame, make("div", { class: "foot" }, caption, time));

  const points = new Float32Array(3 * model.layout.names.length);
  const draw = framed(() => {
    const begun = performance.now();
    if (app.decode(app.state.z, app.state.neutral, points)) scene.show(points);
    const whole = performance.now() - begun;
    app.timing.upload = whole - app.timing.decode;
    app.timing.frames.push(whole);
    if (app.timing.frames.length > 240) app.timing.frames.shift();
    time.textContent = `decode ${app.timing.decode.toFixed(1)} ms, surface and upload ${app.timing.upload.toFixed(1)} ms`;
    caption.textContent = said(app);
  });
  app.on(["z", "neutral", "face"], draw);
  app.on("view", () => { scene.style(); draw(); });
  draw();
}

function said(app) {
  const { face, neutral, z } = app.state;
  if (face !== null && app.data.latents.of(face).every((value, i) => value === z[i])) return app.words.face(face);
  return `generated on ${app.words.neutral(neutral)}`;
}

function toolbar(app, scene) {
  const bar = make("div", { class: "bar", role: "group", "aria-label": "How the face is shown" });
  const boxes = [["surface", "Surface"], ["contours", "Contours"], ["landmarks", "Landmarks"]].map(([name, text]) => {
    const label = check(text, app.state.view[name], (on) => app.set({ view: { [name]: on } }, { undo: false }));
    app.on("view", () => { label.box.checked = app.state.view[name]; });
    return label;
  });
  const turns = app.data.model.layout.dims === 3
    ? Object.entries(TURNS).map(([text, degrees]) => button(text, () => scene.turn(degrees)))
    : [];
  bar.append(...boxes, ...turns);
  return bar;
}

function makeScene(canvas, frame, app) {
  const { layout, arrays } = app.data.model;
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, preserveDrawingBuffer: true });
  renderer.setPixelRatio(Math.min(2, window.devicePixelRatio || 1));
  const scene = new Scene(), camera = new PerspectiveCamera(24, 1, 0.1, 100);
  const above = new HemisphereLight(0xffffff, 0x9a8f88, 1.6), key = new DirectionalLight(0xffffff, 2.2);
  key.position.set(1.2, 1.6, 3);
  scene.add(above, key);

  const surface = surfaceOf(app.data.model), flat = layout.dims === 2;
  const vertices = new BufferAttribute(new Float32Array(3 * surface.vertices), 3).setUsage(DynamicDrawUsage);
  const normals = new BufferAttribute(new Float32Array(3 * surface.vertices), 3).setUsage(DynamicDrawUsage);
  const skin = new BufferGeometry();
  skin.setAttribute("position", vertices);
  skin.setAttribute("normal", normals);
  const colours = new BufferAttribute(new Float32Array(4 * surface.vertices), 4);
  skin.setAttribute("color", colours);
  skin.setIndex(new BufferAttribute(Uint32Array.from(surface.triangles), 1));
  const mesh = new Mesh(skin, new MeshStandardMaterial({ vertexColors: true, alphaTest: 0.5, side: DoubleSide, roughness: 0.75, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));

  const marks = new BufferAttribute(new Float32Array(3 * layout.names.length), 3).setUsage(DynamicDrawUsage);
  const dotted = new BufferGeometry(), lined = new BufferGeometry();
  dotted.setAttribute("position", marks);
  lined.setAttribute("position", marks);
  lined.setIndex(new BufferAttribute(Uint32Array.from(arrays["layout.edges"].values), 1));
  const dots = new Points(dotted, new PointsMaterial({ size: 4, sizeAttenuation: false }));
  const lines = new LineSegments(lined, new LineBasicMaterial());
  for (const one of [mesh, dots, lines]) { one.frustumCulled = false; scene.add(one); }

  const centre = middle(arrays["surface.base"] ? arrays["surface.base"].values : arrays.mean.values, layout.dims);
  const controls = new OrbitControls(camera, canvas);
  controls.enableDamping = false;
  controls.enablePan = false;
  controls.enableRotate = !flat;
  controls.target.set(centre.x, centre.y, centre.z);
  camera.position.set(centre.x, centre.y, centre.z + centre.far);
  controls.minDistance = 0.4 * centre.far;
  controls.maxDistance = 3 * centre.far;
  const render = framed(() => renderer.render(scene, camera));
  controls.addEventListener("change", render);

  function turn(degrees) {
    const angle = (degrees * Math.PI) / 180, far = camera.position.distanceTo(controls.target);
    camera.position.set(centre.x + far * Math.sin(angle), centre.y, centre.z + far * Math.cos(angle));
    controls.update();
    render();
  }
  canvas.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
    if (moves[event.key] && !flat) {
      const away = camera.position.clone().sub(controls.target), far = away.length();
      const yaw = Math.atan2(away.x, away.z) + moves[event.key][0];
      const pitch = Math.max(-1.4, Math.min(1.4, Math.asin(away.y / far) - moves[event.key][1]));
      camera.position.set(
        centre.x + far * Math.cos(pitch) * Math.sin(yaw), centre.y + far * Math.sin(pitch), centre.z + far * Math.cos(pitch) * Math.cos(yaw));
      controls.update();
    } else if (event.key === "+" || event.key === "=") { camera.position.sub(controls.target).multiplyScalar(0.9).add(controls.target); controls.update(); }
    else if (event.key === "-") { camera.position.sub(controls.target).multiplyScalar(1.1).add(controls.target); controls.update(); }
    else return;
    event.preventDefault();
    render();
  });

  function paint() {
    const own = new Color(colour(frame, "skin")), one = new Color(), mixed = new Color();
    surface.part.forEach((part, vertex) => {
      const rgb = COLOURS[part];
      if (rgb) one.setRGB(...rgb, "srgb");
      else {
        one.copy(own);
        TINTS.forEach(([rgb, most], number) => one.lerp(mixed.setRGB(...rgb, "srgb"), most * surface.tint[vertex][number]));
      }
      one.toArray(colours.array, 4 * vertex);
      colours.array[4 * vertex + 3] = surface.edge[vertex];
    });
    colours.needsUpdate = true;
  }

  function style() {
    const { view } = app.state;
    mesh.visible = view.surface;
    lines.visible = view.contours || (!view.surface && !view.landmarks);
    dots.visible = view.landmarks;
    paint();
    dots.material.color.set(colour(frame, "mark"));
    lines.material.color.set(colour(frame, "ink"));
    render();
  }

  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = frame;
    if (!width || !height) return;
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    // A narrow place shows the whole face as well.
    camera.zoom = Math.min(1, camera.aspect);
    camera.updateProjectionMatrix();
    render();
  }).observe(frame);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", style);
  queueMicrotask(() => { turn(0); style(); });

  return {
    turn, style, render, canvas,
    show(points) {
      surface.place(points, vertices.array);
      normalsInto(normals.array, vertices.array, surface.triangles);
      marks.array.set(points);
      for (const one of [vertices, normals, marks]) one.needsUpdate = true;
      render();
    },
  };
}

/** The middle of the mean face, and how far a camera sees all of it. */
function middle(mean, dims) {
  const low = [Infinity, Infinity, 0], high = [-Infinity, -Infinity, 0];
  for (let i = 0; i < mean.length; i += dims)
    for (let axis = 0; axis < dims; axis++) {
      low[axis] = Math.min(low[axis], mean[i + axis]);
      high[axis] = Math.max(high[axis], mean[i + axis]);
    }
  const size = Math.max(high[0] - low[0], high[1] - low[1]);
  return { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2, z: (low[2] + high[2]) / 2, far: size * 2.9 };
}
