"""A researcher's own moving images as clips: videos, animated WebP and PNG, decoded and written anew."""

from __future__ import annotations

import io
import time
import warnings

import numpy as np
from PIL import Image, ImageSequence

from mien.errors import FormatError
from mien.study.stimuli.clips import MOST_FRAMES, MOST_RATE, Row, pack_row, still
from mien.study.stimuli.containers import kind_of, refuse_surroundings, video_kind_of
from mien.study.stimuli.uploads import Limits, plain, refuse_size, refuse_slow, too_many_pixels
from mien.study.stimuli.videos import video_row

_KINDS = ("PNG", "WEBP")
_SHORTEST = 1 / MOST_RATE  # seconds


def is_animated(data: bytes) -> bool:
    """Whether a file is an animated PNG or WebP, by what it says at its beginning; anything else is not."""
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X":
        return bool(data[20] & 2) if len(data) > 20 else False
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    # The chunk that tells stands before the first pixels.
    return b"acTL" in data[: max(data.find(b"IDAT"), 0)]


def moves(data: bytes) -> bool:
    """Whether a file is a video or an animation, by its beginning."""
    return bool(video_kind_of(data)) or is_animated(data)


def reencode_clip(data: bytes, name: str, limits: Limits | None = None) -> bytes:
    """A video or an animation, decoded and written anew as a clip of even steps, without metadata.

    Parameters
    ----------
    data : the file's content.
    name : what error messages call it.
    limits : as for `uploads.reencode`; None for the default ones.

    Returns
    -------
    bytes of a clip (`clips.pack_row`).

    Raises
    ------
    FormatError
        If it is no whole MP4 or WebM video (`videos.video_row`) or animated WebP or PNG and nothing else, or
        is too large, too small or too long.
    DataError
        If it has too few or too many pictures.
    """
    limits = limits or Limits()
    if len(data) > limits.most_bytes:
        raise FormatError(name, f"has {len(data):,} bytes; at most {limits.most_bytes:,} are taken")
    read = video_row if video_kind_of(data) else _animation
    return pack_row(read(data, name, limits), name)


def _animation(data: bytes, name: str, limits: Limits) -> Row:
    kind = kind_of(data, name, "MP4, WebM, animated WebP and PNG")
    if kind not in _KINDS or not is_animated(data):
        raise FormatError(
            name, "does not move; a study of clips takes MP4 and WebM videos, animated WebP and PNG"
        )
    refuse_surroundings(data, kind, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(io.BytesIO(data), formats=[kind])
            refuse_size(image.size, name, limits)
            count = getattr(image, "n_frames", 1)
            if count > MOST_FRAMES:
                raise FormatError(name, f"has {count} pictures; at most {MOST_FRAMES} are taken")
            if count * image.width * image.height > limits.most_pixels_in_all:
                raise too_many_pixels(name, limits)
            return _row(image, name, limits)
    except FormatError:
        raise
    except Exception as error:
        # Decoders of hostile files raise whatever they like; all of it means the same here.
        reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise FormatError(name, f"is a damaged {kind} animation ({reason}); save it again") from error


def _row(image: Image.Image, name: str, limits: Limits) -> Row:
    """Pictures on white, and when each is shown."""
    until = time.monotonic() + limits.most_seconds
    stills, lasts = [], [0.0]
    for frame in ImageSequence.Iterator(image):
        frame.load()
        stills.append(still(plain(frame.copy())))
        lasts.append(max(float(frame.info.get("duration") or 0.0) / 1000, _SHORTEST))
        refuse_slow(until, name, limits)
    starts = np.cumsum(lasts)
    return Row(tuple(stills), starts[:-1], float(starts[-1]))
