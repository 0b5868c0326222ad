import assert from "node:assert/strict";
import { test } from "node:test";
import { project, projectInto, slanted, straight, turned, unproject, zoomed, shifted } from "../src/map/camera.js";
import { classesOf, colouringOf, colourings, countsOf } from "../src/map/colouring.js";
import { densityOf } from "../src/map/density.js";
import { axesOf, nearestFaces, projectionOf, supportOf } from "../src/map/projection.js";

const near = (a, b, within = 1e-5) => a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) < within, `${a} is not ${b}`));
const array = (values, shape) => ({ values, shape });

/** Four faces about (1, 2, 3), along known axes. */
function page() {
  const half = Math.SQRT1_2;
  const z = Float32Array.from([3, 2, 3, -1, 2, 3, 1, 2 + half, 3 + half, 1, 2 - half, 3 - half]);
  return {
    model: { k: 3 },
    latents: { n: 4, k: 3, values: z, of: (row) => [...z.subarray(3 * row, 3 * row + 3)] },
    space: {
      share: [0.8, 0.2, 0], maps: [{ name: "umap", title: "UMAP", seed: 0 }], nearest: [1, 2],
      arrays: { mean: array(Float32Array.from([1, 2, 3])), axes: array(Float32Array.from([1, 0, 0, 0, half, half, 0, half, -half])), "map.umap": array(Float32Array.from([0, 0, 4, 0, 4, 4, 0, 4])) },
    },
  };
}

test("places are scores along the axes, in units of the map", () => {
  const made = projectionOf(page(), { kind: "pca", axes: [0, 1, 2], three: true });
  assert.equal(made.scale, 2);
  near([...made.places], [1, 0, 0, -1, 0, 0, 0, 0.5, 0, 0, -0.5, 0]);
  near([made.share], [1]);
});

test("two dimensions are themselves, about the mean", () => {
  const made = projectionOf(page(), { kind: "dims", axes: [2, 0], three: false });
  near(made.placeOf([3, 9, 3]), [0, 2 / made.scale, 0]);
  assert.equal(made.width, 2);
});

test("a place and back: the rest of the face stays as it is", () => {
  const made = projectionOf(page(), { kind: "pca", axes: [0, 1, 2], three: false }), from = [0.2, -1, 4];
  const z = made.moved(from, [0.3, -0.7, 0]);
  near(made.placeOf(z), [0.3, -0.7, 0]);
  // Along the third axis nothing moved.
  near([z[1] - z[2]], [from[1] - from[2]]);
});

test("a bent map has no way back but through the faces near by", () => {
  const data = page(), made = projectionOf(data, { kind: "umap", axes: [0, 1, 2], three: true });
  assert.equal(made.width, 2);
  near(made.placeOf(data.latents.of(2)), [...made.places.subarray(6, 9)]);
  near(made.moved(null, [...made.places.subarray(3, 6)]), data.latents.of(1));
});

test("axes are there, and none twice", () => {
  assert.deepEqual(axesOf([4, 4, 99], 6, 3), [4, 0, 1]);
  assert.deepEqual(axesOf([0, 1, 2], 2, 3), [0, 1]);
});

test("one and two dimensions make a map, too", () => {
  for (const k of [1, 2]) {
    const z = Float32Array.from({ length: 3 * k }, (_, i) => i);
    const axes = Float32Array.from({ length: k * k }, (_, i) => (i % (k + 1) ? 0 : 1));
    const data = { model: { k }, latents: { n: 3, k, values: z, of: (row) => [...z.subarray(row * k, row * k + k)] }, space: { share: [1, 0], maps: [], arrays: { mean: array(new Float32Array(k)), axes: array(axes) } } };
    const made = projectionOf(data, { kind: "pca", axes: [0, 1, 2], three: true });
    assert.equal(made.width, k);
    assert.ok([...made.places].every(Number.isFinite));
  }
});

test("nearest faces are in order, with their distances", () => {
  const { values } = page().latents;
  const found = nearestFaces(values, 3, [2, 2, 3], 2);
  assert.deepEqual(found.map(({ row }) => row), [0, 2]);
  near(found.map(({ distance }) => distance), [1, Math.SQRT2]);
  assert.equal(nearestFaces(values, 3, [2, 2, 3], 1, (row) => row > 2)[0].row, 3);
});

test("support is whole among the faces and fades to nothing at three times as far", () => {
  assert.deepEqual([0, 2, 4, 6, 60].map((distance) => supportOf(distance, [1, 2])), [1, 1, 0.5, 0, 0]);
  assert.equal(supportOf(1, null), 0);
});

test("what is seen at a point of the screen is there", () => {
  for (const camera of [straight(), slanted(), { ...turned(slanted(), 40, -30), zoom: 3, centre: [0.2, -0.1, 0.3] }]) {
    const place = [0.3, -0.6, 0.4], [x, y, depth] = project(place, camera, 800, 500);
    near(unproject(x, y, depth, camera, 800, 500), place);
  }
  near(project([0, 0, 0], slanted(), 800, 500), [400, 250, 0]);
  const many = projectInto(new Float32Array(6), Float32Array.from([0, 0, 0, 1, 0, 0]), straight(), 800, 500);
  near([...many], [400, 250, 0, 620, 250, 0], 1e-3);
});

test("zooming holds what is under the hand, moving takes it along", () => {
  const camera = { ...straight(), zoom: 2 }, at = unproject(100, 60, 0, camera, 800, 500);
  near(project(at, zoomed(camera, 3, 100, 60, 800, 500), 800, 500), [100, 60, 0], 1e-6);
  near(project(at, shifted(camera, 30, -20, 800, 500), 800, 500), [130, 40, 0], 1e-6);
});

test("the ground is clear where faces are and fades where none is", () => {
  const places = new Float32Array(3 * 400);
  for (let row = 0; row < 400; row++) { places[3 * row] = -0.8 + 0.1 * Math.sin(row); places[3 * row + 1] = 0.8 + 0.1 * Math.cos(row); }
  const density = densityOf(places, undefined, 64), at = (x, y) => density[Math.floor(((1.6 - y) / 3.2) * 64) * 64 + Math.floor(((x + 1.6) / 3.2) * 64)];
  assert.equal(at(-0.8, 0.8), 1);
  assert.equal(at(0.8, -0.8), 0);
  assert.ok(densityOf(places, () => false).every((value) => value === 0));
});

const column = (texts) => {
  const names = [...new Set(texts)].sort();
  return { names, codes: texts.map((text) => names.indexOf(text)), at: (row) => texts[row] };
};
const faces = () => ({
  count: 4, label: column(["happy", "", "sad", "happy"]), subject: column(["a", "a", "b", "c"]), part: column(["", "", "", ""]),
  intensity: Float32Array.from([1, NaN, 2, 4]),
  units: { names: ["AU01"], present: Int8Array.from([0, -1, 1, 1]), intensity: Float32Array.from([0, NaN, NaN, 3.2]) },
});

test("faces are coloured by what is known of them", () => {
  assert.deepEqual(colourings(faces()).map(([name]) => name), ["label", "degree", "subject", "unit:AU01"]);
  assert.equal(colouringOf(faces(), "unit:AU99"), "label");
  const label = classesOf(faces(), "label", { happy: "green" });
  assert.deepEqual(label.classes.map(({ words, colour }) => [words, colour]), [["no label", "ghost"], ["happy", "green"], ["sad", "orange"]]);
  assert.deepEqual(countsOf(label), [1, 2, 1]);
});

test("degrees and units are a ramp, and what is not known has a class of its own", () => {
  const degree = classesOf(faces(), "degree");
  assert.deepEqual(degree.classes.map(({ words }) => words), ["degree 1", "degree 2", "degree 4", "no degree"]);
  assert.deepEqual([...degree.codes], [0, 3, 1, 2]);
  const unit = classesOf(faces(), "unit:AU01");
  assert.deepEqual(unit.classes.map(({ words }) => words), ["absent", "intensity 3", "present", "not coded"]);
  assert.deepEqual([...unit.codes], [0, 3, 2, 1]);
});
