"""The server's time: never backwards, whatever the machine's clock does."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Milliseconds since 1970."""

    def now(self) -> int:
        """The time; never less than before."""
        ...


class SteadyClock:
    """Reads the machine's clock once and goes on with the monotonic one.

    Parameters
    ----------
    not_before : a time that is known to have passed, for example the last one in a store.
    """

    def __init__(self, not_before: int = 0) -> None:
        self._base = max(time.time_ns() // 1_000_000, not_before) - time.monotonic_ns() // 1_000_000

    def now(self) -> int:
        """The time in milliseconds since 1970."""
        return self._base + time.monotonic_ns() // 1_000_000
