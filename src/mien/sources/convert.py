"""From any source to Mien's own file, and what a source holds; memory does not grow with the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError
from mien.faces.alike import Sampled
from mien.faces.faces import Faces
from mien.faces.parquet import parquet_path, writing_faces
from mien.faces.streaming import Names
from mien.landmarks.degeneracy import degenerate
from mien.sources.asked import Asked
from mien.sources.opening import open_all, open_stream
from mien.sources.registry import SOURCES, kinds_of
from mien.sources.stream import Stream, some

Progress = Callable[[int, int | None], None]


def convert(asked: Asked | str | Path, out: str | Path, progress: Progress | None = None) -> dict[str, Any]:
    """Write all faces of a source to a Parquet file, which appears only when all went well.

    Parameters
    ----------
    asked : the source, alone or with options; see `mien.sources.asked.Asked`.
    out, progress : see `write_stream`, which also says what is given back and raised.
    """
    out = parquet_path(out)
    return write_stream(open_stream(Asked.of(asked)), out, progress)


def write_stream(stream: Stream, out: str | Path, progress: Progress | None = None) -> dict[str, Any]:
    """Write all faces of a stream to a Parquet file, which appears only when all went well.

    Parameters
    ----------
    out : the file to write; its name ends with ``.parquet``.
    progress : told of the faces written so far and of the most there can be (None: not known).

    Returns
    -------
    dict
        ``faces``, ``subjects``: how many were written; ``notes``: what was left out, and what is odd; they
        stay with the file.

    Raises
    ------
    DataError
        If a face is damaged or degenerate, by file or name, or all of them are left out; if most faces are
        flat, mirrored, inside out or upside down.
    RunError
        If the file cannot be written.
    """
    out, people = parquet_path(out), Sampled()
    with writing_faces(out) as writer:
        for faces in some(stream):
            writer.write(faces)
            people.see(faces)
            if progress is not None:
                progress(writer.n_faces, stream.n_faces)
        notes = [*stream.told(), *people.told()]
        writer.note(notes)
    return {"faces": writer.n_faces, "subjects": len(writer.subjects), "notes": notes}


def describe(asked: Asked | str | Path) -> dict[str, Any]:
    """What a file, folder or source holds, for ``mien info``.

    What other commands refuse without ``--skip-broken`` is counted here, and it is said what they refuse.

    Parameters
    ----------
    asked : a source of `mien.sources.opening.open_faces`, or a file or folder; then the kinds that read such
        a one are tried.

    Returns
    -------
    dict
        ``path``, ``kind``, ``also_read_by`` (other kinds that read such files), ``faces``, ``subjects``,
        ``recordings`` (counts), ``frames`` (faces that have a number in their recording), ``layout``,
        ``points``, ``dims``, ``unit``, ``action_units`` (names), ``poses`` (faces that have one), ``labels``
        and ``intensities`` (value -> count), ``without_neutral`` (people's names), ``degenerate`` (reason ->
        names of faces),
        ``refused`` (what is refused without ``--skip-broken``), ``source``, ``licence``, ``synthetic``,
        ``notes``. All of it goes into JSON as it is.

    Raises
    ------
    FormatError
        If it is not one of the known formats, or damaged; the message names the kinds that were tried.
    """
    asked = Asked.of(asked)
    path, kinds = asked.spec, _kinds(asked.spec)
    if not kinds:
        return {"path": path, **_described(asked)}
    wrong: dict[str, str] = {}
    for kind in kinds:
        try:
            found = _described(asked.of_kind(kind))
        except DataError as error:
            if len(kinds) == 1:
                raise
            wrong[kind] = str(error).removeprefix(f"{path}: ")
            continue
        others = [other for other in kinds if other != kind]
        return {"path": path, "kind": kind, "also_read_by": others, **found}
    raise FormatError(
        path, "not a known format; " + "; ".join(f"as {kind}: {why}" for kind, why in wrong.items())
    )


def _kinds(path: str) -> list[str]:
    """Kinds to try; none where the source itself says its kind."""
    kind, colon, _ = path.partition(":")
    if kind in SOURCES and bool(colon) == bool(SOURCES[kind].place):
        return []
    if not Path(path).exists():
        raise FormatError(path, "there is no such file or folder")
    kinds = kinds_of(path)
    if not kinds:
        ways = [f"{kind}: ({', '.join(one.reads)})" for kind, one in SOURCES.items() if one.place]
        raise FormatError(
            path, f"not a known format by its ending; write the kind before it: {', '.join(ways)}"
        )
    return kinds


def _described(asked: Asked) -> dict[str, Any]:
    """The facts of a source; where reading it is refused, of what is left with what is broken left out."""
    try:
        return _facts(asked)
    except DataError as error:
        if asked.options.get("skip_broken"):
            raise
        try:
            return _facts(asked.having({"skip_broken": True}), str(error))
        except DataError:
            raise error from None


def _facts(asked: Asked, refused: str = "") -> dict[str, Any]:
    stream, seen = open_all(asked), _Seen()
    for faces in some(stream):
        seen.see(faces)
    told = stream.told()
    facts = seen.facts(told)
    return facts | {"refused": refused} if refused else facts


@dataclass(eq=False)
class _Seen:
    """What faces are like that go by."""

    labels: Counter[str] = field(default_factory=Counter)
    intensities: Counter[str] = field(default_factory=Counter)
    recordings: set[str] = field(default_factory=set)
    broken: dict[str, list[str]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    people: Sampled = field(default_factory=Sampled)
    frames: int = 0
    poses: int = 0
    first: Faces | None = None

    def see(self, faces: Faces) -> None:
        """Take a batch."""
        self.first = self.first or faces.take(slice(0, 1))
        self.labels.update(faces.label.tolist())
        self.intensities.update("unknown" if np.isnan(x) else f"{x:g}" for x in faces.intensity.tolist())
        self.recordings.update(faces.sequence.tolist())
        self.frames += int((faces.frame >= 0).sum())
        if faces.rotation is not None:
            self.poses += int(np.isfinite(faces.rotation).all(axis=(1, 2)).sum())
        self.names.see(faces)
        good = np.ones(len(faces), dtype=bool)
        for reason, rows in degenerate(faces.landmarks).items():
            good[rows] = False
            self.broken.setdefault(reason, []).extend(faces.face[rows].tolist())
        self.people.see(faces.take(good))

    def facts(self, told: tuple[str, ...]) -> dict[str, Any]:
        """The facts of what `describe` gives, after the last batch."""
        assert self.first is not None
        first, (face, subject, neutral) = self.first, self.names.told()
        notes = [*first.notes, *told, *self.people.told()]
        return {
            "faces": len(face),
            "subjects": len(np.unique(subject)),
            "recordings": len(self.recordings - {""}),
            "frames": self.frames,
            "layout": first.landmarks.layout.name,
            "points": first.landmarks.layout.n_points,
            "dims": first.landmarks.dims,
            "unit": first.landmarks.unit,
            "action_units": [] if first.action_units is None else list(first.action_units.names),
            "poses": self.poses,
            "labels": dict(sorted(self.labels.items())),
            "intensities": dict(sorted(self.intensities.items())),
            "without_neutral": np.unique(subject[neutral < 0]).tolist(),
            "degenerate": self.broken,
            "source": first.source,
            "licence": first.licence,
            "synthetic": first.synthetic,
            "notes": list(dict.fromkeys(notes)),
        }
