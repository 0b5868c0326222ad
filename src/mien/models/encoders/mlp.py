"""The paper's encoder: face and conditions side by side through fully connected layers (V-C, V-D)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mien.models.interface import Draw, Given, Shape
from mien.models.layers import Layers, MLPOptions, scaled

PAPER = (480, 240, 120, 60)
"""Hidden widths of the paper's best (V-D): 498-480-240-120-60-30."""


class EncoderOptions(MLPOptions):
    """Options of fully connected encoders.

    Attributes
    ----------
    straight : a linear map of the change x − y goes beside the hidden layers, which learn what it lacks.
    """

    straight: bool = False


class MLPEncoder(Layers):
    """Fully connected encoder; mean and log-variance share all layers but the last."""

    Options = EncoderOptions

    def __init__(self, shape: Shape, width: int, options: EncoderOptions) -> None:
        widths = options.widths or scaled(PAPER, shape.features, shape.components)
        super().__init__([sum(shape.columns.values()), *widths, width], options.keep)
        self.options = options.changed(widths=widths)
        self.columns = tuple(shape.columns)
        self.straight = nn.Linear(shape.features, width, bias=False) if options.straight else None

    def draws(self, rows: int) -> tuple[Draw, ...]:
        """The masks of a pass of r faces."""
        return self.masks(rows)

    def forward(self, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Columns (r, d) each to (r, width)."""
        found = self.through(torch.cat([given[name] for name in self.columns], dim=-1), noise)
        return found if self.straight is None else found + self.straight(change(given))


def change(given: Given) -> Tensor:
    """x − y (r, d), or x where there is no neutral."""
    return given["x"] - given["y"] if "y" in given else given["x"]
