"""What readers left out or found odd: counted by reason, the first ones named, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

_MOST_NAMES = 5
_MOST_RANGES = 4


class Notes:
    """Collects what a reader has to tell while it goes through a source.

    Nothing that a reader leaves out goes by without a line here.
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._names: dict[str, list[str]] = {}

    def add(self, what: str, name: str, count: int = 1) -> None:
        """Count something.

        Parameters
        ----------
        what : what was found and what was done about it, as it reads after a number.
        name : where: a file, a face, a recording with its frames.
        count : how many at this place.
        """
        self._counts[what] = self._counts.get(what, 0) + count
        self._places[what] = self._places.get(what, 0) + 1
        names = self._names.setdefault(what, [])
        if len(names) < _MOST_NAMES:
            names.append(name)

    def lines(self) -> tuple[str, ...]:
        """One line a reason: the count, what, and the first names."""
        return tuple(f"{count} {what}: {self._listed(what)}" for what, count in self._counts.items())

    def _listed(self, what: str) -> str:
        more = self._places[what] - len(self._names[what])
        return ", ".join(self._names[what]) + (f" and {more} more" if more else "")


def frame_ranges(frames: Iterable[int] | np.ndarray) -> str:
    """Frame numbers as ranges, ``"frames 3-40, 55"``, cut after four with a count of the rest."""
    numbers = np.unique(np.fromiter((int(frame) for frame in frames), dtype=np.int64))
    if not len(numbers):
        return "no frame"
    breaks = np.flatnonzero(np.diff(numbers) > 1)
    firsts = numbers[np.append(0, breaks + 1)]
    lasts = numbers[np.append(breaks, len(numbers) - 1)]
    texts = [
        f"{first}" if first == last else f"{first}-{last}"
        for first, last in zip(firsts[:_MOST_RANGES], lasts[:_MOST_RANGES], strict=True)
    ]
    more = len(firsts) - len(texts)
    word = "frame" if len(numbers) == 1 else "frames"
    return f"{word} {', '.join(texts)}" + (f" and {more} more ranges" if more else "")
