"""How figures look on paper: the palette, a column's width, type that can be read at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from mien.drawing.colours import LIGHT
from mien.errors import ConfigError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Given = ParamSpec("Given")
COLUMN, PAGE = 85.0, 180.0
INK, SOFT, LINE = "#1b1f24", "#5a626c", "#d5d9de"
# A level that knowing nothing reaches: behind everything, broken.
CHANCE: dict[str, Any] = {"color": SOFT, "linewidth": 0.8, "linestyle": (0, (4, 3)), "zorder": 0}
# What is not this run's own.
OPEN: dict[str, Any] = {"markersize": 4, "markerfacecolor": "white", "markeredgecolor": SOFT}
# Shapes beside colours: a figure is read in grey, too.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 7.0,
    "figure.titlesize": 8.0,
    "figure.titleweight": "bold",
    "axes.titlesize": 8.0,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 7.0,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "grid.color": LINE,
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.2,
    "lines.markeredgewidth": 0.7,
    "legend.fontsize": 7.0,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": 150,
    # Type stays type in a PDF, and ids in an SVG are the same each time.
    "pdf.fonttype": 42,
    "svg.hashsalt": "mien",
}


def library() -> Any:
    """Matplotlib; ConfigError that says how to get it where it is missing."""
    try:
        import matplotlib
        import matplotlib.figure
    except ImportError as error:
        raise ConfigError(
            f"figures need matplotlib, which is not here ({error}); install it with pip install 'mien[plot]'"
        ) from None
    return matplotlib


@contextmanager
def style() -> Iterator[None]:
    """Within, figures that you make have the type, lines and colours of Mien's own."""
    settings = library().rcParams
    # Not `rc_context`: it would also undo what a backend sets when its first figure is made.
    before = {key: settings[key] for key in _SETTINGS}
    settings.update(_SETTINGS)
    try:
        yield
    finally:
        settings.update(before)


def styled(draw: Callable[Given, Axes]) -> Callable[Given, Axes]:
    """A function that draws within `style`."""

    @wraps(draw)
    def within(*given: Given.args, **named: Given.kwargs) -> Axes:
        with style():
            return draw(*given, **named)

    return within


def colour(name: str) -> str:
    """A palette colour as matplotlib takes it; what is no name of the palette is taken as it is."""
    return LIGHT.get(name, name)


def figure(width: float, height: float) -> Figure:
    """An empty figure of so many millimetres, known to no window; make it and save it within `style`."""
    size = width / 25.4, height / 25.4
    made: Figure = library().figure.Figure(figsize=size, layout="constrained")
    return made


def axes(ax: Axes | None, width: float = COLUMN, height: float = 60.0, projection: str | None = None) -> Axes:
    """The axes given, or those of a new figure of so many millimetres, which a notebook shows."""
    library()
    if ax is not None:
        return ax
    from matplotlib import pyplot

    made = pyplot.figure(figsize=(width / 25.4, height / 25.4), layout="constrained")
    added: Axes = made.add_subplot(projection=projection)
    return added


def shares(ax: Axes, along: str = "x") -> None:
    """Ticks of an axis of shares without their nought, as the paper prints them: ``.7``."""
    from matplotlib.ticker import FuncFormatter

    def text(value: float, _: Any) -> str:
        return f"{value:.3g}".replace("0.", ".", 1) if 0 < abs(value) < 1 else f"{value:g}"

    getattr(ax, f"{along}axis").set_major_formatter(FuncFormatter(text))
