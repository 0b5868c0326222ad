"""Agreement and raters so far: the stored answers as Mien's own values, measured in a thread, remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.errors import DataError
from mien.study.app.context import Context

TRIPLET_ANSWERS = (
    "SELECT answer.question, answer.person, answer.choice, answer.side, answer.ms, answer.turn FROM answer "
    "JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool "
    "LEFT JOIN exclusion ON exclusion.person = answer.person "
    "WHERE pool.kind = 'triplet' AND pool.role = 'vote' AND exclusion.person IS NULL "
    "AND (answer.counted = 1 OR answer.turn = 1)"
)
LABEL_ANSWERS = (
    "SELECT question.anchor, answer.person, answer.choice FROM answer "
    "JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool "
    "LEFT JOIN exclusion ON exclusion.person = answer.person "
    "WHERE pool.kind = 'label' AND pool.role = 'vote' AND exclusion.person IS NULL AND answer.counted = 1"
)
QUESTIONS = (
    "SELECT question.id, question.name, pool.part, question.anchor, question.first, question.second "
    "FROM question JOIN pool ON pool.id = question.pool WHERE pool.kind = 'triplet' AND pool.role = 'vote'"
)


@dataclass(frozen=True)
class Columns:
    """Triplet questions and answers as they are read.

    Attributes
    ----------
    questions : (id, name, part, anchor, first, second) each.
    answers : (a, 6) int64: question, person, second chosen, first on the left, milliseconds or -1, repeat.
    labels : (face, person, label) each.
    """

    questions: list[tuple[Any, ...]]
    answers: np.ndarray
    labels: list[tuple[Any, ...]]


async def read(context: Context) -> Columns:
    """Read the votes and repeats of everybody who is not excluded."""
    store = context.store
    batches = [
        np.array(
            [
                (question, person, choice == "second", side == "first", -1 if ms is None else ms, turn)
                for question, person, choice, side, ms, turn in rows
            ],
            dtype=np.int64,
        )
        async for rows in store.stream(TRIPLET_ANSWERS)
        if rows
    ]
    questions = [row async for rows in store.stream(QUESTIONS) for row in rows]
    labels = [row async for rows in store.stream(LABEL_ANSWERS) for row in rows]
    answers = np.concatenate(batches) if batches else np.empty((0, 6), dtype=np.int64)
    return Columns(questions, answers, labels)


def measured(columns: Columns) -> dict[str, Any]:
    """`mien.triplets.summary` of the triplets, raters named by their numbers, and the labels' agreement.

    Keys ``triplets`` (None if there is too little), ``why`` (then says what is missing) and ``labels``
    (None if there are none). Takes seconds where there are many answers.
    """
    # Imported here: the server does without SciPy until somebody looks.
    from mien.triplets.questions import Questions
    from mien.triplets.summary import summary
    from mien.triplets.votes import Answers

    found: dict[str, Any] = {"triplets": None, "why": "", "labels": _labels(columns.labels)}
    if not columns.questions:
        return {**found, "why": "the study asks no triplets"}
    number = {row[0]: place for place, row in enumerate(columns.questions)}
    faces = {name: row for row, name in enumerate(sorted({n for q in columns.questions for n in q[3:6]}))}
    questions = Questions(
        np.array([[faces[name] for name in row[3:6]] for row in columns.questions], dtype=np.int64),
        np.array([row[2] for row in columns.questions], dtype=np.str_),
        np.array([row[1] for row in columns.questions], dtype=np.str_),
    )
    answers = columns.answers
    place = np.array([number[question] for question in answers[:, 0].tolist()], dtype=np.int64)
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
        found["triplets"] = summary(questions, values)
    except DataError as error:
        found["why"] = str(error)
    return found


def _labels(rows: list[tuple[Any, ...]]) -> dict[str, Any] | None:
    from mien.triplets.agreement import krippendorff_alpha
    from mien.triplets.votes import LABELS, LabelAnswers, label_votes, labels_by_majority

    if not rows:
        return None
    names, face = np.unique([row[0] for row in rows], return_inverse=True)
    answers = LabelAnswers(
        face,
        np.array([str(row[1]) for row in rows]),
        np.array([row[2] for row in rows]),
        np.full(len(rows), np.nan),
    )
    clear = labels_by_majority(answers, len(names))
    alpha = krippendorff_alpha(label_votes(answers, len(names)))
    return {
        "faces": len(names),
        "answers": len(rows),
        "alpha": None if np.isnan(alpha) else alpha,
        "by_label": {label: int((clear == label).sum()) for label in LABELS},
        "unclear": int((clear == "").sum()),
    }


class Measures:
    """The measures so far, worked out by one request at a time, and again only if something has changed.

    Parameters
    ----------
    context : the study.
    seconds : age at which they are looked at again.
    clock : seconds, never backwards.
    """

    def __init__(
        self, context: Context, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._context = context
        self._seconds = seconds
        self._clock = clock
        self._working = asyncio.Lock()
        self._state: tuple[Any, ...] | None = None
        self._at = 0.0
        self._held: dict[str, Any] = {}

    async def get(self) -> dict[str, Any]:
        """As `measured`."""
        async with self._working:
            if self._state is None or self._clock() - self._at > self._seconds:
                state = (await self._context.store.read(
                    "SELECT (SELECT count(*) FROM exclusion), (SELECT max(id) FROM answer)"
                ))[0]  # fmt: skip
                if state != self._state:
                    self._held = await asyncio.to_thread(measured, await read(self._context))
                    self._state = state
                self._at = self._clock()
            return self._held
