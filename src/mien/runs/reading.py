"""``reading.json``: which faces a run was begun with, and how they are read."""

from __future__ import annotations

from typing import Any, ClassVar

from mien.runs.record import Record
from mien.sources.asked import Asked


class Reading(Record):
    """The source of a run's faces and its options, see `mien.sources.asked.Asked`."""

    FILE: ClassVar[str] = "reading.json"

    spec: str
    options: dict[str, Any] = {}

    @property
    def asked(self) -> Asked:
        """As `mien.sources.opening.open_faces` takes it."""
        return Asked(self.spec, self.options)
