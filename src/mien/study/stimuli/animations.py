"""A researcher's own moving images as clips: animated WebP and PNG, decoded and written anew."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageSequence

from mien.errors import FormatError
from mien.study.stimuli.clips import LEAST_RATE, MOST_FRAMES, MOST_RATE, at_rate, pack
from mien.study.stimuli.containers import kind_of, refuse_surroundings
from mien.study.stimuli.uploads import Limits, plain, refuse_size

_KINDS = ("PNG", "WEBP")
_SHORTEST_MS = 1000 / MOST_RATE


def is_animated(data: bytes) -> bool:
    """Whether a file is an animated PNG or WebP, by what it says at its beginning; anything else is not."""
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X":
        return bool(data[20] & 2) if len(data) > 20 else False
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    # The chunk that tells stands before the first pixels.
    return b"acTL" in data[: max(data.find(b"IDAT"), 0)]


def reencode_clip(data: bytes, name: str, limits: Limits | None = None) -> bytes:
    """An animation, decoded and written anew as a clip of even steps, without metadata.

    Parameters
    ----------
    data : the file's content.
    name : what error messages call it.
    limits : as for `uploads.reencode`; None for the default ones.

    Returns
    -------
    bytes of a clip (`clips.pack`). Its rate is that of the median picture; pictures that are shown longer
    come more than once.

    Raises
    ------
    FormatError
        If it is no whole animated WebP or PNG and nothing else, or is too large, too small or too long.
    DataError
        If it has too few or too many pictures.
    """
    limits = limits or Limits()
    if len(data) > limits.most_bytes:
        raise FormatError(name, f"has {len(data):,} bytes; at most {limits.most_bytes:,} are taken")
    kind = kind_of(data, name)
    if kind not in _KINDS or not is_animated(data):
        raise FormatError(name, "does not move; a study of clips takes animated WebP and PNG")
    refuse_surroundings(data, kind, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(io.BytesIO(data), formats=[kind])
            refuse_size(image, name, limits)
            count = getattr(image, "n_frames", 1)
            if count > MOST_FRAMES:
                raise FormatError(name, f"has {count} pictures; at most {MOST_FRAMES} are taken")
            frames, lasts = _frames(image)
    except FormatError:
        raise
    except Exception as error:
        # Decoders of hostile files raise whatever they like; all of it means the same here.
        reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise FormatError(name, f"is a damaged {kind} animation ({reason}); save it again") from error
    rate = float(np.clip(1000 / np.median(lasts), LEAST_RATE, MOST_RATE))
    starts = np.concatenate([[0.0], np.cumsum(lasts)]) / 1000
    if starts[-1] * rate > MOST_FRAMES + 0.5:
        raise FormatError(
            name,
            f"lasts {starts[-1]:.1f} s, more than {MOST_FRAMES} pictures at {rate:.3g} a second",
        )
    rows = at_rate(starts[:-1], float(starts[-1]), rate)
    return pack((frames[row] for row in rows), rate, name)


def _frames(image: Image.Image) -> tuple[list[Image.Image], np.ndarray]:
    """Pictures on white, and how long each is shown, milliseconds."""
    frames: list[Image.Image] = []
    lasts: list[float] = []
    for frame, last in _shown(image):
        frames.append(frame)
        lasts.append(max(last, _SHORTEST_MS))
    return frames, np.array(lasts)


def _shown(image: Image.Image) -> Iterator[tuple[Image.Image, float]]:
    for frame in ImageSequence.Iterator(image):
        frame.load()
        yield plain(frame.copy()), float(frame.info.get("duration") or 0.0)
