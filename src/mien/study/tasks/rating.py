"""How pleasant, how aroused, how strong is an expression: sliders without a beginning.

A slider shows no position until it is touched: where it begins draws answers to it (F. Funke, Social Science
Computer Review 34(2), 2016), and an untouched one would count as an answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from mien.settings import Section
from mien.study.tasks.interface import Check, Given, Task
from mien.study.tasks.known import in_turn

Scale = Literal["valence", "arousal", "intensity"]
_LIMIT = re.compile(r"(\w+)(<=|>=)(-?\d+)")


class RatingTask(Task):
    """One face, and a whole number on each scale."""

    name = "rating"
    title = "how pleasant, aroused, strong: sliders"
    file = "ratings.csv"
    columns = ("face",)
    exported = "ratings"
    places = 0

    class Options(Section):
        """Scales by name, from `least` to `most` in whole steps."""

        scales: Annotated[tuple[Scale, ...], Field(strict=False, min_length=1)] = ("valence", "arousal")
        least: int = Field(0, ge=-1000, le=1000)
        most: int = Field(100, ge=-1000, le=1000)

        @model_validator(mode="after")
        def _range(self) -> RatingTask.Options:
            if not 2 <= self.most - self.least <= 1000:
                raise ValueError("a scale has 3 to 1001 steps; mend least and most")
            if len(set(self.scales)) < len(self.scales):
                raise ValueError("a scale is named twice")
            return self

    told = ("face", "rater", *get_args(Scale), "seconds", "repeat")

    def answers(self) -> str:
        """``valence=20;arousal=55``, every scale once and in order."""
        steps = "|".join(str(step) for step in range(self.options.least, self.options.most + 1))
        return ";".join(f"{scale}=(?:{steps})" for scale in self.options.scales)

    def settings(self) -> dict[str, Any]:
        """Scales and their ends."""
        return {"scales": list(self.options.scales), "least": self.options.least, "most": self.options.most}

    def checks(self, faces: Sequence[str], known: Mapping[str, str], rng: random.Random) -> list[Check]:
        """Posed faces on the side of the scale where they belong."""
        low, high = (round(self._at(share)) for share in (0.4, 0.6))
        limits = {
            "positive": ("valence", f"valence>={high}"), "negative": ("valence", f"valence<={low}"),
            "neutral": ("intensity", f"intensity<={low}"),
        }  # fmt: skip
        return [
            Check((face,), limits[label][1], label)
            for face, label in in_turn(known, rng)
            if limits[label][0] in self.options.scales
        ]

    def _at(self, share: float) -> float:
        return float(self.options.least + share * (self.options.most - self.options.least))

    def expects(self, expected: str) -> bool:
        """``valence>=60``, several joined by semicolons."""
        limits = [_LIMIT.fullmatch(part) for part in expected.split(";")]
        return all(limit and limit[1] in self.options.scales for limit in limits)

    def right(self, expected: str, choice: str) -> bool:
        """Within all limits."""
        given = self.numbers(choice)
        for part in expected.split(";"):
            limit = _LIMIT.fullmatch(part)
            if limit is None or limit[1] not in given:
                return False
            value, bound = given[limit[1]], int(limit[3])
            if not (value <= bound if limit[2] == "<=" else value >= bound):
                return False
        return True

    def numbers(self, choice: str) -> dict[str, float]:
        """Value by scale."""
        return {scale: float(value) for scale, value in (part.split("=") for part in choice.split(";"))}

    def telling(self, given: Given) -> dict[str, Any]:
        """Face and a column a scale; empty for scales that were not asked."""
        values = self.numbers(given.choice)
        return {"face": given.faces[0], **{scale: values.get(scale) for scale in get_args(Scale)}}
