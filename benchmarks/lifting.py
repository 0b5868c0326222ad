"""How well faces are lifted and crossed: people that the priors do not know, and real faces where they are.

    python benchmarks/lifting.py [--people 20] [--london ../shared/data/london.npz]

Errors are mean distances of points in eye distances, after the alignment that models see. "mean face" is what
everybody's being the average person without an expression would give.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from mien.landmarks import Alignment, Landmarks, get_layout
from mien.lifting.lift import lift
from mien.lifting.places import places
from mien.lifting.shapes import eye_distance, shapes
from mien.synthetic.posed import posed_faces
from mien.synthetic.rig import load_rig

SEED = 4_711  # not that of the priors
WAYS = (
    ("ibug68", "bu3dfe83", 2), ("bu3dfe83", "bu3dfe83", 2), ("mediapipe478", "bu3dfe83", 2),
    ("ibug68", "bu3dfe83", 3), ("mediapipe478", "bu3dfe83", 3), ("bu3dfe83", "mediapipe478", 3),
)  # fmt: skip
HEADS = ((5, 0.005), (40, 0.005), (40, 0.01))  # most turn in degrees, noise in eye distances


def seen(rng: np.random.Generator, points: np.ndarray, turn: float, noise: float) -> np.ndarray:
    """Points (n, p, 3) with the head turned and noise."""
    angles = rng.uniform(-turn, turn, (len(points), 3)) * [0.5, 1, 0.3]
    heads = Rotation.from_euler("xyz", angles, degrees=True).as_matrix()
    return points @ heads.transpose(0, 2, 1) + noise * eye_distance() * rng.normal(size=points.shape)


def distance(difference: np.ndarray) -> float:
    """Mean distance of points."""
    return float(np.linalg.norm(difference, axis=2).mean())


def synthetic(n_people: int) -> Iterator[str]:
    """One line a way of lifting or crossing."""
    yield (
        f"{'from':>12} {'to':>12} dims turn noise   error  mean face  spread  <1 sd  <2 sd  one person  "
        "5 % astray  CPU ms"
    )
    faces, rng = posed_faces(SEED, n_people), np.random.default_rng(0)
    surface = load_rig().vertices(faces.identity, faces.expression)
    for source, to, dims in WAYS:
        truth, layout = places(to).on(surface), get_layout(to)
        alignment = Alignment.fit(Landmarks(truth, layout))
        right = alignment.apply(truth)
        plain = np.repeat(shapes(to).mean[None], len(truth), axis=0)
        for turn, noise in HEADS:
            given = seen(rng, places(source).on(surface), turn, noise)[..., :dims]
            landmarks = Landmarks(given, get_layout(source))
            start = time.process_time()
            found = lift(landmarks, to)
            cost = 1000 * (time.process_time() - start) / len(truth)
            error = alignment.apply(found.landmarks) - right
            share = np.abs(error) / found.spread
            shared = lift(landmarks, to, people=faces.subject)
            astray = rng.random(given.shape[:2]) < 0.05
            given[astray] += 0.4 * eye_distance() * rng.normal(size=given.shape)[astray]
            rough = lift(Landmarks(given, get_layout(source)), to)
            yield (
                f"{source:>12} {to:>12} {dims:4} {turn:4} {noise:5}  {distance(error):.4f}     "
                f"{distance(alignment.apply(plain) - right):.4f}  {found.point_spread.mean():.4f}  "
                f"{(share < 1).mean():.2f}   {(share < 2).mean():.2f}      "
                f"{distance(alignment.apply(shared.landmarks) - right):.4f}      "
                f"{distance(alignment.apply(rough.landmarks) - right):.4f}  {cost:6.1f}"
            )


def real(path: Path) -> Iterator[str]:
    """MediaPipe's mesh of real faces to 68 points and back."""
    data = np.load(path)
    mesh, layout = data["landmarks"], get_layout("mediapipe478")
    smiling = np.flatnonzero(data["label"] != "neutral")
    neutral = {who: row for row, who in enumerate(data["subject"]) if data["label"][row] == "neutral"}
    still = np.array([neutral[who] for who in data["subject"][smiling]])
    alignment = Alignment.fit(Landmarks(mesh, layout))
    right = alignment.apply(mesh)
    yield f"{'mesh by way of':>22}   error   less what is the same in all   change from neutral"
    plain = np.repeat(shapes("mediapipe478").mean[None], len(mesh), axis=0)
    ways = {"mean face": Landmarks(plain, layout)}
    ways |= {f"the mesh in {dims}-D": Landmarks(mesh[..., :dims], layout) for dims in (3, 2)}
    small = lift(Landmarks(mesh, layout), "ibug68").landmarks.points
    ways |= {f"ibug68 in {dims}-D": Landmarks(small[..., :dims], get_layout("ibug68")) for dims in (3, 2)}
    for name, given in ways.items():
        found = given if name == "mean face" else lift(given, "mediapipe478").landmarks
        error = alignment.apply(found) - right
        change = error[smiling] - error[still]
        yield (
            f"{name:>22}  {distance(error):.4f}                         {distance(error - error.mean(0)):.4f}"
            f"                {distance(change):.4f}"
        )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--london", type=Path, default=Path("../shared/data/london.npz"))
    options = parser.parse_args()
    for line in synthetic(options.people):
        print(line, flush=True)
    layout = get_layout("ibug68")
    one = Landmarks(places("ibug68").on(load_rig().neutral)[None, :, :2], layout)
    start = time.process_time()
    for _ in range(20):
        lift(one, "bu3dfe83")
    print(f"a single face of 68 points in 2-D: {50 * (time.process_time() - start):.1f} CPU ms")
    if options.london.exists():
        for line in real(options.london):
            print(line)


if __name__ == "__main__":
    main()
