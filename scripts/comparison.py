#!/usr/bin/env python
"""Run what docs/comparison.md, docs/results.md and README.md show, and write the tables there.

    python scripts/comparison.py [--finished] [NAME ...]

Each run is in ``runs/comparison/NAME``; one that is there and unfinished goes on, a finished one is only
read. With --finished nothing is run: the tables of what is there are written, those of the rest stay as they
are.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from mien.cli import main as mien
from mien.drawing.names import SEEN, Names, heading
from mien.drawing.paper import PaperTable, paper_table
from mien.files import write_text
from mien.report.curve import kinds_of
from mien.report.pages import NO_FIGURE, share
from mien.report.paired import gap_cells
from mien.runs import AXES, Curve, Figure, RunDirectory, RunInfo, Table

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (ROOT / "docs" / "comparison.md", ROOT / "docs" / "results.md", ROOT / "README.md")
FOLDER = Path("runs/comparison")
BASELINES = "none,difference,difference-pca,m2"
BEST = "difference,linear-metric,triplet,contrastive,m2"
RUNS = {
    "table2": "mien reproduce posed --seeds 3",
    "table3": "mien reproduce spontaneous --seeds 3",
    "posed": f"mien reproduce posed --only {BASELINES} --rivals --seeds 10",
    "observer": "mien reproduce posed --only difference,ideal,ideal-change --against ideal-change --seeds 10",
    "spontaneous": f"mien reproduce spontaneous --only {BASELINES} --rivals --seeds 3",
    "triplets": f"mien curve --rows {BEST} --triplets 100,300,1000,3000,8000 --people 0 --seeds 2",
    "people": f"mien curve --rows {BEST} --triplets 0 --people 5,20,80 --seeds 2",
}
BESIDE_PAPER = ("table2", "table3")
_BLOCK = re.compile(r"(<!-- run (\w+) -->\n).*?(<!-- end of run -->)", re.DOTALL)


def said(figure: Figure | None) -> str:
    """A figure with its spread over seeds, or its interval."""
    if figure is None:
        return NO_FIGURE
    if figure.sd is not None:
        return f"{share(figure.value)} ± {share(figure.sd)}"
    return share(figure.value) + (" [{}, {}]".format(*map(share, figure.interval)) if figure.interval else "")


def markdown(heads: list[str], lines: list[list[str]]) -> str:
    """A table."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *lines))


def table_of(table: Table) -> str:
    """Rows with their figures, and their differences from the row of reference."""
    names, columns, paired = Names(table), table.columns(paper=True), table.paired
    reference = names.title(paired.reference) if paired else ""
    heads = ["row", "sees", *(heading(*of) for of in columns)]
    heads += [f"{heading(*of)}, less {reference}" for of in columns] if paired else []
    lines = []
    for row in table.rows:
        cells = [names.title(row.name), ", ".join(row.sees) or NO_FIGURE]
        cells += [said(row.figure(*of)) for of in columns]
        for task, kind in columns if paired else ():
            gap = paired.gaps.get(row.name, {}).get(task, {}).get(kind) if paired else None
            figure, bounds = gap_cells(gap)
            cells.append(f"{figure} ({bounds})" if bounds else figure)
        lines.append(cells)
    seeds = max(len(row.seeds) for row in table.rows)
    return f"{seeds} seed{'s' if seeds > 1 else ''}.\n\n{markdown(heads, lines)}"


def results_of(table: Table, paper: PaperTable) -> str:
    """Rows with dimensions and figures, spread and interval, beside the paper's."""
    columns = table.columns(paper=True)
    heads = ["row", "dim", *(heading(*of) for of in columns)]
    heads += [f"paper: {heading(*of)}" for of in columns]
    lines = []
    for row in table.rows:
        cells = [row.name, str(row.dim)]
        for of in columns:
            figure = row.figure(*of)
            bounds = " [{}, {}]".format(*map(share, figure.interval)) if figure and figure.interval else ""
            cells.append(said(figure) + (bounds if figure and figure.sd is not None else ""))
        theirs = paper.rows.get(row.name)
        found = [None if theirs is None else theirs.figure(*of) for of in columns]
        cells += [NO_FIGURE if one is None else share(one) for one in found]
        lines.append(cells)
    return markdown(heads, lines)


def curve_of(curve: Curve) -> str:
    """A table a figure: rows over sizes."""
    parts = []
    for axis in AXES:
        points = [point for point in curve.points if point.axis == axis]
        sizes = sorted({point.size for point in points})
        for task, kind in kinds_of(points):
            lines = []
            for row in dict.fromkeys(point.row for point in points):
                of_size = {point.size: point for point in points if point.row == row}
                marks = "".join(SEEN[word][0] for word in next(iter(of_size.values())).sees)
                figures = [of_size[size].figures.get(task, {}).get(kind) for size in sizes if size in of_size]
                lines.append([next(iter(of_size.values())).title + marks, *map(said, figures)])
            parts.append(markdown([f"{heading(task, kind)} by {axis}", *(f"{s:,}" for s in sizes)], lines))
    return "\n\n".join(parts)


def block(name: str) -> str | None:
    """What stands in the document of a run; None where it is not finished."""
    run = RunDirectory(ROOT / FOLDER / name)
    table, curve = run.find(Table), run.find(Curve)
    info, found = run.find(RunInfo), None
    if curve is not None:
        found = curve_of(curve)
    elif table is not None:
        paper = paper_table(info.experiment) if info is not None and name in BESIDE_PAPER else None
        found = table_of(table) if paper is None else results_of(table, paper)
    return None if found is None else f"```sh\n{RUNS[name]}\n```\n\n{found}\n"


def written(text: str) -> str:
    """The document with the tables of finished runs."""

    def filled(match: re.Match[str]) -> str:
        found = block(match[2])
        return match[0] if found is None else f"{match[1]}{found}{match[3]}"

    return _BLOCK.sub(filled, text)


def main(arguments: list[str]) -> int:
    """0 well; else what the command that failed gave."""
    names = [word for word in arguments if not word.startswith("--")] or list(RUNS)
    for name in names if "--finished" not in arguments else ():
        out = ROOT / FOLDER / name
        if block(name) is None:
            words = [*shlex.split(RUNS[name])[1:], "--out", str(out), *(["--resume"] if out.exists() else [])]
            done = mien(words)
            if done:
                return done
    for document in DOCUMENTS:
        write_text(document, written(document.read_text("utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
