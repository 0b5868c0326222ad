"""Ctrl-C between steps only: in the middle of one, weights and counters are not of the same step."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held() -> Iterator[Callable[[], None]]:
    """Keep Ctrl-C until the function that is given is called, which raises the KeyboardInterrupt then.

    A handler of the caller's own, an ignored signal and other threads than the main one are left as they are.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield lambda: None
        return
    pressed = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True

    def raise_it() -> None:
        if pressed:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    try:
        yield raise_it
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    raise_it()
