// A face as three.js draws it: surface, landmarks, contours, and arrows of what a dimension moves.

import { colour } from "./dom.js";
import { COLOURS, normalsInto, surfaceOf, TINTS } from "./surface.js";
import {
  BufferAttribute, BufferGeometry, Color, DirectionalLight, DoubleSide, DynamicDrawUsage, HemisphereLight,
  LineBasicMaterial, LineSegments, Mesh, MeshLambertMaterial, PerspectiveCamera, Points, PointsMaterial, Scene,
} from "./three.js";

/** A place that is narrower than this share of its height sees the face smaller. */
export const NARROW = 0.75;
const FIELD = 24;
const HEAT_TOP = 0.12, ARROW = 1.5, LEAST = 0.01, LIFT = 0.06;
const HEAT = [[0.87, 0.66, 0.08], [0.88, 0.44, 0.1], [0.76, 0.09, 0.36]];

const dynamic = (size, width) => new BufferAttribute(new Float32Array(size * width), width).setUsage(DynamicDrawUsage);

function geometry(positions, index) {
  const made = new BufferGeometry();
  made.setAttribute("position", positions);
  if (index) made.setIndex(new BufferAttribute(Uint32Array.from(index), 1));
  return made;
}

/**
 * @param {object} model the data's section
 * @param {Element} root whose theme it has
 */
export function makeFaceMesh(model, root) {
  const { layout, arrays } = model, count = layout.names.length;
  const surface = surfaceOf(model);
  const vertices = dynamic(surface.vertices, 3), normals = dynamic(surface.vertices, 3), colours = dynamic(surface.vertices, 4);
  const marks = dynamic(count, 3), measured = dynamic(count, 3), arrows = dynamic(6 * count, 3);
  const skin = geometry(vertices, surface.triangles);
  skin.setAttribute("normal", normals);
  skin.setAttribute("color", colours);
  const mesh = new Mesh(skin, new MeshLambertMaterial({
    vertexColors: true, alphaTest: 0.5, side: DoubleSide,
    polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1,
  }));
  const dots = new Points(geometry(marks), new PointsMaterial({ size: 4, sizeAttenuation: false }));
  const lines = new LineSegments(geometry(marks, arrays["layout.edges"].values), new LineBasicMaterial());
  const ghost = new LineSegments(geometry(measured, arrays["layout.edges"].values), new LineBasicMaterial());
  const darts = new LineSegments(geometry(arrows), new LineBasicMaterial());
  const scene = new Scene();
  const key = new DirectionalLight(0xffffff, 2.2);
  key.position.set(1.2, 1.6, 3);
  scene.add(new HemisphereLight(0xffffff, 0x9a8f88, 1.6), key);
  for (const one of [mesh, dots, lines, ghost, darts]) { one.frustumCulled = false; scene.add(one); }
  ghost.visible = darts.visible = false;
  const rest = new Float32Array(4 * surface.vertices), before = new Float32Array(3 * surface.vertices), after = new Float32Array(3 * surface.vertices);

  function paint() {
    const own = new Color(colour(root, "skin")), one = new Color(), mixed = new Color();
    surface.part.forEach((part, vertex) => {
      if (COLOURS[part]) one.setRGB(...COLOURS[part], "srgb");
      else {
        one.copy(own);
        TINTS.forEach(([rgb, most], number) => one.lerp(mixed.setRGB(...rgb, "srgb"), most * surface.tint[vertex][number]));
      }
      one.toArray(rest, 4 * vertex);
      rest[4 * vertex + 3] = surface.edge[vertex];
    });
    colours.array.set(rest);
    colours.needsUpdate = true;
  }

  return {
    /** Bring lines and dots a little nearer to the camera than the surface that they lie on. */
    lift(camera, { x, y, z }) {
      const away = camera.position.clone().sub({ x, y, z }).setLength(LIFT);
      for (const one of [dots, lines, ghost, darts]) one.position.copy(away);
    },
    scene, surface, vertices: vertices.array, colours: colours.array, points: marks.array,
    show(points) {
      surface.place(points, vertices.array);
      normalsInto(normals.array, vertices.array, surface.triangles);
      marks.array.set(points);
      for (const one of [vertices, normals, marks]) one.needsUpdate = true;
    },
    /** The measured face beside the drawn one, or null. */
    compare(points) {
      ghost.visible = points !== null;
      if (points) { measured.array.set(points); measured.needsUpdate = true; }
    },
    /** What moves between two faces: heat on the surface, an arrow at each landmark; null for nothing. */
    heat(from, to) {
      darts.visible = from !== null;
      colours.array.set(rest);
      colours.needsUpdate = true;
      if (from === null) return;
      surface.place(from, before);
      surface.place(to, after);
      for (let vertex = 0; vertex < surface.vertices; vertex++) {
        const at = 3 * vertex;
        if (surface.part[vertex] !== "skin") continue;
        const way = Math.hypot(after[at] - before[at], after[at + 1] - before[at + 1], after[at + 2] - before[at + 2]);
        mixHeat(colours.array, 4 * vertex, Math.min(1, way / HEAT_TOP));
      }
      placeArrows(arrows.array, from, to);
      arrows.needsUpdate = true;
    },
    style(view) {
      mesh.visible = view.surface;
      lines.visible = view.contours || (!view.surface && !view.landmarks);
      dots.visible = view.landmarks;
      paint();
      dots.material.color.set(colour(root, "mark"));
      lines.material.color.set(colour(root, "ink"));
      ghost.material.color.set(colour(root, "vermilion"));
      darts.material.color.set(colour(root, "ink"));
    },
  };
}

/** Blend a colour toward the scale of heat, in place. */
function mixHeat(array, at, share) {
  if (share < 0.08) return;
  const scaled = share * (HEAT.length - 1), low = Math.min(HEAT.length - 2, Math.floor(scaled)), part = scaled - low;
  const strength = Math.min(0.85, 0.35 + share);
  for (let channel = 0; channel < 3; channel++) {
    const value = (HEAT[low][channel] * (1 - part) + HEAT[low + 1][channel] * part) ** 2.2;
    array[at + channel] += strength * (value - array[at + channel]);
  }
}

/** A shaft and two barbs a landmark; those that hardly move have none. */
function placeArrows(array, from, to) {
  array.fill(0);
  for (let point = 0; point < from.length / 3; point++) {
    const at = 3 * point, x = from[at], y = from[at + 1], z = from[at + 2];
    const dx = ARROW * (to[at] - x), dy = ARROW * (to[at + 1] - y), dz = ARROW * (to[at + 2] - z);
    if (Math.hypot(dx, dy, dz) < LEAST * ARROW) continue;
    const tip = [x + dx, y + dy, z + dz + 0.02], barb = 0.28;
    const sides = [1, -1].map((side) => [tip[0] - barb * (dx + side * 0.5 * dy), tip[1] - barb * (dy - side * 0.5 * dx), tip[2] - barb * dz]);
    array.set([x, y, z + 0.02, ...tip, ...tip, ...sides[0], ...tip, ...sides[1]], 18 * point);
  }
}

/** Where a camera sees all of the mean face: its middle, and how far away. */
export function framing(model) {
  const points = model.arrays["surface.base"]?.values ?? model.arrays.mean.values, dims = model.layout.surface ? 3 : model.layout.dims;
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  const edge = model.arrays["surface.edge"]?.values;
  for (let i = 0; i < points.length; i += dims)
    if (!edge || edge[i / dims] > 127) for (let axis = 0; axis < dims; axis++) {
      low[axis] = Math.min(low[axis], points[i + axis]);
      high[axis] = Math.max(high[axis], points[i + axis]);
    }
  const size = Math.max(high[0] - low[0], high[1] - low[1]);
  return { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2 - (dims === 3 ? 0.06 * size : 0), z: dims === 3 ? (low[2] + high[2]) / 2 : 0, far: size * 2.95 };
}

/** A camera that sees the face from the front, or turned by degrees about the vertical axis. */
export function makeCamera(frame) {
  const camera = new PerspectiveCamera(FIELD, 1, 0.05, 100);
  turnCamera(camera, frame, 0, frame.far);
  return camera;
}

export function turnCamera(camera, frame, degrees, far) {
  const angle = (degrees * Math.PI) / 180;
  camera.position.set(frame.x + far * Math.sin(angle), frame.y, frame.z + far * Math.cos(angle));
  camera.lookAt(frame.x, frame.y, frame.z);
}
