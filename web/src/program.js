// Does what a program says, for one row, in arrays that are made once.
// What depends on inputs alone that did not change is not worked out again.

const exp = Math.exp;
const softplus = (x) => Math.max(x, 0) + Math.log1p(exp(-Math.abs(x)));

const EACH = {
  elu: ({ alpha }) => (x) => (x > 0 ? x : alpha * Math.expm1(x)),
  relu: () => (x) => (x > 0 ? x : 0),
  tanh: () => Math.tanh,
  sigmoid: () => (x) => 1 / (1 + exp(-x)),
  softplus: () => softplus,
  exp: () => exp,
  log: () => Math.log,
  sqrt: () => Math.sqrt,
  at_least: ({ least }) => (x) => Math.max(x, least),
  scale: ({ factor }) => (x) => x * factor,
  shift: ({ by }) => (x) => x + by,
};
const PAIRS = { add: (a, b) => a + b, subtract: (a, b) => a - b, multiply: (a, b) => a * b, divide: (a, b) => a / b };

/** out = weight (rows × columns) · x + bias, four sums at a time. */
function linear(out, x, weight, bias) {
  const columns = x.length, whole = columns - (columns % 4);
  for (let row = 0, at = 0; row < out.length; row++, at += columns) {
    let a = 0, b = 0, c = 0, d = 0;
    for (let i = 0; i < whole; i += 4) {
      a += weight[at + i] * x[i];
      b += weight[at + i + 1] * x[i + 1];
      c += weight[at + i + 2] * x[i + 2];
      d += weight[at + i + 3] * x[i + 3];
    }
    for (let i = whole; i < columns; i++) a += weight[at + i] * x[i];
    out[row] = a + b + (c + d) + (bias ? bias[row] : 0);
  }
}

/**
 * A function from inputs by name to the output; the array that it gives is the same every time.
 * @param {{inputs: Record<string, number>, operations: object[]}} program
 * @param {Record<string, {values: Float32Array, shape: number[]}>} arrays
 */
export function compiled(program, arrays) {
  const known = {}, needs = {}, inputs = Object.keys(program.inputs);
  const array = (name) => known[name] ?? arrays[name]?.values;
  for (const name of inputs) {
    known[name] = new Float32Array(program.inputs[name]);
    needs[name] = new Set([name]);
  }
  const steps = program.operations.map((one) => {
    const read = one.inputs.map((name) => {
      const found = array(name);
      if (!found) throw new Error(`the program reads ${name}, which is not there`);
      return found;
    });
    const from = new Set(one.inputs.flatMap((name) => [...(needs[name] ?? [])]));
    const made = step(one, read, one.inputs.map((name) => arrays[name]?.shape));
    known[one.output] = made.out;
    needs[one.output] = from;
    return { run: made.run, from: [...from] };
  });
  const out = known[program.operations.at(-1).output];
  let fresh = true;
  return (given) => {
    const changed = new Set();
    for (const name of inputs) {
      const before = known[name], now = given[name];
      let same = !fresh;
      for (let i = 0; i < before.length; i++) {
        const value = Math.fround(now[i]);
        if (before[i] !== value) { before[i] = value; same = false; }
      }
      if (!same) changed.add(name);
    }
    fresh = false;
    for (const { run, from } of steps) if (from.some((name) => changed.has(name))) run();
    return out;
  };
}

function step(one, read, shapes) {
  const [first, second, third] = read;
  if (one.name === "linear") {
    const out = new Float32Array(shapes[1][0]);
    return { out, run: () => linear(out, first, second, third) };
  }
  if (one.name === "concat") {
    const out = new Float32Array(read.reduce((sum, part) => sum + part.length, 0));
    return { out, run: () => { let at = 0; for (const part of read) { out.set(part, at); at += part.length; } } };
  }
  if (one.name === "slice") {
    const out = new Float32Array(one.end - one.start);
    return { out, run: () => out.set(first.subarray(one.start, one.end)) };
  }
  if (one.name === "sum") {
    const out = new Float32Array(1);
    return { out, run: () => { out[0] = first.reduce((sum, value) => sum + value, 0); } };
  }
  if (one.name in PAIRS) {
    const out = new Float32Array(Math.max(first.length, second.length)), pair = PAIRS[one.name];
    const a = first.length > 1 ? 1 : 0, b = second.length > 1 ? 1 : 0;
    return { out, run: () => { for (let i = 0; i < out.length; i++) out[i] = pair(first[a * i], second[b * i]); } };
  }
  if (one.name in EACH) {
    const out = new Float32Array(first.length), each = EACH[one.name](one);
    return { out, run: () => { for (let i = 0; i < out.length; i++) out[i] = each(first[i]); } };
  }
  throw new Error(`this page does not know the operation ${one.name}; update Mien`);
}

/** The largest difference between what the program gives and golden rows. */
export function goldenError(run, program, arrays) {
  const { values, shape } = arrays["golden.out"];
  let most = 0;
  for (let row = 0; row < shape[0]; row++) {
    const given = {};
    for (const [name, width] of Object.entries(program.inputs))
      given[name] = arrays[`golden.${name}`].values.subarray(row * width, (row + 1) * width);
    const out = run(given);
    for (let i = 0; i < shape[1]; i++) most = Math.max(most, Math.abs(out[i] - values[row * shape[1] + i]));
  }
  return most;
}
