"""Models of landmarks and of features, with weights as they are drawn, and faces for them."""

import numpy as np
import pytest
import torch

from mien.landmarks import Alignment, Landmarks, get_layout
from mien.landmarks.alignment import Scaling
from mien.models.about import About
from mien.models.network import build_network
from mien.models.registry import MODELS
from mien.models.trained import ExpressionModel
from mien.objective.registry import completed
from mien.settings import recipe

K = 4


@pytest.fixture(scope="session")
def make_model():
    """A model of some preparation: ``make_model(kind, preparation)``."""

    def made(kind, preparation):
        settings = completed(
            recipe("fast").changed(model={"kind": kind, "n_components": K, "encoder": {"widths": (24, 12)}})
        )
        torch.manual_seed(2)
        columns = dict.fromkeys(MODELS[kind].columns, preparation.mean.size)
        network = build_network(settings.model, columns).eval()
        about = About.of_training(settings, None, seed=0, best_step=1, data={"licence": "CC0"})
        return ExpressionModel(network, preparation, about)

    return made


@pytest.fixture(scope="session")
def posed_faces(make_faces):
    """Faces of a layout in all poses and places: ``posed_faces("ibug51", n, dims)``."""

    def made(layout, n, dims=3, seed=0):
        points = make_faces(layout, n, seed).astype(np.float64)[..., :dims]
        rng = np.random.default_rng(seed + 1)
        turns = np.linalg.qr(np.eye(dims) + rng.normal(scale=0.3, size=(n, dims, dims)))[0]
        turns *= np.linalg.det(turns)[:, None, None] if dims == 3 else 1
        turns[np.linalg.det(turns) < 0, 0] *= -1
        scale, shift = rng.uniform(0.5, 3, (n, 1, 1)), rng.normal(scale=200, size=(n, 1, dims))
        return (points @ turns * scale + shift).astype(np.float32)

    return made


@pytest.fixture(scope="session")
def aligned_by(posed_faces):
    """An alignment that was fitted: ``aligned_by("procrustes", dims)``."""

    def made(rotation, dims=3, layout="ibug51"):
        return Alignment.fit(Landmarks(posed_faces(layout, 30, dims), get_layout(layout), "mm"), rotation)

    return made


@pytest.fixture(scope="session")
def features():
    """Centring and scaling of twelve features."""
    return Scaling(np.linspace(-2, 3, 12), 2.5)
