"""Expressions found again in other people: the nearest faces of anybody else."""

from __future__ import annotations

import numpy as np

from mien.evaluation.bootstrap import bootstrap_faces
from mien.evaluation.details import Breakdown, Item, Line
from mien.evaluation.interface import Judged, Lacking, Outcome, Space

NEAREST = (1, 5, 10)
MOST = 2_000
_FARTHEST = 20
_OWN = 50


class Retrieval:
    """Faces of a test face's label among the nearest of other people: mean average precision, at k."""

    title = "Retrieval"

    def heading(self, kind: str) -> str:
        """Mean average precision, or precision at so many faces."""
        return f"{self.title}, " + ("mAP" if kind == "all" else f"precision {kind.replace('-', ' ')}")

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Every labelled test face asks for its label among the other test people's faces."""
        rng = np.random.default_rng([on.seed, _OWN])
        labelled = on.test[on.label[on.test] != ""]
        # In an order of chance, so that nothing is gained where distances are the same.
        rows = rng.permutation(labelled)[:MOST]
        label, person = on.label[rows], on.person[rows]
        found = _found(space.latents[rows], label, person)
        asked = np.array([place for place, right in enumerate(found) if right.any() and not right.all()])
        if not len(asked):
            raise Lacking("no two test people have faces of the same label, and faces of another")
        hits = [found[place] for place in asked]
        whose, counts = person[asked], on.counted(rows, queries=len(asked))
        precision = np.array([average_precision(right) for right in hits])
        chance = np.array([chance_precision(len(right), int(right.sum())) for right in hits])
        base = float(np.mean([right.mean() for right in hits]))
        outcomes = {
            "all": Outcome(
                float(precision.mean()),
                bootstrap_faces(precision, whose, on.drawn),
                detail=_by_label(label[asked], precision, chance),
                counts=counts,
                chance=float(chance.mean()),
            )
        }
        farthest = min(_FARTHEST, min(map(len, hits)))
        top = np.stack([right[:farthest] for right in hits]).cumsum(axis=1) / np.arange(1, farthest + 1)
        line = Line(
            along="nearest faces",
            places=[float(place) for place in range(1, farthest + 1)],
            values=top.mean(axis=0).tolist(),
            chance=[base] * farthest,
        )
        for k in NEAREST:
            if k <= farthest:
                share = top[:, k - 1]
                draws = bootstrap_faces(share, whose, on.drawn)
                detail = line if k == NEAREST[0] else None
                outcomes[f"at-{k}"] = Outcome(float(share.mean()), draws, {}, detail, counts, base)
        return outcomes


def _found(latents: np.ndarray, label: np.ndarray, person: np.ndarray) -> list[np.ndarray]:
    """For each face, (g,) bool: whether the faces of other people have its label, nearest first."""
    from scipy.spatial.distance import cdist

    found = []
    for one, distance in enumerate(cdist(latents, latents, "sqeuclidean")):
        others = np.flatnonzero(person != person[one])
        found.append(label[others[np.argsort(distance[others], kind="stable")]] == label[one])
    return found


def average_precision(right: np.ndarray) -> float:
    """Mean over the right faces of the share of right ones down to each; (g,) bool, nearest first."""
    places = np.flatnonzero(right)
    return float(np.mean(np.arange(1, len(places) + 1) / (places + 1)))


def chance_precision(faces: int, right: int) -> float:
    """What `average_precision` is on average over all orders of so many faces, of which some are right.

    A right face at place k has before it, on average, (k − 1)(right − 1)/(faces − 1) right ones.
    """
    harmonic = float((1 / np.arange(1, faces + 1)).sum())
    others = (right - 1) / (faces - 1) if faces > 1 else 0.0
    return (harmonic + (faces - harmonic) * others) / faces


def _by_label(label: np.ndarray, precision: np.ndarray, chance: np.ndarray) -> Breakdown:
    items = [
        Item(
            name=str(name),
            value=float(precision[label == name].mean()),
            count=int((label == name).sum()),
            chance=float(chance[label == name].mean()),
        )
        for name in np.unique(label)
    ]
    return Breakdown(by="label", counted="faces", items=items)
