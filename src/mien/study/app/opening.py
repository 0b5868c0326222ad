"""Whether a study takes new people."""

from __future__ import annotations

import time
from collections.abc import Sequence

from mien.study.store import Store

OPEN, BUSY, FULL, CLOSED = "open", "busy", "full", "closed"
SETTING = "closed"
"""Setting in the store that closes a study to new people while it is ``"1"``; those who are in go on."""
_WANTED = """
SELECT question.id FROM question JOIN pool ON pool.id = question.pool
WHERE pool.role = 'vote' AND pool.kind = ? AND question.counted{leased} < question.wanted LIMIT 1
"""
_FREE, _LEFT = _WANTED.format(leased=" + question.leased"), _WANTED.format(leased="")
_DUE = "SELECT id FROM lease WHERE state = 'open' AND expires <= ? LIMIT 1"


async def set_closed(store: Store, closed: bool) -> None:
    """Take no new people any more, or take them again; those who are in go on either way."""
    value = "1" if closed else "0"
    while (old := await store.setting(SETTING)) != value:
        if await store.set_setting(SETTING, value, old):
            return


async def opening(store: Store, kinds: Sequence[str], now: int | None = None) -> str:
    """Whether there is something to do for somebody new.

    Parameters
    ----------
    kinds : of which a person is asked questions (`StudyDesign.kinds`).
    now : milliseconds since 1970; the machine's time if left out.

    Returns
    -------
    str
        ``"open"``; ``"closed"`` by the researchers; ``"busy"``: all places that have no counted answer are
        held by others, some may be free later; ``"full"``: all have their answers.

    Raises
    ------
    mien.study.store.StoreError
        If the store does not answer.
    """
    if await store.setting(SETTING) == "1":
        return CLOSED
    if await _any(store, _FREE, kinds):
        return OPEN
    if not await _any(store, _LEFT, kinds):
        return FULL
    # The next claim takes what is past its time.
    now = time.time_ns() // 1_000_000 if now is None else now
    return OPEN if await store.read(_DUE, now) else BUSY


async def _any(store: Store, sql: str, kinds: Sequence[str]) -> bool:
    for kind in kinds:
        if await store.read(sql, kind):
            return True
    return False
