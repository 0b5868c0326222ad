"""The one table of faces: landmarks with all that is known of each face; a source's batch or the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from mien.columns import Column, Table
from mien.errors import DataError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.whose import neutral_rows, said
from mien.landmarks.values import Landmarks
from mien.vocabulary import NEUTRAL


@dataclass(frozen=True, eq=False)
class Faces(Table):
    """n faces of several subjects.

    Attributes
    ----------
    landmarks : the points of the n faces, with their layout and unit.
    face : (n,) str, unique name of each face; triplet files refer to it.
    subject : (n,) str, the person.
    label : (n,) str, for example the emotion; ``""`` where unknown.
    intensity : (n,) float32, degree of the expression; NaN where unknown.
    neutral : (n,) str, name of the face that is the subject's neutral, ``""`` where there is none; None where
        the source does not say (then the subject's first face labelled neutral is taken). Faces of a batch
        may name a face of another batch.
    sequence : (n,) str, the recording a frame belongs to; ``""`` where unknown.
    frame : (n,) int64, number of the frame in its recording; -1 where unknown.
    action_units : what coders saw, or None.
    rotation : (n, 3, 3) float32, given poses, or None; ``rotation[i] @ point`` is of the frontal face.
    file : (n,) str, path of the file that a face was read from, below the folder that was asked for; None
        where no file of its own says anything of it. Only while faces are read: a table does not keep it.
    source, licence : where the faces come from and what may be done with them, one line each.
    synthetic : True where no real person was measured, False where real people were; None where nobody says.
    notes : what was left out, and why.

    Raises
    ------
    DataError
        If a column has another length than there are faces, a face has no name or no subject, or a name is
        there twice.
    """

    COLUMNS: ClassVar[Mapping[str, Column]] = {
        "landmarks": Column(None),
        "face": Column(np.str_),
        "subject": Column(np.str_),
        "label": Column(np.str_, unknown=""),
        "intensity": Column(np.float32, unknown=np.nan),
        "neutral": Column(np.str_, optional=True),
        "sequence": Column(np.str_, unknown=""),
        "frame": Column(np.int64, unknown=-1),
        "action_units": Column(None, optional=True),
        "rotation": Column(np.float32, (3, 3), optional=True),
        "file": Column(np.str_, optional=True),
    }
    ROWS: ClassVar[str] = "faces"

    landmarks: Landmarks
    face: np.ndarray
    subject: np.ndarray
    label: np.ndarray = field(default_factory=lambda: np.zeros(0))
    intensity: np.ndarray = field(default_factory=lambda: np.zeros(0))
    neutral: np.ndarray | None = None
    sequence: np.ndarray = field(default_factory=lambda: np.zeros(0))
    frame: np.ndarray = field(default_factory=lambda: np.zeros(0))
    action_units: ActionUnits | None = None
    rotation: np.ndarray | None = None
    file: np.ndarray | None = None
    source: str = ""
    licence: str = "unknown"
    synthetic: bool | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._settle()
        for name in ("face", "subject"):
            empty = getattr(self, name) == ""
            self._refuse(empty, f"column {name} is empty in row {{}}; every face needs a {name}")
        if len(set(self.face.tolist())) != len(self):
            names, counts = np.unique(self.face, return_counts=True)
            raise DataError(f"face names are used more than once: {listed(names[counts > 1])}")

    def headline(self) -> str:
        """How many faces of how many people, and whether there are such people."""
        who = {True: "synthetic", False: "real", None: "real or synthetic (not said)"}[self.synthetic]
        return f"Faces: {len(self):,} faces of {len(self.subjects):,} people, {who}"

    @property
    def subjects(self) -> np.ndarray:
        """(s,) the subjects' names, sorted."""
        return np.unique(self.subject)

    @cached_property
    def neutral_rows(self) -> np.ndarray:
        """(n,) int64, row of each face's neutral; -1 where there is none among these faces."""
        return neutral_rows(self.face, self.subject, self.label, self.neutral)

    def names(self, rows: np.ndarray) -> np.ndarray:
        """The names of the faces at these rows, ``""`` for -1."""
        return np.append(self.face, "")[rows]

    def whole(self) -> Self:
        """The same faces as all there are: each one's neutral is named, and stays so whatever is taken.

        A DataError if a face's neutral is not among the faces, or is another person's.
        """
        stated = replace(self, neutral=said(self.face, self.neutral))
        return replace(self, neutral=self.names(stated.neutral_rows))

    def without(self, people: np.ndarray) -> Self:
        """The faces of all but these people, who have no neutral face; with a note."""
        kept = self.take(~np.isin(self.subject, people))
        left_out = f"left out ({len(self) - len(kept)} faces): {listed(people, 50)}"
        note = f"{len(people)} people without a neutral face {left_out}"
        return replace(kept, notes=(*kept.notes, note))

    def require_neutrals(self) -> None:
        """Refuse faces without a neutral: a DataError that names the subjects."""
        refuse_without_neutral(self.subject[self.neutral_rows < 0])

    def neutral_points(self) -> np.ndarray:
        """(n, p, 3) float32, each face's neutral; refused as in `require_neutrals` where one is missing."""
        self.require_neutrals()
        return self.landmarks.points[self.neutral_rows]


def refuse_without_neutral(subject: np.ndarray, where: str = "", droppable: bool = True) -> None:
    """Refuse people without a neutral face: a DataError that begins with `where`, a file or source.

    Parameters
    ----------
    subject : the people of the faces that have none; may be empty.
    droppable : the command can leave them out.
    """
    if len(subject):
        start = f"{where}: " if where else ""
        drop = ", or leave these people out with --missing-neutral drop" if droppable else ""
        raise DataError(
            f"{start}no neutral face for subject {listed(np.unique(subject))}; mark one with the label "
            f"'{NEUTRAL}' (--names and --table can){drop}"
        )
