"""InfoNCE from triplets: the near face is to be found among the far faces of all triplets of the batch.

Van den Oord, Li and Vinyals (2018), eq. 4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from pydantic import Field
from torch import Tensor

from mien.models.interface import Posterior
from mien.models.network import Network
from mien.objective.interface import TRIPLETS, Group, Term
from mien.objective.triplet import a_face, by_role
from mien.settings import Section


class Contrastive(Term):
    """−log softmax of an anchor's similarity with its near face, against the batch's far faces."""

    names = ("contrastive",)
    group = TRIPLETS
    apart = False

    class Options(Section):
        """Temperature, and for how many negatives the batch's far faces stand.

        The mean over far faces is taken that many times, so that the figure does not depend on the batch; a
        batch of just as many triplets gives InfoNCE's own sum.
        """

        temperature: float = Field(0.2, gt=0)
        negatives: int = Field(100, ge=1)

    def __init__(self, options: Options, network: Network) -> None:
        super().__init__()
        self.options = options

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """Weighted mean over triplets, times triplets a face."""
        loss = info_nce(*by_role(posterior), self.options.temperature, self.options.negatives)
        return {"contrastive": a_face(group, loss)}


def info_nce(anchor: Tensor, near: Tensor, far: Tensor, temperature: float, negatives: int) -> Tensor:
    """−log of the probability that near is found, in nats.

    Similarity is −squared distance / 2, on the unit sphere the cosine but for a constant.

    Parameters
    ----------
    anchor, near, far : (v, k)

    Returns
    -------
    (v,)
    """

    def similarity(first: Tensor, second: Tensor) -> Tensor:
        return -(first - second).square().sum(-1) / (2 * temperature)

    right = similarity(anchor, near)
    wrong = similarity(anchor[:, None], far[None]).logsumexp(1) + math.log(negatives / len(far))
    return torch.logaddexp(right, wrong) - right
