"""Clips: moving faces as a row of JPEG pictures at a steady rate, in one small form that is ours.

Why not a video format: a browser's video element neither says on which frame of the screen a picture was seen
first, nor begins two of them together, nor goes round without a gap; and a video would have to be encoded for
each copy. A row of pictures is decoded by every browser, drawn by the page itself, and its times are known.

The form: ``MIENCLIP``, then as big-endian numbers the pictures a second times 1,000 (4 bytes), how many they
are, columns and rows (2 bytes each); then for each its length (4 bytes) and a JPEG. What follows is nothing.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from mien.errors import DataError, FormatError

MAGIC = b"MIENCLIP"
_HEAD = struct.Struct(">8sIHHH")
_QUALITY = 95
LEAST_FRAMES, MOST_FRAMES, MOST_SIDE = 2, 150, 640
LEAST_RATE, MOST_RATE = 1.0, 60.0


@dataclass(frozen=True)
class Clip:
    """A clip: pictures a second, its pictures as JPEG, their columns and rows."""

    rate: float
    frames: tuple[bytes, ...]
    width: int
    height: int

    @property
    def seconds(self) -> float:
        """How long it is shown once."""
        return len(self.frames) / self.rate


@dataclass(frozen=True)
class Still:
    """A picture of a clip to be: as JPEG, no side above 640 pixels; and the columns and rows it had."""

    jpeg: bytes
    size: tuple[int, int]


@dataclass(frozen=True)
class Row:
    """Pictures of somebody's own, each shown for as long as it was.

    Attributes
    ----------
    stills : n pictures.
    starts : (n,) ascending seconds at which each begins, from 0.
    end : seconds at which the last one ends.
    """

    stills: tuple[Still, ...]
    starts: np.ndarray
    end: float


def still(image: Image.Image) -> Still:
    """A picture encoded; made smaller where a side is above 640 pixels.

    Written at once, as fifty decoded pictures of a camera would fill the memory.
    """
    inner = _within(image.size)
    plain = image.convert("RGB")
    if inner != plain.size:
        plain = plain.resize(inner, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    Image.frombytes("RGB", inner, plain.tobytes()).save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return Still(out.getvalue(), image.size)


def head_of(rate: float, count: int, width: int, height: int) -> bytes:
    """The first bytes of a clip."""
    return _HEAD.pack(MAGIC, round(rate * 1000), count, width, height)


def pack(frames: Iterable[Still], rate: float, name: str) -> bytes:
    """Pictures of one size as a clip.

    Parameters
    ----------
    frames : the pictures, in their order.
    rate : pictures a second, 1 to 60.
    name : what error messages call it.

    Raises
    ------
    DataError
        If there are fewer than 2 or more than 150, their sizes differ, or the rate is out of range.
    """
    if not LEAST_RATE <= rate <= MOST_RATE:
        raise DataError(f"{name}: {rate:g} pictures a second; {LEAST_RATE:g} to {MOST_RATE:g} are taken")
    found: list[bytes] = []
    size: tuple[int, int] | None = None
    for frame in frames:
        if len(found) == MOST_FRAMES:
            raise DataError(f"{name}: has more than {MOST_FRAMES} pictures; cut it, or take fewer a second")
        if size is not None and frame.size != size:
            raise DataError(f"{name}: its pictures have different sizes")
        size = frame.size
        found.append(frame.jpeg)
    if size is None or len(found) < LEAST_FRAMES:
        raise DataError(f"{name}: has {len(found)} pictures; a clip has at least {LEAST_FRAMES}")
    width, height = _within(size)
    parts = [len(each).to_bytes(4, "big") + each for each in found]
    return head_of(rate, len(found), width, height) + b"".join(parts)


def pack_row(row: Row, name: str) -> bytes:
    """A row as a clip at the rate of most of its pictures; what is shown longer comes more than once.

    Raises
    ------
    FormatError
        If it lasts longer than 150 pictures at that rate.
    DataError
        As `pack`.
    """
    # The last one's length is what files say most loosely.
    lasts = np.diff(row.starts) if len(row.starts) > 1 else np.array([row.end])
    # Times are whole milliseconds in many files, so that one of 30 a second lasts 33 or 34.
    median = np.sort(lasts)[(len(lasts) - 1) // 2]
    usual = lasts[np.abs(lasts - median) <= median / 4].mean()
    rate = float(np.clip(1 / usual, LEAST_RATE, MOST_RATE))
    if row.end * rate > MOST_FRAMES + 0.5:
        raise too_long(name, row.end, rate)
    return pack((row.stills[each] for each in at_rate(row.starts, row.end, rate)), rate, name)


def too_long(name: str, seconds: float, rate: float) -> FormatError:
    """Somebody's own clip has too many pictures at its rate."""
    return FormatError(
        name,
        f"lasts {seconds:.1f} s, more than {MOST_FRAMES} pictures at {rate:.3g} a second; cut it, or save it "
        "with fewer a second",
    )


def unpack(data: bytes, name: str = "the clip") -> Clip:
    """The clip in a file, looked at to its last byte.

    Raises
    ------
    FormatError
        If it is something else, cut off, or something follows it.
    """
    wrong = FormatError(name, "is no clip, or a damaged one; make the stimuli again")
    try:
        magic, rate, count, width, height = _HEAD.unpack_from(data)
    except struct.error:
        raise wrong from None
    if magic != MAGIC or not LEAST_FRAMES <= count <= MOST_FRAMES or not rate:
        raise wrong
    at, frames = _HEAD.size, []
    for _ in range(count):
        length = int.from_bytes(data[at : at + 4], "big")
        frames.append(data[at + 4 : at + 4 + length])
        at += 4 + length
        if at > len(data) or not frames[-1].startswith(b"\xff\xd8\xff"):
            raise wrong
    if at != len(data):
        raise wrong
    return Clip(rate / 1000, tuple(frames), width, height)


def at_rate(starts: np.ndarray, end: float, rate: float) -> np.ndarray:
    """Which picture of an uneven row is shown at each picture of an even one.

    Parameters
    ----------
    starts : (n,) ascending seconds at which each picture begins.
    end : seconds at which the last one ends.
    rate : pictures a second of the even row.

    Returns
    -------
    (m,) int64 rows of `starts`; m is the length in seconds times the rate, 1 at least.
    """
    count = max(1, round((end - starts[0]) * rate))
    # The middle of each: on the border between two pictures rounding would decide.
    moments = starts[0] + (np.arange(count) + 0.5) / rate
    return np.clip(np.searchsorted(starts, moments, side="right") - 1, 0, len(starts) - 1)


def _within(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, MOST_SIDE / max(size))
    return round(size[0] * scale), round(size[1] * scale)
