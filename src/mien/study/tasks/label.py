"""Is an expression negative, neutral or positive (the paper's IV-C, Figure 3 b)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from mien.study.tasks.interface import Check, Given, Said, Task
from mien.study.tasks.known import in_turn
from mien.triplets.formats.ours import LABEL_COLUMNS
from mien.triplets.votes import LABELS


class LabelTask(Task):
    """One face; three answers in an order that stays, so that keys can be learnt."""

    name = "label"
    title = "negative, neutral or positive"
    file = "labels.csv"
    columns = ("face",)
    exported = "label-answers"
    told = LABEL_COLUMNS
    places = len(LABELS)

    def answers(self) -> str:
        """The three labels."""
        return "|".join(LABELS)

    def checks(self, faces: Sequence[str], known: Mapping[str, str], rng: random.Random) -> list[Check]:
        """Faces that were posed with a clear expression, the three answers in turn."""
        return [Check((face,), label, label) for face, label in in_turn(known, rng)]

    def said(self, given: Given) -> tuple[Said, ...]:
        """The label, which is also its place."""
        return (Said("", given.choice, LABELS.index(given.choice)),)

    def telling(self, given: Given) -> dict[str, Any]:
        """Face and label."""
        return {"face": given.faces[0], "label": given.choice}
