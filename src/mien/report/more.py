"""More about the spaces: a figure a task beside the paper's two, and below it all of them."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.evaluation.registry import TASKS, task
from mien.report.pages import NO_FIGURE, page, share
from mien.report.tables import Cell
from mien.runs import Figure, Table


def more_section(table: Table, names: Names) -> Markup:
    """The first figure of every other task as a table, all figures folded below, and what was not judged."""
    columns = table.columns(paper=False)
    first = [of for place, of in enumerate(columns) if of[0] not in {name for name, _ in columns[:place]}]
    return page(
        "more.html",
        heads=[(heading(*of), *_about(table, of)) for of in first],
        rows=list(
            zip(
                [(row.name, names.title(row.name)) for row in table.rows],
                zip(*(_cells(table, of) for of in first), strict=True) if first else [()] * len(table.rows),
                strict=True,
            )
        ),
        every_heads=["Chance", "Of", *(names.title(row.name) for row in table.rows)],
        every=[
            (heading(*of), [*_about(table, of)[:2], *(cell.text for cell in _cells(table, of))])
            for of in columns
        ],
        meanings=[(task(name).title, _meaning(name)) for name, _ in first if name in TASKS],
        unjudged=unjudged(table),
    )


def unjudged(table: Table) -> list[str]:
    """A sentence for each task that some row was not judged by, which rows, and why."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in table.rows:
        for name, why in row.unjudged.items():
            found.setdefault((name, why), []).append(row.name)
    names = Names(table)
    told = []
    for (name, why), rows in found.items():
        whose = "" if len(rows) == len(table.rows) else f" of {', '.join(names.title(row) for row in rows)}"
        told.append(f"Not judged: {name}{whose}, because {why}.")
    return told


def _meaning(name: str) -> str:
    """What a task tells, the first line of its class."""
    return (type(task(name)).__doc__ or "").strip().splitlines()[0]


def _about(table: Table, of: tuple[str, str]) -> tuple[str, str, bool]:
    """Chance level of a column, what it is of, and whether less is better."""
    figures = list(_figures(table, of))
    chances = {share(figure.chance) for figure in figures}
    counts = {", ".join(f"{count:,} {name}" for name, count in figure.counts.items()) for figure in figures}
    return _one(chances), _one(counts), bool(figures[0].scale.lower)


def _one(texts: set[str]) -> str:
    return texts.pop() if len(texts) == 1 else "by row"


def _figures(table: Table, of: tuple[str, str]) -> Iterator[Figure]:
    return (figure for row in table.rows if (figure := row.figure(*of)) is not None)


def _cells(table: Table, of: tuple[str, str]) -> list[Cell]:
    """A row's figure with its interval; the best, and those that are printed like it, are marked."""
    figures = list(_figures(table, of))
    lower = figures[0].scale.lower
    best = (min if lower else max)(figure.value for figure in figures)
    cells = []
    for row in table.rows:
        figure = row.figure(*of)
        if figure is None:
            cells.append(Cell(NO_FIGURE))
            continue
        bounds = figure.interval
        detail = "" if bounds is None else f"{share(bounds[0])}–{share(bounds[1])}"
        cells.append(
            Cell(share(figure.value), detail, lower is not None and share(figure.value) == share(best))
        )
    return cells
