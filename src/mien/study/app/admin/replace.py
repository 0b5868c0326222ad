"""Put another picture in the place of a face's, where that is sane."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mien.errors import DataError
from mien.study.app.security.assemble import UPLOAD_KB

MOST_PIXELS = 16_000_000


@dataclass(frozen=True)
class Picture:
    """A face and its picture.

    Attributes
    ----------
    face : its name.
    file : in the folder of stimuli; ``""`` if it has none.
    fault : what is wrong with the file, ``""`` if nothing.
    shown : somebody was asked about it.
    """

    face: str
    file: str
    fault: str
    shown: bool

    @property
    def replaceable(self) -> bool:
        """Nobody was asked about it yet, or there is nothing that could be seen."""
        return not self.shown or bool(self.fault)


def pictures(folder: Path, asked: dict[str, bool]) -> list[Picture]:
    """The picture of each face; reads all files."""
    from mien.study.stimuli import faults, read_stimuli

    index, wrong = read_stimuli(folder).faces, faults(folder)
    found = []
    for face, shown in asked.items():
        file = index[face].file if face in index else ""
        found.append(
            Picture(face, file, wrong.get(file, "").partition(" (")[0] if file else "missing", shown)
        )
    return found


def replace_picture(folder: Path, face: str, data: bytes, name: str) -> tuple[str, str]:
    """Re-encode an upload and make it the picture of a face; the old file stays for pages that are open.

    Parameters
    ----------
    folder : of the stimuli.
    face : whose picture it becomes.
    data, name : the upload, and what messages call it.

    Returns
    -------
    tuple
        Names of the old file (``""`` if there was none) and of the new one.

    Raises
    ------
    DataError
        If the upload is no picture that is taken (see `mien.study.stimuli.reencode`).
    RunError
        If it cannot be written; the old picture is then in its place.
    """
    from mien.study.stimuli import Limits, exchange_stimulus, reencode
    from mien.study.stimuli.animations import reencode_clip
    from mien.study.stimuli.prepared import CLIP, prepare_copies, read_prepared

    taken_in = reencode_clip if read_prepared(folder).kind == CLIP else reencode
    clean = taken_in(data, name, Limits(most_bytes=UPLOAD_KB * 1024, most_pixels=MOST_PIXELS))
    with _alone(folder):
        exchanged = exchange_stimulus(folder, face, clean)
        prepare_copies(folder)
        return exchanged


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time changes the index."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise DataError(f"{folder}: the stimuli cannot be found ({error.strerror})") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
