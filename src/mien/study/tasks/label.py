"""Is an expression negative, neutral or positive (the paper's IV-C, Figure 3 b)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from mien.study.tasks.interface import Check, Given, Said, Task
from mien.study.tasks.known import known_label
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
        by_label: dict[str, list[str]] = {label: [] for label in LABELS}
        for face in rng.sample(sorted(known), len(known)):
            label = known_label(known[face])
            if label:
                by_label[label].append(face)
        rows = [by_label[label] for label in LABELS]
        order = [(row, face) for place in range(max(map(len, rows))) for row in rows if place < len(row)
                 for face in (row[place],)]  # fmt: skip
        label_of = {face: known_label(known[face]) for _, face in order}
        return [Check((face,), label_of[face], label_of[face]) for _, face in order]

    def said(self, given: Given) -> tuple[Said, ...]:
        """The label, which is also its place."""
        return (Said("", given.choice, LABELS.index(given.choice)),)

    def telling(self, given: Given) -> dict[str, Any]:
        """Face and label."""
        return {"face": given.faces[0], "label": given.choice}
