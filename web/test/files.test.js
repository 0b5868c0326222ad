import assert from "node:assert/strict";
import { test } from "node:test";
import { pointsOf } from "../src/align.js";
import { csv, gltf, obj, pointsCsv } from "../src/meshfiles.js";
import { normalsInto } from "../src/surface.js";
import { along, mean, plus, strongest } from "../src/vectors.js";

const surface = { triangles: Uint32Array.from([0, 1, 2, 0, 2, 3]), edge: [1, 1, 1, 0.2], part: [] };
const vertices = Float32Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0, 0]);

test("OBJ has all vertices and the triangles that are drawn, counted from 1", () => {
  const lines = obj(vertices, surface, "a face").split("\n");
  assert.deepEqual(lines.filter((line) => line.startsWith("f")), ["f 1 2 3"]);
  assert.equal(lines.filter((line) => line.startsWith("v ")).length, 4);
});

test("glTF says where its numbers are", () => {
  const found = JSON.parse(gltf(vertices, new Float32Array(16).fill(0.5), surface, "Mien"));
  const block = Buffer.from(found.buffers[0].uri.split(",")[1], "base64");
  assert.equal(block.length, found.buffers[0].byteLength);
  const read = ({ bufferView, count, type, componentType }) => {
    const { byteOffset, byteLength } = found.bufferViews[bufferView], Kind = componentType === 5126 ? Float32Array : Uint32Array;
    const values = new Kind(block.buffer.slice(block.byteOffset + byteOffset, block.byteOffset + byteOffset + byteLength));
    assert.equal(values.length, count * (type === "VEC3" ? 3 : 1));
    return [...values];
  };
  const [position, normal, , index] = found.accessors.map(read);
  assert.deepEqual(position, [...vertices]);
  assert.deepEqual(normal.slice(0, 3), [0, 0, 1]);
  assert.deepEqual(index, [0, 1, 2]);
  assert.deepEqual([found.accessors[0].min, found.accessors[0].max], [[-1, 0, 0], [1, 1, 0]]);
});

test("normals are of length 1 and look where triangles turn anticlockwise", () => {
  const out = new Float32Array(12);
  normalsInto(out, vertices, surface.triangles);
  assert.deepEqual([...out.subarray(0, 3)], [0, 0, 1]);
});

test("cells with commas and quotes are quoted", () => {
  assert.equal(csv([["a,b", 'say "x"'], [1, 2]]), '"a,b","say ""x"""\n1,2\n');
  assert.equal(pointsCsv(["nose"], Float32Array.from([1, 2, 3]), 2), "point,x,y\nnose,1.000000,2.000000\n");
});

test("points of a file, in all the ways that they are written", () => {
  const wanted = [1, 2, 3, 4, 5, 6];
  for (const text of ["x,y,z\n1,2,3\n4,5,6\n", "name;x;y;z\r\na;1;2;3\r\nb;4;5;6", "1 2 3\n4 5 6", "a,1,2,3\nb,4,5,6", "1,2,3,4,5,6", "z,x,y\n3,1,2\n6,4,5"])
    assert.deepEqual([...pointsOf(text, 2, 3)], wanted);
});

test("points that are not the layout's are refused with what is wrong", () => {
  assert.throws(() => pointsOf("x,y,z\n1,2,3", 2, 3), /1 points of 3 numbers; this model's layout has 2/);
  assert.throws(() => pointsOf("x,y\n1,2\n3,4", 2, 3), /no column z/);
  assert.throws(() => pointsOf("x,y,z\n1,2,\n4,5,6", 2, 3), /point 1 is not 3 numbers/);
  assert.throws(() => pointsOf("\n", 2, 3), /empty/);
});

test("sums over latents", () => {
  assert.deepEqual(mean([[1, 2], [3, 6]]), [2, 4]);
  assert.deepEqual(plus([1, 2], [1, 1], -2), [-1, 0]);
  assert.equal(along([2, 2], [1, 1]), 2);
  assert.deepEqual(strongest([0.1, -3, 2], 2, 0.5), [1, 2]);
});
