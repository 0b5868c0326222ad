"""What tasks about a set of faces have in common: interchangeable faces, arranged on the screen by lot."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from mien.errors import TripletError
from mien.study.store.records import Leased, NewQuestion, Pool
from mien.study.tasks.interface import Task, arrangement, in_sets


class SetTask(Task):
    """Faces are numbered from 1 by their names' order, as answers name them; places are the screen's."""

    def size(self) -> int:
        """Faces in a set."""
        raise NotImplementedError

    def times(self) -> int:
        """In how many sets each face is, where sets are dealt."""
        raise NotImplementedError

    def question(self, name: str, pool: Pool, faces: Sequence[str], rng: random.Random) -> NewQuestion:
        """A set; which face is named first tells nothing."""
        if len(faces) != self.size():
            raise TripletError(f"question {name} has {len(faces)} faces; a set has {self.size()}")
        # In one order, so that the same set cannot be asked twice.
        return super().question(name, pool, sorted(faces), rng)

    def dealt(self, faces: Sequence[str], rng: random.Random) -> list[tuple[str, ...]]:
        """Sets by lot, each face in as many."""
        return in_sets(faces, self.size(), self.times(), rng)

    def arranged(self, leased: Leased) -> tuple[str, ...]:
        """By lot."""
        faces = super().arranged(leased)
        return tuple(faces[place] for place in arrangement(leased.lease, len(faces)))

    def shown(self, leased: Leased) -> dict[str, Any]:
        """The number of the face in each place."""
        return {"numbers": [place + 1 for place in arrangement(leased.lease, self.size())]}

    def place(self, lease: int, number: int, count: int) -> int:
        """Where on the screen face `number` was."""
        return arrangement(lease, count).index(number - 1)
