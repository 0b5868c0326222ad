// Where on the screen a place of the map is, and back. Pure; the shader in points.js says the same.

export const PERSPECTIVE = 0.22;
const REACH = 0.44, MOST_ZOOM = 400, LEAST_ZOOM = 0.3;

/** A camera: turned by yaw and pitch about `centre`, which is in the middle of the screen. */
export const straight = () => ({ yaw: 0, pitch: 0, zoom: 1, centre: [0, 0, 0] });
export const slanted = () => ({ ...straight(), yaw: -0.5, pitch: 0.35 });

/** Rows of the rotation: right, up, toward the eye. */
export function turnOf({ yaw, pitch }) {
  const cy = Math.cos(yaw), sy = Math.sin(yaw), cp = Math.cos(pitch), sp = Math.sin(pitch);
  return [cy, 0, -sy, -sp * sy, cp, -sp * cy, cp * sy, sp, cp * cy];
}

export const unitPixels = (camera, width, height) => REACH * Math.min(width, height) * camera.zoom;

/** Screen x, y and depth of n places (n·3). */
export function projectInto(out, places, camera, width, height) {
  const r = turnOf(camera), [cx, cy, cz] = camera.centre, scale = unitPixels(camera, width, height);
  for (let i = 0; i < places.length; i += 3) {
    const x = places[i] - cx, y = places[i + 1] - cy, z = places[i + 2] - cz;
    const depth = r[6] * x + r[7] * y + r[8] * z;
    const near = scale / (1 - PERSPECTIVE * Math.min(3, depth));
    out[i] = width / 2 + near * (r[0] * x + r[1] * y + r[2] * z);
    out[i + 1] = height / 2 - near * (r[3] * x + r[4] * y + r[5] * z);
    out[i + 2] = depth;
  }
  return out;
}

export const project = (place, camera, width, height) => projectInto([0, 0, 0], place, camera, width, height);

/** The place that is seen at a point of the screen, at a depth. */
export function unproject(x, y, depth, camera, width, height) {
  const r = turnOf(camera), near = unitPixels(camera, width, height) / (1 - PERSPECTIVE * Math.min(3, depth));
  const right = (x - width / 2) / near, up = (height / 2 - y) / near;
  return [0, 1, 2].map((axis) => camera.centre[axis] + r[axis] * right + r[3 + axis] * up + r[6 + axis] * depth);
}

/** Turned, as by a hand that drags the front of a ball. */
export function turned(camera, dx, dy) {
  const pitch = Math.max(-1.5, Math.min(1.5, camera.pitch + dy * 0.008));
  return { ...camera, yaw: camera.yaw - dx * 0.008, pitch };
}

/** Moved so that what is in the middle goes with the hand. */
export function shifted(camera, dx, dy, width, height) {
  const r = turnOf(camera), scale = unitPixels(camera, width, height);
  return { ...camera, centre: camera.centre.map((one, axis) => one - (r[axis] * dx - r[3 + axis] * dy) / scale) };
}

/** Nearer or farther; what is at a point of the screen stays there. */
export function zoomed(camera, factor, x, y, width, height) {
  const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, camera.zoom * factor));
  const held = unproject(x, y, 0, camera, width, height), now = unproject(x, y, 0, { ...camera, zoom }, width, height);
  return { ...camera, zoom, centre: camera.centre.map((one, axis) => one + held[axis] - now[axis]) };
}
