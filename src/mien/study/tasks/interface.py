"""What a kind of question is: what it asks and shows, which answers there are, and how they are judged.

A task is a class here and a module of the page, ``app/static/tasks/NAME.js``. The store knows of it a name
and a regular expression of its answers; all else is decided by the class, so that places, leases and receipts
are the same for every kind.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from mien.errors import TripletError
from mien.settings import Section
from mien.study.store.records import PRACTICE, VOTE, Leased, NewQuestion, Pool

FURTHER = tuple(f"face_{number}" for number in range(4, 9))
"""Columns of faces beyond three."""
PLACES = ("anchor", "first", "second", *FURTHER)
"""What the page calls the places of faces."""


@dataclass(frozen=True)
class Said:
    """One thing that an answer says, as it is compared with what others say.

    Attributes
    ----------
    aspect : which of several things; ``""`` where an answer says one.
    value : what was chosen, the same whatever the arrangement on the screen was.
    place : which of the places (or keys) it was chosen by, from 0.
    """

    aspect: str
    value: str
    place: int


@dataclass(frozen=True)
class Given:
    """An answer with its question, as the store has it: what exports and judges read."""

    faces: tuple[str, ...]
    choice: str
    lease: int
    side: str


class Task(ABC):
    """A kind of question.

    Attributes
    ----------
    name : in the store, in files, and of the page's module.
    title : what is asked, a few words for tables and documents.
    file : of a study's folder, with its vote questions; `columns` are its faces.
    exported : name of the file of its answers in an export, with the columns `told`.
    places : how many places an answer is chosen from; 0 where an answer is numbers.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    file: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    exported: ClassVar[str]
    told: ClassVar[tuple[str, ...]]
    places: int

    class Options(Section):
        """Its table ``[tasks.NAME]`` in study.toml."""

    def __init__(self, options: Any) -> None:
        self.options = options

    # ---- what is asked

    @abstractmethod
    def answers(self) -> str:
        """Regular expression of all answers, see `Store.add_kinds`."""

    def question(self, name: str, pool: Pool, faces: Sequence[str], rng: random.Random) -> NewQuestion:
        """A question about faces, in the order of the file's columns.

        Raises
        ------
        TripletError
            If it shows a face twice, or another number of faces than the task does.
        """
        if pool.role == VOTE and len(set(faces)) < len(faces):
            raise TripletError(f"question {name} shows the same face twice")
        return new_question(name, pool, faces)

    def dealt(self, faces: Sequence[str], rng: random.Random) -> list[tuple[str, ...]]:
        """Questions about a list of faces, where the file names faces alone."""
        return [(face,) for face in faces]

    def settings(self) -> dict[str, Any]:
        """What the page's module is told once."""
        return {}

    def arranged(self, leased: Leased) -> tuple[str, ...]:
        """The faces in the order of the page's `PLACES`."""
        return faces_of(leased.anchor, leased.first, leased.second, leased.more)

    def shown(self, leased: Leased) -> dict[str, Any]:
        """What the page is told of one question, beside what is told of all."""
        return {}

    # ---- questions with a known answer

    def checks(self, faces: Sequence[str], known: Mapping[str, str], rng: random.Random) -> list[Check]:
        """Questions whose answer is known, in random order; as many as there can be, none if there can be
        none.

        Parameters
        ----------
        faces : that are asked about.
        known : face -> the label that it was posed with, of clear expressions.
        """
        return []

    def expects(self, expected: str) -> bool:
        """Whether this can be what a question with a known answer expects."""
        return re.fullmatch(self.answers(), expected) is not None

    def right(self, expected: str, choice: str) -> bool:
        """Whether an answer is as the known one."""
        return expected == choice

    # ---- judging and exporting

    def said(self, given: Given) -> tuple[Said, ...]:
        """What an answer says; empty where it is numbers."""
        return ()

    def numbers(self, choice: str) -> dict[str, float]:
        """An answer's numbers by aspect; empty where it is a choice."""
        return {}

    @abstractmethod
    def telling(self, given: Given) -> dict[str, Any]:
        """The answer in those of the columns `told` that are the task's own."""


@dataclass(frozen=True)
class Check:
    """A question with a known answer: its faces, what is expected, and why, a key of the catalogues."""

    faces: tuple[str, ...]
    expected: str
    why: str = ""


def new_question(
    name: str, pool: Pool, faces: Sequence[str], expected: str = "", why: str = ""
) -> NewQuestion:
    """A question about one face or more; what has no column of its own goes into `more`."""
    more: dict[str, Any] = {"faces": list(faces[3:])} if len(faces) > 3 else {}
    if why and pool.role == PRACTICE:
        more["why"] = why
    text = json.dumps(more, ensure_ascii=False, separators=(",", ":")) if more else ""
    anchor, first, second = [*faces[:3], "", ""][:3]
    return NewQuestion(name, pool, anchor, first, second, expected=expected, more=text)


def faces_of(anchor: str, first: str, second: str, more: str) -> tuple[str, ...]:
    """All faces of a question."""
    further = json.loads(more).get("faces", []) if more else []
    return (*filter(None, (anchor, first, second)), *further)


def why_of(more: str) -> str:
    """Why the answer of a practice question is right."""
    return str(json.loads(more).get("why", "")) if more else ""


def arrangement(lease: int, count: int) -> tuple[int, ...]:
    """The order in which a set of faces is shown: by lot, and always the same for a lease.

    It is worked out of the lease's number, so that it need not be stored: place p of the screen shows face
    ``arrangement(lease, count)[p]``.
    """
    lots = [hashlib.sha256(f"{lease}:{place}".encode()).digest() for place in range(count)]
    return tuple(sorted(range(count), key=lots.__getitem__))


def in_sets(faces: Sequence[str], size: int, times: int, rng: random.Random) -> list[tuple[str, ...]]:
    """Sets of different faces, none twice, each face in `times` of them as near as the numbers allow.

    Raises
    ------
    TripletError
        If there are too few faces.
    """
    if len(faces) < size:
        raise TripletError(f"{len(faces)} faces do not fill a set of {size}")
    found: dict[frozenset[str], None] = {}
    wanted = -(-len(faces) * times // size)
    queue: list[str] = []
    for _ in range(50 * wanted):
        if len(found) == wanted:
            break
        # Faces are dealt round by round, so that none is far ahead of the others.
        while len(set(queue)) < size:
            queue += rng.sample(list(faces), len(faces))
        one = list(dict.fromkeys(queue))[:size]
        for face in one:
            queue.remove(face)
        if frozenset(one) in found:
            rng.shuffle(queue)
        found[frozenset(one)] = None
    return [tuple(sorted(one)) for one in found]
