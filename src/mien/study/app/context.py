"""What every part of the web application works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mien.study.design import StudyDesign
from mien.study.directory import StudyDirectory
from mien.study.platforms.interface import Platform
from mien.study.store import Store


@dataclass(frozen=True)
class Context:
    """A study that is being served.

    Attributes
    ----------
    directory : its folder.
    store : its open store.
    platforms : the enabled platforms by name.
    """

    directory: StudyDirectory
    store: Store
    platforms: Mapping[str, Platform]

    @property
    def design(self) -> StudyDesign:
        """The study's design."""
        return self.directory.design
