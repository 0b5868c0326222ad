"""A trained model's programs, and what is told about it."""

from __future__ import annotations

from typing import Any

from mien.landmarks.layout import get_layout
from mien.models.exported import Exported
from mien.models.registry import MODELS
from mien.models.tracing import decoder_program, encoder_program
from mien.models.trained import ExpressionModel


def exported(model: ExpressionModel) -> Exported:
    """The model as programs.

    Raises
    ------
    ModelFileError
        If its encoder or decoder does something that a program does not know.
    """
    decoder = decoder_program(model.network) if model.decodes else None
    return Exported(model.preparation, encoder_program(model.network), decoder, about(model))


def about(model: ExpressionModel) -> dict[str, Any]:
    """What goes with the model wherever it goes, as plain values."""
    layout = None if model.layout is None else get_layout(model.layout)
    return {
        "model": model.kind,
        "title": MODELS[model.kind].title if model.kind in MODELS else model.kind,
        "mien": model.about.versions.get("mien", ""),
        "layout": model.layout,
        "points": [] if layout is None else list(layout.names),
        "dims": None if layout is None else int(model.preparation.mean.shape[1]),
        "latents": [f"z{place}" for place in range(model.n_components)],
        "neutral": model.needs_neutral,
        "data": model.about.data or {},
    }
