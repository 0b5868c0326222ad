"""How the rows of a run are called, and their colours: as the run says it, else as the registry does."""

from __future__ import annotations

from mien.drawing.colours import PALETTE
from mien.evaluation.registry import TASKS, task
from mien.representations.registry import rows
from mien.runs import Table

# What a row learnt from beside the faces themselves: its mark, and the footnote.
SEEN = {
    "triplets": ("†", "learns from triplets of the training people"),
    "labels": ("‡", "learns from labels of the training people, which say more than triplets do"),
    "ratings": (
        "§",
        "learns from what people said in numbers of the training people’s faces, more than triplets say",
    ),
    "truth": (
        "¶",
        "knows the rig and the noise behind these faces: no rival, but what could be reached",
    ),
}


class Names:
    """Titles and colours of the rows of a run, whose table may be missing; an unknown name stays as it is."""

    def __init__(self, table: Table | None) -> None:
        self._rows, self._known = {row.name: row for row in table.rows} if table else {}, rows()

    def title(self, name: str) -> str:
        """For reading."""
        own = self._rows.get(name)
        return own.title if own and own.title else self._known[name].title if name in self._known else name

    def within(self, name: str) -> str:
        """Its title inside a sentence."""
        text = self.title(name)
        return text[0].lower() + text[1:] if text[1:2].islower() else text

    def marks(self, name: str) -> str:
        """Marks of what it learnt from, for the footnotes."""
        own = self._rows.get(name)
        return "".join(SEEN[word][0] for word in own.sees if word in SEEN) if own else ""

    def marked(self, name: str) -> str:
        """Its title with its marks."""
        return self.title(name) + self.marks(name)

    def footnotes(self) -> list[str]:
        """A sentence for each mark that a row has."""
        seen = {word for row in self._rows.values() for word in row.sees}
        return [f"{mark} {says}." for word, (mark, says) in SEEN.items() if word in seen]

    def colour(self, name: str) -> str:
        """One of `PALETTE`."""
        own = self._rows.get(name)
        if own and own.colour in PALETTE:
            return own.colour
        if name in self._known:
            return self._known[name].colour
        return PALETTE[list(self._rows).index(name) % len(PALETTE) if own else 0]

    def summaries(self) -> list[tuple[str, str]]:
        """Title and meaning of the rows that the registry knows."""
        return [(self.title(name), self._known[name].summary) for name in self._rows if name in self._known]


def heading(of: str, kind: str) -> str:
    """Heading of a task's figure of one kind."""
    return task(of).heading(kind) if of in TASKS else f"{of.replace('_', ' ')} {kind}"
