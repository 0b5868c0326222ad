"""How far the raters agree: vote differences against tossed coins, and each rater against the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mien.plot.style import CHANCE, axes, colour, figure, shares, styled
from mien.runs import Agreement, Rater, Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def agreement(found: Agreement, part: str = "all", ax: Axes | None = None) -> Axes:
    """Share of the triplets with each vote difference (Table I), and what voters who toss coins would give.

    Parameters
    ----------
    part : of the split, or ``"all"``.
    """
    ax = axes(ax, height=55.0)
    kinds, counts = found.differences, found.parts[part]
    total = sum(counts.values())
    values = [counts.get(kind, 0) / (total or 1) for kind in kinds]
    bars = ax.bar(range(len(kinds)), values, width=0.62, color=colour("blue"))
    for bar, kind in zip(bars, kinds, strict=True):
        x = bar.get_x() + bar.get_width() / 2
        ax.text(x, bar.get_height(), f"{counts.get(kind, 0):,}", ha="center", va="bottom", fontsize=6.5)
    known = [(place, found.chance[kind]) for place, kind in enumerate(kinds) if kind in found.chance]
    for number, (place, value) in enumerate(known):
        label = "voters who toss coins" if not number else None
        ax.plot(
            [place - 0.42, place + 0.42],
            [value, value],
            color=colour("vermilion"),
            linewidth=1.4,
            label=label,
        )
    ax.set_xticks(range(len(kinds)), kinds)
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(f"vote difference of {found.votes} votes")
    ax.set_ylabel(f"share of {total:,} triplets")
    ax.margins(y=0.12)
    shares(ax, "y")
    return ax


@styled
def raters(found: list[Rater], ax: Axes | None = None) -> Axes:
    """Each rater's agreement with the majority of the others over their median time; crosses are to look at.

    Raters without a time, or without an agreement, are left out and counted in the label of the axis.
    """
    ax = axes(ax, height=60.0)
    known = [rater for rater in found if rater.seconds and rater.agreement is not None]
    for flagged, mark, hue, words in (
        (False, "o", "blue", "rater"),
        (True, "x", "vermilion", "rater to look at"),
    ):
        some = [rater for rater in known if bool(rater.flags) == flagged]
        if some:
            xs, ys = [rater.seconds for rater in some], [rater.agreement for rater in some]
            look = {"linewidths": 1.2} if flagged else {"linewidths": 0, "alpha": 0.7}
            ax.scatter(xs, ys, s=12, marker=mark, color=colour(hue), label=f"{words} ({len(some)})", **look)  # type: ignore[arg-type]
    ax.axhline(0.5, label="chance", **CHANCE)
    if known:
        ax.set_xscale("log")
        _plain(ax)
    gone = len(found) - len(known)
    ax.set_xlabel("median seconds an answer" + (f" ({gone} raters without are not drawn)" if gone else ""))
    ax.set_ylabel("agreement with the others")
    ax.grid()
    shares(ax, "y")
    return ax


def _plain(ax: Axes) -> None:
    """Seconds as they are said, not as powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """Vote differences, and the raters one by one."""
    if run.agreement is None:
        return
    made = figure(width, 0.75 * width if width < 120 else 70.0)
    ax = agreement(run.agreement, "all" if "all" in run.agreement.parts else next(iter(run.agreement.parts)),
                   made.add_subplot())  # fmt: skip
    alpha = run.agreement.alpha
    ax.set_title("Agreement of the raters" + ("" if alpha is None else f", alpha {alpha:.2f}"))
    made.legend(loc="outside lower center")
    yield "differences", made
    if run.agreement.raters:
        made = figure(width, 0.8 * width if width < 120 else 80.0)
        ax = raters(run.agreement.raters, made.add_subplot())
        ax.set_title(f"{len(run.agreement.raters):,} raters")
        made.legend(loc="outside lower center", ncols=3)
        yield "raters", made
