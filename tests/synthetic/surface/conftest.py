"""Faces to draw: people of the rig without noise, in any pose, and parts of pictures told apart by colour."""

import numpy as np
import pytest

from mien.landmarks import get_layout
from mien.synthetic.posed import Style, posed_faces
from mien.synthetic.rig import load_rig


@pytest.fixture(scope="session")
def people():
    """Points (n, 83, 3), names, subjects and labels of eight people: neutral and six strong emotions."""
    faces = posed_faces(0, 8, Style(open_mouth=0.0, jaw=0.0))
    rows = np.flatnonzero((faces.intensity == 0) | (faces.intensity == 4))
    points = load_rig().points(faces.identity[rows], faces.expression[rows])
    return points, faces.face[rows], faces.subject[rows], faces.label[rows]


@pytest.fixture(scope="session")
def rig_layout():
    return get_layout("bu3dfe83")


def _parts(picture):
    rgb = np.asarray(picture).astype(int)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    reddish = (red - green) / (red + 1.0)
    return {
        "lips": (reddish > 0.3) & (red > 90),
        "eye_white": (red > 120) & (np.abs(red - blue) < 16),
        "dark": rgb.max(axis=2) < 110,
    }


@pytest.fixture(scope="session")
def parts():
    """Masks by colour: ``parts(picture)["lips"]``."""
    return _parts
