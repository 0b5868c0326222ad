"""Ctrl-C and SIGTERM between steps only: in one, weights and counters are not of the same step."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held() -> Iterator[Callable[[], None]]:
    """Keep Ctrl-C and SIGTERM until the function that is given is called, which raises the KeyboardInterrupt.

    A handler of the caller's own, an ignored signal and other threads than the main one are left as they are.
    """
    here = threading.current_thread() is threading.main_thread()
    ours = [
        number
        for number in (signal.SIGINT, signal.SIGTERM)
        if here and signal.getsignal(number) is signal.default_int_handler
    ]
    pressed = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True

    def raise_it() -> None:
        if pressed:
            raise KeyboardInterrupt

    for number in ours:
        signal.signal(number, note)
    try:
        yield raise_it
    finally:
        for number in ours:
            signal.signal(number, signal.default_int_handler)
    raise_it()
