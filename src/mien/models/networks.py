"""Fully connected networks with exponential linear units (paper V-C)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn


class Network(nn.Module):
    """Linear layers with ELU and dropout between them; the last layer is linear.

    Parameters
    ----------
    sizes : width of every layer, input and output included; at least two.
    keep : probability that a hidden unit is kept in training (the paper's "dropout 0.9").
    """

    def __init__(self, sizes: Sequence[int], keep: float) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes[:-1]):
            layers += [nn.Linear(before, after), nn.ELU()]
            if keep < 1:
                layers.append(nn.Dropout(1 - keep))
        layers.append(nn.Linear(sizes[-2], sizes[-1]))
        self.layers = nn.Sequential(*layers)

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (..., sizes[0]) to (..., sizes[-1])."""
        return self.layers(inputs)
