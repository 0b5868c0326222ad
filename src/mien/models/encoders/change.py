"""A linear encoder of the change from neutral: a metric that is learned on x − y."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from torch import Tensor

from mien.models.encoders.mlp import EncoderOptions, change
from mien.models.interface import Draw, Given, Shape
from mien.models.layers import Layers


class ChangeEncoder(Layers):
    """Linear map of the change x − y, or of x where there is no neutral."""

    class Options(EncoderOptions):
        """None: those of hidden layers are taken, so that one file of settings serves all models."""

        UNUSED: ClassVar[frozenset[str]] = frozenset({"widths", "keep", "straight"})

    def __init__(self, shape: Shape, width: int, options: EncoderOptions) -> None:
        super().__init__([shape.features, width], 1.0)

    def draws(self, rows: int) -> tuple[Draw, ...]:
        """Nothing is dropped."""
        return ()

    def forward(self, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Columns (r, d) each to (r, width)."""
        return self.through(change(given))
