"""A deterministic upward pass that tells of lower latents on its way (Sønderby et al. 2016)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mien.models.encoders.mlp import PAPER, EncoderOptions, change
from mien.models.interface import Draw, Given, Shape
from mien.models.layers import Layers, scaled


class LadderEncoder(nn.Module):
    """The fully connected encoder whose first 2k numbers are of its top, all further ones of its middle."""

    Options = EncoderOptions

    def __init__(self, shape: Shape, width: int, options: EncoderOptions) -> None:
        super().__init__()
        widths = tuple(options.widths or scaled(PAPER, shape.features, shape.components))
        middle, top = (len(widths) + 1) // 2, min(width, 2 * shape.components)
        self.lower = Layers([sum(shape.columns.values()), *widths[:middle]], options.keep)
        self.upper = Layers([widths[middle - 1], *widths[middle:], top], options.keep)
        self.telling = nn.Linear(widths[middle - 1], width - top) if width > top else None
        self.straight = nn.Linear(shape.features, top, bias=False) if options.straight else None
        self.options = options.changed(widths=widths)
        self.columns = tuple(shape.columns)

    def draws(self, rows: int) -> tuple[Draw, ...]:
        """The masks of a pass of r faces, from below."""
        return (*self.lower.masks(rows), *self.lower.mask(rows), *self.upper.masks(rows))

    def forward(self, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Columns (r, d) each to (r, width)."""
        below = len(self.lower.layers) - 1
        hidden = self.lower.through(torch.cat([given[name] for name in self.columns], dim=-1), noise[:below])
        hidden = self.lower.unit(hidden, *noise[below : below + 1])
        top = self.upper.through(hidden, noise[below + 1 :])
        top = top if self.straight is None else top + self.straight(change(given))
        return top if self.telling is None else torch.cat([top, self.telling(hidden)], dim=-1)
