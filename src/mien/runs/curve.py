"""``curve.json`` and ``cells/``: how well rows do with fewer triplets, and with fewer people."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from mien.evaluation.interface import Outcome
from mien.evaluation.suite import RowResult
from mien.files import write_text
from mien.runs.info import FacesInfo
from mien.runs.record import Count, Record, Share
from mien.runs.table import Figure
from mien.settings import Section

Axis = Literal["triplets", "people"]
AXES: tuple[Axis, ...] = ("triplets", "people")
_DIGITS = 5


class Judgment(Section):
    """One figure of one training, with its bootstrap replicates; None where a draw has nothing to count."""

    value: Share
    replicates: list[float | None]

    @classmethod
    def judged(cls, one: Outcome) -> Self:
        """From the evaluation's, with five digits of each replicate."""
        drawn = one.replicates.tolist()
        return cls(
            value=one.value, replicates=[round(v, _DIGITS) if math.isfinite(v) else None for v in drawn]
        )

    def outcome(self) -> Outcome:
        """As the evaluation gives it."""
        return Outcome(self.value, np.array(self.replicates, dtype=np.float64))


class Cell(Record):
    """A row made and judged once.

    Attributes
    ----------
    axis, size : what there was less of, and how much of it.
    row, seed : what was made, and of which split.
    people, triplets : how many it was trained on.
    seconds : that it took.
    judged_by : stands for the triplets of people that it was made with; empty for triplets by rule.
    figures : task -> kind -> figure.
    """

    axis: Axis
    size: Count
    row: str
    seed: int
    people: Count
    triplets: Count
    seconds: float = Field(0, ge=0)
    judged_by: str = ""
    figures: dict[str, dict[str, Judgment]] = {}

    def outcome(self, task: str, kind: str) -> Outcome | None:
        """One figure as the evaluation gives it, or None."""
        found = self.figures.get(task, {}).get(kind)
        return None if found is None else found.outcome()

    @classmethod
    def judged(cls, result: RowResult, **known: Any) -> Self:
        """From what the row was judged to be."""
        figures = {
            task: {kind: Judgment.judged(one) for kind, one in by.items()}
            for task, by in result.outcomes.items()
        }
        return cls(figures=figures, **known)


class Point(Section):
    """A row at one size: mean over seeds, interval over people, spread over seeds."""

    axis: Axis
    size: Count
    row: str
    title: str
    colour: str = ""
    sees: list[str] = []
    people: Count
    triplets: Count
    seeds: list[int]
    figures: dict[str, dict[str, Figure]]


class Curve(Record):
    """All points of a curve.

    Attributes
    ----------
    command, recipe : how it was asked for.
    data : the faces.
    seconds : of all cells together.
    """

    FILE: ClassVar[str] = "curve.json"

    mien: str
    command: str = ""
    recipe: str = ""
    data: FacesInfo
    seconds: float = Field(0, ge=0)
    points: list[Point] = Field(min_length=1)

    def write_csv(self, path: Path) -> None:
        """A line a point, task and kind."""
        lines = ["axis,size,row,people,triplets,seeds,task,kind,value,low,high,sd"]
        for point in self.points:
            for task, by_kind in point.figures.items():
                for kind, figure in by_kind.items():
                    known = (figure.value, figure.low, figure.high, figure.sd)
                    numbers = ["" if number is None else f"{number:.4f}" for number in known]
                    about = (
                        point.axis,
                        point.size,
                        point.row,
                        point.people,
                        point.triplets,
                        len(point.seeds),
                    )
                    lines.append(",".join([*map(str, about), task, kind, *numbers]))
        write_text(path, "\n".join(lines) + "\n")


def _figures(cells: list[Cell]) -> dict[str, dict[str, Figure]]:
    """Over the seeds that have it: a vote difference may be in the test triplets of some alone."""
    found: dict[str, dict[str, Figure]] = {}
    for task, kind in dict.fromkeys(
        (task, kind) for cell in cells for task, by in cell.figures.items() for kind in by
    ):
        outcomes = [one for cell in cells if (one := cell.outcome(task, kind)) is not None]
        found.setdefault(task, {})[kind] = Figure.over(outcomes)
    return found


def points_of(cells: Iterable[Cell], titles: dict[str, tuple[str, str, list[str]]]) -> list[Point]:
    """The cells of each axis, size and row together, all seeds.

    Parameters
    ----------
    titles : row -> title, colour and what it sees.
    """
    together: dict[tuple[Axis, int, str], list[Cell]] = {}
    for cell in cells:
        together.setdefault((cell.axis, cell.size, cell.row), []).append(cell)
    points = []
    for (axis, size, row), some in together.items():
        title, colour, sees = titles[row]
        points.append(
            Point(
                axis=axis,
                size=size,
                row=row,
                title=title,
                colour=colour,
                sees=sees,
                people=some[0].people,
                triplets=some[0].triplets,
                seeds=[cell.seed for cell in some],
                figures=_figures(some),
            )
        )
    order = {row: place for place, row in enumerate(titles)}
    return sorted(points, key=lambda one: (AXES.index(one.axis), order[one.row], one.size))
