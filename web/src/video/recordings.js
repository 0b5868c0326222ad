// Recordings: frames in order, and what is known of them. Pure.

/** A recording by its number, with its frames' numbers; null where there is none. */
export function recordingOf(data, number) {
  const { video } = data;
  if (!video || number === null || !video.recordings[number]) return null;
  video.made ??= [];
  return (video.made[number] ??= made(data, video.recordings[number]));
}

function made(data, { name, subject, part, first, count, neutral }) {
  const { arrays } = data.video, { k } = data.model, { values } = arrays.z, frames = arrays.frame.values.subarray(first, first + count);
  const row = (frame) => arrays.row.values[first + frame];
  return {
    name, subject, part, count, neutral, first, frames,
    /** Of a frame that is a face of the page the latents are the face's own, which have all digits. */
    z: (frame) => (row(frame) >= 0 ? data.latents.of(row(frame)) : [...values.subarray((first + frame) * k, (first + frame + 1) * k)]),
    value: (frame, dimension) => values[(first + frame) * k + dimension],
    row,
    seconds: secondsOf(frames, data.video.rate),
  };
}

/** Seconds of each frame from the first, by the frames' numbers; where these are unknown, one after another. */
export function secondsOf(frames, rate) {
  const known = frames[0] >= 0 && frames[frames.length - 1] > frames[0];
  return Float64Array.from(frames, (frame, at) => (known ? frame - frames[0] : at) / rate);
}

/** The last frame that begins at or before a time. */
export function frameAt(seconds, time) {
  let low = 0, high = seconds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (seconds[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a player is after some time: past the end it begins again, or stops. */
export function played(time, by, whole, loop) {
  const next = time + by;
  if (next < whole) return { time: next, on: true };
  if (!loop || !(whole > 0)) return { time: whole, on: false };
  return { time: next % whole, on: true };
}

/**
 * Stretches of frames that have the same value: [{value, from, to}], `to` exclusive.
 * @param {(frame: number) => any} value
 */
export function bandsOf(count, value) {
  const bands = [];
  for (let frame = 0; frame < count; frame++) {
    const now = value(frame), last = bands[bands.length - 1];
    if (last && last.value === now) last.to = frame + 1;
    else bands.push({ value: now, from: frame, to: frame + 1 });
  }
  return bands;
}
