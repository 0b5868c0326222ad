"""Questions to people: which of two faces looks more like a third (paper IV-B, triplet collection).

Each image is in exactly 6 questions, separately for training, validation and test people. Where the number of
questions allows it, each image is the anchor in a third of its questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, prod

import numpy as np

from mien.columns import Column, Table
from mien.errors import TripletError, listed
from mien.triplets.values import refuse_other_rows, repeated, shows_a_face_twice

TIMES = 6
_TRIES = 50
_MANY = 8


@dataclass(frozen=True, eq=False)
class Questions(Table):
    """q questions "does first or second look more like the anchor?".

    Attributes
    ----------
    rows : (q, 3) int64, columns anchor, first, second; rows of the faces table.
    part : (q,) str, ``"train"``, ``"validation"`` or ``"test"``; ``""`` where unknown.
    name : (q,) str, unique, for example ``"train-00017"``.

    Raises
    ------
    TripletError
        If the array is not (q, 3), a question shows a face twice, a question is asked twice (the two faces
        exchanged included), or a name is empty or there twice.
    """

    rows: np.ndarray
    part: np.ndarray
    name: np.ndarray

    COLUMNS = {"rows": Column(np.int64, (3,)), "part": Column(np.str_), "name": Column(np.str_)}
    WRONG, ROWS = TripletError, "questions"

    def __post_init__(self) -> None:
        refuse_other_rows(self.rows, "questions", "anchor, first, second")
        self._settle()
        below = (self.rows < 0).any(axis=1)
        self._refuse(below, "question {} names a face below row 0", self.name)
        names, counts = np.unique(self.name, return_counts=True)
        if (counts > 1).any() or (names == "").any():
            raise TripletError(
                f"question names must differ and not be empty; wrong: {listed(names[counts > 1])}"
            )
        self._refuse(shows_a_face_twice(self.rows), "question {} shows the same face twice", self.name)
        again = repeated(packed(question_keys(self.rows)))
        twice = "question {} is asked twice (exchanging the two faces asks the same)"
        self._refuse(again, twice, self.name)


def questions_among(rows: np.ndarray, times: int, rng: np.random.Generator) -> np.ndarray:
    """Questions among some faces, each face in exactly `times` of them; the paper's is 6.

    Three different faces a question; no question twice, nor with its two faces exchanged. As many questions
    have one face as the anchor as another, give or take one. Faces are dealt to questions at random, then
    questions that break a rule exchange a face with others until none does. Which questions come out depends
    on the set of faces and `rng`, not on the order of `rows`.

    Parameters
    ----------
    rows : (n,) int, different rows of the faces table.

    Returns
    -------
    (n * times / 3, 3) int64: anchor, first, second, in random order.

    Raises
    ------
    TripletError
        If a face is there twice, n * times is not divisible by 3, or there are too few faces: n faces have
        3 (n - 1)(n - 2) / 2 different questions each.
    """
    faces = np.unique(np.asarray(rows, dtype=np.int64))
    n = len(faces)
    if n != len(np.asarray(rows)):
        raise TripletError("a face is there twice; questions need different faces")
    if times < 1:
        raise TripletError(f"each face is to be in {times} questions; at least 1 is needed")
    most = 3 * comb(n - 1, 2) if n >= 3 else 0
    if times > most:
        raise TripletError(
            f"{n} faces cannot be in {times} questions each, only in {most}; "
            "ask about more faces, or about each fewer times"
        )
    if n * times % 3:
        raise TripletError(
            f"{n} faces in {times} questions each do not fill questions of three; "
            "choose a number of times that is divisible by 3, or so many faces"
        )
    if 2 * times <= most:
        return faces[rng.permutation(_dealt(n, times, rng))]
    # Few faces, most of their questions: easier to deal those that are not asked.
    anchor, first, second = np.meshgrid(*[np.arange(n)] * 3, indexing="ij")
    keep = (first < second) & (anchor != first) & (anchor != second)
    every = np.column_stack([anchor[keep], first[keep], second[keep]])
    unasked = _dealt(n, most - times, rng) if times < most else np.zeros((0, 3), dtype=np.int64)
    kept = every[~np.isin(_key(every, n), _key(unasked, n))]
    turn = rng.random(len(kept)) < 0.5
    kept[turn] = kept[turn][:, [0, 2, 1]]
    return faces[rng.permutation(kept)]


def questions_by_part(parts: Mapping[str, np.ndarray], times: int = TIMES, seed: int = 0) -> Questions:
    """Questions for each part of a split, none across two, each face in `times` of them (paper IV-B).

    Parameters
    ----------
    parts : name of the part -> (n,) rows of the faces to ask about.
    seed : with the part's place among the parts, decides its questions; the other parts' faces do not.

    Returns
    -------
    Part after part, named ``PART-00001`` and so on.

    Raises
    ------
    TripletError
        As in `questions_among`, naming the part; or if a face is in two parts.
    """
    everywhere = np.concatenate([np.asarray(rows, dtype=np.int64) for rows in parts.values()])
    if len(np.unique(everywhere)) < len(everywhere):
        raise TripletError("a face is in two parts of the split, or twice in one")
    found, part, name = [], [], []
    for number, (title, rows) in enumerate(parts.items()):
        try:
            dealt = questions_among(rows, times, np.random.default_rng([seed, number]))
        except TripletError as error:
            raise TripletError(f"{title}: {error}") from error
        found.append(dealt)
        part += [title] * len(dealt)
        name += [f"{title}-{index:05}" for index in range(1, len(dealt) + 1)]
    return Questions(np.concatenate(found), np.array(part, np.str_), np.array(name, np.str_))


def question_keys(rows: np.ndarray) -> np.ndarray:
    """(q, 3) int64: anchor, then the other two in ascending order; equal for questions that ask the same."""
    rows = np.asarray(rows, dtype=np.int64)
    return np.column_stack([rows[:, 0], rows[:, 1:].min(axis=1), rows[:, 1:].max(axis=1)])


def packed(columns: np.ndarray) -> np.ndarray:
    """(m,) int64, a number for each row of (m, k) ints from 0; ordered and equal as the rows are."""
    columns = np.asarray(columns, dtype=np.int64)
    sizes = [int(column.max()) + 1 if len(column) else 1 for column in columns.T]
    if prod(sizes) >= 2**63:
        return np.unique(columns, axis=0, return_inverse=True)[1].reshape(-1)
    code = np.zeros(len(columns), dtype=np.int64)
    for size, column in zip(sizes, columns.T, strict=True):
        code = code * size + column
    return code


def _key(rows: np.ndarray, n: int) -> np.ndarray:
    keys = question_keys(rows)
    return (keys[:, 0] * n + keys[:, 1]) * n + keys[:, 2]


def _dealt(n: int, times: int, rng: np.random.Generator) -> np.ndarray:
    for _ in range(_TRIES):
        # Anchors go round the faces; the other places get what is left of each face's share.
        anchor = np.resize(rng.permutation(n), n * times // 3)
        others = rng.permutation(np.repeat(np.arange(n), times - np.bincount(anchor, minlength=n)))
        rows = np.column_stack([rng.permutation(anchor), others.reshape(-1, 2)])
        if _repaired(rows, n, rng):
            return rows
    raise TripletError(
        f"no set of questions was found in which each of {n} faces is {times} times; "
        "try another seed, or ask about more faces"
    )


def _repaired(rows: np.ndarray, n: int, rng: np.random.Generator) -> bool:
    """Exchange faces between questions, in place, until no rule is broken; False where it takes too long."""
    wrong = _broken(rows, n)
    while len(wrong) > _MANY:
        # Many at once: one face of each broken question, mixed with as many faces of any question; no anchor.
        own = 3 * wrong + rng.integers(1, 3, len(wrong))
        others = 3 * rng.integers(0, len(rows), len(wrong)) + rng.integers(1, 3, len(wrong))
        mixed = np.union1d(own, others)
        before = rows.flat[mixed]
        rows.flat[mixed] = rng.permutation(before)
        now = _broken(rows, n)
        if len(now) >= len(wrong):
            rows.flat[mixed] = before
            break
        wrong = now
    for _ in range(1000 + 20 * len(wrong)):
        if not len(wrong):
            return True
        # An anchor changes places with an anchor, so that the anchors stay evenly spread.
        one, other = rng.choice(wrong), rng.integers(len(rows))
        column = rng.integers(3)
        place = 0 if column == 0 else rng.integers(1, 3)
        rows[one, column], rows[other, place] = rows[other, place], rows[one, column]
        now = _broken(rows, n)
        if len(now) <= len(wrong):
            wrong = now
        else:
            rows[one, column], rows[other, place] = rows[other, place], rows[one, column]
    return not len(wrong)


def _broken(rows: np.ndarray, n: int) -> np.ndarray:
    """Questions that show a face twice, or ask what an earlier one asks."""
    return np.flatnonzero(repeated(_key(rows, n)) | shows_a_face_twice(rows))
