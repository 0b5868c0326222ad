"""What readers left out or found odd: counted by reason, the first ones named, in bounded memory."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from mien.errors import FormatError

_MOST_NAMES = 5
_MOST_RANGES = 4


class Notes:
    """Collects what a reader has to tell while it goes through a source.

    Nothing that a reader leaves out goes by without a line here.
    """

    def __init__(self) -> None:
        # What -> how many, at how many places, names of the first ones.
        self._found: dict[str, tuple[int, int, list[str]]] = {}
        self._said: list[str] = []

    def add(self, what: str, name: str, count: int = 1) -> None:
        """Count something.

        Parameters
        ----------
        what : what was found and what was done about it, as it reads after a number.
        name : where: a file, a face, a recording with its frames.
        count : how many at this place.
        """
        before, places, names = self._found.get(what, (0, 0, []))
        self._found[what] = before + count, places + 1, [*names, name][:_MOST_NAMES]

    def say(self, line: str) -> None:
        """Take a line that counts for itself; one that is there already is not said twice."""
        if line not in self._said:
            self._said.append(line)

    def add_frames(self, what: str, name: str, frames: Collection[int] | np.ndarray) -> None:
        """Count frames of a recording or file, if there are any; those of photographs are -1."""
        if len(frames):
            self.add(what, f"{name} {frame_ranges(frames)}".rstrip(), len(frames))

    @contextlib.contextmanager
    def instead(self, skip_broken: bool, what: str = "broken files left out") -> Iterator[None]:
        """Note the broken file that is met within instead of refusing it, where such are to be skipped."""
        try:
            yield
        except FormatError as error:
            if not skip_broken:
                raise
            self.add(what, str(error))

    def lines(self) -> tuple[str, ...]:
        """One line a reason: the count, what, and the first names; then what was said."""
        return tuple(
            f"{count} {what}: {', '.join(names)}"
            + (f" and {places - len(names)} more" * (places > len(names)))
            for what, (count, places, names) in self._found.items()
        ) + tuple(self._said)


def frame_ranges(frames: Iterable[int] | np.ndarray) -> str:
    """Frame numbers as ranges, ``"frames 3-40, 55"``, cut after four with a count of the rest.

    Nothing where all of them are -1, which stands for a photograph.
    """
    numbers = np.unique(np.fromiter((int(frame) for frame in frames), dtype=np.int64))
    if not len(numbers):
        return "no frame"
    if numbers[-1] < 0:
        return ""
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
