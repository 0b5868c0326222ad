"""On how many people a run was tested, in words: no figure stands without it."""

from __future__ import annotations

from mien.runs import RunInfo, TableRow

FEW = 10


def fewest_people(info: RunInfo) -> int | None:
    """The fewest test people of any seed; None where nobody counted."""
    return min((split.test.subjects for split in info.splits), default=None)


def people_of(row: TableRow) -> int | None:
    """The most people that a figure of a row is of; None where nobody counted."""
    figures = (figure for by_kind in row.figures.values() for figure in by_kind.values())
    return max((figure.counts["people"] for figure in figures if "people" in figure.counts), default=None)


def tested(info: RunInfo) -> str:
    """``10 test people``, of several seeds ``10 test people a seed, 3 seeds``; empty where nobody counted."""
    counts = sorted({split.test.subjects for split in info.splits})
    if not counts:
        return ""
    number = " to ".join(f"{count:,}" for count in dict.fromkeys((counts[0], counts[-1])))
    people = f"{number} test {'person' if counts[-1] == 1 else 'people'}"
    return people if len(info.splits) == 1 else f"{people} a seed, {len(info.splits)} seeds"


def few(people: int | None) -> str:
    """A warning where fewer than ten people were tested, else empty."""
    if people is None or people >= FEW:
        return ""
    if people == 1:
        told = "Only 1 test person: there is no interval"
    else:
        told = f"Only {people} test people: intervals of so few say little"
    return (
        f"{told}, and another choice of people can turn the order of the rows. Test ten or more before a "
        "difference is believed."
    )
