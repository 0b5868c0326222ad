"""A row of the table as aligned text."""

from __future__ import annotations

from mien.drawing.tested import few, people_of
from mien.evaluation.details import Correlations
from mien.inference.evaluate import Evaluated
from mien.report.pages import signed
from mien.runs import Figure

_HEADS = ("task", "kind", "figure", "95 % interval", "chance", "of")


def row_text(evaluated: Evaluated) -> str:
    """A line a figure, with its chance level and what it is of, a line a task that was not judged.

    Where action units were coded, a line says which dimension stands for each.
    """
    row = evaluated.row
    lines = [_HEADS] + [
        (task, "" if kind == "all" else kind, *_told(figure))
        for task, by_kind in row.figures.items()
        for kind, figure in by_kind.items()
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADS))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    text += [f"Not judged: {task}, because {why}" for task, why in row.unjudged.items()]
    warning = few(people_of(row))
    text += [f"Warning: {warning}"] if warning else []
    return "\n".join([*text, *_units(evaluated)])


def _units(evaluated: Evaluated) -> list[str]:
    found = evaluated.details.of_row(evaluated.row.name, "dimensions", "units").values()
    return [
        "Dimension of each unit, with their correlation on test people: "
        + ", ".join(f"{unit} z{place} {signed(value, 2)}" for unit, (place, value) in one.matched.items())
        for one in found
        if isinstance(one, Correlations)
    ]


def _told(figure: Figure) -> tuple[str, str, str, str]:
    bounds = "" if figure.interval is None else "[{:.3f}, {:.3f}]".format(*figure.interval)
    chance = "" if figure.chance is None else f"{figure.chance:.3f}"
    of = ", ".join(f"{count:,} {name}" for name, count in figure.counts.items())
    of = "1 person" + of.removeprefix("1 people") if of.startswith("1 people") else of
    more = [figure.scale.unit, "less is better" if figure.scale.lower else ""]
    return f"{figure.value:.3f}", bounds, chance, "; ".join(filter(None, [of, *more]))
