"""Find where MediaPipe's 478 points are on the rig, by letting MediaPipe look at drawn faces of the rig.

    python tools/place_mediapipe.py src/mien/synthetic/data [--faces 150]

Writes `mediapipe478.npz` and `mediapipe478.json` (how it was made). Faces of random people are drawn from the
rig and shown to MediaPipe's face mesh; each of its points is carried along the line of sight to the surface,
and the median of these places over all faces is put on the mean face: three vertices, their shares. No real
face and no file of MediaPipe goes into it. Needs an environment with `mien[landmarks]`, MediaPipe 0.10.21.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import mediapipe
import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from mien.landmarks.layout import get_layout
from mien.synthetic.rig import EYE, SKIN, FaceRig, load_rig
from mien.synthetic.surface.frame import Frame
from mien.synthetic.surface.marks import marks
from mien.synthetic.surface.paint import paint_surface

N_POINTS, IRISES = 478, 468
IDENTITY, EXPRESSION, TURN = 0.5, 0.08, 6.0  # spreads of the faces; degrees
FRAME = Frame(720, 840, 190.0, 330.0)


def placed(rig: FaceRig, rng: np.random.Generator) -> np.ndarray:
    """(v, 3) vertices of a random person, the eyes' middle at 0, in eye distances."""
    identity = rng.normal(0, IDENTITY, (1, len(rig.identity)))
    expression = np.abs(rng.normal(0, EXPRESSION, (1, len(rig.expression))))
    turn = Rotation.from_euler("xyz", rng.normal(0, TURN, 3), degrees=True).as_matrix()
    vertices = rig.vertices(identity, expression)[0] @ turn.T
    pairs = marks("bu3dfe83")
    drawn = pairs.on(vertices)
    left, right = (drawn[rows].mean(axis=0) for rows in pairs.lower_lids)
    return (vertices - (left + right) / 2) / np.linalg.norm(left - right)


def on_surface(screen: np.ndarray, triangles: np.ndarray, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The three vertices and their shares of the nearest triangle to the camera that covers a pixel.

    Where none does, as beside the outline, the vertex nearest to it in the picture.
    """
    a, b, c = (screen[triangles[:, k]] for k in range(3))
    along, down = b[:, :2] - a[:, :2], c[:, :2] - a[:, :2]
    area = along[:, 0] * down[:, 1] - along[:, 1] * down[:, 0]
    area = np.where(np.abs(area) < 1e-9, np.nan, area)
    rest = point - a[:, :2]
    u = (rest[:, 0] * down[:, 1] - rest[:, 1] * down[:, 0]) / area
    v = (along[:, 0] * rest[:, 1] - along[:, 1] * rest[:, 0]) / area
    inside = np.flatnonzero((u >= 0) & (v >= 0) & (u + v <= 1))
    if not len(inside):
        used = np.unique(triangles)
        nearest = used[np.square(screen[used, :2] - point).sum(axis=1).argmin()]
        return np.full(3, nearest), np.array([1.0, 0, 0])
    depth = a[inside, 2] + u[inside] * (b - a)[inside, 2] + v[inside] * (c - a)[inside, 2]
    hit = inside[depth.argmax()]
    return triangles[hit], np.array([1 - u[hit] - v[hit], u[hit], v[hit]])


def nearest_place(
    vertices: np.ndarray, triangles: np.ndarray, point: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The three vertices and their shares of the place on a surface that is nearest to a point."""
    used = np.unique(triangles)
    around = used[cKDTree(vertices[used]).query(point, 12)[1]]
    best, shortest = (triangles[0], np.array([1.0, 0, 0])), np.inf
    for triangle in triangles[np.isin(triangles, around).any(axis=1)]:
        corners = vertices[triangle]
        frame = (corners[1:] - corners[0]).T
        u, v = np.linalg.lstsq(frame, point - corners[0], rcond=None)[0]
        shares = np.clip([1 - u - v, u, v], 0, None)
        shares /= shares.sum()
        distance = np.linalg.norm(shares @ corners - point)
        if distance < shortest:
            best, shortest = (triangle, shares), float(distance)
    return best


def symmetric(places: np.ndarray) -> np.ndarray:
    """Places (478, 3) on the mean face, each averaged with the mirror image of its counterpart."""
    return (places + places[get_layout("mediapipe478").mirror] * [-1, 1, 1]) / 2


def main() -> None:
    """Draw, look, carry over, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--faces", type=int, default=150)
    options = parser.parse_args()
    rig, rng = load_rig(), np.random.default_rng(0)
    of = {part: rig.triangles[(rig.part[rig.triangles] == part).all(axis=1)] for part in (SKIN, EYE)}
    seen = []
    with mediapipe.solutions.face_mesh.FaceMesh(
        static_image_mode=True, max_num_faces=1, refine_landmarks=True
    ) as mesh:
        for _ in range(options.faces):
            vertices = placed(rig, rng)
            picture = np.asarray(paint_surface(vertices.astype(np.float32), FRAME))
            found = mesh.process(picture).multi_face_landmarks
            if not found:
                continue
            pixels = np.array([[mark.x * FRAME.width, mark.y * FRAME.height] for mark in found[0].landmark])
            screen = FRAME.pixels(vertices)
            places = np.empty((N_POINTS, 3))
            for number, pixel in enumerate(pixels):
                at, shares = on_surface(screen, of[EYE if number >= IRISES else SKIN], pixel)
                places[number] = shares @ rig.neutral[at]
            seen.append(places)
    every = np.stack(seen)
    middle = symmetric(np.median(every, axis=0))
    spread = np.median(np.linalg.norm(every - np.median(every, axis=0), axis=2), axis=0)
    pairs = [
        nearest_place(rig.neutral.astype(float), of[EYE if number >= IRISES else SKIN], point)
        for number, point in enumerate(middle)
    ]
    vertices, shares = (np.stack(parts) for parts in zip(*pairs, strict=True))
    np.savez_compressed(
        options.folder / "mediapipe478.npz",
        vertices=vertices.astype(np.int16),
        shares=shares.astype(np.float32),
        spread=spread.astype(np.float32),
    )
    about = {
        "what": "where the 478 points of MediaPipe's face mesh are on the rig: three vertices, their shares",
        "made by": "tools/place_mediapipe.py",
        "from": "faces drawn from the CC0 rig face_rig.npz, looked at by MediaPipe's face mesh",
        "mediapipe": mediapipe.__version__,
        "faces": len(seen),
        "unit": "spread is in mm, the median distance of a point's places on the mean face from their median",
        "licence": "CC0-1.0",
    }
    (options.folder / "mediapipe478.json").write_text(json.dumps(about, indent=1) + "\n")
    print(f"{len(seen)} of {options.faces} faces seen; spread {np.median(spread):.2f} mm in the median")


if __name__ == "__main__":
    main()
