"""Make the saved model that the tests load: ``python tools/make_saved_model.py FOLDER``.

A tiny M2 on drawn faces of 51 points, with what it answered when it was made (``expected.npz``). One folder a
schema version of the model file: a later Mien has to read what an earlier one wrote, so a folder that is
there already is never written again.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from mien import ExpressionSpace
from mien.landmarks import get_layout
from mien.settings import recipe
from mien.triplets import triplets_by_rule

PEOPLE, LABELS, SHOWN = 10, ("angry", "happy", "sad"), 8


def drawn_faces(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(n, 51, 3) faces, their neutrals, labels and degrees."""
    rng = np.random.default_rng(seed)
    layout = get_layout("ibug51")
    base = rng.normal(scale=0.3, size=(layout.n_points, 3))
    for side, x in (("left_eye", 0.5), ("right_eye", -0.5)):
        base[list(layout.regions[side])] += [x, 0.8, 0.0]
    ways = rng.normal(scale=0.05, size=(len(LABELS), layout.n_points, 3))
    faces, neutrals, names, degrees = [], [], [], []
    for _ in range(PEOPLE):
        neutral = base + rng.normal(scale=0.05, size=base.shape)
        for degree in range(3):
            for name, way in zip(LABELS, ways, strict=True):
                faces.append(neutral + degree * way)
                neutrals.append(neutral)
                names.append(name if degree else "neutral")
                degrees.append(degree)
    points = np.array(faces, dtype=np.float32), np.array(neutrals, dtype=np.float32)
    return *points, np.array(names), np.array(degrees, dtype=np.float32)


def main(folder: Path) -> None:
    """Train, save, and write down the answers."""
    if folder.exists():
        sys.exit(f"{folder}: there already; a saved model of the past is not made again")
    faces, neutral, label, degree = drawn_faces()
    rng = np.random.default_rng(1)
    triplets = triplets_by_rule(label, degree, np.arange(len(faces)), 300, rng)
    settings = recipe("fast").changed(
        model={"encoder": (32, 16), "decoder": (32,)}, training={"steps": 200, "batch": 50}
    )
    space = ExpressionSpace(n_components=3, recipe=settings, layout="ibug51", steps=200)
    space.fit(faces, neutral=neutral, triplets=triplets)
    space.save(folder)
    shown = rng.choice(len(faces), SHOWN, replace=False)
    latents = space.transform(faces[shown], neutral=neutral[shown])
    np.savez_compressed(
        folder / "expected.npz",
        faces=faces[shown],
        neutral=neutral[shown],
        latents=latents,
        decoded=space.inverse_transform(latents, neutral=neutral[shown]),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
