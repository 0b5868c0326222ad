"""What lies behind a figure and is worth a picture of its own."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from mien.settings import Section

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Scale(Section):
    """What a figure can be; a share, of which more is better, where nothing else is said.

    Attributes
    ----------
    least, most : its bounds, None where there is none.
    lower : whether less is better; None where neither is.
    unit : of the figure; empty for a plain number.
    """

    least: float | None = 0.0
    most: float | None = 1.0
    lower: bool | None = False
    unit: str = ""

    def check(self, value: float) -> None:
        """Refuse a figure that cannot be: a ValueError that says what it can be."""
        below = self.least is not None and value < self.least
        if below or (self.most is not None and value > self.most):
            bounds = (("at least", self.least), ("at most", self.most))
            words = " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
            raise ValueError(f"a figure of {value!r} cannot be; it must be {words}")


SHARE = Scale()
USED = Scale(lower=None)
LEAK = Scale(lower=True)
CORRELATION = Scale(least=-1.0)
EXPLAINED = Scale(least=None)
NATS = Scale(most=None, lower=True, unit="nats")


class Confusion(Section):
    """Which labels were told for which.

    Attributes
    ----------
    labels : L names, in the order of rows and columns.
    counts : L rows of L: faces whose label is the row's and that were given the column's.
    """

    kind: Literal["confusion"] = "confusion"
    labels: list[str] = Field(min_length=1)
    counts: list[list[Count]]

    @model_validator(mode="after")
    def _square(self) -> Self:
        if [len(row) for row in self.counts] != [len(self.labels)] * len(self.labels):
            raise ValueError(f"the counts are not {len(self.labels)} rows of {len(self.labels)}")
        return self

    @classmethod
    def counted(cls, true: np.ndarray, told: np.ndarray) -> Self:
        """From the labels of n faces and what was told for each."""
        labels, places = np.unique(np.concatenate([true, told]), return_inverse=True)
        counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
        np.add.at(counts, (places[: len(true)], places[len(true) :]), 1)
        return cls(labels=labels.tolist(), counts=counts.tolist())

    def plus(self, other: Confusion) -> Confusion:
        """The faces of both, for example of two seeds."""
        labels = sorted({*self.labels, *other.labels})
        counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
        for one in (self, other):
            place = [labels.index(label) for label in one.labels]
            counts[np.ix_(place, place)] += np.array(one.counts)
        return Confusion(labels=labels, counts=counts.tolist())


class Bin(Section):
    """Triplets whose probability of the choice that is expected lies from `low` to `high`.

    Attributes
    ----------
    expected : mean of that probability; None for no triplets.
    observed : share of them in which the expected choice was made; None for no triplets.
    triplets : how many.
    """

    low: Share
    high: Share
    expected: Share | None = None
    observed: Share | None = None
    triplets: Count


class Reliability(Section):
    """How often the expected choice is made, by how surely it is expected.

    Attributes
    ----------
    bins : from a coin's toss to certainty.
    scale : what a difference of distances was multiplied by; None where the space says probabilities itself.
    """

    kind: Literal["reliability"] = "reliability"
    bins: list[Bin] = Field(min_length=1)
    scale: float | None = Field(None, ge=0)


class Item(Section):
    """One entry of a `Breakdown`: its figure, None where there is none, how many it is of, its chance level.

    Attributes
    ----------
    about : what else is known of it, by name.
    """

    name: str
    value: float | None = None
    count: Count = 0
    chance: float | None = None
    about: dict[str, float] = {}


class Breakdown(Section):
    """A figure one by one: by action unit, label or person.

    Attributes
    ----------
    by : what an item is, for example ``"action unit"``.
    counted : what `count` counts, for example ``"faces"``.
    """

    kind: Literal["breakdown"] = "breakdown"
    by: str
    counted: str
    scale: Scale = SHARE
    items: list[Item] = Field(min_length=1)


class Line(Section):
    """A figure along something, for example the share of faces of the same label among the nearest k.

    Attributes
    ----------
    along : what the places are, for example ``"nearest faces"``.
    places, values : one by one, places ascending.
    chance : at each place; empty where it is not known.
    """

    kind: Literal["line"] = "line"
    along: str
    scale: Scale = SHARE
    places: list[float] = Field(min_length=1)
    values: list[float]
    chance: list[float] = []

    @model_validator(mode="after")
    def _equal(self) -> Self:
        if len(self.values) != len(self.places) or len(self.chance) not in (0, len(self.places)):
            raise ValueError(f"{len(self.places)} places have not as many values")
        return self


class Correlations(Section):
    """Correlation of every action unit with every latent dimension, on test faces.

    Attributes
    ----------
    units : a names.
    values : a rows of k correlations, None where one of the two does not vary.
    chosen : unit -> the latent dimension that stands for it, by training faces.
    deviation : (k,) of each latent dimension on test faces.
    """

    kind: Literal["correlations"] = "correlations"
    units: list[str] = Field(min_length=1)
    values: list[list[Annotated[float, Field(ge=-1, le=1)] | None]]
    chosen: dict[str, Count] = {}
    deviation: list[Annotated[float, Field(ge=0)]]

    @property
    def matched(self) -> dict[str, tuple[int, float]]:
        """Unit -> the dimension that stands for it, and their correlation; 0 where either does not vary."""
        return {
            unit: (self.chosen[unit], row[self.chosen[unit]] or 0.0)
            for unit, row in zip(self.units, self.values, strict=True)
            if unit in self.chosen
        }

    @model_validator(mode="after")
    def _table(self) -> Self:
        if [len(row) for row in self.values] != [len(self.deviation)] * len(self.units):
            raise ValueError(f"the values are not {len(self.units)} rows of {len(self.deviation)}")
        return self


Detail = Annotated[Confusion | Reliability | Breakdown | Line | Correlations, Field(discriminator="kind")]
