// From latents to places on a map, and back. Pure.

/**
 * Scores of n latents along unit axes, about a mean.
 * @param {Float32Array} values n·k @param {Float32Array} mean k @param {Float32Array[]} axes each k
 */
export function scoresInto(out, values, k, mean, axes) {
  const n = values.length / k, width = axes.length;
  for (let row = 0; row < n; row++)
    for (let axis = 0; axis < width; axis++) {
      let sum = 0;
      const along = axes[axis];
      for (let i = 0; i < k; i++) sum += (values[row * k + i] - mean[i]) * along[i];
      out[3 * row + axis] = sum;
    }
  return out;
}

/** What 99 of a hundred places are within, from 0: the unit of a map. */
export function spread(places, width) {
  const n = places.length / 3;
  if (!n) return 1;
  const every = Math.max(1, Math.floor(n / 20000)), far = [];
  for (let row = 0; row < n; row += every) {
    let sum = 0;
    for (let axis = 0; axis < width; axis++) sum += places[3 * row + axis] ** 2;
    far.push(Math.sqrt(sum));
  }
  far.sort((a, b) => a - b);
  return far[Math.round(0.99 * (far.length - 1))] || 1;
}

/** The maps that there are: [kind, words]. */
export function kindsOf(data) {
  const kinds = [["pca", "Principal axes"], ["dims", "Dimensions"]];
  for (const { name, title } of data.space?.maps ?? []) kinds.push([name, title]);
  return kinds;
}

/** The axes that are asked for, each there and none twice. */
export function axesOf(asked, k, width) {
  const found = [];
  for (const axis of [...asked, ...Array(k).keys()])
    if (found.length < width && Number.isInteger(axis) && axis >= 0 && axis < k && !found.includes(axis)) found.push(axis);
  return found;
}

/**
 * Where every face is, in units in which most are within 1, and the way between latents and places.
 * @param {object} data of the page @param {{kind: string, axes: number[], three: boolean}} asked
 */
export function projectionOf(data, asked) {
  const { k } = data.model, { values } = data.latents, { arrays, maps, share } = data.space;
  const made = maps.find(({ name }) => name === asked.kind);
  if (made) return bent(data, made, arrays[`map.${made.name}`].values);
  const width = Math.min(k, asked.three ? 3 : 2), chosen = axesOf(asked.axes, k, width);
  const own = asked.kind === "dims";
  const axes = chosen.map((axis) => (own ? unit(axis, k) : arrays.axes.values.subarray(axis * k, axis * k + k)));
  const mean = arrays.mean.values, places = scoresInto(new Float32Array((values.length / k) * 3), values, k, mean, axes);
  const scale = spread(places, width);
  for (let i = 0; i < places.length; i++) places[i] /= scale;
  return {
    width, places, chosen, own, scale,
    share: own ? null : chosen.reduce((sum, axis) => sum + (share[axis] ?? 0), 0),
    /** The place of any latents. */
    placeOf(z) {
      const place = scoresInto(new Float32Array(3), Float32Array.from(z), k, mean, axes);
      return [place[0] / scale, place[1] / scale, place[2] / scale];
    },
    /** Latents moved so that their place is another: along the axes alone, all else stays. */
    moved(z, place) {
      const from = this.placeOf(z), out = [...z];
      axes.forEach((along, axis) => {
        const by = (place[axis] - from[axis]) * scale;
        for (let i = 0; i < k; i++) out[i] += by * along[i];
      });
      return out;
    },
  };
}

function unit(axis, k) {
  const out = new Float32Array(k);
  out[axis] = 1;
  return out;
}

/** A map without a way back: places of other latents are those of the faces that are nearest to them. */
function bent(data, made, values) {
  const n = values.length / 2, { k } = data.model, middle = [0, 0];
  for (let i = 0; i < values.length; i++) middle[i % 2] += values[i] / n;
  const places = new Float32Array(3 * n);
  for (let row = 0; row < n; row++)
    for (let axis = 0; axis < 2; axis++) places[3 * row + axis] = values[2 * row + axis] - middle[axis];
  const scale = spread(places, 2);
  for (let i = 0; i < places.length; i++) places[i] /= scale;
  return {
    width: 2, places, chosen: null, own: false, scale, share: null, title: made.title,
    placeOf(z) {
      const near = nearestFaces(data.latents.values, k, z, 5);
      return blended(near, (row, axis) => places[3 * row + axis], 3);
    },
    moved(z, place) {
      const near = nearestPlaces(places, 2, place, 5);
      return blended(near, (row, i) => data.latents.values[row * k + i], k);
    },
  };
}

/** The mean of what some rows have, each as heavy as it is near. */
export function blended(near, value, width) {
  const out = Array(width).fill(0);
  if (near[0]?.distance === 0) return out.map((_, i) => value(near[0].row, i));
  const total = near.reduce((sum, { distance }) => sum + 1 / distance, 0);
  for (const { row, distance } of near)
    for (let i = 0; i < width; i++) out[i] += value(row, i) / distance / total;
  return out;
}

/** The rows nearest to latents, with their distances. */
export function nearestFaces(values, k, z, count = 1, allowed = () => true) {
  return nearest(values.length / k, count, allowed, (row, most) => {
    let sum = 0;
    for (let i = 0; i < k && sum < most; i++) sum += (values[row * k + i] - z[i]) ** 2;
    return sum;
  });
}

/** The rows nearest to a place on the map. */
export function nearestPlaces(places, width, place, count = 1, allowed = () => true) {
  return nearest(places.length / 3, count, allowed, (row) => {
    let sum = 0;
    for (let axis = 0; axis < width; axis++) sum += (places[3 * row + axis] - place[axis]) ** 2;
    return sum;
  });
}

function nearest(n, count, allowed, squared) {
  const found = [];
  for (let row = 0; row < n; row++) {
    if (!allowed(row)) continue;
    const most = found.length < count ? Infinity : found[found.length - 1].distance;
    const distance = squared(row, most);
    if (distance >= most) continue;
    let at = found.length;
    while (at > 0 && found[at - 1].distance > distance) at--;
    found.splice(at, 0, { row, distance });
    if (found.length > count) found.pop();
  }
  for (const one of found) one.distance = Math.sqrt(one.distance);
  return found;
}

/**
 * How much the model knows of a place in the space: 1 as near to a face as faces are to each other (99 of a
 * hundred), 0 from three times that on.
 * @param {number} distance to the nearest face @param {[number, number]|null} usual median and 99th percentile
 */
export function supportOf(distance, usual) {
  if (!usual || !(usual[1] > 0)) return distance === 0 ? 1 : 0;
  return Math.max(0, Math.min(1, 1.5 - distance / usual[1] / 2));
}
