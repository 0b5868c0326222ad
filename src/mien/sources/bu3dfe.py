"""BU-3DFE: a folder of subject folders of ``.bnd`` files, named like ``F0001_AN01WH_F3D.bnd``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mien.errors import DataError, FormatError, listed
from mien.faces.dataset import Dataset
from mien.faces.table import FacesMeta, FacesTable
from mien.sources.bnd import read_bnd
from mien.vocabulary import NEUTRAL

LABELS = {
    "NE": NEUTRAL, "AN": "angry", "DI": "disgust", "FE": "fear",
    "HA": "happy", "SA": "sad", "SU": "surprised",
}  # fmt: skip
META = FacesMeta(
    layout="bu3dfe83",
    unit="mm",
    source="BU-3DFE, Binghamton University 3D Facial Expression Database",
    licence="BU-3DFE licence: research use by agreement, not to be passed on",
)
_NAME = re.compile(r"([FM]\d{4})_(NE|AN|DI|FE|HA|SA|SU)(\d\d)[A-Z]{2}_F3D\.bnd", re.IGNORECASE)

# (expression code, degree, path)
_Found = tuple[str, int, Path]


def find_bu3dfe(folder: str | Path) -> tuple[dict[str, list[_Found]], tuple[str, ...]]:
    """The faces of the folder by subject, and notes on what was left out and why.

    Raises
    ------
    FormatError
        If there is no such folder or no file in it has a name of BU-3DFE.
    DataError
        If one subject has the same expression and degree twice.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FormatError(folder, "there is no such folder")
    files = [
        path for path in sorted([*folder.glob("*"), *folder.glob("*/*")]) if path.suffix.lower() == ".bnd"
    ]
    found: dict[str, list[_Found]] = {}
    places: dict[tuple[str, str, int], Path] = {}
    wrong: list[str] = []
    for path in files:
        parsed = _parse(path, folder)
        if parsed is None:
            wrong.append(str(path.relative_to(folder)))
            continue
        subject, code, degree = parsed
        if parsed in places:
            raise DataError(f"{path}: the same face as {places[parsed]}; keep one of them")
        places[parsed] = path
        found.setdefault(subject, []).append((code, degree, path))
    if not found:
        others = f"; {len(wrong)} .bnd files have other names: {listed(wrong)}" if wrong else ""
        raise FormatError(folder, f"no file is named like F0001/F0001_AN01WH_F3D.bnd{others}")
    notes = (f"{len(wrong)} .bnd files left out for their name or folder: {listed(wrong)}",) if wrong else ()
    return {subject: sorted(found[subject]) for subject in sorted(found)}, notes


def _parse(path: Path, folder: Path) -> tuple[str, str, int] | None:
    """Subject, expression code and degree; None where the name is none of BU-3DFE or in another's folder."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    subject, code, degree = match[1].upper(), match[2].upper(), int(match[3])
    if path.parent != folder and path.parent.name.upper() != subject:
        return None
    right = degree == 0 if code == "NE" else 1 <= degree <= 4
    return (subject, code, degree) if right else None


def iter_bu3dfe(found: dict[str, list[_Found]]) -> Iterator[FacesTable]:
    """Read the files that `find_bu3dfe` found, one subject at a time.

    Raises
    ------
    FormatError
        If a file is damaged, with its name and line.
    """
    for subject, files in found.items():
        names = [f"{subject}_{code}{degree:02d}" for code, degree, _ in files]
        neutral = next((name for name, (code, *_) in zip(names, files, strict=True) if code == "NE"), "")
        yield FacesTable(
            META,
            points=np.stack([read_bnd(path) for *_, path in files]),
            face=np.array(names),
            subject=np.full(len(files), subject),
            label=np.array([LABELS[code] for code, *_ in files]),
            intensity=np.array([degree for _, degree, _ in files], dtype=np.float32),
            neutral=np.full(len(files), neutral),
        )


def load_bu3dfe(folder: str | Path, missing_neutral: str = "error") -> Dataset:
    """All faces of a BU-3DFE folder; see `mien.sources.opening.open_dataset`, which this calls."""
    from mien.sources.opening import open_dataset

    return open_dataset(f"bu3dfe:{folder}", missing_neutral)
