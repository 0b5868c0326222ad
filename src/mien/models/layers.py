"""Fully connected layers with exponential linear units (paper V-C)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional

from mien.models.interface import Draw
from mien.settings import Section

PAPER_FEATURES = 249
Width = Annotated[int, Field(ge=1)]


class MLPOptions(Section):
    """Options of fully connected parts.

    Attributes
    ----------
    widths : of the hidden layers; none means the paper's, scaled to the layout.
    keep : probability that a hidden unit is kept in training (the paper's "dropout 0.9").
    """

    widths: Annotated[tuple[Width, ...], Field(strict=False)] = ()
    keep: float = Field(0.9, gt=0, le=1)


def scaled(widths: Sequence[int], features: int, components: int) -> tuple[int, ...]:
    """The paper's widths, which are for 249 features, for another layout.

    They grow with the square root of the number of features, so that a layout of 478 points costs about six
    times a step and not thirty; none is below twice the number of components.
    """
    factor = math.sqrt(features / PAPER_FEATURES)
    return tuple(max(2 * components, round(width * factor)) for width in widths)


class Layers(nn.Module):
    """Linear layers with ELU between them, and dropout by given masks; the last layer is linear.

    Parameters
    ----------
    sizes : width of every layer, input and output included; at least two.
    keep : probability that a hidden unit is kept in training.
    """

    def __init__(self, sizes: Sequence[int], keep: float) -> None:
        super().__init__()
        self.sizes, self.keep = tuple(sizes), keep
        self.layers = nn.ModuleList(nn.Linear(before, after) for before, after in pairwise(sizes))

    def masks(self, *rows: int) -> tuple[Draw, ...]:
        """The masks of a pass of rows; none where everything is kept."""
        return tuple(Draw((*rows, width), self.keep) for width in self.sizes[1:-1]) if self.keep < 1 else ()

    def through(self, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
        """Map (…, sizes[0]) to (…, sizes[-1]); a mask (…, width) multiplies its hidden layer."""
        last = len(self.layers) - 1
        for number, layer in enumerate(self.layers):
            inputs = layer(inputs)
            if number < last:
                inputs = functional.elu(inputs)
                if masks:
                    inputs = inputs * masks[number]
        return inputs
