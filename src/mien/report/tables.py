"""The table of a run beside the paper's: for the terminal and for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from mien.report.findings import Ceiling
from mien.report.inputs import Row
from mien.report.paper import PaperTable, paper_table

LONG_NAMES = {
    "none": "None (x)",
    "difference": "Difference x − y",
    "pca": "PCA of x",
    "difference-pca": "PCA of x − y",
    "vae": "VAE",
    "m1": "M1",
    "m2": "M2",
}
CEILING_NAMES = {
    "people": "Raters who did not vote",
    "predicted": "… predicted from the votes",
    "best": "Best any space could",
    "hidden": "Raters' own metric",
}
MEASURES = {
    "noise_free": "Noise-free triplets",
    "rank_correlation": "Rank correlation of distances",
}
_CEILING_WORDS = {
    "people": "people: how often the majority of raters who did not vote is that of the voters;",
    "predicted": "predicted: the same, predicted from the votes;",
    "best": "best: the most that any one space can satisfy lies here;",
    "hidden": "hidden: the simulated raters' own metric.",
}
NO_FIGURE = "–"
SPREAD = "± seeds"


@dataclass(frozen=True)
class Cell:
    """One place of the table: the figure, what stands small beside it, and whether it is the best."""

    text: str
    detail: str = ""
    best: bool = False


@dataclass(frozen=True)
class Grid:
    """The table before it is drawn: `columns` are (group, heading), `rows` have as many cells.

    `below` are lines that are no representation, with their names: what could be reached at most.
    """

    columns: list[tuple[str, str]]
    names: list[str]
    rows: list[list[Cell]]
    below: list[tuple[str, list[Cell]]]


def long_name(name: str) -> str:
    """A representation's name for reading; a name that is not known stays as it is."""
    return LONG_NAMES.get(name, name)


def share(value: float | None) -> str:
    """A share with three digits as the paper prints it, without the leading nought: ``.736``, ``1.000``."""
    if value is None:
        return NO_FIGURE
    text = f"{value:.3f}"
    return text[1:] if text.startswith("0.") else text


def between(low: float, high: float) -> str:
    """Two bounds, or one figure where they print alike: ``.900–.970``."""
    return share(low) if share(low) == share(high) else f"{share(low)}–{share(high)}"


def triplet_kinds(rows: Sequence[Row]) -> list[str]:
    """Kinds of triplets in the rows, ``"all"`` first, then vote differences from clear to contested."""
    kinds = {kind for row in rows for kind in row.triplets}
    return sorted(kinds, key=lambda kind: (kind != "all", -float(kind) if kind.isdigit() else 0.0, kind))


def kind_heading(kind: str) -> str:
    """Heading of a kind of triplets."""
    return "Triplets" if kind == "all" else f"Triplets, votes {kind}"


def grid(rows: Sequence[Row], paper: PaperTable | None, ceiling: Ceiling | None = None) -> Grid:
    """Lay the rows out: dimensions, accuracy and triplets with their intervals, the paper's figures."""
    kinds = triplet_kinds(rows)
    spread = any(len(row.seeds) > 1 for row in rows)
    columns: list[tuple[str, str]] = [("", "Dim")]
    cells: list[list[Cell]] = [[Cell(str(row.dim)) for row in rows]]
    place: dict[str, int] = {}

    def add(heading: str, values: list[Any], intervals: list[Any], deviations: list[Any]) -> None:
        columns.append(("This run", heading))
        cells.append(_figures(values, intervals))
        if spread:
            columns.append(("This run", SPREAD))
            cells.append([Cell(share(value)) for value in deviations])

    add(
        "Accuracy",
        [row.accuracy for row in rows],
        [row.accuracy_ci for row in rows],
        [row.accuracy_sd for row in rows],
    )
    for kind in kinds:
        place[kind] = len(columns)
        add(
            kind_heading(kind),
            [row.triplets.get(kind) for row in rows],
            [row.triplets_ci.get(kind) for row in rows],
            [row.triplets_sd.get(kind) for row in rows],
        )
    if paper is not None:
        theirs = [paper.rows.get(row.name) for row in rows]
        group = f"Paper, {paper.number}"
        columns.append((group, "Accuracy"))
        cells.append(_figures([known and known.accuracy for known in theirs], None))
        for kind in kinds:
            columns.append((group, kind_heading(kind)))
            cells.append(_figures([known and known.triplets.get(kind) for known in theirs], None))
    lines = [list(line) for line in zip(*cells, strict=True)]
    return Grid(columns, [row.name for row in rows], lines, _below(ceiling, place, len(columns)))


def _below(ceiling: Ceiling | None, place: Mapping[str, int], width: int) -> list[tuple[str, list[Cell]]]:
    """The lines under the table, each with its figures in the columns of its kinds of triplets."""
    if ceiling is None:
        return []
    best = {kind: between(*bounds) for kind, bounds in ceiling.best.items()}
    found = []
    for name, figures in (
        ("people", {kind: share(value) for kind, value in ceiling.people.items()}),
        ("predicted", {kind: share(value) for kind, value in ceiling.predicted.items()}),
        ("best", best),
        ("hidden", {kind: share(value) for kind, value in ceiling.hidden.items()}),
    ):
        texts = {place[kind]: text for kind, text in figures.items() if kind in place}
        if texts:
            found.append((name, [Cell(texts.get(column, "")) for column in range(width)]))
    return found


def _figures(values: list[Any], intervals: list[Any] | None) -> list[Cell]:
    known = [round(value, 3) for value in values if value is not None]
    best = max(known, default=None)
    cells = []
    for place, value in enumerate(values):
        interval = intervals[place] if intervals else None
        detail = f"{share(interval[0])}–{share(interval[1])}" if interval else ""
        cells.append(Cell(share(value), detail, value is not None and round(value, 3) == best))
    return cells


def terminal_table(
    rows: Sequence[Row], info: Mapping[str, Any], stacked: bool = False, ceiling: Ceiling | None = None
) -> Table:
    """The run's table beside the paper's, for the terminal.

    Parameters
    ----------
    rows : rows of ``table.json`` (`mien.report.read_table`).
    info : the value of ``run.json``.
    stacked : put intervals below their figures, for a terminal of 80 columns; always so where there are
        several kinds of triplets.
    ceiling : what could be reached at most, for lines under the rows.
    """
    paper = paper_table(str(info.get("experiment", "")))
    laid, many = grid(rows, paper, ceiling), len(triplet_kinds(rows)) > 1
    if many:
        laid, stacked = _narrowed(laid), True
    table = Table(
        title=None if paper is None else Text(f"{paper.number}: this run beside the paper", style="bold"),
        caption=Text(" ".join([caption(rows, info), *(_CEILING_WORDS[name] for name, _ in laid.below)])),
        caption_justify="left",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        padding=(0, 0) if stacked else (0, 1),
    )
    table.add_column("", no_wrap=True)
    for number, (group, heading) in enumerate(laid.columns):
        lines = [line for cells in laid.rows for line in cells[number].detail.split("\n")]
        table.add_column(
            _terminal_heading(group, heading, many),
            justify="right",
            no_wrap=False,
            min_width=max(map(len, lines), default=0),
        )
    for name, cells in zip(laid.names, laid.rows, strict=True):
        table.add_row(Text(name), *(_terminal_cell(cell, stacked) for cell in cells))
    if laid.below:
        table.add_section()
    for name, cells in laid.below:
        table.add_row(Text(name), *(_terminal_cell(cell, stacked) for cell in cells))
    return table


def _narrowed(laid: Grid) -> Grid:
    """Without dimensions, and the spread over seeds below its figure: several kinds in 80 columns."""
    kept = [place for place, (_, heading) in enumerate(laid.columns) if heading not in ("Dim", SPREAD)]

    def narrowed(cells: list[Cell]) -> list[Cell]:
        found = []
        for place in kept:
            cell = cells[place]
            spread = place + 1 < len(cells) and laid.columns[place + 1][1] == SPREAD
            if spread and cells[place + 1].text:
                cell = replace(cell, detail=f"{cell.detail}\n± {cells[place + 1].text}".strip())
            found.append(cell)
        return found

    below = [(name, narrowed(cells)) for name, cells in laid.below]
    return Grid([laid.columns[p] for p in kept], laid.names, [narrowed(c) for c in laid.rows], below)


def _terminal_heading(group: str, heading: str, many: bool) -> str:
    if not group.startswith("Paper"):
        return heading
    if many:
        return "paper\n" + heading.replace("Accuracy", "acc.").replace("Triplets, ", "").replace(
            "votes ", "v. "
        )
    return f"paper {heading.lower().replace('accuracy', 'acc.').replace('triplets', 'trip.')}"


def _terminal_cell(cell: Cell, stacked: bool) -> Text:
    text = Text(cell.text, style="bold" if cell.best else "", no_wrap=True)
    if cell.detail:
        text.append(f"{chr(10) if stacked else chr(32)}{cell.detail}", style="not bold dim")
    return text


def html_table(rows: Sequence[Row], info: Mapping[str, Any], ceiling: Ceiling | None = None) -> str:
    """The run's table beside the paper's, as HTML; parameters as in `terminal_table`."""
    laid = grid(rows, paper_table(str(info.get("experiment", ""))), ceiling)
    groups: list[tuple[str, int]] = []
    for group, _ in laid.columns:
        if groups and groups[-1][0] == group:
            groups[-1] = (group, groups[-1][1] + 1)
        else:
            groups.append((group, 1))
    top = "".join(
        f'<th colspan="{width}" scope="colgroup">{escape(group)}</th>' if group else "<td></td>"
        for group, width in groups
    )
    # In two lines, so that the table is no wider than a page.
    heads = "".join(
        f'<th scope="col">{escape(heading).replace(", votes", ",<br>votes")}</th>'
        for _, heading in laid.columns
    )
    body = []
    for name, cells in zip(laid.names, laid.rows, strict=True):
        places = "".join(
            _html_cell(cell, group) for cell, (group, _) in zip(cells, laid.columns, strict=True)
        )
        body.append(
            f'<tr data-row="{escape(name)}"><th scope="row">{escape(long_name(name))}</th>{places}</tr>'
        )
    for name, cells in laid.below:
        places = "".join(
            _html_cell(cell, group) for cell, (group, _) in zip(cells, laid.columns, strict=True)
        )
        heading = escape(CEILING_NAMES[name])
        body.append(f'<tr class="aside" data-ceiling="{name}"><th scope="row">{heading}</th>{places}</tr>')
    many = " many" if len(triplet_kinds(rows)) > 1 else ""
    return (
        f'<div class="scroll" role="region" aria-label="Results" tabindex="0"><table class="results{many}">'
        f"<thead><tr><td></td>{top}</tr><tr><td></td>{heads}</tr></thead><tbody>{''.join(body)}</tbody>"
        f'</table></div><p class="note">{escape(caption(rows, info))}</p>'
    )


def _html_cell(cell: Cell, group: str) -> str:
    kind = ' class="paper"' if group.startswith("Paper") else ""
    figure = f"<strong>{escape(cell.text)}</strong>" if cell.best else escape(cell.text)
    detail = f" <small>{escape(cell.detail)}</small>" if cell.detail else ""
    return f"<td{kind}>{figure}{detail}</td>"


def html_seeds(rows: Sequence[Row]) -> str:
    """Every seed's figures and the classifier's chosen constant, as HTML; empty without seeds."""
    kinds = triplet_kinds(rows)
    lines = []
    for row in rows:
        for seed in row.seeds:
            triplets = seed.get("triplets") or {}
            places = [seed.get("seed", NO_FIGURE), share(seed.get("accuracy"))]
            places += [share(triplets.get(kind)) for kind in kinds]
            constant = seed.get("constant")
            places.append(NO_FIGURE if constant is None else f"{constant:.3g}")
            lines.append(
                f'<tr><th scope="row">{escape(long_name(row.name))}</th>'
                + "".join(f"<td>{escape(str(place))}</td>" for place in places)
                + "</tr>"
            )
    if not lines:
        return ""
    heads = ["Seed", "Accuracy", *(kind_heading(kind) for kind in kinds), "SVM constant"]
    return (
        '<details><summary>Every seed</summary><div class="scroll" role="region" aria-label="Every seed" '
        'tabindex="0"><table><thead><tr><td></td>'
        + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        + f"</tr></thead><tbody>{''.join(lines)}</tbody></table></div></details>"
    )


def html_recovered(ceiling: Ceiling | None) -> str:
    """How well each row recovers the simulated raters' own metric, as HTML; empty for real raters."""
    if ceiling is None or not ceiling.recovered:
        return ""
    measures = list(dict.fromkeys(name for figures in ceiling.recovered.values() for name in figures))
    heads = "".join(
        f'<th scope="col">{escape(MEASURES.get(name, name.replace("_", " ")))}</th>' for name in measures
    )
    body = "".join(
        f'<tr><th scope="row">{escape(long_name(row))}</th>'
        + "".join(f"<td>{share(figures.get(name))}</td>" for name in measures)
        + "</tr>"
        for row, figures in ceiling.recovered.items()
    )
    return (
        "<details><summary>How well each row recovers the raters' own metric</summary>"
        '<div class="scroll" role="region" aria-label="Recovered metric" tabindex="0"><table><thead><tr>'
        f"<td></td>{heads}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def commonest_label_share(info: Mapping[str, Any]) -> float | None:
    """Share of the commonest label among all labelled faces: the accuracy of always naming it."""
    labels = info["data"].get("labels") or {}
    counts = [count for label, count in labels.items() if label and count > 0]
    return max(counts) / sum(counts) if counts else None


def caption(rows: Sequence[Row], info: Mapping[str, Any]) -> str:
    """What a reader must know to judge the table: whose faces, how many tested, chance, intervals."""
    data = info["data"]
    who = "synthetic people, not real ones" if data.get("synthetic") else "real people"
    parts = [f"Faces: {data.get('source', 'unknown source')} ({who})."]
    test = next((split["test"] for split in info.get("splits") or [] if split.get("test")), None)
    if test:
        parts.append(
            f"Tested on {test.get('subjects', 0):,} people that training never saw: "
            f"{test.get('labelled', test.get('faces', 0)):,} faces, {test.get('triplets', 0):,} triplets."
        )
    commonest = commonest_label_share(info)
    chance = "" if commonest is None else f", always naming the commonest label {share(commonest)}"
    parts.append(f"Chance: triplets .500{chance}.")
    parts.append("Small figures: 95 % interval, bootstrap over test people.")
    seeds = max((len(row.seeds) for row in rows), default=0)
    if seeds > 1:
        parts.append(f"Mean of {seeds} seeds, ± their standard deviation.")
    ties = [tie for row in rows for seed in row.seeds for tie in (seed.get("ties") or {}).values() if tie]
    if ties:
        parts.append(f"Triplets with two equal distances (eq. 12 counts them): at most {max(ties):.1%}.")
    paper = paper_table(str(info.get("experiment", "")))
    if paper is not None:
        parts.append(f"The paper's {paper.number} is about {paper.data}; bold is the best of a column.")
    return " ".join(parts)
