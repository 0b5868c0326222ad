"""How much data a row needs: satisfied held-out triplets with fewer triplets, and with fewer people."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from mien.errors import ConfigError, RunError, TripletError
from mien.evaluation import judge
from mien.experiments.run import compared, tell_of_reading
from mien.faces.faces import Faces
from mien.models.registry import MODELS
from mien.report.curve import build_curve
from mien.representations.interface import TOLD, Making, Silent, Training, Watcher
from mien.representations.registry import in_order, lacks, represent, rows
from mien.representations.trained import job_of
from mien.runs import AXES, Axis, Cell, Curve, FacesInfo, RunDirectory, points_of
from mien.settings import Settings
from mien.sources.asked import Asked
from mien.sources.opening import open_faces, tell
from mien.training.loop import Trained, checked
from mien.training.prepare import Prepared, about_data, prepare
from mien.training.together import at_once, train_together
from mien.triplets import Triplets
from mien.triplets.files import read_known_triplets

ROWS = ("difference", "linear-metric", "m2")
TRIPLETS = (100, 300, 1_000, 3_000, 8_000)
TASKS = ("triplets", "accuracy")
PEOPLE = (5, 10, 20, 40, 80)


@dataclass(frozen=True)
class CurveExperiment:
    """What to run.

    Attributes
    ----------
    data, settings, command : see `mien.experiments.run.Experiment`.
    seeds : each decides the split, the triplets and the order in which triplets and people are added.
    rows : names.
    triplets, people : sizes; what is more than there is counts as all.
    missing_neutral : people without a neutral face: ``"error"`` or ``"drop"``.
    judgments : file of people's triplets, by face name; by rule from labels if None.
    unknown, crossing : triplets with a face that is not in the data, and triplets that join people of
        different parts: ``"error"``, or ``"drop"`` to leave them out.
    """

    data: Asked | str
    settings: Settings
    seeds: tuple[int, ...] = (0,)
    rows: tuple[str, ...] = ROWS
    triplets: tuple[int, ...] = TRIPLETS
    people: tuple[int, ...] = PEOPLE
    missing_neutral: str = "error"
    command: str = ""
    judgments: Path | None = None
    unknown: str = "error"
    crossing: str = "error"

    def sizes(self, axis: Axis) -> tuple[int, ...]:
        """The largest first, so that what is dear is known early."""
        return tuple(sorted(set(self.triplets if axis == "triplets" else self.people), reverse=True))


@dataclass(frozen=True)
class PlannedCurve:
    """What would be done: `cells` in all, of which `made` are there already."""

    out: Path
    there: bool
    data: FacesInfo
    rows: list[str]
    cells: int
    made: int


@dataclass(frozen=True)
class _Place:
    axis: Axis
    size: int
    row: str
    seed: int


def data_curve(
    experiment: CurveExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Path:
    """Make and judge every row at every size, and write ``curve.json``, ``curve.csv`` and ``curve.html``.

    With fewer triplets all training people keep their faces; validation triplets are fewer in the same
    proportion. With fewer people they alone are trained on, aligned by, and asked about: triplets by rule
    are among them, four a face; of people's triplets those count that are among them. What is added is never
    taken away: the larger set holds the smaller one. Test people and test triplets of a seed are always the
    same. Each finished cell is kept in ``cells``; a row that sees no triplets is made once for all their
    numbers.

    Parameters
    ----------
    out, resume, watcher : see `mien.experiments.run.Work`.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ConfigError, DataError, RunError
    """
    watcher = watcher or Silent()
    names = _checked(experiment)
    tell_of_reading(experiment.data, watcher)
    dataset = compared(open_faces(experiment.data, missing_neutral=experiment.missing_neutral))
    run = RunDirectory(out)
    run.claim(resume)
    run.keep_settings(experiment.settings)
    run.keep_reading(Asked.of(experiment.data))
    making = _Cells(experiment, names, dataset, out, watcher)
    making.check()
    cells = list(making.made())
    known = rows()
    curve = Curve(
        mien=version("mien"),
        command=experiment.command,
        recipe=experiment.settings.recipe,
        data=FacesInfo(**about_data(dataset)),
        seconds=round(sum(cell.seconds for cell in cells), 1),
        points=points_of(
            cells, {name: (known[name].title, known[name].colour, known[name].sees) for name in names}
        ),
    )
    run.save(curve)
    curve.write_csv(out / "curve.csv")
    return build_curve(out)


def plan_curve(
    experiment: CurveExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> PlannedCurve:
    """What `data_curve` would do; it refuses what that would refuse, and writes nothing."""
    watcher = watcher or Silent()
    names = _checked(experiment)
    tell_of_reading(experiment.data, watcher)
    dataset = compared(open_faces(experiment.data, missing_neutral=experiment.missing_neutral))
    there = RunDirectory(out).claimable(resume, experiment.settings, Asked.of(experiment.data))
    making = _Cells(experiment, names, dataset, out, watcher)
    making.check()
    places = making.places()
    for seed in experiment.seeds:
        making.whole(seed)
    made = sum((out / "cells" / _file(place)).exists() for place in places)
    return PlannedCurve(out, there, FacesInfo(**about_data(dataset)), names, len(places), made)


def _checked(experiment: CurveExperiment) -> list[str]:
    """The rows, after a look at all that needs no faces: a ConfigError where something is wrong."""
    names = in_order(experiment.rows)
    smallest = {"triplets": (experiment.triplets, 1), "people": (experiment.people, 2)}
    for what, (sizes, least) in smallest.items():
        if any(size < least for size in sizes):
            raise ConfigError(f"--{what} {min(sizes)}: at least {least} are needed to learn from")
    if not names or not (experiment.triplets or experiment.people):
        raise ConfigError("a curve needs rows and sizes: --rows, --triplets, --people")
    checked(experiment.settings)
    return names


class _Cells:
    """The cells of a curve, those that are there already and those still to be made."""

    def __init__(
        self, experiment: CurveExperiment, names: list[str], dataset: Faces, out: Path, watcher: Watcher
    ) -> None:
        self.experiment, self.names, self.dataset, self.out = experiment, names, dataset, out
        self.watcher = watcher
        self.spent: dict[str, list[float]] = {}
        self.trained: dict[_Place, tuple[Trained, float]] = {}
        self.given: Triplets | None = None
        if experiment.judgments is not None:
            self.given, notes = read_known_triplets(experiment.judgments, dataset.face, experiment.unknown)
            tell(notes)
        self.judged_by = "" if self.given is None else self.given.digest()

    def check(self) -> None:
        """Refuse, before anything is made, sizes at which no triplet is left to learn from or to judge by."""
        if self.given is None:
            return
        file = self.experiment.judgments
        for seed in self.experiment.seeds:
            whole = self.whole(seed)
            for part in ("train", "test"):
                if not len(whole.triplets[part]):
                    raise TripletError(f"{file}: no triplet is of {part} people of seed {seed}; give more")
            for size in self.experiment.sizes("people"):
                if not len(self.among(whole, self.people(whole, size))):
                    raise TripletError(
                        f"{file}: no triplet is among the {size} training people of seed {seed}; choose more "
                        "--people"
                    )

    def whole(self, seed: int) -> Prepared:
        """All faces and triplets of a seed."""
        prepared = prepare(self.dataset, seed, self.given, crossing=self.experiment.crossing)
        tell(prepared.dataset.notes[len(self.dataset.notes) :])
        return prepared

    def people(self, whole: Prepared, size: int) -> list[str]:
        """So many of the training people; more of them hold the fewer."""
        order = np.random.default_rng([whole.seed, AXES.index("people"), 96])
        chosen: list[str] = order.permutation(whole.people()["train"])[:size].tolist()
        return chosen

    def among(self, whole: Prepared, people: list[str]) -> Triplets:
        """The training triplets whose faces are all of these people."""
        own = whole.triplets["train"]
        return own.take(np.isin(whole.dataset.subject[own.rows], people).all(axis=1))

    def places(self) -> list[_Place]:
        """In their order: the first of every row come early, so that the time left is known."""
        return [
            _Place(axis, size, row, seed)
            for seed in self.experiment.seeds
            for axis in AXES
            for size in self.experiment.sizes(axis)
            for row in self.names
        ]

    def made(self) -> Iterator[Cell]:
        """Every cell, read or made."""
        places = self.places()
        self.watcher.stage(f"{len(places)} cells: {', '.join(rows()[name].title for name in self.names)}")
        before: tuple[tuple[Axis, int, int], Prepared] | None = None
        same: dict[tuple[str, int], Cell] = {}
        for number, place in enumerate(places):
            path, alike = self.path(place), _alike(place)
            if path.exists():
                cell = Cell.read(path)
                if cell.judged_by != self.judged_by:
                    raise RunError(
                        f"{path}: made with other triplets; resume with the same --judgments, or name "
                        "another --out"
                    )
            else:
                if before is None or before[0] != (place.axis, place.size, place.seed):
                    before = (place.axis, place.size, place.seed), self.prepared(place)
                first = same.get((place.row, place.seed)) if alike else None
                self.watcher.stage(self.told(place, number, places))
                if first is None and place.row in MODELS and place not in self.trained:
                    self.train(self.ahead(places[number:]))
                cell = self.cell(place, before[1]) if first is None else self.copied(first, place, before[1])
                cell = cell.changed(judged_by=self.judged_by)
                cell.write(path)
            if alike:
                same[place.row, place.seed] = cell
            if cell.seconds:
                self.spent.setdefault(place.row, []).append(cell.seconds)
            yield cell

    def path(self, place: _Place) -> Path:
        """The file of a cell."""
        return self.out / "cells" / _file(place)

    def ahead(self, places: list[_Place]) -> list[_Place]:
        """The next cells whose models are to be trained, as many as are trained at once."""
        found: list[_Place] = []
        known: set[tuple[str, int]] = set()
        for place in places:
            again = _alike(place) and (place.row, place.seed) in known
            if place.row in MODELS and not again and not self.path(place).exists():
                found.append(place)
            known |= {(place.row, place.seed)} if _alike(place) else set()
        return found[: at_once(self.experiment.settings)]

    def train(self, places: list[_Place]) -> None:
        """Train the models of some cells, all at once, for `cell`."""
        begun = time.monotonic()
        makings = [self.making(place, self.prepared(place)) for place in places]
        found = train_together([job_of(one.row, one.training) for one in makings if one.training is not None])
        spent = (time.monotonic() - begun) / len(places)
        self.trained |= {place: (one, spent) for place, one in zip(places, found, strict=True)}

    def making(self, place: _Place, prepared: Prepared) -> Making:
        """What a cell is made from, its training in a folder that is removed with it."""
        settings, run = self.experiment.settings, RunDirectory(self.under_way(place))
        trained = {place.row: self.trained[place][0]} if place in self.trained else {}
        training = Training(prepared, settings, run, True, self.watcher, trained=trained)
        making = Making.of(place.row, training, prepared.dataset.label)
        lacking = lacks(making)
        if lacking:
            raise ConfigError(f"{place.row} needs {lacking}; choose other --rows")
        return making

    def under_way(self, place: _Place) -> Path:
        """The folder of a cell's training."""
        return self.out / "under_way" / _file(place).removesuffix(".json")

    def told(self, place: _Place, number: int, places: list[_Place]) -> str:
        """Which cell is made, and how long all that are left will take, once every row was made."""
        text = f"Cell {number + 1} of {len(places)}: {rows()[place.row].title}, {place.size:,} {place.axis}, "
        text += f"seed {place.seed}"
        if all(name in self.spent for name in self.names):
            left = sum(
                float(np.mean(self.spent[later.row]))
                for later in places[number:]
                if not self.path(later).exists()
            )
            text += f"; about {max(left / 60, 0.1):.1f} minutes left for all"
        return text

    def prepared(self, place: _Place) -> Prepared:
        """The faces and triplets of a cell."""
        whole = self.whole(place.seed)
        if place.axis == "people":
            chosen = self.people(whole, place.size)
            fewer_people = {**whole.people(), "train": chosen}
            if self.given is None:
                return prepare(self.dataset, place.seed, people=fewer_people)
            alone = prepare(self.dataset, place.seed, people=fewer_people, by_rule=False)
            return replace(alone, triplets={**whole.triplets, "train": self.among(whole, chosen)})
        order = np.random.default_rng([place.seed, AXES.index(place.axis), 96])
        share = min(1.0, place.size / max(len(whole.triplets["train"]), 1))
        fewer = {}
        for part in TOLD:
            own = whole.triplets[part]
            fewer[part] = own.take(order.permutation(len(own))[: max(1, round(share * len(own)))])
        return replace(whole, triplets={**whole.triplets, **fewer})

    def cell(self, place: _Place, prepared: Prepared) -> Cell:
        """A row made and judged; what its training left is removed."""
        begun = time.monotonic()
        space = represent(self.making(place, prepared))
        tasks = [task for task in TASKS if task in (rows()[place.row].tasks or TASKS)]
        kinds = None if self.given is None else prepared.triplets["test"].by_weight()
        result = judge(space, prepared.judged(kinds=kinds), tasks)
        shutil.rmtree(self.under_way(place), ignore_errors=True)
        _, trained = self.trained.pop(place, (None, 0.0))
        spent = time.monotonic() - begun + trained
        return Cell.judged(result, **_about(place, prepared), seconds=round(spent, 2))

    def copied(self, first: Cell, place: _Place, prepared: Prepared) -> Cell:
        """The same row at another number of triplets, which it does not see."""
        return first.changed(**_about(place, prepared), seconds=0.0)


def _alike(place: _Place) -> bool:
    """Whether the cell is the same at every size: a row that sees no triplets, of fewer triplets."""
    return place.axis == "triplets" and "triplets" not in rows()[place.row].needs


def _file(place: _Place) -> str:
    return f"{place.axis}-{place.size}-{place.row}-seed{place.seed}.json"


def _about(place: _Place, prepared: Prepared) -> dict[str, object]:
    people = len(np.unique(prepared.dataset.subject[prepared.split.train]))
    return {**vars(place), "people": people, "triplets": len(prepared.triplets["train"])}
