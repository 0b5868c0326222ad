import subprocess
import sys

import numpy as np
import pytest

from mien.errors import DataError, LayoutError
from mien.landmarks import Landmarks, get_layout


def test_points_are_checked_against_the_layout(make_faces):
    layout = get_layout("ibug51")
    landmarks = Landmarks(make_faces("ibug51", 4), layout, "mm")
    assert len(landmarks) == 4
    assert landmarks.points.dtype == np.float32
    np.testing.assert_array_equal(landmarks.take(np.array([2, 0])).points, landmarks.points[[2, 0]])
    assert repr(landmarks) == "Landmarks(4 faces, ibug51, mm)"
    flat = Landmarks(landmarks.points[..., :2], layout, "mm")
    assert (flat.dims, landmarks.dims) == (2, 3)
    assert repr(flat) == "Landmarks(4 faces, ibug51, mm, without depth)"
    with pytest.raises(LayoutError, match="differ in dims"):
        Landmarks.joined([flat, landmarks])
    with pytest.raises(LayoutError, match="51 points, the data 68"):
        Landmarks(np.zeros((1, 68, 3)), layout)
    for wrong in (np.zeros((51, 3)), np.zeros((1, 51, 4))):
        with pytest.raises(DataError, match="shape"):
            Landmarks(wrong, layout)


def test_importing_stays_quick():
    heavy = "[m for m in ('pyarrow', 'scipy', 'torch') if m in sys.modules]"
    code = f"import sys, mien.landmarks, mien.sources.opening; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
