"""Which of three faces differs most from the other two.

One answer says two triplets: each of the two others is nearer to the other of them than to the odd one (M. N.
Hebart et al., Nature Human Behaviour 4, 2020); see `mien.triplets.derived`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from mien.settings import Section
from mien.study.tasks.interface import Check, Given, Said
from mien.study.tasks.sets import SetTask


class OddOneOutTask(SetTask):
    """Three faces; the answer is the number of the odd one."""

    name = "odd-one-out"
    title = "which of three faces differs most"
    file = "odd-one-out.csv"
    columns = ("face_1", "face_2", "face_3")
    exported = "odd-one-out-answers"
    told = ("question", "rater", *columns, "odd", "place", "seconds", "repeat")
    places = 3

    class Options(Section):
        """In how many sets each face is, where only faces are given."""

        times: int = Field(6, ge=1, le=100)

    def size(self) -> int:
        """Three."""
        return 3

    def times(self) -> int:
        """Of the options."""
        return int(self.options.times)

    def answers(self) -> str:
        """The number of the odd face."""
        return "[1-3]"

    def checks(self, faces: Sequence[str], known: Mapping[str, str], rng: random.Random) -> list[Check]:
        """Two pictures of one face, and another one."""
        faces = rng.sample(sorted(faces), len(faces))
        pairs = zip(faces, faces[1:] + faces[:1], strict=True) if len(faces) > 1 else ()
        found = []
        for twice, odd in pairs:
            three = sorted((twice, twice, odd))
            found.append(Check(tuple(three), str(three.index(odd) + 1), "odd"))
        return found

    def said(self, given: Given) -> tuple[Said, ...]:
        """The odd face, and its place on the screen."""
        return (Said("", given.choice, self.place(given.lease, int(given.choice), len(given.faces))),)

    def telling(self, given: Given) -> dict[str, Any]:
        """The three faces, the odd one's name, and its place from 1 in reading order."""
        columns = dict(zip(self.columns, given.faces, strict=True))
        place = self.said(given)[0].place + 1
        return {**columns, "odd": given.faces[int(given.choice) - 1], "place": place}
