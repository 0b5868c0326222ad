"""Work on many rows by several threads, of which each does its own products."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import cache
from threading import Lock

import numpy as np

BLOCK = 512
"""Rows at once: what is made of so many faces stays in a core's cache."""
_LARGE = 30 << 20


def cores() -> int:
    """How many this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_blocks(work: Callable[[slice], None], rows: int, threads: int | None = None) -> None:
    """Do some work on every block of rows, each block wholly in one thread.

    What comes of a row hangs on its block, and so not on the number of threads.

    Parameters
    ----------
    work : what it raises is raised here, of the first block that fails.
    threads : as many as there are cores if None.
    """
    parts = [slice(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK)]
    threads = min(threads or cores(), len(parts))
    if len(parts) > 1:
        # glibc gives memory back after every block, and takes it anew page by page, until a large piece has come
        # back to it once.
        np.empty(_LARGE, np.uint8)
    # The products of one row are one thread's anyway, and to say so would be a tenth of its time.
    with nullcontext() if rows == 1 else lone_products:
        if threads < 2:
            for part in parts:
                work(part)
        else:
            with ThreadPoolExecutor(threads) as pool:
                for _ in pool.map(work, parts):
                    pass


class LoneProducts:
    """NumPy's products in the thread that asks for them, while anybody is inside.

    Threads of threads wait for each other; and those of a small product, which wait for the next one turning in
    circles, take more of the processor's time than it does.
    """

    def __init__(self) -> None:
        self._lock, self._inside, self._before = Lock(), 0, [0]

    def __enter__(self) -> None:
        # The number is the process's, not a thread's, so the last one out puts it back.
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = [read() for read, _ in _libraries()]
                if max(self._before, default=1) > 1:
                    for _, write in _libraries():
                        write(1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and max(self._before, default=1) > 1:
                for (_, write), threads in zip(_libraries(), self._before, strict=True):
                    write(threads)


lone_products = LoneProducts()


@cache
def _libraries() -> tuple[tuple[Callable[[], int], Callable[[int], None]], ...]:
    """Those that do products: NumPy's is among them since NumPy is there, whatever is loaded later."""
    from threadpoolctl import ThreadpoolController

    found = ThreadpoolController().select(user_api="blas").lib_controllers
    return tuple((one.get_num_threads, one.set_num_threads) for one in found)
