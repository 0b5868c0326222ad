import assert from "node:assert/strict";
import { test } from "node:test";
import { bandsOf, frameAt, played, recordingOf, secondsOf } from "../src/video/recordings.js";

test("seconds are of the frames' numbers, or one after another", () => {
  assert.deepEqual([...secondsOf([5, 10, 20], 25)], [0, 0.2, 0.6]);
  assert.deepEqual([...secondsOf([-1, -1, -1], 2)], [0, 0.5, 1]);
});

test("the frame of a time is the last that has begun", () => {
  const seconds = [0, 0.2, 0.6, 0.8];
  assert.deepEqual([-1, 0, 0.19, 0.2, 0.59, 0.7, 9].map((time) => frameAt(seconds, time)), [0, 0, 0, 1, 1, 2, 3]);
});

test("a player begins again, or stops at the end", () => {
  assert.deepEqual(played(1, 0.5, 2, true), { time: 1.5, on: true });
  assert.deepEqual(played(1.5, 1, 2, true), { time: 0.5, on: true });
  assert.deepEqual(played(1.5, 1, 2, false), { time: 2, on: false });
  assert.deepEqual(played(0, 1, 0, true), { time: 0, on: false });
});

test("bands are stretches of one value", () => {
  const values = [0, 0, 2, 2, 2, 0];
  assert.deepEqual(bandsOf(6, (frame) => values[frame]), [{ value: 0, from: 0, to: 2 }, { value: 2, from: 2, to: 5 }, { value: 0, from: 5, to: 6 }]);
  assert.deepEqual(bandsOf(0, () => 1), []);
});

test("a frame that is a face of the page has the face's own latents", () => {
  const array = (values) => ({ values });
  const data = {
    model: { k: 2 }, latents: { of: (row) => [row, row + 0.5] },
    video: {
      rate: 25, recordings: [{ first: 0, count: 1 }, { name: "T1", subject: "S1", part: "test", first: 1, count: 2, neutral: 0 }],
      arrays: { z: array(Float32Array.from([9, 9, 1, 2, 3, 4])), frame: array(Int32Array.from([0, 5, 10])), row: array(Int32Array.from([-1, -1, 7])) },
    },
  };
  const one = recordingOf(data, 1);
  assert.deepEqual([one.z(0), one.z(1), one.value(1, 1)], [[1, 2], [7, 7.5], 4]);
  assert.deepEqual([...one.seconds], [0, 0.2]);
  assert.equal(recordingOf(data, 2), null);
  assert.equal(recordingOf(data, null), null);
  assert.equal(recordingOf({}, 0), null);
});
