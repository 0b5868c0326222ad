"""Whether a study takes new people."""

from __future__ import annotations

from mien.study.store import Store

OPEN, FULL, CLOSED = "open", "full", "closed"
SETTING = "closed"
"""Setting in the store that closes a study to new people while it is ``"1"``; those who are in go on."""
_FREE = """
SELECT question.id FROM question JOIN pool ON pool.id = question.pool
WHERE pool.role = 'vote' AND question.counted + question.leased < question.wanted LIMIT 1
"""


async def set_closed(store: Store, closed: bool) -> None:
    """Take no new people any more, or take them again; those who are in go on either way."""
    value = "1" if closed else "0"
    while (old := await store.setting(SETTING)) != value:
        if await store.set_setting(SETTING, value, old):
            return


async def opening(store: Store) -> str:
    """``"open"``, ``"closed"`` by the researchers, or ``"full"``: no question has a free place.

    Raises
    ------
    mien.study.store.StoreError
        If the store does not answer.
    """
    if await store.setting(SETTING) == "1":
        return CLOSED
    return OPEN if await store.read(_FREE) else FULL
