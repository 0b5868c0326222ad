"""Copies of a picture: the same to the eye, others in their bytes, so that these do not tell a face again.

A picture is kept as pieces, each in a few alternatives that differ by noise of one level in 255. Whoever is
shown the picture gets one alternative of each piece, put together without decoding anything, and filled up to
the length that all pictures of the study have. For still pictures the pieces are the stretches of a JPEG
between its restart markers, which stand for themselves; for clips they are the frames.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image

from mien.errors import FormatError
from mien.study.stimuli.clips import head_of, unpack

ALTERNATIVES, CLIP_ALTERNATIVES = 4, 3
SURROUND = (236, 236, 234)
"""The grey around faces: of drawn pictures, of the page, and of what fills other pictures up."""
_QUALITY, _CLIP_QUALITY = 92, 85
_STRIPES = 16  # about so many pieces a still picture
_BLOCK = 8  # rows of pixels in a row of a JPEG's blocks
_COMMENT = b"\xff\xfe"
_LONGEST_COMMENT = 65_535 + len(_COMMENT)
_LEAST_FILL = 64  # so that a comment's own six bytes always find room


@dataclass(frozen=True)
class Copies:
    """The pieces of a picture or clip.

    Attributes
    ----------
    kind : ``"picture"`` or ``"clip"``.
    pieces : each in its alternatives, in order.
    fill : before which piece stands what fills the file up.
    """

    kind: str
    pieces: tuple[tuple[bytes, ...], ...]
    fill: int

    @property
    def longest(self) -> int:
        """Bytes of the longest file that can come of it, with the least filling."""
        return sum(max(map(len, each)) for each in self.pieces) + _LEAST_FILL


def picture_copies(data: bytes, size: tuple[int, int]) -> Copies:
    """Copies of a still picture.

    Parameters
    ----------
    data : PNG, JPEG or WebP that was written by us.
    size : pixels across and down of all pictures of the study; another picture is fitted into it.
    """
    with Image.open(io.BytesIO(data)) as image:
        pixels = np.asarray(fitted(image.convert("RGB"), size))
    rows = max(1, -(-size[1] // (_BLOCK * _STRIPES)))
    seed = hashlib.sha256(data).digest()
    encoded = [
        _jpeg(noisy, quality=_QUALITY, restart_marker_rows=rows)
        for noisy in _noisy(pixels, seed, ALTERNATIVES)
    ]
    first = _stretches(encoded[0])
    others = [_stretches(each) for each in encoded[1:]]
    together = tuple(tuple(alternatives) for alternatives in zip(first, *others, strict=True))
    # Tables and header are the same in all.
    return Copies("picture", tuple(each if len(set(each)) > 1 else each[:1] for each in together), 1)


def clip_copies(data: bytes, size: tuple[int, int]) -> Copies:
    """Copies of a clip (`clips.pack`); its frames are fitted like pictures."""
    clip = unpack(data)
    pieces: list[tuple[bytes, ...]] = [(head_of(clip.rate, len(clip.frames), *size),)]
    for number, frame in enumerate(clip.frames):
        with Image.open(io.BytesIO(frame)) as image:
            pixels = np.asarray(fitted(image.convert("RGB"), size))
        seed = hashlib.sha256(number.to_bytes(4, "big") + hashlib.sha256(data).digest()).digest()
        alternatives = tuple(
            _jpeg(noisy, quality=_CLIP_QUALITY) for noisy in _noisy(pixels, seed, CLIP_ALTERNATIVES)
        )
        pieces.append(tuple(len(each).to_bytes(4, "big") + each for each in alternatives))
    return Copies("clip", tuple(pieces), len(pieces))


def assemble(copies: Copies, seed: bytes, place: int, length: int) -> bytes:
    """One of the copies, always the same for the same arguments.

    Parameters
    ----------
    copies : of the picture.
    seed : whose copy it is; what nobody can guess.
    place : of several in one question; the same picture in two places has no piece in common.
    length : of the file, the study's (`Copies.longest` of all pictures is enough).

    Raises
    ------
    ValueError
        If it cannot be so short.
    """
    chosen = hashlib.shake_256(seed).digest(len(copies.pieces))
    parts = [
        alternatives[(number + place) % len(alternatives)]
        for number, alternatives in zip(chosen, copies.pieces, strict=True)
    ]
    missing = length - sum(map(len, parts))
    parts.insert(copies.fill, _filling(copies.kind, missing, seed + bytes([place % 256])))
    return b"".join(parts)


def _filling(kind: str, count: int, seed: bytes) -> bytes:
    if count < (_LEAST_FILL if kind == "picture" else 0):
        raise ValueError("the copies of a picture are longer than the study's pictures")
    noise = hashlib.shake_256(seed + b"filling").digest(count)
    if kind == "clip":
        return noise
    number = -(-count // _LONGEST_COMMENT)
    bounds = [count * place // number for place in range(number + 1)]
    found = []
    for low, high in pairwise(bounds):
        found.append(_COMMENT + (high - low - 2).to_bytes(2, "big") + noise[low + 4 : high])
    return b"".join(found)


def packed(copies: Copies) -> bytes:
    """Copies as one file."""
    head = {
        "kind": copies.kind,
        "fill": copies.fill,
        "pieces": [[len(one) for one in each] for each in copies.pieces],
    }
    line = json.dumps(head, separators=(",", ":")).encode() + b"\n"
    return line + b"".join(one for each in copies.pieces for one in each)


def unpacked(data: bytes, name: str) -> Copies:
    """What `packed` wrote.

    Raises
    ------
    FormatError
        If it is something else, or not all of it.
    """
    line, _, rest = data.partition(b"\n")
    try:
        head = json.loads(line)
        at, pieces = 0, []
        for lengths in head["pieces"]:
            ends = [at + sum(lengths[: place + 1]) for place in range(len(lengths))]
            pieces.append(tuple(rest[low:high] for low, high in zip([at, *ends], ends, strict=False)))
            at = ends[-1]
        if at != len(rest):
            raise ValueError("its length is another")
        return Copies(str(head["kind"]), tuple(pieces), int(head["fill"]))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise FormatError(
            name, f"is no copies of a picture ({error}); remove it, serve makes it anew"
        ) from error


def fitted(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture as large as it can be in a frame, in its own shape, on the surround."""
    if image.size == size:
        return image
    scale = min(size[0] / image.width, size[1] / image.height)
    inner = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    frame = Image.new("RGB", size, SURROUND)
    place = ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2)
    frame.paste(image.resize(inner, Image.Resampling.LANCZOS), place)
    return frame


def _noisy(pixels: np.ndarray, seed: bytes, count: int) -> Iterator[np.ndarray]:
    """(h, w, 3) uint8, each with its own noise of one level, the same in the three colours."""
    rng = np.random.default_rng(np.frombuffer(seed, np.uint32))
    base = pixels.astype(np.int16)
    for _ in range(count):
        noise = rng.integers(-1, 2, pixels.shape[:2], dtype=np.int16)
        yield np.clip(base + noise[..., None], 0, 255).astype(np.uint8)


def _jpeg(pixels: np.ndarray, **settings: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", subsampling=0, **settings)
    return out.getvalue()


def _stretches(data: bytes) -> Sequence[bytes]:
    """A JPEG of ours: SOI, the tables, the scan's header, each stretch with the marker behind it."""
    at = 2
    while data[at + 1] != 0xDA:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    scan = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    found, begin, look = [data[:2], data[2:scan]], scan, scan
    while (look := data.index(b"\xff", look)) < len(data) - 2:
        if data[look + 1] != 0:
            found.append(data[begin : look + 2])
            begin = look + 2
        look += 2
    return [*found, data[begin:]]
