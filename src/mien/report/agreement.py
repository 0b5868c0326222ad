"""How far the voters agree: Table I beside the paper's, and its plot."""

from __future__ import annotations

from markupsafe import Markup

from mien.drawing.paper import TABLE_I
from mien.report.dots import Dot, Marks, dots
from mien.report.pages import NO_FIGURE, page, share, tenths
from mien.report.raters import rater_plots
from mien.runs import Agreement, RunInfo

Cells = list[tuple[int, float]]


def agreement_section(agreement: Agreement, info: RunInfo) -> Markup:
    """Everything about the votes."""
    return page(
        "agreement.html",
        table=html_agreement(agreement),
        facts=facts(agreement, info),
        plot=agreement_plot(agreement),
        raters=rater_plots(agreement.raters),
    )


def rows_of(agreement: Agreement) -> list[tuple[str, Cells, int]]:
    """Table I: part, (count, share) by difference, total."""
    rows = []
    for part, counts in agreement.parts.items():
        total = sum(counts.values())
        shares = [(counts.get(kind, 0), counts.get(kind, 0) / (total or 1)) for kind in agreement.differences]
        rows.append((part, shares, total))
    return rows


def their_cells(part: str) -> Cells:
    """The paper's (count, share) by difference of a part; empty where it has none."""
    counts = TABLE_I.parts.get(part, {})
    total = sum(counts.values())
    return [(count, count / total) for count in counts.values()]


def part_name(part: str) -> str:
    """A part for reading."""
    return part or "part unknown"


def chance_share(agreement: Agreement, kind: str) -> str:
    """Random voters' share, with the fourth digit that .0625 and .3125 have."""
    value = agreement.chance.get(kind)
    return NO_FIGURE if value is None else f"{value:.4f}".removeprefix("0").rstrip("0")


def html_agreement(agreement: Agreement) -> Markup:
    """Table I of this run beside the paper's, counts with their shares, and the chance line."""
    return page(
        "agreement-table.html",
        kinds=agreement.differences,
        theirs=list(TABLE_I.parts["all"]),
        number=TABLE_I.number,
        rows=[
            (part, part_name(part), cells, total, their_cells(part))
            for part, cells, total in rows_of(agreement)
        ],
        chance=[chance_share(agreement, kind) for kind in agreement.differences],
        nothing=NO_FIGURE,
    )


def facts(agreement: Agreement, info: RunInfo) -> list[tuple[str, bool]]:
    """What else must be known of the votes: sentences, and whether they warn; warnings first."""
    lines = [(warning, True) for warning in agreement.warnings]
    if agreement.better is not None:
        p = (
            ""
            if agreement.p is None
            else f" (p {'below .0001' if agreement.p < 1e-4 else share(agreement.p)})"
        )
        more, would = ("more", " would") if agreement.better else ("no more", "")
        lines.append((f"The raters agree {more} than voters who toss coins{would}{p}.", not agreement.better))
    if agreement.alpha is not None:
        interval = agreement.alpha_ci
        width = f", 95 % interval {interval[0]:.3f} to {interval[1]:.3f}" if interval else ""
        text = f"Krippendorff's alpha {agreement.alpha:.3f}{width}: 1 is full agreement, 0 what chance gives."
        lines.append((text, False))
    if agreement.left is not None:
        sides = agreement.left_ci
        width = f", 95 % interval {share(sides[0])}–{share(sides[1])}" if sides else ""
        text = f"The face on the left was chosen in {share(agreement.left)} of the answers{width}."
        lines.append((text, False))
    selection = info.selection
    for words, counts in (
        ("Answers left out", agreement.dropped),
        ("Faces asked about", selection.images),
        ("Faces not asked about", {reason: count for reason, count in selection.dropped.items() if count}),
    ):
        if counts:
            shown = ", ".join(f"{name} {count:,}" for name, count in counts.items())
            lines.append((f"{words}: {shown}.", False))
    return lines


def agreement_plot(agreement: Agreement) -> Markup:
    """Shares of the vote differences, a plot a difference and a dot a part, against random voters."""
    rows = [row for row in rows_of(agreement) if row[2]]
    theirs = {part: dict(zip(TABLE_I.parts[part], their_cells(part), strict=True)) for part in TABLE_I.parts}
    shown = [*agreement.chance.values(), *(cell[1] for _, cells, _ in rows for cell in cells)]
    shown += [cell[1] for cells in theirs.values() for cell in cells.values()]
    scale = tenths(0.0, max(shown))
    plots = []
    for place, kind in enumerate(agreement.differences if rows else ()):
        values = [
            Dot(part, part_name(part), cells[place][1], None, theirs.get(part, {}).get(kind, (0, None))[1])
            for part, cells, _ in rows
        ]
        marks = Marks(agreement.chance.get(kind), scale=scale)
        plots.append(dots(f"Vote difference {kind}", values, marks))
    keys = [("dot", "share of this run's triplets"), ("diamond", "the paper"), ("dash", "random voters")]
    return page("dots.html", keys=keys, plots=plots, across="three")
