import os
from pathlib import Path

import numpy as np
import pytest

from mien.landmarks import get_layout

OFFSETS = {
    "left_eye": (0.5, 0.4, 0.0), "right_eye": (-0.5, 0.4, 0.0), "left_brow": (0.5, 0.7, 0.1),
    "right_brow": (-0.5, 0.7, 0.1), "nose": (0.0, 0.0, 0.4), "mouth": (0.0, -0.6, 0.2),
}  # fmt: skip


def _faces(layout_name: str, n: int, seed: int = 0, spread: float = 0.03) -> np.ndarray:
    """(n, p, 3) float64 faces around one symmetric shape, facing the camera."""
    rng = np.random.default_rng(seed)
    layout = get_layout(layout_name)
    base = rng.normal(scale=0.1, size=(layout.n_points, 3))
    for region, offset in OFFSETS.items():
        base[list(layout.regions[region])] += offset
    base = (base + base[layout.mirror] * [-1, 1, 1]) / 2
    return base + rng.normal(scale=spread, size=(n, layout.n_points, 3))


@pytest.fixture
def make_faces():
    return _faces


@pytest.fixture
def real_faces():
    folder = Path(os.environ.get("MIEN_REAL_FACES", Path(__file__).parents[3] / "shared" / "data"))
    if not (folder / "london.npz").is_file():
        pytest.skip("the real faces are not there; set MIEN_REAL_FACES to their folder")
    return folder
