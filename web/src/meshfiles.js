// A face as files of other programs: CSV, OBJ, glTF.

import { normalsInto } from "./surface.js";

/** Triangles that are drawn: those with all corners inside the surface's edge. */
export const drawn = ({ triangles, edge }) => {
  const kept = [];
  for (let t = 0; t < triangles.length; t += 3)
    if (edge[triangles[t]] > 0.5 && edge[triangles[t + 1]] > 0.5 && edge[triangles[t + 2]] > 0.5)
      kept.push(triangles[t], triangles[t + 1], triangles[t + 2]);
  return Uint32Array.from(kept);
};

const quoted = (cell) => (/[",\n]/.test(cell) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));

/** @param {(string|number)[][]} rows the first is the heading */
export const csv = (rows) => rows.map((row) => row.map(quoted).join(",")).join("\n") + "\n";

/** Landmarks by name, in eye distances. */
export const pointsCsv = (names, points, dims) => csv([
  ["point", ...["x", "y", "z"].slice(0, dims)],
  ...names.map((name, at) => [name, ...[...points.subarray(3 * at, 3 * at + dims)].map((value) => value.toFixed(6))]),
]);

/** Wavefront OBJ; faces count from 1. */
export function obj(vertices, surface, about) {
  const lines = [`# ${about}; eye distances, x right, y up, z toward the camera`];
  for (let i = 0; i < vertices.length; i += 3) lines.push(`v ${vertices[i].toFixed(5)} ${vertices[i + 1].toFixed(5)} ${vertices[i + 2].toFixed(5)}`);
  const triangles = drawn(surface);
  for (let t = 0; t < triangles.length; t += 3) lines.push(`f ${triangles[t] + 1} ${triangles[t + 1] + 1} ${triangles[t + 2] + 1}`);
  return lines.join("\n") + "\n";
}

/**
 * glTF 2.0 in one file, the numbers in it as base64.
 * @param {Float32Array} vertices v·3 @param {Float32Array} colours v·4, linear
 */
export function gltf(vertices, colours, surface, about) {
  const triangles = drawn(surface), normals = new Float32Array(vertices.length);
  normalsInto(normals, vertices, surface.triangles);
  const rgb = new Float32Array(vertices.length);
  for (let v = 0; v < vertices.length / 3; v++) rgb.set(colours.subarray(4 * v, 4 * v + 3), 3 * v);
  const parts = [vertices, normals, rgb, triangles], views = [];
  let length = 0;
  for (const part of parts) { views.push({ buffer: 0, byteOffset: length, byteLength: part.byteLength }); length += part.byteLength; }
  const block = new Uint8Array(length);
  parts.forEach((part, at) => block.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), views[at].byteOffset));
  const ends = (pick) => [0, 1, 2].map((axis) => {
    let found = vertices[axis];
    for (let i = axis; i < vertices.length; i += 3) found = pick(found, vertices[i]);
    return found;
  });
  const vector = { componentType: 5126, count: vertices.length / 3, type: "VEC3" };
  return JSON.stringify({
    asset: { version: "2.0", generator: about },
    scene: 0, scenes: [{ nodes: [0] }], nodes: [{ mesh: 0, name: "face" }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1, COLOR_0: 2 }, indices: 3, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { metallicFactor: 0, roughnessFactor: 0.8 }, doubleSided: true }],
    accessors: [
      { bufferView: 0, ...vector, min: ends(Math.min), max: ends(Math.max) },
      { bufferView: 1, ...vector }, { bufferView: 2, ...vector },
      { bufferView: 3, componentType: 5125, count: triangles.length, type: "SCALAR" },
    ],
    bufferViews: views,
    buffers: [{ byteLength: length, uri: `data:application/octet-stream;base64,${base64(block)}` }],
  });
}

export function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(binary);
}
