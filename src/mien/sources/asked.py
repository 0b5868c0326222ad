"""Which faces are asked for and how they are read, as one value."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mien.faces.faces import Faces


@dataclass(frozen=True)
class Asked:
    """A source of faces with the options that it is read with.

    Attributes
    ----------
    spec : a built-in set, ``KIND:PATH``, or a file whose ending tells its kind; see
        `mien.sources.registry.SOURCES`.
    options : settings of the source's own `Options` by name, those alone that are not left as they are; plain
        values, so that all of it goes into JSON.
    """

    spec: str
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, source: Asked | str | Path) -> Asked:
        """What is asked for by a word alone, or is said already."""
        return source if isinstance(source, Asked) else cls(str(source))

    def having(self, options: Mapping[str, Any]) -> Asked:
        """The same source with more options."""
        return Asked(self.spec, {**self.options, **options})

    def of_kind(self, kind: str) -> Asked:
        """The same path, read as this kind of source."""
        return Asked(f"{kind}:{self.spec}", self.options)

    def __str__(self) -> str:
        """As it is typed after ``--data``."""
        return shlex.join([self.spec, *typed(self.options)])


@dataclass(frozen=True)
class AskedAndRead(Asked):
    """A source whose faces were read already, all of them: whoever opens it is given these."""

    faces: Faces = field(kw_only=True, repr=False, compare=False)


def typed(options: Mapping[str, Any]) -> list[str]:
    """Settings as the words that are typed for them."""
    words = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        words += [option] if value is True else [option, _typed(value)]
    return words


def _typed(value: Any) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{axis}={factor:g}" for axis, factor in value.items())
    if not isinstance(value, list | tuple):
        return str(value)
    return ",".join(value) if value and isinstance(value[0], str) else "x".join(f"{side:g}" for side in value)
