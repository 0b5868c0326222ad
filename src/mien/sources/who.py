"""Who and what faces are, where their source leaves it open: names of files, then a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.sources.notes import Notes
from mien.sources.patterns import NamePattern, same_word
from mien.sources.people import PeopleTable, Telling
from mien.sources.stream import Reading, Stream, through


def known(stream: Stream, options: Reading) -> Stream:
    """The stream whose faces have the subject, label, degree and neutral that names and a table say.

    Raises
    ------
    FormatError
        If the table cannot be read. Reading the stream raises one if a file's name does not match the
        pattern, or a DataError if a face is in no row of the table, and neither is to be left out.
    """
    pattern = None if options.names is None else NamePattern.of(options.names)
    table = None if options.table is None else PeopleTable.load(options.table)

    def step(batches: Iterator[Faces], notes: Notes) -> Iterator[Faces]:
        named = None if pattern is None else _Named(pattern, options.skip_broken)
        telling = None if table is None else Telling(table, stream.where, options.skip_broken)
        strangers = _Strangers()
        for faces in batches:
            if named is not None:
                faces = named.tell(faces, notes)
            if telling is not None and len(faces):
                faces = telling.tell(faces, notes)
            if len(faces):
                strangers.see(faces)
                yield replace(faces, file=None)
        if telling is not None:
            telling.finish(notes)
        strangers.finish(notes)

    return through(stream, step)


@dataclass(eq=False)
class _Strangers:
    """Whether all that is known of people is the names of their files, so that nobody is in two of them."""

    _people: list[str] = field(default_factory=list)
    _told: bool = False

    def see(self, faces: Faces) -> None:
        """Take a batch."""
        named = np.where(faces.sequence == "", faces.face, faces.sequence)
        if self._told or faces.file is None or (faces.subject != named).any():
            self._told = True
            return
        self._people += [name for name in np.unique(named).tolist() if name not in self._people[-1:]]

    def finish(self, notes: Notes) -> None:
        """Tell of it where there are several people."""
        people = dict.fromkeys(self._people)
        if not self._told and len(people) > 1:
            for name in people:
                notes.add("files counted as a person each, for want of --names or --table", name)


@dataclass(eq=False)
class _Named:
    """One passage of faces whose files' names say what they are."""

    pattern: NamePattern
    skip_broken: bool
    _said: dict[str, dict[str, str] | None] = field(default_factory=dict)

    def tell(self, faces: Faces, notes: Notes) -> Faces:
        """The faces with what their file's name says: else the name of their recording, else their own."""
        names = faces.file
        if names is None:
            names = np.where(faces.sequence == "", faces.face, faces.sequence)
        each, place = np.unique(names, return_inverse=True)
        said = [self._of(str(name), faces.file is not None, notes) for name in each.tolist()]
        good = np.array([one is not None for one in said], dtype=bool)[place]
        if not good.all():
            faces, place = faces.take(good), place[good]
        changed: dict[str, Any] = {}
        for name in self.pattern.fields:
            values = ["" if one is None else one[name] for one in said]
            if name == "label":
                values = [same_word(value) for value in values]
            if name == "intensity":
                changed[name] = np.array([float(value or "nan") for value in values], dtype=np.float32)[place]
            else:
                changed[name] = np.array(values, dtype=np.str_)[place]
        return replace(faces, **changed)

    def _of(self, name: str, is_file: bool, notes: Notes) -> dict[str, str] | None:
        if name not in self._said:
            self._said[name] = None
            with notes.instead(self.skip_broken, "files left out for their name"):
                try:
                    self._said[name] = self.pattern.read(name, is_file)
                except ValueError as error:
                    advice = "" if self.skip_broken else "; --skip-broken leaves such files out"
                    raise FormatError(name, f"{error}{advice}") from None
        return self._said[name]
