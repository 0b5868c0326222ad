"""Whom a model was trained with, so that nobody is tested on training people, and without anybody's name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Annotated, Self

import numpy as np
from pydantic import Field

from mien.settings import Section


class People(Section):
    """The parts of a split for who brings the same people, and nothing for who does not.

    Attributes
    ----------
    sha256 : of all names together, sorted; a single name cannot be tried against it.
    parts : part of the split -> places of its people among the sorted names.
    """

    sha256: str
    parts: dict[str, list[Annotated[int, Field(ge=0)]]]

    @classmethod
    def in_parts(cls, parts: Mapping[str, Iterable[str]], everybody: Iterable[str] = ()) -> Self:
        """From the people of each part; `everybody` are all people there are, where some are in no part."""
        parts = {part: sorted(set(names)) for part, names in parts.items()}
        names = sorted({*everybody, *(name for some in parts.values() for name in some)})
        place = {name: at for at, name in enumerate(names)}
        return cls(
            sha256=_digest(names),
            parts={part: [place[name] for name in some] for part, some in parts.items()},
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many people are in each part."""
        return {part: len(places) for part, places in self.parts.items()}

    def among(self, *subjects: np.ndarray) -> dict[str, list[str]] | None:
        """Part -> people, of the first (n,) `subjects` that are the model's people; None if none are."""
        for subject in subjects:
            names = sorted(set(np.asarray(subject).astype(np.str_).tolist()))
            if _digest(names) == self.sha256:
                return {part: [names[at] for at in places] for part, places in self.parts.items()}
        return None


def _digest(names: list[str]) -> str:
    return hashlib.sha256("\0".join(names).encode()).hexdigest()
