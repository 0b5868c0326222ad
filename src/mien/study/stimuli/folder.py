"""A folder of a researcher's own images or videos, a file a face."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mien.errors import DataError, FormatError, listed
from mien.study.stimuli.animations import moves, reencode_clip
from mien.study.stimuli.uploads import Limits, reencode


def import_images(
    source: str | Path | Sequence[str | Path],
    names: Sequence[str] | np.ndarray,
    limits: Limits | None = None,
) -> Iterator[bytes]:
    """The images of faces, re-encoded, in the order of the faces; videos and animations become clips.

    Parameters
    ----------
    source : a folder, or files. The name of a file without its ending is the face's.
    names : (n,) the faces.
    limits : as for `reencode`.

    Yields
    ------
    bytes, one file's content a face.

    Raises
    ------
    DataError
        If a face has no image or two, or an image is of no face; all of them are looked for before the
        first image is read.
    FormatError
        If a file is refused (see `reencode`) or cannot be read.
    """
    limits = limits or Limits()
    found: dict[str, Path] = {}
    twice: list[str] = []
    for path in _files(source):
        if path.stem in found:
            twice.append(path.stem)
        found[path.stem] = path
    wanted = [str(name) for name in names]
    if twice:
        raise DataError(f"there is more than one image of face {listed(sorted(set(twice)))}")
    missing = [name for name in wanted if name not in found]
    if missing:
        raise DataError(f"there is no image of face {listed(missing)}; a file is named after its face")
    unknown = sorted(found[name].name for name in set(found) - set(wanted))
    if unknown:
        raise DataError(f"no face is called as the image {listed(unknown)}; move it elsewhere or rename it")
    return (_read(found[name], limits) for name in wanted)


def _files(source: str | Path | Sequence[str | Path]) -> list[Path]:
    if not isinstance(source, str | Path):
        return [Path(path) for path in source]
    folder = Path(source)
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise FormatError(folder, f"cannot be read as a folder ({error.strerror})") from error


def _read(path: Path, limits: Limits) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(limits.most_bytes + 1)
    except OSError as error:
        raise FormatError(path, f"cannot be read ({error.strerror})") from error
    return (reencode_clip if moves(data) else reencode)(data, str(path), limits)
