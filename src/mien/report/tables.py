"""The table of a run beside the paper's: laid out once, for the page and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.drawing.paper import PaperTable, paper_table
from mien.report.pages import NO_FIGURE, between, page, share
from mien.runs import Ceiling, RunInfo, Table

CEILING_NAMES = {
    "people": "Raters who did not vote",
    "predicted": "… predicted from the votes",
    "best": "Best any space could",
    "hidden": "Raters' own metric",
}
MEASURES = {"noise_free": "Noise-free triplets", "rank_correlation": "Rank correlation of distances"}
SPREAD = "± seeds"
_WHO = {
    True: "synthetic people, not real ones",
    False: "real people",
    None: "the data do not say whether these people are real or synthetic",
}
_UNKNOWN = "On whose faces, and on how many people, is not known: the run did not finish."


@dataclass(frozen=True)
class Cell:
    """One place of the table: the figure, what stands small beside it, and whether it is the best."""

    text: str
    detail: str = ""
    best: bool = False


@dataclass(frozen=True)
class Column:
    """A column: the group that it stands in, its heading, and its task and kind where it has figures."""

    group: str
    heading: str
    of: tuple[str, str] | None = None

    @property
    def paper(self) -> bool:
        """Whether its figures are the paper's."""
        return self.group.startswith("Paper")


@dataclass(frozen=True)
class Grid:
    """The table before it is drawn; `rows` are names with as many cells as there are columns.

    `below` are lines that are no representation, with their names: what could be reached at most.
    """

    columns: list[Column]
    rows: list[tuple[str, list[Cell]]]
    below: list[tuple[str, list[Cell]]]

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Groups of columns and how many are in each."""
        return [(name, len(list(some))) for name, some in groupby(column.group for column in self.columns)]


def grid(table: Table, paper: PaperTable | None, ceiling: Ceiling | None = None) -> Grid:
    """Lay the rows out: dimensions, every figure with its interval, the paper's figures."""
    spread = any(len(row.seeds) > 1 for row in table.rows)
    columns, cells = [Column("", "Dim")], [[Cell(str(row.dim)) for row in table.rows]]
    for of in table.columns(paper=True):
        figures = [row.figure(*of) for row in table.rows]
        intervals = [figure.interval if figure else None for figure in figures]
        columns.append(Column("This run", heading(*of), of))
        values = [figure.value if figure else None for figure in figures]
        cells.append(_figures(values, intervals, [row.reachable for row in table.rows]))
        if spread:
            columns.append(Column("This run", SPREAD))
            cells.append([Cell(share(figure.sd if figure else None)) for figure in figures])
    if paper is not None:
        theirs = [paper.rows.get(row.name) for row in table.rows]
        for of in table.columns(paper=True):
            columns.append(Column(f"Paper, {paper.number}", heading(*of), of))
            cells.append(_figures([known.figure(*of) if known else None for known in theirs], None))
    lines = [list(line) for line in zip(*cells, strict=True)]
    rows = list(zip((row.name for row in table.rows), lines, strict=True))
    return Grid(columns, rows, [] if ceiling is None else _below(ceiling, columns))


def _below(ceiling: Ceiling, columns: Sequence[Column]) -> list[tuple[str, list[Cell]]]:
    """The lines under the table, each with its figures in the columns of its kinds of triplets."""
    found = []
    for name in CEILING_NAMES:
        figures = getattr(ceiling, name)
        texts = {
            ("triplets", kind): between(*value) if name == "best" else share(value)
            for kind, value in figures.items()
        }
        line = [Cell("" if at.of is None or at.paper else texts.get(at.of, "")) for at in columns]
        if any(cell.text for cell in line):
            found.append((name, line))
    return found


def _figures(
    values: list[float | None],
    intervals: list[tuple[float, float] | None] | None,
    counts: Sequence[bool] | None = None,
) -> list[Cell]:
    """Cells of a column; the best are bold, of those rows that count."""
    counts = [True] * len(values) if counts is None else counts
    known = [round(value, 3) for value, one in zip(values, counts, strict=True) if one and value is not None]
    best = max(known, default=None)
    cells = []
    for place, value in enumerate(values):
        interval = intervals[place] if intervals else None
        detail = f"{share(interval[0])}–{share(interval[1])}" if interval else ""
        bold = counts[place] and value is not None and round(value, 3) == best
        cells.append(Cell(share(value), detail, bold))
    return cells


def narrowed(laid: Grid) -> Grid:
    """Without dimensions, and the spread over seeds below its figure: many figures in 80 columns."""
    kept = [place for place, column in enumerate(laid.columns) if column.of is not None]

    def cells_of(cells: list[Cell]) -> list[Cell]:
        found = []
        for place in kept:
            cell = cells[place]
            spread = place + 1 < len(cells) and laid.columns[place + 1].heading == SPREAD
            if spread and cells[place + 1].text:
                cell = replace(cell, detail=f"{cell.detail}\n± {cells[place + 1].text}".strip())
            found.append(cell)
        return found

    lines = ([(name, cells_of(cells)) for name, cells in some] for some in (laid.rows, laid.below))
    return Grid([laid.columns[place] for place in kept], *lines)


def html_table(table: Table, info: RunInfo | None, ceiling: Ceiling | None = None) -> Markup:
    """The run's table beside the paper's, with its caption."""
    laid = grid(table, paper_table(info.experiment) if info else None, ceiling)
    return page(
        "table.html",
        grid=laid,
        names=Names(table),
        asides=CEILING_NAMES,
        many=len(table.columns(paper=True)) > 2,
        caption=caption(table, info) if info else _UNKNOWN,
    )


def html_seeds(table: Table) -> Markup:
    """Every seed's figures and what else is known of them; empty without figures."""
    columns, names = table.columns(), Names(table)
    about = {
        (of, kind, name): name.replace("_", " ") + ("" if kind == "all" else f", {heading(of, kind).lower()}")
        for row in table.rows
        for seed in row.seeds
        for of, by_kind in seed.about.items()
        for kind, by_name in by_kind.items()
        for name in by_name
    }
    lines = []
    for row in table.rows:
        for seed in row.seeds:
            places = [str(seed.seed), *(share(seed.figures.get(of, {}).get(kind)) for of, kind in columns)]
            known = (seed.about.get(of, {}).get(kind, {}).get(name) for of, kind, name in about)
            places += [NO_FIGURE if value is None else f"{value:.3g}" for value in known]
            lines.append((names.title(row.name), places))
    if not lines or not columns:
        return Markup()
    heads = [
        "Seed",
        *(heading(*of) for of in columns),
        *(text[:1].upper() + text[1:] for text in about.values()),
    ]
    return page("folded.html", summary="Every seed", label="Every seed", heads=heads, lines=lines)


def html_recovered(ceiling: Ceiling | None, names: Names) -> Markup:
    """How well each row recovers the simulated raters' own metric; empty for real raters."""
    if ceiling is None or not ceiling.recovered:
        return Markup()
    measures = list(dict.fromkeys(name for figures in ceiling.recovered.values() for name in figures))
    return page(
        "folded.html",
        summary="How well each row recovers the raters' own metric",
        label="Recovered metric",
        heads=[MEASURES.get(name, name.replace("_", " ")) for name in measures],
        lines=[
            (names.title(row), [share(figures.get(name)) for name in measures])
            for row, figures in ceiling.recovered.items()
        ],
    )


def caption(table: Table, info: RunInfo) -> str:
    """What a reader must know to judge the table: whose faces, how many tested, chance, intervals."""
    data = info.data
    parts = [f"Faces: {data.source} ({_WHO[data.synthetic]})."]
    if info.splits:
        test = info.splits[0].test
        faces = test.faces if test.labelled is None else test.labelled
        parts.append(
            f"Tested on {test.subjects:,} people that training never saw: "
            f"{faces:,} faces, {test.triplets:,} triplets."
        )
    tasks, chance = {task for task, _ in table.columns()}, []
    if "triplets" in tasks:
        chance.append("triplets .500")
    if "accuracy" in tasks and data.commonest is not None:
        chance.append(f"always naming the commonest label {share(data.commonest)}")
    if chance:
        parts.append(f"Chance: {', '.join(chance)}.")
    if tasks:
        parts.append("Small figures: 95 % interval, bootstrap over test people.")
    seeds = max(len(row.seeds) for row in table.rows)
    if seeds > 1:
        parts.append(f"Mean of {seeds} seeds, ± their standard deviation.")
    if any(row.figure(*of) is None for row in table.rows for of in table.columns()):
        parts.append(f"{NO_FIGURE}: the row is not for this task.")
    parts += Names(table).footnotes()
    about = [seed.about.get("triplets", {}) for row in table.rows for seed in row.seeds]
    ties = max((known.get("ties", 0) for by_kind in about for known in by_kind.values()), default=0)
    if ties:
        parts.append(f"Triplets with two equal distances (eq. 12 counts them): at most {ties:.1%}.")
    paper = paper_table(info.experiment)
    if paper is not None:
        parts.append(f"The paper's {paper.number} is about {paper.data}; bold is the best of a column.")
    return " ".join(parts)
