"""How far the voters agree: Table I beside the paper's, and its plot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from mien.report.dots import Dot, Marks, dots, key_line
from mien.report.findings import Agreement
from mien.report.paper import TABLE_I
from mien.report.raters import rater_plots
from mien.report.tables import NO_FIGURE, share


def agreement_section(agreement: Agreement, info: Mapping[str, Any]) -> str:
    """Everything about the votes, as HTML."""
    return (
        html_agreement(agreement)
        + f'<ul class="facts">{"".join(f"<li>{line}</li>" for line in facts(agreement, info))}</ul>'
        + agreement_plot(agreement)
        + rater_plots(agreement.raters)
    )


def agreement_rows(agreement: Agreement) -> list[tuple[str, list[tuple[int, float]], int]]:
    """Table I: part, (count, share) by difference, total; the last row is random voters' share."""
    rows = []
    for part, counts in agreement.parts.items():
        total = sum(counts.values())
        cells = [
            (counts.get(kind, 0), counts.get(kind, 0) / total if total else 0.0)
            for kind in agreement.differences
        ]
        rows.append((part, cells, total))
    return rows


def _their_cells(agreement: Agreement, part: str) -> list[tuple[int, float]]:
    counts = TABLE_I.parts.get(part, {})
    total = sum(counts.values())
    return [(counts[kind], counts[kind] / total) for kind in counts] if total else []


def html_agreement(agreement: Agreement) -> str:
    """Table I of this run beside the paper's, counts with their shares, and the chance line."""
    kinds, theirs = agreement.differences, list(TABLE_I.parts["all"])
    heads = "".join(f'<th scope="col">{kind}</th>' for kind in kinds) + '<th scope="col">Total</th>'
    heads += "".join(f'<th scope="col">{kind}</th>' for kind in theirs) + '<th scope="col">Total</th>'
    body = []
    for part, cells, total in agreement_rows(agreement):
        paper = _their_cells(agreement, part)
        places = "".join(f"<td>{_counted(*cell)}</td>" for cell in cells) + f"<td>{total:,}</td>"
        places += "".join(f'<td class="paper">{_counted(*cell)}</td>' for cell in paper)
        places += f'<td class="paper">{sum(count for count, _ in paper):,}</td>' if paper else ""
        places += f'<td class="paper">{NO_FIGURE}</td>' * (0 if paper else len(theirs) + 1)
        body.append(f'<tr data-part="{escape(part)}"><th scope="row">{escape(_part(part))}</th>{places}</tr>')
    line = "".join(f"<td>{_chance(agreement, kind)}</td>" for kind in kinds)
    body.append(
        f'<tr class="aside" data-part="chance"><th scope="row">random voters</th>{line}<td></td>'
        f'<td colspan="{len(theirs) + 1}"></td></tr>'
    )
    return (
        '<div class="scroll" role="region" aria-label="Agreement" tabindex="0"><table class="results">'
        f'<thead><tr><td></td><th colspan="{len(kinds) + 1}" scope="colgroup">This run, vote difference</th>'
        f'<th colspan="{len(theirs) + 1}" scope="colgroup">Paper, {TABLE_I.number}</th></tr>'
        f"<tr><td></td>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _counted(count: int, part: float) -> str:
    return f"{count:,} <small>{share(part)}</small>"


def _part(part: str) -> str:
    return part or "part unknown"


def facts(agreement: Agreement, info: Mapping[str, Any]) -> list[str]:
    """What else must be known of the votes, a line of HTML each; warnings first."""
    lines = [f'<strong class="warn">{escape(warning)}</strong>' for warning in agreement.warnings]
    if agreement.better is not None:
        p = "" if agreement.p is None else f" (p {_small(agreement.p)})"
        lines.append(
            f"The raters agree more than voters who toss coins would{p}."
            if agreement.better
            else f'<strong class="warn">The raters agree no more than voters who toss coins{p}.</strong>'
        )
    if agreement.alpha is not None:
        interval = agreement.alpha_ci
        width = f", 95 % interval {interval[0]:.3f} to {interval[1]:.3f}" if interval else ""
        lines.append(
            f"Krippendorff's alpha {agreement.alpha:.3f}{width}: 1 is full agreement, 0 what chance gives."
        )
    if agreement.left is not None:
        between = agreement.left_ci
        width = f", 95 % interval {share(between[0])}–{share(between[1])}" if between else ""
        lines.append(f"The face on the left was chosen in {share(agreement.left)} of the answers{width}.")
    if agreement.dropped:
        lines.append(f"Answers left out: {_reasons(agreement.dropped)}.")
    selection = info.get("selection") or {}
    images = {str(part): int(count) for part, count in (selection.get("images") or {}).items()}
    if images:
        lines.append("Faces asked about: " + ", ".join(f"{escape(p)} {n:,}" for p, n in images.items()) + ".")
    dropped = {reason: count for reason, count in (selection.get("dropped") or {}).items() if count}
    if dropped:
        lines.append(f"Faces not asked about: {_reasons(dropped)}.")
    return lines


def _reasons(dropped: Mapping[str, Any]) -> str:
    return ", ".join(f"{escape(str(reason))} {int(count):,}" for reason, count in dropped.items())


def _chance(agreement: Agreement, kind: str) -> str:
    """Random voters' share, with the fourth digit that .0625 and .3125 have."""
    value = agreement.chance.get(kind)
    return NO_FIGURE if value is None else f"{value:.4f}".removeprefix("0").rstrip("0")


def _small(p: float) -> str:
    return "below .0001" if p < 1e-4 else share(p)


def agreement_plot(agreement: Agreement) -> str:
    """Shares of the vote differences, a plot a difference and a dot a part, against random voters."""
    charts = []
    shown = [
        *agreement.chance.values(),
        *(share for part in TABLE_I.parts for _, share in _their_shares(part)),
    ]
    shown += [part for _, cells, _ in agreement_rows(agreement) for _, part in cells]
    scale = (0.0, min(1.0, math.ceil(10 * max(shown) + 0.2) / 10))
    for place, kind in enumerate(agreement.differences):
        values = [
            Dot(part, _part(part), cells[place][1], None, dict(_their_shares(part)).get(kind))
            for part, cells, total in agreement_rows(agreement)
            if total
        ]
        if values:
            marks = Marks(agreement.chance.get(kind), scale=scale)
            charts.append(dots(f"Vote difference {kind}", values, marks))
    keys = key_line(
        [("dot", "share of this run's triplets"), ("diamond", "the paper"), ("dash", "random voters")]
    )
    return f'<h3>Vote differences</h3>{keys}<div class="charts three">{"".join(charts)}</div>'


def _their_shares(part: str) -> list[tuple[str, float]]:
    counts = TABLE_I.parts.get(part, {})
    return [(kind, count / sum(counts.values())) for kind, count in counts.items()]


def terminal_agreement(agreement: Agreement) -> Table:
    """Table I beside the paper's, for the terminal: a triplet count and, below it, its share."""
    caption = " ".join(_plain_facts(agreement))
    table = Table(
        title=Text(f"{TABLE_I.number}: this run beside the paper", style="bold"),
        caption=Text(caption),
        caption_justify="left",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    table.add_column("difference", no_wrap=True)
    kinds, theirs = agreement.differences, list(TABLE_I.parts["all"])
    for heading in (*kinds, "total", *(f"paper {kind}" for kind in theirs), "paper total"):
        table.add_column(heading, justify="right")
    for part, cells, total in agreement_rows(agreement):
        paper = _their_cells(agreement, part)
        shown = [Text(f"{count:,}\n{share(portion)}") for count, portion in (*cells, (0, 0.0), *paper)]
        shown[len(cells)] = Text(f"{total:,}")
        shown += [Text(f"{sum(count for count, _ in paper):,}")] if paper else []
        table.add_row(Text(_part(part)), *shown)
    line = [Text(_chance(agreement, kind)) for kind in kinds]
    table.add_row(Text("random voters"), *line, style="dim")
    return table


def _plain_facts(agreement: Agreement) -> list[str]:
    lines = [f"{agreement.votes} votes a triplet."]
    if agreement.alpha is not None:
        lines.append(f"Krippendorff's alpha {agreement.alpha:.3f}.")
    if agreement.better is not None:
        lines.append("Better than chance." if agreement.better else "NO BETTER THAN CHANCE.")
    flagged = sum(bool(rater.flags) for rater in agreement.raters)
    lines.append(f"{len(agreement.raters):,} raters, {flagged:,} to look at.")
    return [*lines, *(f"Warning: {warning}" for warning in agreement.warnings)]
