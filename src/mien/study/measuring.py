"""Agreement and raters of the answers so far; of many answers in a process of its own.

A million answers take seconds and half a gigabyte, which a server that people wait for does not have.
``python -m mien.study.measuring`` reads columns from its input and writes the measures to its output.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mien.errors import DataError, RunError

IN_A_THREAD = 30_000
"""Up to so many answers are measured in a thread of this process."""
CHILD_SECONDS = 300.0
_NICE = 10


@dataclass(frozen=True)
class Columns:
    """Vote questions of triplets, and the counted answers and repeats of every kind.

    Attributes
    ----------
    number : (q,) int64, numbers of the questions.
    name, part : (q,) str.
    faces : (q, 3) str, anchor, first, second.
    answers : (a, 6) int32: question's number, person, second was chosen, first was on the left,
        milliseconds or -1, a repeat.
    kind, item, aspect, value : (o,) str of all other kinds: what was asked, which of several things the row
    says,
        and what it says, a number of ratings.
    person, place, ms, turn : (o,) int64; -1 unknown.
    kinds : (t,) str, the kinds there are; places, (t,) int64, how many places each has, 0 for numbers; width,
        (t,) float64, of their scale; arranged, (t,) bool, whether places are drawn by lot.
    """

    number: np.ndarray
    name: np.ndarray
    part: np.ndarray
    faces: np.ndarray
    answers: np.ndarray
    kind: np.ndarray
    item: np.ndarray
    aspect: np.ndarray
    value: np.ndarray
    person: np.ndarray
    place: np.ndarray
    ms: np.ndarray
    turn: np.ndarray
    kinds: np.ndarray
    places: np.ndarray
    width: np.ndarray
    arranged: np.ndarray

    def packed(self) -> bytes:
        """All columns as an npz file."""
        out = io.BytesIO()
        columns: dict[str, Any] = asdict(self)
        np.savez(out, **columns)
        return out.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Columns:
        """Of `packed`."""
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            return cls(**{name: found[name] for name in found.files})


def measured(columns: Columns) -> dict[str, Any]:
    """`mien.triplets.summary` of the triplets, raters named by their numbers, and the labels' agreement.

    Returns
    -------
    dict
        ``triplets``, None if there is too little; ``why`` then says what is missing; ``labels``, None if
        there are none; ``kinds``, of every other kind alpha and raters.
    """
    # Imported here: the server does without SciPy until somebody looks.
    from mien.triplets.questions import Questions
    from mien.triplets.summary import summary
    from mien.triplets.votes import Answers

    found: dict[str, Any] = {
        "triplets": None, "why": "", "labels": _labels(columns), "kinds": _kinds(columns)
    }  # fmt: skip
    if not len(columns.number):
        return {**found, "why": "the study asks no triplets"}
    rows = np.unique(columns.faces, return_inverse=True)[1].reshape(-1, 3)
    order = np.argsort(columns.number)
    answers = columns.answers
    place = order[np.searchsorted(columns.number, answers[:, 0], sorter=order)]
    ms = answers[:, 4]
    values = Answers(
        question=place,
        rater=answers[:, 1].astype(np.str_),
        choice=answers[:, 2],
        seconds=np.where(ms < 0, np.nan, ms / 1000),
        first_left=answers[:, 3],
        repeat=answers[:, 5] == 1,
    )
    try:
        found["triplets"] = summary(Questions(rows, columns.part, columns.name), values)
    except DataError as error:
        found["why"] = str(error)
    return found


def _labels(columns: Columns) -> dict[str, Any] | None:
    from mien.triplets.summary import label_summary
    from mien.triplets.votes import LabelAnswers

    rows = columns.kind == "label"
    if not rows.any():
        return None
    names, face = np.unique(columns.item[rows], return_inverse=True)
    answers = LabelAnswers(
        face,
        columns.person[rows].astype(np.str_),
        columns.value[rows],
        _seconds(columns, rows),
        columns.turn[rows] == 1,
    )
    return label_summary(answers, len(names))


def _seconds(columns: Columns, rows: np.ndarray) -> np.ndarray:
    ms = columns.ms[rows]
    return np.where(ms < 0, np.nan, ms / 1000)


def _kinds(columns: Columns) -> dict[str, Any]:
    """Every kind but triplets: answers, agreement of votes where they are choices, and raters."""
    from mien.triplets.agreement import krippendorff_alpha
    from mien.triplets.quality import Choices, Ratings, choice_quality, rating_quality

    found: dict[str, Any] = {}
    for kind, places, width, arranged in zip(
        columns.kinds.tolist(), columns.places.tolist(), columns.width.tolist(), columns.arranged.tolist(),
        strict=True,
    ):  # fmt: skip
        rows = columns.kind == kind
        if not rows.any():
            continue
        asked = np.char.add(np.char.add(columns.item[rows], "\x1f"), columns.aspect[rows])
        item = np.unique(asked, return_inverse=True)[1]
        rater, repeat = columns.person[rows].astype(np.str_), columns.turn[rows] == 1
        seconds, alpha = _seconds(columns, rows), float("nan")
        if places:
            value = (
                np.unique(columns.value[rows], return_inverse=True)[1] if arranged else columns.place[rows]
            )
            said = Choices(item, rater, value, columns.place[rows], seconds, repeat)
            raters = choice_quality(said, places, arranged)
            counts = np.zeros((item.max() + 1, value.max() + 1), dtype=np.int64)
            np.add.at(counts, (item[~repeat], value[~repeat]), 1)
            alpha = krippendorff_alpha(counts)
        else:
            numbers = Ratings(item, rater, columns.value[rows].astype(np.float64), seconds, repeat)
            raters = rating_quality(numbers, width)
        aspects = max(len(np.unique(columns.aspect[rows])), 1)
        for one in raters:
            # An answer may say several things.
            one.update({name: one[name] // aspects for name in ("votes", "timed", "fast")})
        found[kind] = {
            "answers": int((~repeat).sum()) // aspects,
            "alpha": None if np.isnan(alpha) else alpha,
            "raters": raters,
        }
    return found


async def measure(columns: Columns) -> dict[str, Any]:
    """`measured`, while this process goes on with what else it does.

    Raises
    ------
    RunError
        If the other process fails, or takes longer than five minutes.
    """
    if len(columns.answers) + len(columns.kind) <= IN_A_THREAD:
        return await asyncio.to_thread(measured, columns)
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mien.study.measuring", stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        data = await asyncio.to_thread(columns.packed)
        out, err = await asyncio.wait_for(child.communicate(data), CHILD_SECONDS)
    except TimeoutError as error:
        raise RunError("the answers could not be measured in five minutes; use mien agreement") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        last = (err.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1]
        raise RunError(f"the answers could not be measured ({last}); use mien agreement")
    found: dict[str, Any] = json.loads(out)
    return found


def main() -> None:
    """Measure what comes in."""
    os.nice(_NICE)
    json.dump(measured(Columns.unpacked(sys.stdin.buffer.read())), sys.stdout)


if __name__ == "__main__":
    main()
