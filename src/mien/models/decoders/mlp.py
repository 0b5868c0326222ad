"""The paper's decoder: conditions and latents side by side through fully connected layers (V-C, V-D)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from mien.models.encoders.mlp import PAPER as ENCODER
from mien.models.interface import Draw, Given, Shape
from mien.models.layers import Layers, MLPOptions, scaled

PAPER = (300, 400, 300)
"""Hidden widths of the paper's best with a condition (V-D): 279-300-400-300-249."""


class MLPDecoder(Layers):
    """Fully connected decoder, f(y, z) of eq. 2.

    Without a condition the network is symmetrical (V-C): the decoder is the encoder backwards.
    """

    Options = MLPOptions

    def __init__(self, shape: Shape, options: MLPOptions) -> None:
        usual = PAPER if shape.conditions else ENCODER[::-1]
        widths = options.widths or scaled(usual, shape.features, shape.components)
        conditions = sum(shape.columns[name] for name in shape.conditions)
        super().__init__([conditions + shape.components, *widths, shape.features], options.keep)
        self.conditions, self.options = shape.conditions, options.changed(widths=widths)

    def draws(self, samples: int, rows: int) -> tuple[Draw, ...]:
        """The masks of a pass of (l, r, k) latents."""
        return self.masks(samples, rows)

    def forward(self, z: Tensor, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Latents (…, r, k) and conditions (r, d) to faces (…, r, d)."""
        return self.beside([given[name] for name in self.conditions], z, noise)
