"""A triplet network's loss: the near face is to be closer to the anchor than the far one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field
from torch import Tensor
from torch.nn import functional

from mien.models.interface import Posterior
from mien.models.network import Network
from mien.objective.interface import TRIPLETS, Group, Term
from mien.objective.topology import distance
from mien.settings import Section


class Triplet(Term):
    """Loss of the distances from anchor to near and far, of the means: margin, softplus or ratio."""

    names = ("triplet",)
    group = TRIPLETS

    class Options(Section):
        """Which loss; the margin is a distance, for ``margin`` alone."""

        loss: Literal["margin", "softplus", "ratio"] = "margin"
        margin: float = Field(1.0, gt=0)

    def __init__(self, options: Options, network: Network) -> None:
        super().__init__()
        self.options = options

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """Weighted mean over triplets, times triplets a face."""
        anchor, near, far = by_role(posterior)
        farther = distance(anchor, near) - distance(anchor, far)
        return {"triplet": a_face(group, triplet_loss(farther, self.options.loss, self.options.margin))}


def by_role(posterior: Posterior) -> tuple[Tensor, Tensor, Tensor]:
    """Means of anchors, near and far faces, (v, k) each."""
    anchor, near, far = posterior.mean.unflatten(0, (3, -1)).unbind(0)
    return anchor, near, far


def a_face(group: Group, loss: Tensor) -> Tensor:
    """T/N times the mean over triplets of weight · loss, (v,)."""
    assert group.weight is not None
    return group.per_face * (group.weight * loss).sum() / group.size


def triplet_loss(farther: Tensor, loss: str, margin: float) -> Tensor:
    """Loss by how much farther the near face is than the far one, a distance below 0 if all is well.

    ``softplus`` is −log of the logistic choice probability, in nats; ``margin`` is the hinge (Schroff et al.
    2015, there of squared distances); ``ratio`` is Hoffer and Ailon's (2015) squared error of the softmax of
    both distances from (0, 1).

    Parameters
    ----------
    farther : (v,)

    Returns
    -------
    (v,) at least 0
    """
    if loss == "softplus":
        return functional.softplus(farther)
    if loss == "margin":
        return functional.relu(margin + farther)
    return 2 * farther.sigmoid().square()
