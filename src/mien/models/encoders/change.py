"""An encoder of the change from neutral, linear as it comes: what a metric learned on x − y is."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from mien.models.interface import Draw, Given, Shape
from mien.models.layers import Layers, MLPOptions


class ChangeEncoder(Layers):
    """Linear map of the change x − y (of x without a neutral); hidden layers where widths are given."""

    class Options(MLPOptions):
        """Of `MLPOptions`, but that no widths mean no hidden layer."""

    def __init__(self, shape: Shape, width: int, options: MLPOptions) -> None:
        super().__init__([shape.features, *options.widths, width], options.keep)
        self.options = options

    def draws(self, rows: int) -> tuple[Draw, ...]:
        """The masks of a pass of r faces."""
        return self.masks(rows)

    def forward(self, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Columns (r, d) each to (r, width)."""
        return self.through(given["x"] - given["y"] if "y" in given else given["x"], noise)
