"""Tables whose cells are tinted: which labels are told for which, dimensions against action units."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from mien.drawing.names import Names
from mien.drawing.tested import tested
from mien.evaluation.details import Confusion, Correlations
from mien.report.pages import page, signed
from mien.runs import Details, RunInfo, Table

Cell = tuple[str, str, int]


def html_confusion(details: Details, table: Table, info: RunInfo | None) -> Markup:
    """A matrix a row of the table, that with the most faces told rightly open; empty where none is kept."""
    found = {row.name: counts for row in table.rows if (counts := details.confusion(row.name)) is not None}
    if not found:
        return Markup()
    names = Names(table)
    best = max(found, key=lambda name: _right(found[name]))
    people = f" {tested(info)}." if info is not None and tested(info) else ""
    return page(
        "heat.html",
        kind="confusion",
        note="Of the faces with the label of a line, the share in per cent that was given the label of a "
        f"column; the faces of all seeds together.{people}",
        tables=[
            (names.title(name), name == best, "label of the face", counts.labels, _shares(counts))
            for name, counts in found.items()
        ],
    )


def _right(counts: Confusion) -> int:
    return sum(row[place] for place, row in enumerate(counts.counts))


def _shares(counts: Confusion) -> list[tuple[str, str, list[Cell]]]:
    """Label, faces, and cells: text, colour, tint in per cent."""
    lines = []
    for label, row in zip(counts.labels, counts.counts, strict=True):
        total = sum(row)
        cells = [
            (f"{100 * count / total:.0f}" if count else "", "blue", round(75 * count / (total or 1)))
            for count in row
        ]
        lines.append((label, f"{total:,}", cells))
    return lines


def html_correlations(found: Sequence[tuple[str, Correlations]]) -> Markup:
    """A table a row of the table: every action unit against every latent dimension."""
    return page(
        "heat.html",
        kind="correlations",
        note="Correlation of an action unit (line) with a latent dimension (column) over test faces; bold, "
        "and beside the unit: the dimension that stands for it, one a unit, chosen on training faces. The "
        "figure of a row is the mean of these, with the sign that training faces give them.",
        tables=[
            (
                title,
                place == len(found) - 1,
                "action unit",
                list(map(str, range(len(one.deviation)))),
                _signed(one),
            )
            for place, (title, one) in enumerate(found)
        ],
    )


def _signed(found: Correlations) -> list[tuple[str, str, list[Cell]]]:
    lines = []
    for unit, row in zip(found.units, found.values, strict=True):
        cells: list[Cell] = []
        for value in row:
            hue = "vermilion" if (value or 0) > 0 else "blue"
            text = "" if value is None else signed(value, 1)
            cells.append((text if abs(value or 0) >= 0.05 else "", hue, round(75 * abs(value or 0))))
        own = found.matched.get(unit)
        lines.append((unit, "" if own is None else f"z{own[0]} {signed(own[1])}", cells))
    return lines
