"""A researcher's own videos, MP4 and WebM, decoded to pictures alone by PyAV (ffmpeg's libraries)."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from fractions import Fraction
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from mien.errors import FormatError
from mien.study.stimuli.clips import LEAST_RATE, MOST_FRAMES, MOST_RATE, Row, Still, still, too_long
from mien.study.stimuli.containers import refuse_cut_video, video_kind_of
from mien.study.stimuli.uploads import Limits, refuse_size, refuse_slow, too_many_pixels

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_DEMUXERS = {"MP4": "mov", "WebM": "matroska"}
_CODECS = {"h264": "H.264", "hevc": "H.265", "vp8": "VP8", "vp9": "VP9", "av1": "AV1", "mpeg4": "MPEG-4"}
_DECODERS = (*_CODECS, "libdav1d")
_MOST_STREAMS = 16
# Of a video that is faster than a screen some pictures are passed over; so many are decoded at most.
_MOST_DECODED = 8 * MOST_FRAMES
_BRIGHT = {16: "PQ", 18: "HLG"}  # transfer functions of ITU-T H.273 whose colours are not sRGB's
_SHAPES = (Fraction(1, 4), Fraction(4))  # of pixels, width to height
_ONE = 1 << 16  # in a display matrix (ISO/IEC 14496-12)
_TURNS: dict[tuple[int, ...], Image.Transpose] = {
    (0, 1, -1, 0): Image.Transpose.ROTATE_270,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (0, -1, 1, 0): Image.Transpose.ROTATE_90,
    (-1, 0, 0, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (1, 0, 0, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (0, 1, 1, 0): Image.Transpose.TRANSPOSE,
    (0, -1, -1, 0): Image.Transpose.TRANSVERSE,
}


def video_row(data: bytes, name: str, limits: Limits) -> Row:
    """The pictures of a video, upright, with square pixels, and when each is shown.

    Sound, subtitles and cover pictures are passed over.

    Parameters
    ----------
    data : of an MP4, QuickTime, WebM or Matroska file.
    name : what error messages call it.
    limits : of pixels and of time.

    Raises
    ------
    FormatError
        If PyAV is not installed, or the video is damaged, too large, too small, too long, or of a kind whose
        pictures would be wrong: interlaced, of high dynamic range, turned by other than right angles.
    """
    kind = video_kind_of(data)
    refuse_cut_video(data, kind, name)
    av = _pyav(name)
    until = time.monotonic() + limits.most_seconds
    try:
        with av.open(
            io.BytesIO(data), format=_DEMUXERS[kind],
            options={"codec_whitelist": ",".join(_DECODERS)},
        ) as container:  # fmt: skip
            stream = _the_stream(container, name)
            _refuse(stream, container, name, limits)
            return _row(_upright(container, stream, name, limits, until), name)
    except FormatError:
        raise
    except Exception as error:
        # Decoders of hostile files raise whatever they like; all of it means the same here.
        reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise FormatError(name, f"is no whole {kind} video ({reason}); save it again") from error


def _pyav(name: str) -> ModuleType:
    try:
        import av
    except ImportError:
        raise FormatError(
            name, "is a video, which PyAV decodes, and that is not installed: pip install 'mien[video]'"
        ) from None
    return av


def _the_stream(container: InputContainer, name: str) -> VideoStream:
    if len(container.streams) > _MOST_STREAMS:
        raise FormatError(name, f"has {len(container.streams)} streams; save the picture alone")
    moving = [one for one in container.streams.video if "attached_pic" not in _said_of(one)]
    if len(moving) != 1:
        raise FormatError(name, f"has {len(moving) or 'no'} pictures that move; a video of one is taken")
    return moving[0]


def _said_of(stream: VideoStream) -> str:
    return str(getattr(stream.disposition, "name", "") or "").lower()


def _refuse(stream: VideoStream, container: InputContainer, name: str, limits: Limits) -> None:
    """What can be told before anything is decoded."""
    context = stream.codec_context
    codec = context.codec.canonical_name if context is not None else "an unknown codec"
    if codec not in _CODECS:
        raise FormatError(name, f"is coded as {codec}; {', '.join(_CODECS.values())} are taken")
    refuse_size((context.width, context.height), name, limits)
    if context.color_trc in _BRIGHT:
        raise FormatError(
            name, f"is of high dynamic range ({_BRIGHT[context.color_trc]}), whose colours would be shown "
            "wrong; save it with standard colours (Rec. 709)",
        )  # fmt: skip
    shape = stream.sample_aspect_ratio
    if shape and not _SHAPES[0] <= shape <= _SHAPES[1]:
        raise FormatError(name, f"says that its pixels are {float(shape):.3g} times as wide as high")
    rate = min(float(stream.average_rate or 0), MOST_RATE)
    seconds = (container.duration or 0) / 1_000_000
    if seconds * rate > 2 * MOST_FRAMES:
        raise too_long(name, seconds, rate)
    context.options = {"max_pixels": str(limits.most_pixels), "err_detect": "explode"}
    context.thread_count = 1


def _upright(
    container: InputContainer, stream: VideoStream, name: str, limits: Limits, until: float
) -> Iterator[tuple[Still, float, float]]:
    """Picture, the second at which it begins, how long it says that it lasts (0: it does not say)."""
    pixels = 0
    for number, frame in enumerate(container.decode(stream)):
        refuse_size((frame.width, frame.height), name, limits)
        pixels += frame.width * frame.height
        if pixels > limits.most_pixels_in_all:
            raise too_many_pixels(name, limits)
        if number == _MOST_DECODED:
            raise FormatError(name, f"has more than {_MOST_DECODED:,} pictures; cut it")
        refuse_slow(until, name, limits)
        if frame.interlaced_frame:
            raise FormatError(name, "is interlaced, so that what moves has combs; save it deinterlaced")
        at = frame.time
        if frame.is_corrupt or at is None:
            raise FormatError(name, "has damaged pictures; save it again")
        lasts = float((frame.duration or 0) * (frame.time_base or 0))
        yield still(_turned(_square(frame.to_image(), stream), frame, name)), at, lasts


def _square(image: Image.Image, stream: VideoStream) -> Image.Image:
    """With pixels as high as wide, as every screen has."""
    shape = stream.sample_aspect_ratio
    if not shape or shape == 1:
        return image
    return image.resize((max(1, round(image.width * float(shape))), image.height), Image.Resampling.LANCZOS)


def _turned(image: Image.Image, frame: VideoFrame, name: str) -> Image.Image:
    """As the file says that the camera was held."""
    sides: Any = frame.side_data
    matrices = [one for one in sides if one.type.name == "DISPLAYMATRIX"]
    if not matrices:
        return image
    numbers = np.frombuffer(bytes(matrices[0]), np.int32)[:5]
    a, b, _, c, d = (int(number) for number in numbers)
    key = tuple(number // _ONE for number in (a, b, c, d))
    if key == (1, 0, 0, 1):
        return image
    if any(number % _ONE for number in (a, b, c, d)) or key not in _TURNS:
        raise FormatError(name, "is turned by something else than right angles; save it upright")
    return image.transpose(_TURNS[key])


def _row(pictures: Iterator[tuple[Still, float, float]], name: str) -> Row:
    stills: list[Still] = []
    starts: list[float] = []
    last = 0.0
    for one, at, lasts in pictures:
        if starts and at <= starts[-1]:
            raise FormatError(name, "shows two of its pictures at the same time; save it again")
        if starts and at - starts[0] > MOST_FRAMES / LEAST_RATE:
            raise too_long(name, at - starts[0], LEAST_RATE)
        stills.append(one)
        starts.append(at)
        last = lasts
    if not stills:
        raise FormatError(name, "has no pictures; save it again")
    steps = np.diff(starts)
    # A last picture that says nothing is shown as long as most are.
    last = last or (float(np.median(steps)) if len(steps) else 1 / LEAST_RATE)
    return Row(tuple(stills), np.array(starts) - starts[0], starts[-1] + last - starts[0])
