import assert from "node:assert/strict";
import { test } from "node:test";
import { compiled } from "../src/program.js";

const array = (values, ...shape) => ({ values: Float32Array.from(values), shape });

test("a linear layer, elu and a sum, as worked out by hand", () => {
  const program = {
    inputs: { z: 2, y: 1 },
    operations: [
      { name: "linear", inputs: ["y", "a"], output: "h0" },
      { name: "linear", inputs: ["z", "w", "b"], output: "h1" },
      { name: "add", inputs: ["h0", "h1"], output: "h2" },
      { name: "elu", inputs: ["h2"], output: "h3", alpha: 1 },
    ],
  };
  const run = compiled(program, { a: array([1, 0], 2, 1), w: array([1, 2, -1, -1], 2, 2), b: array([0.5, 0], 2) });
  const close = (found, wanted) => wanted.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-6));
  close(run({ z: [1, 2], y: [10] }), [15.5, Math.exp(-3) - 1]);
  close(run({ z: [1, 2], y: [0] }), [5.5, Math.exp(-3) - 1]);
  close(run({ z: [0, 0], y: [0] }), [0.5, 0]);
});

test("rows longer than four, concat and slice", () => {
  const program = {
    inputs: { z: 3, y: 3 },
    operations: [
      { name: "concat", inputs: ["z", "y"], output: "c" },
      { name: "linear", inputs: ["c", "w"], output: "h" },
      { name: "concat", inputs: ["h", "c"], output: "d" },
      { name: "slice", inputs: ["d"], output: "out", start: 0, end: 3 },
    ],
  };
  const run = compiled(program, { w: array([1, 2, 3, 4, 5, 6], 1, 6) });
  assert.deepEqual([...run({ z: [1, 1, 1], y: [1, 0, 2] })], [22, 1, 1]);
});

test("a row divided by its length", () => {
  const program = {
    inputs: { z: 2 },
    operations: [
      { name: "multiply", inputs: ["z", "z"], output: "a" },
      { name: "sum", inputs: ["a"], output: "b" },
      { name: "sqrt", inputs: ["b"], output: "c" },
      { name: "at_least", inputs: ["c"], output: "d", least: 1 },
      { name: "divide", inputs: ["z", "d"], output: "out" },
    ],
  };
  const run = compiled(program, {});
  const near = (found, wanted) => wanted.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-6));
  near(run({ z: [3, 4] }), [0.6, 0.8]);
  near(run({ z: [0.3, 0.4] }), [0.3, 0.4]);
});

test("operations and arrays that are not known are named", () => {
  const one = (operation) => () => compiled({ inputs: { z: 1 }, operations: [{ output: "h", ...operation }] }, {});
  assert.throws(one({ name: "dance", inputs: ["z"] }), /does not know the operation dance/);
  assert.throws(one({ name: "linear", inputs: ["z", "w"] }), /reads w, which is not there/);
});
