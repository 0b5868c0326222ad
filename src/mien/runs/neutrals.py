"""``neutral.json``: the chosen neutral faces, and what another choice would change."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mien.runs.record import Count, Record, Share
from mien.settings import Section

Distance = Field(ge=0)


class ChosenFace(Section):
    """A person's neutral face; its mean distance to the other candidates, and theirs, in eye distances."""

    face: str
    candidates: Count
    mean_distance: float = Distance
    spread: float = Field(0, ge=0)


class Apart(Section):
    """How far a way's neutral faces are from the chosen ones, in eye distances: mean and most over people.

    Attributes
    ----------
    subject : who has the most.
    same, people : how many have the same face by both ways, of how many.
    """

    mean: float = Distance
    most: float = Distance
    subject: str
    same: Count = 0
    people: Count = 0


class WayFigures(Section):
    """A row's accuracy (None without labels) and satisfied triplets by kind."""

    accuracy: Share | None = None
    triplets: dict[str, Share] = {}

    def figure(self, task: str, kind: str) -> float | None:
        """A figure by task and kind, or None."""
        return self.accuracy if task == "accuracy" else self.triplets.get(kind)


class Way(Section):
    """What a way's neutral faces give, by row."""

    rows: dict[str, WayFigures] = {}


class LeftOut(Section):
    """People without a neutral face by some way, and triplets with faces of theirs, by kind."""

    people: list[str] = []
    triplets: dict[str, Count] = {}


class Neutrals(Record):
    """The choice of neutral faces.

    Attributes
    ----------
    chosen : the way of choosing.
    subjects : person -> chosen face.
    ways : way -> its figures.
    distance : way -> its distance from the chosen one.
    expression : mean distance of a face from its neutral, None where not known.
    """

    FILE: ClassVar[str] = "neutral.json"

    chosen: str
    subjects: dict[str, ChosenFace]
    left_out: LeftOut = LeftOut()
    ways: dict[str, Way]
    distance: dict[str, Apart] = {}
    expression: float | None = None
