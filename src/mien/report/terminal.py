"""The tables of a run beside the paper's, for the terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table as Drawn
from rich.text import Text

from mien.drawing.names import Names
from mien.drawing.paper import TABLE_I, paper_table
from mien.drawing.tested import few, fewest_people, tested
from mien.report.agreement import chance_share, part_name, rows_of, their_cells
from mien.report.lead import lead
from mien.report.pages import share
from mien.report.paired import WORDS, paired_lines
from mien.report.tables import Cell, Column, caption, grid, narrowed
from mien.runs import Agreement, Ceiling, Run, RunInfo, Table

_CEILING_WORDS = {
    "people": "people: how often the majority of raters who did not vote is that of the voters;",
    "predicted": "predicted: the same, predicted from the votes;",
    "best": "best: the most that any one space can satisfy lies here;",
    "hidden": "hidden: the simulated raters' own metric.",
}
_SHORT = {"Accuracy": "acc.", "Triplets, ": "", "Triplets": "trip.", "votes ": "v. "}


def terminal_table(
    table: Table, info: RunInfo, stacked: bool = False, ceiling: Ceiling | None = None
) -> Drawn:
    """The run's table beside the paper's.

    Parameters
    ----------
    stacked : put intervals below their figures, for a terminal of 80 columns; always so where there are
        many figures.
    ceiling : what could be reached at most, for lines under the rows.
    """
    paper = paper_table(info.experiment)
    names = Names(table)
    laid, many = grid(table, paper, ceiling), len(table.columns()) > 2
    if many:
        laid, stacked = narrowed(laid), True
    words = [caption(table, info), *(_CEILING_WORDS[name] for name, _ in laid.below)]
    title = None if paper is None else f"{paper.number}: this run beside the paper"
    drawn = _empty(title, " ".join(words), padding=(0, 0) if stacked else (0, 1))
    drawn.add_column("", no_wrap=True)
    for place, column in enumerate(laid.columns):
        lines = [line for _, cells in laid.rows for line in cells[place].detail.split("\n")]
        drawn.add_column(
            _heading(column, many), justify="right", no_wrap=False, min_width=max(map(len, lines))
        )
    for section in (laid.rows, laid.below):
        for name, cells in section:
            drawn.add_row(Text(name + names.marks(name)), *(_drawn(cell, stacked) for cell in cells))
        drawn.add_section()
    return drawn


def terminal_head(run: Run) -> list[str]:
    """The headline, on how many people, and a warning where they are few: a line each."""
    headline = " ".join("".join(text for text, _ in words) for words in lead(run))
    if run.info is None:
        return [headline] if headline else []
    people, warning = tested(run.info), few(fewest_people(run.info))
    lines = (headline, people and f"Tested on {people}.", warning and f"Warning: {warning}")
    return [line for line in lines if line]


def terminal_paired(table: Table) -> Drawn:
    """Every row's differences from the one that all are compared with, each above its interval."""
    assert table.paired is not None
    heads, lines = paired_lines(table)
    names = Names(table)
    drawn = _empty(f"Difference from {names.title(table.paired.reference)}", WORDS[:1].upper() + WORDS[1:])
    drawn.add_column("", no_wrap=True)
    for head in heads:
        drawn.add_column(head, justify="right")
    for name, cells in lines:
        shown = (_drawn(Cell(figure, bounds.replace(", ", "\n")), True) for figure, bounds in cells)
        drawn.add_row(Text(name + names.marks(name)), *shown)
    return drawn


def terminal_agreement(agreement: Agreement) -> Drawn:
    """Table I beside the paper's: a triplet count and, below it, its share."""
    drawn = _empty(f"{TABLE_I.number}: this run beside the paper", " ".join(_facts(agreement)))
    drawn.add_column("difference", no_wrap=True)
    kinds, theirs = agreement.differences, list(TABLE_I.parts["all"])
    for heading in (*kinds, "total", *(f"paper {kind}" for kind in theirs), "paper total"):
        drawn.add_column(heading, justify="right")
    for part, cells, total in rows_of(agreement):
        paper = their_cells(part)
        shown = [Text(f"{count:,}\n{share(portion)}") for count, portion in (*cells, (0, 0.0), *paper)]
        shown[len(cells)] = Text(f"{total:,}")
        shown += [Text(f"{sum(count for count, _ in paper):,}")] if paper else []
        drawn.add_row(Text(part_name(part)), *shown)
    line = [Text(chance_share(agreement, kind)) for kind in kinds]
    drawn.add_row(Text("random voters"), *line, style="dim")
    return drawn


def _empty(title: str | None, words: str, padding: tuple[int, int] = (0, 1)) -> Drawn:
    return Drawn(
        title=None if title is None else Text(title, style="bold"),
        caption=Text(words),
        caption_justify="left",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        padding=padding,
    )


def _heading(column: Column, many: bool) -> str:
    text = column.heading
    if not column.paper:
        return text
    for long, short in _SHORT.items():
        text = text.replace(long, short)
    return f"paper\n{text}" if many else f"paper {text}"


def _drawn(cell: Cell, stacked: bool) -> Text:
    text = Text(cell.text, style="bold" if cell.best else "", no_wrap=True)
    if cell.detail:
        text.append(f"{chr(10) if stacked else chr(32)}{cell.detail}", style="not bold dim")
    return text


def _facts(agreement: Agreement) -> list[str]:
    lines = [f"{agreement.votes} votes a triplet."]
    if agreement.alpha is not None:
        lines.append(f"Krippendorff's alpha {agreement.alpha:.3f}.")
    if agreement.better is not None:
        lines.append("Better than chance." if agreement.better else "NO BETTER THAN CHANCE.")
    flagged = sum(bool(rater.flags) for rater in agreement.raters)
    lines.append(f"{len(agreement.raters):,} raters, {flagged:,} to look at.")
    return [*lines, *(f"Warning: {warning}" for warning in agreement.warnings)]
