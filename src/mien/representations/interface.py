"""What a row of the table is made from: anything that turns faces into (n, k) numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

from mien.evaluation import Space
from mien.faces.faces import Faces
from mien.runs import RunDirectory
from mien.settings import Settings
from mien.synthetic.known import knows_truth
from mien.training.prepare import Prepared
from mien.training.windows import windows_of
from mien.triplets import Triplets
from mien.vocabulary import PARTS

if TYPE_CHECKING:
    from mien.training.loop import Trained


class Watcher(Protocol):
    """Who is told how far an experiment is."""

    def stage(self, text: str) -> None:
        """A part of the work begins."""

    def note(self, text: str) -> None:
        """Something was left out, or is not used."""

    def training(self, name: str, seed: int) -> Callable[[int, int, Sequence[dict[str, Any]]], None]:
        """A model's training begins; the function is called after each step."""


class Silent:
    """Tells nobody."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def training(self, name: str, seed: int) -> Callable[[int, int, Sequence[dict[str, Any]]], None]:
        """Nothing."""
        return lambda step, steps, records: None


class Noting:
    """Tells another watcher all, and keeps what was noted, each note once, for the record of the run.

    Parameters
    ----------
    watcher : who is told.
    """

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.notes: list[str] = []

    def stage(self, text: str) -> None:
        """Passed on."""
        self.watcher.stage(text)

    def note(self, text: str) -> None:
        """Passed on, and kept."""
        if text not in self.notes:
            self.watcher.note(text)
            self.notes.append(text)

    def training(self, name: str, seed: int) -> Callable[[int, int, Sequence[dict[str, Any]]], None]:
        """Passed on."""
        return self.watcher.training(name, seed)


TOLD = PARTS[:2]
"""The parts that a row may be told of: training and validation."""


@dataclass(frozen=True, eq=False)
class Film:
    """Recordings with all their frames, where the faces of an experiment may be only some of them.

    Attributes
    ----------
    faces : the frames, and the neutral faces of their people.
    x : (n, d) float32 the same, aligned.
    total : how many recordings there are in all.
    """

    faces: Faces
    x: np.ndarray
    total: int


@dataclass(frozen=True, eq=False)
class Training:
    """What a representation that is a model is trained with.

    Attributes
    ----------
    prepared : faces, split, alignment, triplets.
    settings : of every model; the kind is replaced by the row's name.
    run : keeps model, metrics, strips and checkpoint.
    resume : go on with what an interrupted run left there.
    watcher : told of the training's steps.
    film : recordings to show how latents move, or None.
    trained : models by name that are trained already.
    """

    prepared: Prepared
    settings: Settings
    run: RunDirectory
    resume: bool = False
    watcher: Watcher = field(default_factory=Silent)
    film: Film | None = None
    trained: Mapping[str, Trained] = field(default_factory=dict)

    def recorded(self) -> bool:
        """Whether two training faces are frames of one recording."""
        faces, rows = self.prepared.dataset, self.prepared.split.train
        return windows_of(faces.sequence[rows], faces.frame[rows]) is not None


@dataclass(frozen=True, eq=False)
class Making:
    """What a representation is fitted with; nothing that is said of test people is in it.

    Attributes
    ----------
    row : name of the row.
    x, y : (n, d) aligned faces and their neutrals; y is None where there are none.
    train : rows to learn from.
    n_components : k of what has components.
    training : for models; None where nothing is trained.
    validation : rows of other people, to choose by.
    label : (n,) str, ``""`` for every face that is in neither; None where no face has one.
    intensity : (n,) degree of the expression, NaN where it is not known or the label is not told; or None.
    triplets : ``train`` and ``validation`` -> triplets, rows of all faces.
    seen : (n, q) what people said of each face in numbers, NaN for every face that is in neither; or None.
    """

    row: str
    x: np.ndarray
    y: np.ndarray | None
    train: np.ndarray
    n_components: int = 30
    training: Training | None = None
    validation: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    label: np.ndarray | None = None
    intensity: np.ndarray | None = None
    triplets: dict[str, Triplets] = field(default_factory=dict)
    seen: np.ndarray | None = None

    @classmethod
    def of(cls, row: str, training: Training, label: np.ndarray, seen: np.ndarray | None = None) -> Self:
        """A row of an experiment; what is said of test people in any way is left behind here.

        Parameters
        ----------
        label : (n,) str of all faces.
        seen : (n, q) of all faces, see `mien.evaluation.Judged`.
        """
        prepared = training.prepared
        split, told = prepared.split, np.zeros(len(label), dtype=bool)
        told[split.train] = told[split.validation] = True
        known = np.where(told, label, "")
        return cls(
            row,
            prepared.x,
            prepared.y,
            split.train,
            training.settings.model.n_components,
            training,
            split.validation,
            known if (known != "").any() else None,
            np.where(known != "", prepared.dataset.intensity, np.nan),
            {part: prepared.triplets[part] for part in TOLD},
            None if seen is None else np.where(told[:, None], seen, np.nan),
        )

    def lacks(self) -> list[str]:
        """Which words of `mien.representations.registry.NEEDS` there is nothing for."""
        lacking = {
            "neutral": self.y is None,
            "triplets": not len(self.triplets.get("train", ())),
            "labels": len(set(self.labelled("train")[1])) < 2 or not len(self.labelled("validation")[1]),
            "ratings": len(self.rated("train")) < 2 or not len(self.rated("validation")),
            "recordings": self.training is None or not self.training.recorded(),
            "truth": self.training is None or not knows_truth(self.training.prepared.dataset),
        }
        return [word for word, missing in lacking.items() if missing]

    def rated(self, part: str) -> np.ndarray:
        """Rows of ``train`` or ``validation`` that people said something of in numbers."""
        rows = self.train if part == "train" else self.validation
        return rows[:0] if self.seen is None else rows[np.isfinite(self.seen[rows]).all(axis=1)]

    def labelled(self, part: str) -> tuple[np.ndarray, np.ndarray]:
        """Rows of ``train`` or ``validation`` that have a label, and their labels."""
        rows = self.train if part == "train" else self.validation
        if self.label is None:
            return rows[:0], np.zeros(0, dtype=str)
        rows = rows[self.label[rows] != ""]
        return rows, self.label[rows]


class Representation(Protocol):
    """A function ``fit(making)``; a file of its own and a line in `mien.representations.registry.ROWS`."""

    def __call__(self, making: Making) -> Space | np.ndarray:
        """(n, k) numbers of all faces; only the training rows may teach it anything.

        As a `Space` where it can also make faces of such numbers, or says how probable a choice is.
        """
