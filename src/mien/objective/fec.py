"""The loss of Google's facial expression embedding: the far face is the odd one out of three.

Vemulapalli and Agarwala, A compact embedding for facial expression similarity (CVPR 2019), eq. 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from pydantic import Field
from torch import Tensor
from torch.nn import functional

from mien.models.interface import Posterior
from mien.models.network import Network
from mien.objective.interface import TRIPLETS, Group, Term
from mien.objective.triplet import a_face, by_role
from mien.settings import Section


class OddOneOut(Term):
    """All three pairs of a triplet compared: anchor and near are to be the closest."""

    names = ("odd_one_out",)
    group = TRIPLETS

    class Options(Section):
        """``margin`` in squared distances, or ``softmax`` over the pairs in nats; pairs, all or the anchor's.

        Where people were asked about an anchor, nothing is known of near and far: there ``pairs`` is
        ``"anchor"``.
        """

        form: Literal["margin", "softmax"] = "margin"
        margin: float = Field(0.2, gt=0)
        temperature: float = Field(0.2, gt=0)
        pairs: Literal["all", "anchor"] = "all"

    def __init__(self, options: Options, network: Network) -> None:
        super().__init__()
        self.options = options

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """Weighted mean over triplets, times triplets a face."""
        anchor, near, far = by_role(posterior)
        close, first, second = (
            (one - other).square().sum(-1) for one, other in ((anchor, near), (anchor, far), (near, far))
        )
        apart = [first] if self.options.pairs == "anchor" else [first, second]
        if self.options.form == "margin":
            loss = odd_margin(close, apart, self.options.margin)
        else:
            loss = odd_softmax(close, apart, self.options.temperature)
        return {"odd_one_out": a_face(group, loss)}


def odd_margin(close: Tensor, apart: Sequence[Tensor], margin: float) -> Tensor:
    """Sum of hinges: the close pair is to be nearer, by a margin, than each of the others.

    Parameters
    ----------
    close, apart : (v,) squared distances of the pairs.
    """
    hinges = [functional.relu(close - other + margin) for other in apart]
    return torch.stack(hinges).sum(0)


def odd_softmax(close: Tensor, apart: Sequence[Tensor], temperature: float) -> Tensor:
    """−log of the probability that the close pair is chosen as the most similar, in nats.

    The choice is a softmax over pairs of their similarity, −squared distance / 2 (on the unit sphere the
    cosine, but for a constant), over the temperature: Luce's rule, as in Hebart et al. (2020).
    """
    similar = -torch.stack([close, *apart]) / (2 * temperature)
    return similar.logsumexp(0) - similar[0]
