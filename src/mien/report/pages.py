"""Templates of the report: Python prepares plain values, the templates hold the tags."""

from __future__ import annotations

import math
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from mien.evaluation.details import SHARE, Scale

NO_FIGURE = "–"


def share(value: float | None) -> str:
    """A share with three digits as the paper prints it, without the leading nought: ``.736``, ``1.000``."""
    return NO_FIGURE if value is None else f"{value:.3f}".removeprefix("0")


def written(value: float | None, scale: Scale = SHARE) -> str:
    """A figure of any scale: shares and correlations as `share`, others with three digits and their unit."""
    if value is None or (scale.most == 1 and scale.least in (0, None) and not scale.unit and value >= 0):
        return share(value)
    sign, size = "−" if value < 0 else "", abs(value)
    if scale.unit:
        return f"{sign}{size:.3g} {scale.unit}"
    return f"{sign}{share(size)}" if size < 10 else f"{sign}{size:.3g}"


def signed(value: float, digits: int = 3) -> str:
    """A difference or correlation with its sign: ``+.012``, ``−.007``."""
    return f"{'−' if value < 0 else '+'}{f'{abs(value):.{digits}f}'.removeprefix('0')}"


def between(low: float, high: float) -> str:
    """Two bounds, or one figure where they print alike: ``.900–.970``."""
    return share(low) if share(low) == share(high) else f"{share(low)}–{share(high)}"


def tenths(low: float, high: float) -> tuple[float, float]:
    """Ends of an axis for shares from `low` to `high`: whole tenths, with a little room, from 0 to 1."""
    return max(math.floor(10 * low - 0.2) / 10, 0.0), min(math.ceil(10 * high + 0.2) / 10, 1.0)


def file(name: str) -> str:
    """The text of a file beside the templates."""
    return resources.files("mien.report").joinpath("templates", name).read_text("utf-8")


def _source(name: str) -> str:
    # Lines are for the reader of a template: they break between tags only, and the page has none of them.
    return "".join(line.strip() for line in file(name).splitlines())


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )
    made.filters |= {"share": share, "count": lambda number: f"{number:,}"}
    return made


def page(template: str, **values: Any) -> Markup:
    """A filled template; text among the values is escaped, `Markup` is not."""
    return Markup(_environment().get_template(template).render(**values))
