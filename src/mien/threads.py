"""Work on many rows by several threads, of which each does its own products."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

BLOCK = 1024
"""Rows at once: more leave a core's cache, fewer let threads wait for Python's lock more often."""
_LARGE = 30 << 20


def cores() -> int:
    """How many this process may use: as the system says, and no more than ``OMP_NUM_THREADS`` does."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # Of threads in threads it has a number each.
    most = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return min(found, int(most)) if most.isdecimal() and int(most) else found


def in_blocks(work: Callable[[slice], None], rows: int, threads: int | None = None) -> None:
    """Do some work on every block of rows, each block wholly in one thread.

    What comes of a row hangs on its block, and so not on the number of threads. Where there are rows enough,
    none is small, since products of few rows are rounded in another way.

    Parameters
    ----------
    work : what it raises is raised here, of the first block that fails.
    threads : as many as there are cores if None.
    """
    last = max(1, round(rows / BLOCK)) - 1
    parts = [slice(place * BLOCK, (place + 1) * BLOCK) for place in range(last)]
    parts += [slice(last * BLOCK, rows)] if rows else []
    threads = min(threads or cores(), len(parts))
    if len(parts) > 1:
        # glibc gives memory back after every block, and takes it anew page by page, until a large piece has
        # come back to it once.
        np.empty(_LARGE, np.uint8)
    # The products of one row are one thread's anyway, and to say so would be a tenth of its time.
    with nullcontext() if rows == 1 else lone_products():
        if threads < 2:
            for part in parts:
                work(part)
        else:
            with ThreadPoolExecutor(threads) as pool:
                for _ in pool.map(work, parts):
                    pass


_TAKEN = Lock()


@contextmanager
def lone_products() -> Iterator[None]:
    """NumPy's products in the thread that asks for them.

    Threads of threads wait for each other; and those of a small product, which wait for the next one turning
    in circles, take more of the processor's time than it does.
    """
    # The number is the process's: who comes first sets it, and puts it back.
    if not _TAKEN.acquire(blocking=False):
        yield
        return
    try:
        with _products().limit(limits=1):
            yield
    finally:
        _TAKEN.release()


@cache
def _products() -> ThreadpoolController:
    """The libraries that do products; NumPy's is there since NumPy is, whatever is loaded later."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
