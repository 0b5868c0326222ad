"""Agreement and raters so far, from the store and remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from mien.study.app.context import Context
from mien.study.judged import read
from mien.study.measuring import measure


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
        self._design = context.design
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
                    self._held = await measure(await read(self._store, self._design))
                    self._state = rows[0]
                self._at = self._clock()
            return self._held
