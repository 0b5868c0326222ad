"""The paper's own figures, as data: what the tables of a report are set beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

Figure = TypeVar("Figure", int, float)

CITATION = (
    "O. Mikheeva, C. H. Ek and H. Kjellström, “Perceptual Facial Expression Representation”, "
    "IEEE International Conference on Automatic Face and Gesture Recognition (FG 2018)"
)


@dataclass(frozen=True)
class PaperRow:
    """One row of a table of the paper.

    Attributes
    ----------
    dim : dimensions of the representation.
    accuracy : share of test faces given their right label by a linear SVM.
    triplets : share of satisfied test triplets (eq. 12) by kind: ``"all"``, or the vote difference of five
        answers, ``"5"``, ``"3"``, ``"1"``.
    """

    dim: int
    accuracy: float
    triplets: dict[str, float]

    def figure(self, task: str, kind: str) -> float | None:
        """A figure by task and kind, or None."""
        by_kind = {"accuracy": {"all": self.accuracy}, "triplets": self.triplets}
        return by_kind.get(task, {}).get(kind)


@dataclass(frozen=True)
class PaperTable:
    """A table of the paper: its number, the data it is about, and its rows by name."""

    number: str
    data: str
    rows: dict[str, PaperRow]


@dataclass(frozen=True)
class PaperAgreement:
    """A table of vote differences: its number, how many voted, and part -> difference -> triplets."""

    number: str
    votes: int
    parts: dict[str, dict[str, int]]


def _votes(five: Figure, three: Figure, one: Figure) -> dict[str, Figure]:
    return {"5": five, "3": three, "1": one}


TABLE_I = PaperAgreement(
    number="Table I",
    votes=5,
    parts={
        "train": _votes(2_426, 2_364, 2_206),
        "validation": _votes(652, 686, 643),
        "test": _votes(728, 767, 719),
        "all": _votes(3_806, 3_817, 3_568),
    },
)

TABLE_II = PaperTable(
    number="Table II",
    data="BU-3DFE, 100 people with posed expressions, split 80/10/10",
    rows={
        "none": PaperRow(249, 0.720, {"all": 0.593}),
        "pca": PaperRow(30, 0.676, {"all": 0.592}),
        "vae": PaperRow(30, 0.640, {"all": 0.592}),
        "m1": PaperRow(30, 0.720, {"all": 0.670}),
        "m2": PaperRow(30, 0.736, {"all": 0.798}),
    },
)

TABLE_III = PaperTable(
    number="Table III",
    data="BP4D-Spontaneous, 41 people, labels and triplets from crowd workers, split 25/8/8",
    rows={
        "none": PaperRow(249, 0.842, _votes(0.747, 0.615, 0.549)),
        "pca": PaperRow(30, 0.824, _votes(0.743, 0.608, 0.549)),
        "vae": PaperRow(30, 0.838, _votes(0.706, 0.593, 0.494)),
        "m1": PaperRow(30, 0.853, _votes(0.629, 0.575, 0.512)),
        "m2": PaperRow(30, 0.835, _votes(0.830, 0.701, 0.559)),
    },
)


def paper_table(experiment: str) -> PaperTable | None:
    """The paper's table of an experiment (``"posed"``: II, ``"spontaneous"``: III), or None."""
    return {"posed": TABLE_II, "spontaneous": TABLE_III}.get(experiment)
