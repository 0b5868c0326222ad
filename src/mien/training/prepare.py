"""From a data set to what training and evaluation take: split, alignment, triplets, flattened faces."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mien.errors import DataError, TripletError, listed
from mien.evaluation import Judged
from mien.faces.faces import Faces
from mien.faces.splits import Split, split_subjects
from mien.landmarks.alignment import Alignment
from mien.landmarks.layout import Layout
from mien.training.batch import FaceSet, Mirror
from mien.training.windows import windows_of
from mien.triplets.rules import triplets_of_part
from mien.triplets.values import Triplets
from mien.vocabulary import PARTS

FRACTIONS = (0.8, 0.1, 0.1)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A data set ready for one seed's experiment.

    Attributes
    ----------
    dataset : the faces.
    seed : of split and triplets.
    split : rows of each part, no person in two.
    alignment : fitted on the training faces.
    x, y : (n, d) float32, aligned, flattened faces and their neutrals; y is None where some have none.
    triplets : part -> triplets, rows of the whole data set, each within its part.
    """

    dataset: Faces
    seed: int
    split: Split
    alignment: Alignment
    x: np.ndarray
    y: np.ndarray | None
    triplets: dict[str, Triplets]

    def faces(self, part: str) -> FaceSet:
        """The faces of a part, with its triplets renumbered to them."""
        rows = self.split.parts()[part]
        place = np.full(len(self.dataset), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        own = self.triplets[part]
        return FaceSet(
            self.x[rows],
            None if self.y is None else self.y[rows],
            Triplets(place[own.rows], own.weight),
            self.dataset.subject[rows],
            mirror_of(self.dataset.landmarks.layout, self.alignment.mean),
            _digest(self.dataset, rows),
            windows_of(self.dataset.sequence[rows], self.dataset.frame[rows]),
        )

    def people(self) -> dict[str, list[str]]:
        """Part -> its people, sorted."""
        return {
            part: sorted(set(self.dataset.subject[rows].tolist()))
            for part, rows in self.split.parts().items()
        }

    def judged(
        self,
        label: np.ndarray | None = None,
        kinds: dict[str, Triplets] | None = None,
        seen: np.ndarray | None = None,
    ) -> Judged:
        """What a representation of these faces is judged on.

        Parameters
        ----------
        label : (n,) str, instead of the data's own.
        kinds : test triplets by kind; all together if None.
        seen : (n, q) what people said of the faces, see `Judged`.
        """
        test, validation = (self.triplets[part] for part in ("test", "validation"))
        if kinds is None:
            kinds = {"all": test} if len(test) else {}
        dataset, split = self.dataset, self.split
        return Judged(
            dataset.label if label is None else label,
            dataset.subject,
            split.train,
            split.validation,
            split.test,
            kinds,
            self.seed,
            intensity=dataset.intensity if np.isfinite(dataset.intensity).any() else None,
            units=dataset.action_units,
            sequence=dataset.sequence,
            faces=self.x,
            neutral=dataset.neutral_rows,
            dims=dataset.landmarks.dims,
            seen=seen,
            validation_triplets=validation if len(validation) else None,
        )

    def crossing(self) -> dict[str, int]:
        """How many people and triplets are in more than one part; both are 0 by construction, and checked."""
        people = [set(self.dataset.subject[rows]) for rows in self.split.parts().values()]
        shared = len((people[0] & people[1]) | (people[0] & people[2]) | (people[1] & people[2]))
        astray = sum(
            int((~np.isin(self.triplets[part].rows, rows).all(axis=1)).sum())
            for part, rows in self.split.parts().items()
        )
        return {"subjects": shared, "triplets": astray}


def prepare(
    dataset: Faces,
    seed: int,
    triplets: Triplets | None = None,
    people: dict[str, list[str]] | None = None,
    fractions: tuple[float, float, float] = FRACTIONS,
    by_rule: bool = True,
    neutral: bool = True,
    crossing: str = "error",
) -> Prepared:
    """Split by person, align, and divide the triplets among the parts.

    Parameters
    ----------
    dataset : faces, each with a neutral where `neutral` says that they are needed.
    seed : decides the split, and triplets by rule.
    triplets : rows of the data set, each within one part.
    people : part -> subjects, instead of a split by the seed; without training people the alignment is
        fitted on the test people.
    fractions : of the split by the seed.
    by_rule : where no triplets are given, make them by rule from labels, four a face as in the paper (8,000 /
        1,000 / 1,000); otherwise there are none.
    neutral : whether every face needs a neutral.
    crossing : triplets that join people of different parts: ``"error"``, or ``"drop"`` to leave them out,
        with a note.

    Raises
    ------
    DataError
        If a face has no neutral and needs one, there are fewer than 3 people, or rules have no labels to go
        by.
    TripletError
        If a triplet joins people of different parts.
    """
    if triplets is None and by_rule and (dataset.label == "").any():
        raise DataError(
            f"{int((dataset.label == '').sum())} faces have no label, which triplets by rule need; "
            "give labels, or triplets from people's judgments"
        )
    if neutral:
        dataset.require_neutrals()
    if people is None:
        split = split_subjects(dataset.subject, fractions, seed)
    else:
        split = Split(*(np.flatnonzero(np.isin(dataset.subject, people[part])) for part in PARTS))
    fitted = split.train if len(split.train) else split.test
    poses = None if dataset.rotation is None else dataset.rotation[fitted]
    alignment = Alignment.fit(dataset.landmarks.take(fitted), rotations=poses)
    x = alignment.apply(dataset.landmarks, dataset.rotation, dataset.face).reshape(len(dataset), -1)
    if triplets is None and by_rule:
        parts = {
            part: triplets_of_part(dataset.label, dataset.intensity, rows, part, seed)
            for part, rows in split.parts().items()
        }
    else:
        nothing = Triplets.of(np.zeros((0, 3), dtype=np.int64))
        given = nothing if triplets is None else triplets
        parts = divided(given, split, seed, crossing)
        gone = len(given) - sum(map(len, parts.values()))
        if gone:
            note = f"{gone} of {len(given)} triplets join people of different parts of the split: left out"
            dataset = replace(dataset, notes=(*dataset.notes, note))
    y = x[dataset.neutral_rows] if (dataset.neutral_rows >= 0).all() else None
    return Prepared(dataset, seed, split, alignment, x, y, parts)


def divided(triplets: Triplets, split: Split, seed: int, crossing: str = "error") -> dict[str, Triplets]:
    """Triplets by the part of the split that all their faces are in.

    Raises
    ------
    TripletError
        If a triplet's faces are in different parts and `crossing` is ``"error"``, not ``"drop"``.
    """
    rows_of = [triplets.rows.reshape(-1), *split.parts().values()]
    part_of = np.full(1 + max(rows.max(initial=-1) for rows in rows_of), -1, dtype=np.int64)
    for number, rows in enumerate(split.parts().values()):
        part_of[rows] = number
    parts = part_of[triplets.rows]
    across = (parts != parts[:, :1]).any(axis=1)
    if across.any() and crossing == "error":
        raise TripletError(
            f"triplet {listed(np.flatnonzero(across))} joins people of different parts of the split "
            f"(seed {seed}); give the --split and --seed of the questions, or leave these triplets out with "
            "--on-crossing drop"
        )
    return {part: triplets.take((parts[:, 0] == number) & ~across) for number, part in enumerate(PARTS)}


def _digest(dataset: Faces, rows: np.ndarray) -> str:
    """Hash of faces as they were read, with their neutrals, poses and subjects."""
    digest = hashlib.sha256(dataset.landmarks.layout.name.encode())
    neutral = dataset.neutral_rows[rows]
    for of in (rows, neutral[neutral >= 0]):
        digest.update(np.ascontiguousarray(dataset.landmarks.points[of]).tobytes())
        if dataset.rotation is not None:
            digest.update(np.ascontiguousarray(dataset.rotation[of]).tobytes())
    digest.update("\0".join(dataset.subject[rows].tolist()).encode())
    return digest.hexdigest()


def mirror_of(layout: Layout, mean: np.ndarray) -> Mirror:
    """How a flattened, aligned face (x to the right, training mean subtracted) becomes its mirror image.

    Parameters
    ----------
    mean : (p, d) the training mean that was subtracted; d is 3, or 2 without depth.
    """
    flat = np.asarray(mean, dtype=np.float64).reshape(-1)
    dims = len(flat) // layout.n_points
    order = (dims * layout.mirror[:, None] + np.arange(dims)).reshape(-1)
    sign = np.tile([-1.0, 1.0, 1.0][:dims], layout.n_points)
    return Mirror(order, sign.astype(np.float32), (sign * flat[order] - flat).astype(np.float32))


def about_data(dataset: Faces, label: np.ndarray | None = None, notes: bool = True) -> dict[str, Any]:
    """What a run or a model records of its data, with the data's own labels or others.

    Parameters
    ----------
    notes : with what was left out, which names people; a model goes further than the run that it is of.
    """
    label = dataset.label if label is None else label
    labels, counts = np.unique(label[label != ""], return_counts=True)
    return {
        "source": dataset.source,
        "licence": dataset.licence,
        "synthetic": dataset.synthetic,
        "layout": dataset.landmarks.layout.name,
        "dims": dataset.landmarks.dims,
        "unit": dataset.landmarks.unit,
        "faces": len(dataset),
        "subjects": len(dataset.subjects),
        **({"notes": list(dataset.notes)} if notes else {}),
        "labels": dict(zip(labels.tolist(), counts.tolist(), strict=True)),
    }
