"""Satisfied triplets: how often a space agrees with the judgments (paper V-B, eq. 12)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import DataError
from mien.evaluation.bootstrap import bootstrap_triplets
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.triplets.values import Triplets

_CHUNK = 4_096


@dataclass(frozen=True, eq=False)
class Satisfied:
    """Which triplets a space satisfies.

    Attributes
    ----------
    each : (m,) bool, distance to near at most the distance to far (eq. 12; a tie counts as satisfied).
    tied : (m,) bool, both distances are the same. A collapsed space satisfies everything by ties alone, so
        their share is reported beside the figure.
    """

    each: np.ndarray
    tied: np.ndarray

    @property
    def share(self) -> float:
        """Share of satisfied triplets, each counted once."""
        return float(self.each.mean())

    @property
    def ties(self) -> float:
        """Share of tied triplets."""
        return float(self.tied.mean())


def satisfied_triplets(space: np.ndarray, triplets: Triplets) -> Satisfied:
    """Judge a space by triplets with Euclidean distance.

    Parameters
    ----------
    space : (n, k), any representation of the n faces: landmarks, components, latents.
    triplets : rows of `space`.

    Raises
    ------
    DataError
        If there are no triplets, or the space holds values that are not finite.
    """
    if not len(triplets):
        raise DataError("there are no triplets to judge a space by")
    space = np.asarray(space, dtype=np.float64).reshape(len(space), -1)
    if not np.isfinite(space).all():
        raise DataError("the space to judge holds values that are not finite numbers")
    triplets.check_faces(len(space))
    near, far = np.empty(len(triplets)), np.empty(len(triplets))
    for start in range(0, len(triplets), _CHUNK):
        rows = triplets.rows[start : start + _CHUNK]
        anchor = space[rows[:, 0]]
        near[start : start + _CHUNK] = np.linalg.norm(anchor - space[rows[:, 1]], axis=1)
        far[start : start + _CHUNK] = np.linalg.norm(anchor - space[rows[:, 2]], axis=1)
    return Satisfied(near <= far, near == far)


class SatisfiedTriplets:
    """Share of the test triplets that a space satisfies, by kind."""

    title = "Triplets"

    def heading(self, kind: str) -> str:
        """The title, with the vote difference where triplets are told apart by it."""
        return self.title if kind == "all" else f"{self.title}, votes {kind}"

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """The share of `satisfied_triplets` a kind, about it the share of ties."""
        found = {}
        for kind, triplets in on.triplets.items():
            triplets.check_faces(len(space.latents), on.test, "the test people")
            result = satisfied_triplets(space.latents, triplets)
            found[kind] = Outcome(
                result.share,
                bootstrap_triplets(result.each, on.person[triplets.rows], on.drawn),
                {"ties": result.ties},
                counts=on.counted(triplets.rows, triplets=len(triplets)),
                chance=0.5,
            )
        if not found:
            raise Lacking("there are no triplets of test people")
        return found
