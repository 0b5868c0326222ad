"""Fully connected layers with exponential linear units (paper V-C)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

import torch
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

    def mask(self, *rows: int) -> tuple[Draw, ...]:
        """The mask of what comes out, for who goes on with `unit`; none where everything is kept."""
        return (Draw((*rows, self.sizes[-1]), self.keep),) if self.keep < 1 else ()

    def through(self, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
        """Map (…, sizes[0]) to (…, sizes[-1]); a mask (…, width) multiplies its hidden layer."""
        return self.after(self.layers[0](inputs), masks)

    def beside(self, shared: Sequence[Tensor], inputs: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
        """Map shared columns (r, c), the same for all samples, and inputs (…, r, sizes[0] − c) side by side.

        What the first layer makes of the shared columns is worked out once a row and not once a sample.
        """
        if not shared:
            return self.through(inputs, masks)
        first = self.layers[0]
        assert isinstance(first, nn.Linear)
        own = inputs.shape[-1]
        known = functional.linear(torch.cat([*shared], dim=-1), first.weight[:, :-own], first.bias)
        return self.after(known + functional.linear(inputs, first.weight[:, -own:]), masks)

    def after(self, hidden: Tensor, masks: Sequence[Tensor]) -> Tensor:
        """All that follows the first layer's product."""
        for number, layer in enumerate(self.layers[1:]):
            hidden = layer(self.unit(hidden, *masks[number : number + 1]))
        return hidden

    def unit(self, hidden: Tensor, mask: Tensor | None = None) -> Tensor:
        """ELU, and what a mask drops."""
        if mask is None:
            return functional.elu(hidden)
        # torch.compile fuses these by itself, and loses the gradient of the class below without a word.
        if torch.compiler.is_compiling():
            return functional.elu(hidden) * mask
        unit: Tensor = _MaskedELU.apply(hidden, mask, self.keep)
        return unit


class _MaskedELU(torch.autograd.Function):
    """ELU times a mask of 0 and 1/keep; its gradient is read off its result, without a second exponential."""

    generate_vmap_rule = True

    @staticmethod
    def forward(hidden: Tensor, mask: Tensor, keep: float) -> Tensor:
        return functional.elu(hidden).mul_(mask)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor, float], output: Tensor) -> None:
        _, mask, ctx.keep = inputs
        ctx.save_for_backward(output, mask)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        unit, mask = ctx.saved_tensors
        # A kept negative unit is (exp h − 1) / keep, so that exp h = keep · (unit + 1 / keep).
        through = gradients[0] * mask
        return torch.ops.aten.elu_backward(through, 1 / ctx.keep, 1.0, ctx.keep, True, unit), None, None
