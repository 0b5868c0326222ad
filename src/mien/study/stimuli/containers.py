"""Where an image file begins and ends: what it is by its content, and whether it is only that."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from mien.errors import FormatError

_PNG = b"\x89PNG\r\n\x1a\n"
# Markers of JPEG without a length: TEM, RST0 to RST7, SOI.
_BARE = {0x01, *range(0xD0, 0xD9)}
_END, _SCAN = 0xD9, 0xDA
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of the colour types of PNG
# First column and row, and steps, of the seven passes of an interlaced PNG.
_ADAM7 = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip
_AT_ONCE = 1 << 20  # bytes unpacked at a time


def kind_of(data: bytes, name: str) -> str:
    """``"PNG"``, ``"JPEG"`` or ``"WEBP"``, by content.

    Raises
    ------
    FormatError
        If it is something else.
    """
    if data.startswith(_PNG):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    start = data[:1024].lower()
    what = "is not an image"
    if not data:
        what = "is empty"
    elif b"<svg" in start or b"<?xml" in start:
        what = "is SVG or XML, which can hold programs"
    elif data.startswith(b"GIF8"):
        what = "is a GIF"
    raise FormatError(name, f"{what}; PNG, JPEG and WebP are taken")


def refuse_surroundings(data: bytes, kind: str, name: str) -> None:
    """Raise unless the file ends where its image does.

    What stands behind an image is not shown, but other programs may run or unpack it.

    Parameters
    ----------
    data : the file's content.
    kind : of `kind_of`.
    name : what error messages call it.

    Raises
    ------
    FormatError
        If the image is cut off, or something follows it.
    """
    end = {"PNG": _png_end, "JPEG": _jpeg_end, "WEBP": _webp_end}[kind](data)
    if end is None:
        raise FormatError(name, f"is a {kind} image that is cut off or damaged; save it again")
    rest = data[end:]
    # Pictures of phones may hold a second JPEG behind the first.
    if rest.strip(b"\0") and not (kind == "JPEG" and rest.startswith(b"\xff\xd8\xff")):
        raise FormatError(name, f"has {len(rest):,} bytes behind the image; save the image alone")


def refuse_other_pixels(data: bytes, name: str) -> None:
    """Raise unless a PNG's compressed pixels are as many as it says: bombs hold more, damaged files less.

    Parameters
    ----------
    data : a PNG whose size in pixels was found acceptable.
    name : what error messages call it.

    Raises
    ------
    FormatError
        If there are more or fewer.
    """
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    bits = data[24] * _CHANNELS.get(data[25], 1)
    passes = _ADAM7 if data[28] else ((0, 0, 1, 1),)
    wanted = 0
    for x, y, right, down in passes:
        columns, rows = -(-(width - x) // right), -(-(height - y) // down)
        wanted += rows * (1 + -(-columns * bits // 8)) if columns > 0 and rows > 0 else 0
    unpack, there = zlib.decompressobj(), 0
    try:
        for part in _png_parts(data):
            while part and there <= wanted:
                there += len(unpack.decompress(part, _AT_ONCE))
                part = unpack.unconsumed_tail
    except zlib.error as error:
        raise FormatError(name, f"is a damaged PNG image ({error}); save it again") from None
    if there != wanted:
        what = "more" if there > wanted else "fewer"
        raise FormatError(name, f"is a PNG image with {what} pixels than its size says; save it again")


def _png_parts(data: bytes) -> Iterator[bytes]:
    """The pieces of the compressed pixels."""
    at = len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            yield data[at + 8 : at + 8 + length]
        at += 12 + length


def _png_end(data: bytes) -> int | None:
    at = len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunk, at = data[at + 4 : at + 8], at + 12 + length
        if chunk == b"IEND":
            return at if at <= len(data) else None
    return None


def _webp_end(data: bytes) -> int | None:
    end = 8 + int.from_bytes(data[4:8], "little")
    end += end % 2
    return end if end <= len(data) else None


def _jpeg_end(data: bytes) -> int | None:
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == _END:
            return at + 2
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker == _SCAN:
                at = _after_scan(data, at)
    return None


def _after_scan(data: bytes, at: int) -> int:
    """The next marker that is not part of the compressed pixels."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)
