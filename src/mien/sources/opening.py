"""From a word on the command line to faces: as a stream of batches, or all in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, of_file
from mien.faces.faces import Faces, refuse_without_neutral
from mien.faces.streaming import gathered
from mien.landmarks.degeneracy import refuse_degenerate
from mien.sources.registry import SOURCES, forms
from mien.sources.stream import Reading, Stream
from mien.vocabulary import NEUTRAL

MISSING_NEUTRAL = ("error", "drop", "keep")


def parse_source(spec: str) -> tuple[str, str]:
    """Kind and path of a source; the forms are those of `open_faces`.

    A ConfigError if it is none of these; the message lists them.
    """
    kind, colon, path = spec.partition(":")
    source = SOURCES.get(kind)
    if source is not None and bool(colon) == bool(source.place):
        if colon and not path:
            raise ConfigError(f"the source {spec!r} names no file; write {forms()}")
        return kind, path
    for name, known in SOURCES.items():
        if known.suffix and spec.lower().endswith(known.suffix):
            return name, spec
    raise ConfigError(f"the source {spec!r} is not known; write {forms()}")


def options_of(kind: str, given: Mapping[str, Any]) -> Reading:
    """The options of a kind of source.

    A ConfigError if the kind does not take one of them, or a value is out of range.
    """
    section: type[Reading] = SOURCES.find(kind).module().Options
    for name in (name for name in given if name not in section.model_fields):
        takers = [other for other, source in SOURCES.items() if name in source.module().Options.model_fields]
        if takers:
            option = name.replace("_", "-")
            raise ConfigError(f"--{option} is for {' and '.join(takers)}; {kind} does not take it")
    return section.of(given, kind)


def open_stream(spec: str, options: Mapping[str, Any] | None = None) -> Stream:
    """Open a source for reading in batches of bounded size.

    Parameters
    ----------
    spec, options : as in `open_faces`.

    Raises
    ------
    ConfigError, FormatError, LayoutError
        If the source or an option is not known, or the source is not what it is said to be.
    """
    kind, path = parse_source(spec)
    reading = options_of(kind, options or {})
    stream: Stream = SOURCES[kind].module().open_source(path, reading)
    if reading.to is None:
        return stream
    from mien.sources.lifted import lifted

    return lifted(stream, reading.to, reading.skip_broken)


def open_faces(spec: str, missing_neutral: str = "error", options: Mapping[str, Any] | None = None) -> Faces:
    """Read all faces of a source into memory, each with the name of its neutral.

    Parameters
    ----------
    spec : a built-in set, ``KIND:PATH``, or a file whose ending tells its kind; see
        `mien.sources.registry.SOURCES`.
    missing_neutral : what to do with people who have no neutral face: ``"error"``, ``"drop"`` them with a
        line in the notes, or ``"keep"`` them (for models that need no neutrals).
    options : settings of the source's own `Options`, by name.

    Raises
    ------
    ConfigError
        If the source or `missing_neutral` is not known.
    DataError
        If a face is degenerate, a person has no neutral face, or a neutral is not among the faces or another
        person's; the message names them.
    """
    if missing_neutral not in MISSING_NEUTRAL:
        raise ConfigError(
            f"missing_neutral is {missing_neutral!r}; expected one of {', '.join(MISSING_NEUTRAL)}"
        )
    stream = open_stream(spec, options)
    faces = gathered(stream.batches(), stream.n_faces, stream.where)
    with of_file(stream.where):
        faces = replace(faces.whole(), notes=(*faces.notes, *stream.told()))
    refuse_degenerate(faces.landmarks, faces.face, stream.where)
    lacking = np.unique(faces.subject[faces.neutral_rows < 0])
    if not len(lacking) or missing_neutral == "keep":
        return faces
    if missing_neutral == "error":
        refuse_without_neutral(lacking, stream.where)
    kept = faces.without(lacking)
    if not len(kept):
        raise DataError(
            f"{stream.where}: nobody has a neutral face; mark one a person with the label '{NEUTRAL}'"
        )
    return kept
