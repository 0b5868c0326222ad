"""Agreement and raters so far, from the store and remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from mien.study.app.context import Context
from mien.study.measuring import Columns, measure
from mien.study.store import Store
from mien.study.usable import ANSWERS, USABLE

TRIPLET_ANSWERS = (
    "SELECT answer.question, answer.person, CASE WHEN answer.choice = 'second' THEN 1 ELSE 0 END, "
    "CASE WHEN answer.side = 'first' THEN 1 ELSE 0 END, COALESCE(answer.ms, -1), answer.turn "
    f"FROM {ANSWERS} WHERE pool.kind = 'triplet' AND {USABLE}"
)
LABEL_ANSWERS = (
    "SELECT question.anchor, answer.person, answer.choice "
    f"FROM {ANSWERS} WHERE pool.kind = 'label' AND {USABLE}"
)
QUESTIONS = (
    "SELECT question.id, question.name, pool.part, question.anchor, question.first, question.second "
    "FROM question JOIN pool ON pool.id = question.pool WHERE pool.kind = 'triplet' AND pool.role = 'vote'"
)


async def read(store: Store) -> Columns:
    """Votes, repeats and labels of everybody who is not excluded."""
    batches = [np.array(rows, dtype=np.int32) async for rows in store.stream(TRIPLET_ANSWERS) if rows]
    questions = [row async for rows in store.stream(QUESTIONS) for row in rows]
    labels = [row async for rows in store.stream(LABEL_ANSWERS) for row in rows]
    return Columns(
        number=np.array([row[0] for row in questions], dtype=np.int64),
        name=np.array([row[1] for row in questions], dtype=np.str_),
        part=np.array([row[2] for row in questions], dtype=np.str_),
        faces=np.array([row[3:] for row in questions], dtype=np.str_).reshape(-1, 3),
        answers=np.concatenate(batches) if batches else np.empty((0, 6), dtype=np.int32),
        label_face=np.array([row[0] for row in labels], dtype=np.str_),
        label_person=np.array([row[1] for row in labels], dtype=np.int64),
        label=np.array([row[2] for row in labels], dtype=np.str_),
    )


class Measures:
    """The measures so far, worked out by one request at a time, and again only if something has changed.

    Parameters
    ----------
    context : the study.
    seconds : age at which it is looked whether something has changed.
    clock : seconds, never backwards.
    """

    def __init__(
        self, context: Context, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = context.store
        self._seconds = seconds
        self._clock = clock
        self._working = asyncio.Lock()
        self._state: tuple[Any, ...] | None = None
        self._at = 0.0
        self._held: dict[str, Any] = {}

    async def get(self) -> dict[str, Any]:
        """As `mien.study.measuring.measured`."""
        async with self._working:
            if self._state is None or self._clock() - self._at > self._seconds:
                rows = await self._store.read(
                    "SELECT (SELECT count(*) FROM exclusion), (SELECT max(id) FROM answer)"
                )
                if rows[0] != self._state:
                    self._held = await measure(await read(self._store))
                    self._state = rows[0]
                self._at = self._clock()
            return self._held
