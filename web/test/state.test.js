import assert from "node:assert/strict";
import { test } from "node:test";
import { makeState } from "../src/state.js";

const start = () => makeState({ z: [0, 0], face: null, view: { surface: true, theme: "auto" } });

test("only those are told whose keys changed", () => {
  const state = start(), told = [];
  state.on(["z"], ({ z }) => told.push(z));
  const stop = state.on("face", ({ face }) => told.push(face));
  state.set({ z: [1, 0] });
  state.set({ z: [1, 0] });
  state.set({ face: 3 });
  stop();
  state.set({ face: 4 });
  assert.deepEqual(told, [[1, 0], 3]);
});

test("objects are merged one level deep, arrays are replaced", () => {
  const state = start();
  state.set({ view: { theme: "dark" }, z: [1, 2] });
  assert.deepEqual(state.state, { z: [1, 2], face: null, view: { surface: true, theme: "dark" } });
});

test("a drag is one step, undone and redone", () => {
  const state = start();
  state.set({ face: 1 });
  for (const value of [0.1, 0.2, 0.3]) state.set({ z: [value, 0] }, { undo: "z0" });
  state.settle();
  for (const value of [0.4, 0.5]) state.set({ z: [value, 0] }, { undo: "z0" });
  assert.equal(state.undo(), true);
  assert.deepEqual(state.state.z, [0.3, 0]);
  state.undo();
  assert.deepEqual([state.state.z, state.state.face], [[0, 0], 1]);
  state.redo();
  state.redo();
  assert.deepEqual(state.state.z, [0.5, 0]);
  assert.equal(state.redo(), false);
  state.undo();
  state.set({ face: 2 });
  assert.equal(state.canRedo, false);
});

test("what is set without a step is not undone by itself", () => {
  const state = start();
  state.set({ face: 1 }, { undo: false });
  assert.equal(state.undo(), false);
});

test("undo takes back what was added to an object", () => {
  const state = makeState({ dims: { names: {} } });
  state.set({ dims: { names: { 3: "smile" } } });
  state.undo();
  assert.deepEqual(state.state, { dims: { names: {} } });
});

test("the address holds what differs from the start, and gives it back", () => {
  const state = start();
  assert.equal(state.toHash(), "");
  state.set({ z: [0.123456, -2], view: { theme: "dark" } });
  const other = start();
  assert.equal(other.fromHash(`#${state.toHash()}`), true);
  assert.deepEqual(other.state, { z: [0.1235, -2], face: null, view: { surface: true, theme: "dark" } });
  assert.equal(other.canUndo, false);
});

test("an address that is damaged or of something else changes nothing", () => {
  for (const hash of ["", "#results", "#mien=%7Bno", "#mien=[1", '#mien={"strange":1}']) {
    const state = start();
    state.fromHash(hash);
    assert.deepEqual(state.state, start().state);
  }
});
