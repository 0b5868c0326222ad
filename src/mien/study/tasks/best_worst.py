"""Which face of a set is most, and which is least (J. J. Louviere, T. N. Flynn, A. A. J. Marley, Best-Worst
Scaling, 2015). Sets of four with every face in eight are enough for stable scores (S. Kiritchenko, S. M.
Mohammad, ACL 2017).

An answer orders the best face before all others and all others before the worst; see `mien.triplets.derived`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from mien.settings import Section
from mien.study.tasks.interface import FURTHER, Check, Given, Said
from mien.study.tasks.known import known_label
from mien.study.tasks.sets import SetTask


class BestWorstTask(SetTask):
    """A set of faces; the answer names two of them."""

    name = "best-worst"
    title = "which face of a set is most, which is least"
    file = "best-worst.csv"
    columns = ("face_1", "face_2", "face_3", *FURTHER)
    exported = "best-worst-answers"
    told = ("question", "rater", *columns, "best", "worst", "best_place", "worst_place", "seconds", "repeat")

    class Options(Section):
        """Faces in a set; what they are most and least of; in how many sets each face is."""

        size: int = Field(4, ge=3, le=8)
        dimension: Literal["positive", "intense"] = "positive"
        times: int = Field(8, ge=1, le=100)

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self.places = options.size

    def size(self) -> int:
        """Of the options."""
        return int(self.options.size)

    def times(self) -> int:
        """Of the options."""
        return int(self.options.times)

    def answers(self) -> str:
        """``best=2;worst=4``, two different faces."""
        numbers = range(1, self.size() + 1)
        pairs = (f"best={best};worst={worst}" for best in numbers for worst in numbers if best != worst)
        return "|".join(pairs)

    def settings(self) -> dict[str, Any]:
        """Of what the faces are most and least."""
        return {"dimension": self.options.dimension}

    def checks(self, faces: Sequence[str], known: Mapping[str, str], rng: random.Random) -> list[Check]:
        """A smile, a face that was posed unpleasant, and neutral ones between them."""
        by_label: dict[str, list[str]] = {"positive": [], "negative": [], "neutral": []}
        for face in rng.sample(sorted(known), len(known)):
            by_label.get(known_label(known[face]), []).append(face)
        between, found = self.size() - 2, []
        for positive, negative in zip(by_label["positive"], by_label["negative"], strict=False):
            neutral = by_label["neutral"]
            if len(neutral) < between + 1:
                break
            if self.options.dimension == "positive":
                some = rng.sample(neutral, between)
                found.append(self._check([positive, negative, *some], positive, negative))
            else:
                some = rng.sample(neutral, between + 1)
                found.append(self._check([positive, *some], positive))
        return found

    def _check(self, faces: list[str], best: str, worst: str = "") -> Check:
        faces = sorted(faces)
        expected = f"best={faces.index(best) + 1}" + (f";worst={faces.index(worst) + 1}" if worst else "")
        return Check(tuple(faces), expected, f"best_{self.options.dimension}")

    def expects(self, expected: str) -> bool:
        """An answer, or the best of it."""
        return re.fullmatch(f"{self.answers()}|best=[1-{self.size()}]", expected) is not None

    def right(self, expected: str, choice: str) -> bool:
        """All that is expected was said; a check may leave the worst open."""
        return set(expected.split(";")) <= set(choice.split(";"))

    def said(self, given: Given) -> tuple[Said, ...]:
        """The best and the worst, each with its place."""
        found = []
        for part in given.choice.split(";"):
            aspect, number = part.split("=")
            found.append(Said(aspect, number, self.place(given.lease, int(number), len(given.faces))))
        return tuple(found)

    def telling(self, given: Given) -> dict[str, Any]:
        """Faces, the names of both, and their places from 1 in reading order."""
        columns = dict.fromkeys(self.columns) | dict(zip(self.columns, given.faces, strict=False))
        best, worst = self.said(given)
        names = {one.aspect: given.faces[int(one.value) - 1] for one in (best, worst)}
        return {**columns, **names, "best_place": best.place + 1, "worst_place": worst.place + 1}
