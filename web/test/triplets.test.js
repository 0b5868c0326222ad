import assert from "node:assert/strict";
import { test } from "node:test";
import { agreement, asFiles, filtersOf, judged, questionKey, shownRows, wilson } from "../src/triplets/judging.js";
import { keptAnswers } from "../src/triplets/kept.js";

const array = (values) => ({ values });
/** Faces on a line at 0, 1, 3, 3; four triplets. */
const page = (more = {}) => ({
  model: { k: 1 },
  faces: { face: ["a", 'b "x"', "c,d", "e"] },
  latents: { k: 1, values: Float32Array.from([0, 1, 3, 3]) },
  triplets: {
    gamma: 0.5, votes: 5, parts: ["train", "validation", "test"],
    arrays: { rows: array(Int32Array.from([0, 1, 2, 0, 2, 1, 1, 2, 0, 0, 2, 3])), weight: array(Float32Array.from([5, 3, 1, 5])), part: array(Int8Array.from([2, 0, 2, 2])) },
    ...more,
  },
});

test("what people and the model say", () => {
  const one = judged(page(), 0);
  assert.deepEqual([one.anchor, one.near, one.far, one.toNear, one.toFar, one.part], [0, 1, 2, 1, 3, "test"]);
  assert.deepEqual(one.votes, [5, 0]);
  assert.deepEqual(judged(page(), 1).votes, [4, 1]);
  assert.equal(one.agrees, true);
  // 1 / (1 + e^−4)
  assert.ok(Math.abs(one.probability - 0.9820137900379085) < 1e-12);
  assert.equal(judged(page(), 1).agrees, false);
  assert.equal(judged(page(), 3).agrees, null);
  assert.equal(judged(page(), 3).probability, 0.5);
  assert.equal(judged(page({ gamma: null, votes: null }), 0).probability, null);
});

test("filters leave what they say", () => {
  const data = page(), rows = (show, part = "") => shownRows(data, { show, part });
  assert.deepEqual(rows("all"), [0, 1, 2, 3]);
  assert.deepEqual(rows("all", "test"), [0, 2, 3]);
  assert.deepEqual(rows("weight:3"), [1]);
  assert.deepEqual(rows("unlike"), [1, 2]);
  assert.deepEqual(rows("against"), []);
  assert.deepEqual(filtersOf(data).map(([name]) => name), ["all", "against", "unlike", "weight:5", "weight:3", "weight:1"]);
});

test("Wilson's interval is scipy's", () => {
  // scipy.stats.binomtest(7, 10).proportion_ci(method="wilson")
  const close = (a, b) => a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) < 1e-9, `${a}`));
  close(wilson(7, 10), [0.39677814746, 0.8922087326]);
  close(wilson(0, 5), [0, 0.43448246478]);
  assert.deepEqual(wilson(0, 0), [0, 1]);
  assert.equal(wilson(5, 5)[1], 1);
});

test("agreement counts, and leaves the model's ties out of its count", () => {
  const answers = [{ row: 0, near: true }, { row: 1, near: true }, { row: 2, near: false }, { row: 3, near: true }];
  assert.deepEqual(agreement(page(), answers), { count: 4, raters: 3, model: 2, ofModel: 3 });
});

test("files hold names that have commas and quotes", () => {
  const said = [{ row: 0, near: true, seconds: 1.234, left: true }, { row: 1, near: true, seconds: 2, left: false }];
  const { questions, answers } = asFiles(page(), said, "me");
  assert.equal(questions, 'name,part,anchor,first,second\ntriplet-0,test,a,"b ""x""","c,d"\ntriplet-1,train,a,"b ""x""","c,d"\n');
  assert.equal(answers, "question,rater,choice,seconds,left,repeat\ntriplet-0,me,first,1.23,first,0\ntriplet-1,me,second,2.00,first,0\n");
});

test("answers are kept for the same triplets alone, and a browser may refuse", () => {
  const held = new Map(), storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value) };
  keptAnswers(page(), storage).add({ row: 1, near: true, left: true, seconds: 1 });
  assert.equal(keptAnswers(page(), storage).all.length, 1);
  // The mirrored question is the same question.
  assert.equal(questionKey(page(), 0), questionKey(page(), 1));
  const other = page();
  other.faces.face = ["z", "b", "c", "e"];
  assert.equal(keptAnswers(other, storage).all.length, 0);
  const refused = keptAnswers(page(), { getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); } });
  refused.add({ row: 0, near: false, left: false, seconds: 1 });
  assert.equal(refused.all.length, 1);
  assert.equal(refused.lasting, false);
});
