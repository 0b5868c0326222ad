"""The folder of a study's stimuli: pictures named by their content, and an index of whose they are."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mien.errors import DataError, FormatError, RunError, listed
from mien.files import replacing, write_json
from mien.study.stimuli.clips import MAGIC, unpack
from mien.synthetic.surface.encode import png

INDEX = "stimuli.json"
SCHEMA = 1
STIMULUS = re.compile(r"[0-9a-f]{64}\.(png|jpg|webp|clip)")
_KINDS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


@dataclass(frozen=True)
class About:
    """What is known of all stimuli of a folder together.

    Attributes
    ----------
    how : ``"surface"``, ``"lines"`` or ``"images"``.
    layout : of the landmarks they were drawn from; ``""`` for images.
    source, licence : of the faces.
    synthetic : True where no real person was measured, None where nobody says.
    settings : whatever else drew them, as JSON.
    """

    how: str
    layout: str = ""
    source: str = ""
    licence: str = "unknown"
    synthetic: bool | None = None
    settings: dict[str, Any] | None = None


@dataclass(frozen=True)
class Stimulus:
    """One picture: the file in the folder, pixels across and down."""

    file: str
    width: int
    height: int


@dataclass(frozen=True)
class Stimuli:
    """The index of a folder: what it is about, and each face's picture."""

    about: About
    faces: dict[str, Stimulus]


def write_stimuli(
    folder: str | Path,
    names: Sequence[str] | np.ndarray,
    images: Iterable[Image.Image | bytes],
    about: About,
) -> dict[str, str]:
    """Write pictures and, when all are there, their index.

    A picture that the folder has already is not written again. Where something fails the index is as it was.

    Parameters
    ----------
    folder : made where it is not there.
    names : (n,) the faces.
    images : n drawings, or files' contents (`uploads.reencode`, `clips.pack`), in the same order.
    about : stored in the index.

    Returns
    -------
    dict
        Face -> ``<sha256 of the file>.<kind>``.

    Raises
    ------
    DataError
        If a name comes twice, or there are fewer or more pictures than names.
    RunError
        If the folder cannot be written.
    """
    folder, faces = Path(folder), [str(name) for name in names]
    unique, counts = np.unique(np.array(faces, dtype=np.str_), return_counts=True)
    if (counts > 1).any():
        raise DataError(f"faces are named more than once: {listed(unique[counts > 1])}")
    written = {
        face: _written(folder, face, image if isinstance(image, bytes) else png(image))
        for face, image in _together(faces, images)
    }
    _write_index(folder, about, written)
    return {face: one.file for face, one in written.items()}


def exchange_stimulus(folder: str | Path, face: str, data: bytes) -> tuple[str, str]:
    """Give a face another picture; the old file stays, and so does all else of the index.

    Parameters
    ----------
    folder : of stimuli.
    face : whose picture it becomes.
    data : of a picture file (`uploads.reencode`).

    Returns
    -------
    tuple
        Names of the old file (``""`` if there was none) and of the new one.

    Raises
    ------
    RunError, FormatError
        If the index cannot be read, or the folder cannot be written; the index is then as it was.
    """
    folder = Path(folder)
    found = read_stimuli(folder)
    before = found.faces.get(face)
    new = _written(folder, face, data)
    _write_index(folder, found.about, {**found.faces, face: new})
    return before.file if before else "", new.file


def _written(folder: Path, face: str, data: bytes) -> Stimulus:
    kind, width, height = _measured(data, face)
    file = f"{hashlib.sha256(data).hexdigest()}.{kind}"
    if fault(folder / file):
        with replacing(folder / file) as beside:
            beside.write_bytes(data)
    return Stimulus(file, width, height)


def _write_index(folder: Path, about: About, faces: dict[str, Stimulus]) -> None:
    index = {"schema": SCHEMA, **asdict(about), "faces": {face: asdict(one) for face, one in faces.items()}}
    write_json(folder / INDEX, index)


def read_stimuli(folder: str | Path) -> Stimuli:
    """The index of a folder.

    Raises
    ------
    RunError
        If there is none.
    FormatError
        If it is damaged or of a later version.
    """
    path = Path(folder) / INDEX
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror}); are the stimuli there?") from error
    except ValueError as error:
        raise FormatError(path, f"is not JSON ({error}); make the stimuli again") from error
    if not isinstance(data, dict) or not isinstance(data.get("faces"), dict):
        raise FormatError(path, "is not an index of stimuli; make the stimuli again")
    if data.get("schema") != SCHEMA:
        raise FormatError(path, f"has schema {data.get('schema')!r}; this version of mien reads {SCHEMA}")
    try:
        about = About(**{name: data[name] for name in About.__dataclass_fields__})
        faces = {face: Stimulus(**one) for face, one in data["faces"].items()}
        wrong = [face for face, one in faces.items() if not STIMULUS.fullmatch(one.file)]
    except (KeyError, TypeError) as error:
        raise FormatError(path, f"is incomplete ({error}); make the stimuli again") from error
    if wrong:
        raise FormatError(path, f"names no content hash as the file of {listed(wrong)}")
    return Stimuli(about, faces)


def faults(folder: str | Path) -> dict[str, str]:
    """What is wrong with the files of a folder.

    Returns
    -------
    dict
        File -> ``"missing"`` or ``"damaged"``, with the faces that it shows; empty when all is well.

    Raises
    ------
    RunError, FormatError
        If the index cannot be read.
    """
    shown: dict[str, list[str]] = {}
    for face, one in read_stimuli(folder).faces.items():
        shown.setdefault(one.file, []).append(face)
    found = {file: fault(Path(folder) / file) for file in shown}
    return {file: f"{what} (face {listed(shown[file])})" for file, what in found.items() if what}


def fault(path: Path) -> str:
    """What is wrong with a file called by its content: missing, damaged, a link; ``""`` if nothing."""
    if path.is_symlink():
        return "is a link, which is not served; put the file itself there"
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if digest == path.stem else "damaged"


def _together(
    faces: list[str], images: Iterable[Image.Image | bytes]
) -> Iterator[tuple[str, Image.Image | bytes]]:
    rest = iter(images)
    for number, face in enumerate(faces):
        try:
            yield face, next(rest)
        except StopIteration:
            raise DataError(f"there are {number} pictures for {len(faces)} faces") from None
    if next(rest, None) is not None:
        raise DataError(f"there are more pictures than the {len(faces)} faces")


def _measured(data: bytes, face: str) -> tuple[str, int, int]:
    if data.startswith(MAGIC):
        clip = unpack(data, f"the clip of face {face}")
        return "clip", clip.width, clip.height
    try:
        with Image.open(io.BytesIO(data), formats=list(_KINDS)) as image:
            return _KINDS[str(image.format)], image.width, image.height
    except (OSError, KeyError):
        raise DataError(f"the picture of face {face} is not PNG, JPEG or WebP") from None
