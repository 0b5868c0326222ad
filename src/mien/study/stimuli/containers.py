"""Where an image file begins and ends: what it is by its content, and whether it is only that."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from mien.errors import FormatError

_PNG = b"\x89PNG\r\n\x1a\n"
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"  # elements of Matroska (RFC 9559)
# Markers of JPEG without a length: TEM, RST0 to RST7, SOI.
_BARE = {0x01, *range(0xD0, 0xD9)}
_END, _SCAN = 0xD9, 0xDA
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of the colour types of PNG
# First column and row, and steps, of the seven passes of an interlaced PNG.
_ADAM7 = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip
_AT_ONCE = 1 << 20  # bytes unpacked at a time


def kind_of(data: bytes, name: str, taken: str = "PNG, JPEG and WebP") -> str:
    """``"PNG"``, ``"JPEG"`` or ``"WEBP"``, by content; `taken` is what the message names.

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
    elif video_kind_of(data):
        what = "is a video; a study shows either clips or still pictures"
    raise FormatError(name, f"{what}; {taken} are taken")


def video_kind_of(data: bytes) -> str:
    """``"MP4"`` (QuickTime too) or ``"WebM"`` (Matroska too), by content; ``""`` for anything else."""
    if data[4:8] == b"ftyp":
        return "MP4"
    return "WebM" if data.startswith(_EBML) else ""


def refuse_cut_video(data: bytes, kind: str, name: str) -> None:
    """Raise a FormatError unless all that a video says to hold is there."""
    whole = _mp4_is_whole(data) if kind == "MP4" else _webm_is_whole(data)
    if not whole:
        raise FormatError(name, f"is no whole {kind} video (cut off, or damaged); save it again")


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


def _mp4_is_whole(data: bytes) -> bool:
    """Its boxes follow one another to the last byte, and those that tell of the pictures are among them."""
    at, found = 0, set()
    while at + 8 <= len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        found.add(data[at + 4 : at + 8])
        if size == 0:  # to the end
            size = len(data) - at
        elif size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size < head:
            return False
        at += size
    return at == len(data) and b"moov" in found


def _webm_is_whole(data: bytes) -> bool:
    """Its header and its segment end within the file; a segment of unknown length can only be read."""
    at = len(_EBML)
    for last in (False, True):
        size, width = _ebml_size(data, at)
        if width == 0:
            return False
        at += width
        if last and size == (1 << 7 * width) - 1:
            return True
        at += size
        if not last:
            if data[at : at + 4] != _SEGMENT:
                return False
            at += len(_SEGMENT)
    return at <= len(data)


def _ebml_size(data: bytes, at: int) -> tuple[int, int]:
    """A length of Matroska (RFC 8794, 4), and how many bytes it takes; 0 bytes where there is none."""
    first = data[at] if at < len(data) else 0
    width = 9 - first.bit_length()
    if first == 0 or at + width > len(data):
        return 0, 0
    return int.from_bytes(data[at : at + width], "big") - (1 << 7 * width), width


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
