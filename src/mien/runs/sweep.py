"""``sweep.json``: what a sweep tried, what came of it, and what was chosen."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mien.files import write_text
from mien.runs.info import FacesInfo
from mien.runs.record import Count, Record, Share
from mien.settings import Section

Value = str | int | float
BINS = 4


class Varied(Section):
    """A thing that was varied.

    Attributes
    ----------
    name : dotted name of a setting, or of settings that changed together.
    choices : labels, in their order; empty of a range.
    low, high, log : of a range.
    mark : what it is at the marked point.
    """

    name: str
    choices: list[str] = []
    low: int | float | None = None
    high: int | float | None = None
    log: bool = False
    mark: Value | None = None

    @property
    def title(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2].replace("_", " ")


class Trial(Section):
    """A trial.

    Attributes
    ----------
    number : of its place, from 0.
    values : name of what is varied -> its value; what is not varied here is missing.
    score, triplets, accuracy : by validation people, of a complete one, see
        `mien.evaluation.validated.Validated`.
    curve : (step, score) at each validation.
    deaths : processes that died over it before.
    error : why it failed.
    """

    number: Count
    state: Literal["complete", "pruned", "failed"]
    values: dict[str, Value]
    score: Share | None = None
    triplets: Share | None = None
    accuracy: Share | None = None
    best_step: int | None = None
    seconds: float = Field(0, ge=0)
    curve: list[tuple[int, float]] = []
    deaths: Count = 0
    error: str = ""
    marked: bool = False


class Sweep(Record):
    """A whole sweep.

    Attributes
    ----------
    title, command, search : how it was asked for.
    recipe, steps : of the settings that are the same for all, steps a training.
    seconds : of all trials together, on however many machines.
    mark : title of the marked point, empty where there is none.
    chosen : number of the trial that is best by its score; the first of equals.
    settings : TOML of what was chosen.
    """

    FILE: ClassVar[str] = "sweep.json"

    mien: str
    title: str
    command: str = ""
    search: str
    recipe: str
    steps: Count
    seed: Count
    data: FacesInfo
    seconds: float = Field(0, ge=0)
    mark: str = ""
    varied: list[Varied] = Field(min_length=1)
    trials: list[Trial] = Field(min_length=1)
    chosen: Count
    settings: str

    @property
    def complete(self) -> list[Trial]:
        """The trials that were trained to their end, the best first."""
        done = [trial for trial in self.trials if trial.score is not None]
        return sorted(done, key=lambda trial: (-(trial.score or 0.0), trial.number))

    @property
    def best(self) -> Trial:
        """The trial that was chosen."""
        return next(trial for trial in self.trials if trial.number == self.chosen)

    def importance(self, varied: Varied) -> float | None:
        """How much of the score's variance goes with one of what was varied; see `explained`."""
        own = [trial for trial in self.complete if varied.name in trial.values]
        values = [trial.values[varied.name] for trial in own]
        return explained(_groups(varied, values), [trial.score or 0.0 for trial in own])

    def write_csv(self, path: Path) -> None:
        """A line a trial."""
        text = io.StringIO()
        names = [one.name for one in self.varied]
        about = ("score", "triplets", "accuracy", "best_step", "seconds", "deaths", "error")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["trial", "state", *names, *about])
        for trial in self.trials:
            values = [trial.values.get(name, "") for name in names]
            told = ["" if (value := getattr(trial, name)) is None else value for name in about]
            writer.writerow([trial.number, trial.state, *values, *told])
        write_text(path, text.getvalue())


def _groups(varied: Varied, values: Sequence[Value]) -> list[Value]:
    """A group a choice; of a range a quarter of the values each."""
    if varied.choices:
        return list(values)
    numbers = np.array(values, dtype=np.float64)
    cuts = np.quantile(numbers, np.arange(1, BINS) / BINS)
    return [int(group) for group in np.searchsorted(cuts, numbers)]


def explained(groups: Sequence[Value], scores: Sequence[float]) -> float | None:
    """Share of the variance of scores that goes with groups, less what chance gives it: ε² of Kelley (1935).

    (between − (g − 1) within / (n − g)) / total, sums of squares of n scores in g groups; at least 0. None
    where all scores are the same, there is one group, or nothing is left to tell chance by.
    """
    values = np.asarray(scores, dtype=np.float64)
    known = sorted(set(groups), key=str)
    n, g = len(values), len(known)
    if g < 2 or n <= g:
        return None
    total = float(np.square(values - values.mean()).sum())
    if total == 0:
        return None
    member = np.array([known.index(group) for group in groups])
    within = sum(
        float(np.square(own - own.mean()).sum()) for own in (values[member == number] for number in range(g))
    )
    return max(0.0, (total - within - (g - 1) * within / (n - g)) / total)
