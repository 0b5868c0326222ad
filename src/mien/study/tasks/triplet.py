"""Which of two faces looks more like a third (the paper's Figure 3 a)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from mien.study.store.records import SIDES
from mien.study.tasks.interface import Check, Given, Said, Task
from mien.triplets.formats.ours import ANSWER_COLUMNS


class TripletTask(Task):
    """Anchor, first and second; the store draws which of the two is on the left."""

    name = "triplet"
    title = "which of two faces is more like a third"
    file = "questions.csv"
    columns = ("anchor", "first", "second")
    exported = "answers"
    told = ANSWER_COLUMNS
    places = 2

    def answers(self) -> str:
        """The first or the second."""
        return "first|second"

    def checks(self, faces: Sequence[str], known: Mapping[str, str], rng: random.Random) -> list[Check]:
        """One of the two faces is the very picture of the reference."""
        faces = rng.sample(sorted(faces), len(faces))
        if len(faces) < 2:
            return []
        found: dict[tuple[str, str], Check] = {}
        for step in (1, 2, 3):
            for place, anchor in enumerate(faces):
                other = faces[(place + step) % len(faces)]
                if other != anchor:
                    expected = rng.choice(SIDES)
                    three = (anchor, anchor, other) if expected == "first" else (anchor, other, anchor)
                    found.setdefault((anchor, other), Check(three, expected, "same"))
        return list(found.values())

    def said(self, given: Given) -> tuple[Said, ...]:
        """The face, and whether it was on the left."""
        return (Said("", given.choice, int(given.choice != given.side)),)

    def telling(self, given: Given) -> dict[str, Any]:
        """As in the store."""
        return {"choice": given.choice, "left": given.side or None}
