"""How the rows of a run are called, and their colours: as the run says it, else as the registry does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mien.evaluation.registry import TASKS, task
from mien.runs import Table

PALETTE = ("vermilion", "blue", "orange", "green", "purple", "sky", "grey", "brown")


@dataclass(frozen=True)
class Row:
    """A row of the table as it is written."""

    title: str
    colour: str
    summary: str = ""


ROWS: Mapping[str, Row] = {
    "none": Row("None (x)", "grey", "aligned landmarks"),
    "difference": Row("Difference x − y", "brown", "change from neutral"),
    "pca": Row("PCA of x", "blue", "components of the landmarks"),
    "difference-pca": Row("PCA of x − y", "green", "components of the change"),
    "vae": Row("VAE", "purple", "a face from z alone"),
    "m1": Row("M1", "sky", "a face from z and the person's neutral"),
    "m2": Row("M2", "vermilion", "M1 with triplets as a prior on z"),
}


class Names:
    """Titles and colours of a run's rows; a name that is not known stays as it is."""

    def __init__(self, table: Table) -> None:
        self._rows = {row.name: row for row in table.rows}

    def title(self, name: str) -> str:
        """For reading."""
        own = self._rows.get(name)
        return own.title if own and own.title else ROWS[name].title if name in ROWS else name

    def within(self, name: str) -> str:
        """Its title inside a sentence."""
        text = self.title(name)
        return text[0].lower() + text[1:] if text[1:2].islower() else text

    def colour(self, name: str) -> str:
        """One of `PALETTE`."""
        own = self._rows.get(name)
        if own and own.colour in PALETTE:
            return own.colour
        if name in ROWS:
            return ROWS[name].colour
        return PALETTE[list(self._rows).index(name) % len(PALETTE) if own else 0]

    def summaries(self) -> list[tuple[str, str]]:
        """Title and meaning of the rows that the registry knows."""
        return [(self.title(name), ROWS[name].summary) for name in self._rows if name in ROWS]


def heading(of: str, kind: str) -> str:
    """Heading of a task's figure of one kind."""
    return task(of).heading(kind) if of in TASKS else f"{of.replace('_', ' ')} {kind}"
