"""Every row against one, by the same draws of test people."""

from __future__ import annotations

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.report.pages import NO_FIGURE, page, share, signed
from mien.runs import Gap, Table

LEVEL = "level"
WORDS = (
    "the difference of both figures, and its 95 % interval over the same draws of test people. "
    "Level: the interval holds 0, so that these people do not tell the two apart."
)


def gap_cells(gap: Gap | None) -> tuple[str, str]:
    """The difference with its spread over seeds, and its interval or that it is level."""
    if gap is None:
        return NO_FIGURE, ""
    figure = signed(gap.value) + ("" if gap.sd is None else f" ± {share(gap.sd)}")
    bounds = f"{signed(gap.low)} to {signed(gap.high)}"
    return figure, f"{LEVEL}, {bounds}" if gap.level else bounds


def paired_lines(table: Table) -> tuple[list[str], list[tuple[str, list[tuple[str, str]]]]]:
    """Headings, and name and cells of each row but the reference; none where nothing is paired."""
    paired = table.paired
    if paired is None:
        return [], []
    shown = table.columns(paper=True)
    columns = [of for of in shown if any(of[1] in by.get(of[0], {}) for by in paired.gaps.values())]
    lines = [
        (row.name, [gap_cells(paired.gaps[row.name].get(task, {}).get(kind)) for task, kind in columns])
        for row in table.rows
        if row.name in paired.gaps
    ]
    return [heading(*of) for of in columns], lines


def html_paired(table: Table) -> Markup:
    """The differences as a table; empty where nothing is paired."""
    heads, lines = paired_lines(table)
    if table.paired is None or not heads:
        return Markup()
    names = Names(table)
    return page(
        "paired.html",
        reference=names.title(table.paired.reference),
        heads=heads,
        lines=[(name, names.marked(name), cells) for name, cells in lines],
        words=WORDS,
    )
