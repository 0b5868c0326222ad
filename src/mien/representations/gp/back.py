"""Back-constraints: the mean of q(X) is a function of the face, so that new faces have a place at once.

Lawrence and Quiñonero-Candela, Local distance preservation in the GP-LVM through back constraints (2006).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mien.models.layers import Layers

CENTRES, WIDTHS = 200, (64,)


class LinearBack(nn.Module):
    """A linear map that starts as the first columns; the maps below add to it a function that starts as zero.

    Parameters
    ----------
    inputs : (n, r) training faces as they are read, r at least q.
    components : q.
    """

    unit: Tensor

    def __init__(self, inputs: Tensor, components: int) -> None:
        super().__init__()
        # Columns differ much in width; the map's weights must not, or L-BFGS is slow to move them.
        self.register_buffer("unit", inputs.square().mean(0).sqrt().clamp_min(1e-3))
        self.linear = nn.Parameter(torch.eye(inputs.shape[1], components, dtype=inputs.dtype))

    def forward(self, inputs: Tensor) -> Tensor:
        """(n, r) to means (n, q)."""
        return (inputs / self.unit) @ self.linear


class KernelBack(LinearBack):
    """Kernel regression: weights of Gaussian bumps on some training faces, as wide as faces are apart."""

    centres: Tensor
    width: Tensor

    def __init__(self, inputs: Tensor, components: int) -> None:
        super().__init__(inputs, components)
        places = torch.linspace(0, len(inputs) - 1, min(CENTRES, len(inputs))).round().long()
        self.register_buffer("centres", inputs[places].clone())
        apart = torch.cdist(self.centres, self.centres).square()
        self.register_buffer("width", apart[apart > 0].median() if (apart > 0).any() else torch.ones(()))
        self.weight = nn.Parameter(inputs.new_zeros(len(places), components))

    def forward(self, inputs: Tensor) -> Tensor:
        """(n, r) to means (n, q)."""
        near = torch.exp(-torch.cdist(inputs, self.centres).square() / (2 * self.width))
        return super().forward(inputs) + near @ self.weight


class MLPBack(LinearBack):
    """Fully connected layers with ELU, without dropout."""

    def __init__(self, inputs: Tensor, components: int) -> None:
        super().__init__(inputs, components)
        self.layers = Layers([inputs.shape[1], *WIDTHS, components], 1.0).to(inputs)
        with torch.no_grad():
            for parameter in self.layers.layers[-1].parameters():
                parameter.zero_()

    def forward(self, inputs: Tensor) -> Tensor:
        """(n, r) to means (n, q)."""
        return super().forward(inputs) + self.layers.through(inputs)


BACKS = {"kernel": KernelBack, "mlp": MLPBack}
