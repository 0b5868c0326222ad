"""The model: how a face is made of latents, and what its points are."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from mien.errors import ModelFileError
from mien.explorer.shown import Shown
from mien.explorer.triangles import surface
from mien.landmarks.alignment import Alignment
from mien.landmarks.layout import get_layout
from mien.models.interface import UNIT
from mien.models.tracing import decoder_program
from mien.models.trained import ExpressionModel

GOLDEN = 3


def section(shown: Shown) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the page needs to decode; without a program it says why not."""
    model = shown.model
    about = model.about
    header: dict[str, Any] = {
        "name": model.kind,
        "title": shown.title,
        "seed": shown.seed,
        "k": model.n_components,
        "features": model.network.shape.features,
        "conditions": list(model.network.shape.conditions),
        "middle": middle(model).tolist(),
        "bounds": list(model.network.prior.ends) if model.network.prior.support == UNIT else None,
        "data": about.data or {},
        "mien": about.versions.get("mien", ""),
    }
    arrays = {"mean": model.preparation.mean.astype(np.float32).reshape(-1)}
    if isinstance(model.preparation, Alignment):
        header["layout"], own = _layout(model.preparation)
        arrays |= own
    else:
        arrays["mean"] = arrays["mean"] / np.float32(model.preparation.scale)
        header["scale"] = model.preparation.scale
    try:
        program = decoder_program(model.network)
    except ModelFileError as error:
        header["program"], header["why"] = None, str(error)
        return header, arrays
    header["program"] = program.header()
    arrays |= {f"program.{name}": value for name, value in program.arrays.items()}
    drawn = np.random.default_rng(0)
    golden = {
        name: drawn.normal(0, 1, (GOLDEN, width)).astype(np.float32) for name, width in program.inputs.items()
    }
    arrays |= {f"golden.{name}": value for name, value in golden.items()}
    arrays["golden.out"] = model.network_output(golden["z"], golden.get("y"))
    return header, arrays


def middle(model: ExpressionModel) -> np.ndarray:
    """(k,) float32, the latents in the middle of the prior: 0 of a normal one."""
    with torch.no_grad():
        found: np.ndarray = model.network.prior.sample(torch.zeros(1, model.n_components)).numpy()[0]
    return found


def _layout(alignment: Alignment) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    layout = get_layout(alignment.layout)
    header: dict[str, Any] = {
        "name": layout.name,
        "dims": alignment.dims,
        "names": list(layout.names),
        "regions": {name: list(points) for name, points in layout.regions.items()},
        "eyes": {
            name: list(getattr(layout, name))
            for name in ("left_lower_lid", "right_lower_lid", "left_eye_corners", "right_eye_corners")
        },
        "rotation": alignment.rotation,
    }
    header["surface"], drawn = surface(alignment)
    return header, {
        **{f"surface.{name}": value for name, value in drawn.items()},
        "layout.edges": layout.edges.astype(np.int16),
        "layout.mirror": layout.mirror.astype(np.int16),
        "layout.reference": alignment.reference.astype(np.float32),
    }
