"""From a word on the command line to faces: as a stream of batches, or all in memory."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np

from mien.errors import ConfigError, DataError, of_file
from mien.faces.faces import Faces, refuse_without_neutral
from mien.faces.streaming import gathered
from mien.sources.asked import Asked, AskedAndRead
from mien.sources.geometry import judged
from mien.sources.registry import SOURCES, forms, kinds_of
from mien.sources.stream import Reading, Stream, some, usable
from mien.sources.who import known
from mien.vocabulary import NEUTRAL

MISSING_NEUTRAL = ("error", "drop", "keep")
LOG = logging.getLogger("mien.sources")


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
    for name, one in SOURCES.items():
        if one.suffix and spec.lower().endswith(one.suffix):
            return name, spec
    kinds = kinds_of(spec) if spec and Path(spec).exists() else []
    if kinds:
        ways = " or ".join(f"{kind}:{spec}" for kind in kinds)
        raise ConfigError(
            f"the source {spec!r} does not say what it is; write {ways} (mien info {spec} tells which)"
        )
    raise ConfigError(f"the source {spec!r} is not known; write {forms()}")


def options_of(asked: Asked) -> Reading:
    """The options that a source is asked for with.

    A ConfigError if its kind does not take one of them, or a value is out of range.
    """
    kind, given = parse_source(asked.spec)[0], asked.options
    section: type[Reading] = SOURCES.find(kind).module().Options
    for name in (name for name in given if name not in section.model_fields):
        takers = [other for other, source in SOURCES.items() if name in source.module().Options.model_fields]
        if takers:
            option = name.replace("_", "-")
            raise ConfigError(f"--{option} is for {', '.join(takers)}; {kind} does not take it")
    return section.of(given, kind)


def open_all(asked: Asked | str) -> Stream:
    """Open a source as `open_stream` does, for looking at faces that cannot be used as well."""
    asked = Asked.of(asked)
    return as_asked(_source(asked), options_of(asked), lenient=True)


def _source(asked: Asked) -> Stream:
    kind, path = parse_source(asked.spec)
    stream: Stream = SOURCES[kind].module().open_source(path, options_of(asked))
    return stream


def as_asked(stream: Stream, options: Reading, lenient: bool = False) -> Stream:
    """The faces with who and what they are, axes and units judged, those that can be used, in their layout.

    Parameters
    ----------
    lenient : faces that cannot be used are looked at as well, those alone left out that cannot be fitted to
        another layout.
    """
    faces = judged(known(stream, options), options, lenient)
    if not lenient or options.to is not None:
        faces = usable(faces, lenient or options.skip_broken)
    if options.to is None:
        return faces
    from mien.sources.lifted import lifted

    return lifted(faces, options.to)


def open_stream(asked: Asked | str) -> Stream:
    """Open a source for reading in batches of bounded size.

    Parameters
    ----------
    asked : the source, alone or with options; see `mien.sources.asked.Asked`.

    Raises
    ------
    ConfigError, FormatError, LayoutError
        If the source or an option is not known, or the source is not what it is said to be.
    """
    asked = Asked.of(asked)
    return as_asked(_source(asked), options_of(asked))


def tell(notes: tuple[str, ...]) -> None:
    """Say what was left out, as warnings of the logger ``mien.sources``."""
    for note in notes:
        LOG.warning(note)


def open_faces(asked: Asked | str, missing_neutral: str = "error") -> Faces:
    """Read all faces of a source into memory, each with the name of its neutral.

    What is left out is logged, and is in the notes of the faces.

    Parameters
    ----------
    asked : the source, alone or with options; see `mien.sources.asked.Asked`.
    missing_neutral : what to do with people who have no neutral face: ``"error"``, ``"drop"`` them with a
        line in the notes, or ``"keep"`` them (for models that need no neutrals).

    Raises
    ------
    ConfigError
        If the source or `missing_neutral` is not known.
    DataError
        If a face is degenerate, most are flat, mirrored, inside out or upside down, a person has no neutral
        face, or a neutral is not among the faces or another person's; the message names them.
    """
    if missing_neutral not in MISSING_NEUTRAL:
        raise ConfigError(
            f"missing_neutral is {missing_neutral!r}; expected one of {', '.join(MISSING_NEUTRAL)}"
        )
    if isinstance(asked, AskedAndRead):
        faces, where = asked.faces, parse_source(asked.spec)[1] or asked.spec
    else:
        stream = open_stream(asked)
        where = stream.where
        faces = gathered(some(stream), stream.n_faces, where)
        told = stream.told()
        tell(told)
        with of_file(where):
            faces = replace(faces.whole(), notes=(*faces.notes, *told))
    return faces if missing_neutral == "keep" else having_neutrals(faces, missing_neutral, where)


def read_already(asked: Asked) -> AskedAndRead:
    """The source with all its faces, read now and not again; errors are those of `open_faces`."""
    return AskedAndRead(asked.spec, asked.options, faces=open_faces(asked, missing_neutral="keep"))


def having_neutrals(faces: Faces, missing_neutral: str, where: str) -> Faces:
    """The faces of people who have a neutral face, with a note of those who have none.

    A DataError if somebody has none and they are not to be left out (`missing_neutral` is not ``"drop"``), or
    nobody has one.
    """
    lacking = np.unique(faces.subject[faces.neutral_rows < 0])
    if not len(lacking):
        return faces
    if missing_neutral != "drop":
        refuse_without_neutral(lacking, where)
    kept = faces.without(lacking)
    if not len(kept):
        raise DataError(f"{where}: nobody has a neutral face; mark one a person with the label '{NEUTRAL}'")
    tell(kept.notes[-1:])
    return kept
