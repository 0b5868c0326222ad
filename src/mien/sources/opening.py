"""Where faces come from: one word on the command line, one stream of batches, one Dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np

from mien.errors import ConfigError, DataError, listed
from mien.faces.dataset import Dataset, neutral_rows
from mien.faces.parquet import iter_faces, read_faces, read_faces_meta
from mien.faces.table import FacesMeta, FacesTable, joined
from mien.landmarks.degeneracy import degenerate, refuse_degenerate
from mien.sources.bp4d import META as BP4D
from mien.sources.bp4d import find_bp4d, iter_bp4d
from mien.sources.bu3dfe import META as BU3DFE
from mien.sources.bu3dfe import find_bu3dfe, iter_bu3dfe
from mien.sources.folders import csv_files
from mien.sources.mediapipe import read_mediapipe
from mien.sources.notes import Notes
from mien.sources.npz import read_npz
from mien.sources.openface import META as OPENFACE
from mien.sources.openface import iter_openface
from mien.sources.pyfeat import META as PYFEAT
from mien.sources.pyfeat import iter_pyfeat
from mien.vocabulary import NEUTRAL

KINDS = ("bu3dfe", "bp4d", "openface", "pyfeat", "mediapipe", "npz", "parquet")
MISSING_NEUTRAL = ("error", "drop", "keep")
BUILTIN = ("builtin", "builtin-spontaneous")
_FORMS = (
    "builtin, builtin-spontaneous, KIND:PATH (KIND is bu3dfe, bp4d, openface, pyfeat, mediapipe or npz) or "
    "FILE.parquet"
)


# Settings of `Reading` that only some kinds of source take.
_TAKERS = {
    "frame_offset": ("bp4d",),
    "pose": ("bp4d",),
    "keep_face": ("openface", "pyfeat"),
    "least_confidence": ("openface", "pyfeat"),
    "image_size": ("mediapipe",),
}


@dataclass(frozen=True)
class Reading:
    """How to read a source, where its files leave that open.

    Attributes
    ----------
    frame_offset : BP4D: coded frame minus frame of the landmarks.
    pose : BP4D: which way poses turn; see `mien.sources.bp4d.find_bp4d`.
    skip_broken : leave broken files and unusable faces out, with a note, instead of refusing them.
    keep_face : OpenFace and py-feat: the face to keep where a frame shows several.
    least_confidence : OpenFace and py-feat: frames below it count as lost.
    image_size : MediaPipe: width and height of the images.
    """

    frame_offset: int = 0
    pose: str = "auto"
    skip_broken: bool = False
    keep_face: str | None = None
    least_confidence: float = 0.5
    image_size: tuple[float, float] | None = None

    def check(self, kind: str) -> None:
        """Refuse settings that this kind of source has no use for.

        Raises
        ------
        ConfigError
            If a setting was changed that the kind does not take.
        """
        for one in fields(self):
            takers = _TAKERS.get(one.name)
            if takers and kind not in takers and getattr(self, one.name) != one.default:
                option = one.name.replace("_", "-")
                raise ConfigError(f"--{option} is for {' and '.join(takers)}; {kind} does not take it")


@dataclass(frozen=True)
class Stream:
    """A source opened for reading in batches.

    Attributes
    ----------
    where : the file or folder, for messages; the name of a built-in set.
    meta : what holds for all faces.
    batches : the faces; can be gone through once.
    n_faces : how many there will be, or are about to be; None where nobody knows.
    notes : what was left out before reading, and why.
    found : what is left out while reading.
    """

    where: str
    meta: FacesMeta
    batches: Iterator[FacesTable]
    n_faces: int | None
    notes: tuple[str, ...] = ()
    found: Notes = field(default_factory=Notes)

    def told(self) -> tuple[str, ...]:
        """All that was left out, once the batches have been gone through."""
        return (*self.notes, *self.found.lines())


def parse_source(spec: str) -> tuple[str, str]:
    """Kind and path of a source; the forms are those of `open_dataset`.

    Raises
    ------
    ConfigError
        If it is none of these; the message lists them.
    """
    if spec in BUILTIN:
        return spec, ""
    kind, colon, path = spec.partition(":")
    if colon and kind in KINDS:
        if not path:
            raise ConfigError(f"the source {spec!r} names no file; write {_FORMS}")
        return kind, path
    for suffix in ("parquet", "npz"):
        if spec.lower().endswith(f".{suffix}"):
            return suffix, spec
    raise ConfigError(f"the source {spec!r} is not known; write {_FORMS}")


def open_stream(spec: str, seed: int = 0, reading: Reading | None = None) -> Stream:
    """Open a source for reading in batches of bounded size.

    Raises
    ------
    ConfigError, FormatError, LayoutError
        If the source is not known, or is not what it is said to be.
    """
    kind, path = parse_source(spec)
    reading = Reading() if reading is None else reading
    reading.check(kind)
    if kind in BUILTIN:
        table = to_table(_builtin(kind, seed))
        return Stream(kind, table.meta, iter([table]), len(table))
    if kind == "bp4d":
        folder = find_bp4d(path, reading.frame_offset, reading.skip_broken, reading.pose)
        return Stream(path, BP4D, iter_bp4d(folder), folder.n_faces, found=folder.notes)
    if kind in ("openface", "pyfeat"):
        read, meta = (iter_openface, OPENFACE) if kind == "openface" else (iter_pyfeat, PYFEAT)
        log = Notes()
        batches = read(csv_files(path), log, reading.keep_face, reading.least_confidence, reading.skip_broken)
        return Stream(path, meta, batches, None, found=log)
    if kind == "mediapipe":
        table = with_neutrals(read_mediapipe(path, reading.image_size))
        return Stream(path, table.meta, iter([table]), len(table))
    if kind == "bu3dfe":
        found, notes = find_bu3dfe(path)
        count = sum(len(files) for files in found.values())
        return Stream(path, BU3DFE, iter_bu3dfe(found), count, notes)
    if kind == "npz":
        table = with_neutrals(read_npz(path))
        return Stream(path, table.meta, iter([table]), len(table))
    meta, count = read_faces_meta(path)
    return Stream(path, meta, iter_faces(path), count)


def open_dataset(spec: str, missing_neutral: str = "error", seed: int = 0) -> Dataset:
    """Read all faces of a source into memory.

    Parameters
    ----------
    spec : ``builtin``, ``builtin-spontaneous``, ``FILE.parquet``, or ``KIND:PATH`` with a kind of `KINDS`.
    missing_neutral : what to do with people who have no neutral face: ``"error"``, ``"drop"`` them with a
        line in the data set's notes, or ``"keep"`` them (for models that need no neutrals).
    seed : seed of a built-in set.

    Raises
    ------
    ConfigError
        If the source or `missing_neutral` is not known.
    DataError
        If a face is degenerate, or a person has no neutral face; the message names them.
    """
    if missing_neutral not in MISSING_NEUTRAL:
        raise ConfigError(
            f"missing_neutral is {missing_neutral!r}; expected one of {', '.join(MISSING_NEUTRAL)}"
        )
    kind, path = parse_source(spec)
    if kind in BUILTIN:
        dataset, where = _builtin(kind, seed), kind
    else:
        dataset, where = to_dataset(*_read_whole(kind, path)), path
    refuse_degenerate(dataset.landmarks, dataset.face, where)
    lacking = np.unique(dataset.subject[dataset.neutral < 0])
    if not len(lacking) or missing_neutral == "keep":
        return dataset
    if missing_neutral == "error":
        raise DataError(
            f"{where}: no neutral face for subject {listed(lacking)}; mark one with the label '{NEUTRAL}', "
            f"or leave these people out with --missing-neutral drop"
        )
    kept = dataset.take(~np.isin(dataset.subject, lacking))
    if not len(kept):
        raise DataError(f"{where}: nobody has a neutral face; mark one a person with the label '{NEUTRAL}'")
    left_out = len(dataset) - len(kept)
    note = f"{len(lacking)} people without a neutral face left out ({left_out} faces): {listed(lacking, 50)}"
    return replace(kept, notes=(*kept.notes, note))


def load_npz(path: str | Path, missing_neutral: str = "error") -> Dataset:
    """All faces of a generic ``.npz`` file; see `open_dataset`."""
    return open_dataset(f"npz:{path}", missing_neutral)


def load_parquet(path: str | Path, missing_neutral: str = "error") -> Dataset:
    """All faces of Mien's own Parquet file; see `open_dataset`."""
    return open_dataset(f"parquet:{path}", missing_neutral)


def to_dataset(table: FacesTable, notes: tuple[str, ...] = ()) -> Dataset:
    """The faces table in memory; neutrals become rows.

    Raises
    ------
    DataError
        If a face's neutral is not among the faces, or is another person's.
    """
    if table.neutral is None or not (table.neutral != "").any():
        neutral = neutral_rows(table.subject, table.label)
    else:
        place = {name: row for row, name in enumerate(table.face.tolist())}
        place[""] = -1
        unknown = sorted(set(table.neutral.tolist()) - place.keys())
        if unknown:
            raise DataError(f"a face's neutral is not among the faces: {listed(unknown)}")
        neutral = np.array([place[name] for name in table.neutral.tolist()], dtype=np.int64)
        strangers = (neutral >= 0) & (table.subject[neutral] != table.subject)
        if strangers.any():
            raise DataError(f"the neutral is another person's for face {listed(table.face[strangers])}")
    meta = table.meta
    return Dataset(
        landmarks=table.landmarks,
        face=table.face,
        subject=table.subject,
        label=table.label,
        intensity=table.intensity,
        neutral=neutral,
        source=meta.source,
        licence=meta.licence,
        synthetic=meta.synthetic,
        notes=notes,
        sequence=table.sequence,
        frame=table.frame,
        action_units=table.action_units,
        rotation=table.rotation,
    )


def to_table(dataset: Dataset) -> FacesTable:
    """The data set as columns for a file; neutrals become names."""
    landmarks = dataset.landmarks
    meta = FacesMeta(
        landmarks.layout.name, landmarks.unit, dataset.source, dataset.licence, dataset.synthetic
    )
    names = np.append(dataset.face, "")[dataset.neutral]
    return FacesTable(
        meta,
        landmarks.points,
        dataset.face,
        dataset.subject,
        dataset.label,
        dataset.intensity,
        names,
        dataset.sequence,
        dataset.frame,
        dataset.action_units,
        dataset.rotation,
    )


def with_neutrals(table: FacesTable) -> FacesTable:
    """The same faces with their neutrals named by label, where the file did not name them.

    Only for a table that holds all of each subject's faces.
    """
    if table.neutral is not None:
        return table
    rows = neutral_rows(table.subject, table.label)
    return replace(table, neutral=np.append(table.face, "")[rows])


def _read_whole(kind: str, path: str) -> tuple[FacesTable, tuple[str, ...]]:
    if kind == "npz":
        return read_npz(path), ()
    if kind == "parquet":
        return read_faces(path), ()
    stream = open_stream(f"{kind}:{path}")
    table = joined(list(stream.batches))
    return table, stream.told()


def sound(stream: Stream, table: FacesTable, skip_broken: bool) -> FacesTable:
    """The faces of a batch that can be used: all of them, or the batch is refused.

    Raises
    ------
    DataError
        If a face is degenerate and `skip_broken` is False; otherwise it is left out with a note.
    """
    if not skip_broken:
        refuse_degenerate(table.landmarks, table.face, stream.where)
        return table
    good = np.ones(len(table), dtype=bool)
    for reason, rows in degenerate(table.landmarks).items():
        good[rows] = False
        for name in table.face[rows].tolist():
            stream.found.add(f"faces left out, {reason}", name)
    return table if good.all() else table.take(good)


def _builtin(kind: str, seed: int) -> Dataset:
    from mien.synthetic.posed import builtin_posed
    from mien.synthetic.spontaneous import builtin_spontaneous

    return builtin_posed(seed=seed) if kind == "builtin" else builtin_spontaneous(seed=seed)
