"""The page of a sweep: what was chosen, what mattered, every trial; test people for the chosen one alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from mien.drawing.names import heading
from mien.files import write_text
from mien.report.build import POLICY
from mien.report.charts import axis, short
from mien.report.pages import NO_FIGURE, between, file, page, share
from mien.report.palette import palette
from mien.runs import Figure, RunDirectory, Sweep, Table, Trial, Varied

PAGE, CHOSEN = "sweep.html", "chosen"
CRITERION = (
    "Score: the mean of the share of satisfied triplets (ties not counted) and the accuracy, both of "
    "validation people, where there are both. An ELBO is not asked: it changes with the variances "
    "themselves, so that it compares no two models of different ones. Within one training it says which "
    "weights are kept."
)


def build_sweep(run_dir: str | Path) -> Path:
    """Write ``sweep.html`` beside a ``sweep.json`` and return its path.

    A RunError if there is no sweep, it is damaged, or the page cannot be written.
    """
    directory = RunDirectory(Path(run_dir))
    path = directory.path / PAGE
    chosen = RunDirectory(directory.path / CHOSEN)
    write_text(path, render(directory.load(Sweep), chosen.find(Table)))
    return path


def render(sweep: Sweep, table: Table | None = None) -> str:
    """The whole page as text; `table` is that of the run of what was chosen."""
    best, marked = sweep.best, [trial for trial in sweep.complete if trial.marked]
    return page(
        PAGE,
        policy=POLICY,
        style=Markup(palette() + file("page.css") + file("sweep.css")),
        sweep=sweep,
        criterion=CRITERION,
        counts=counts(sweep),
        best=best,
        best_values=values_of(sweep, best),
        marked=[(trial, place_of(sweep, trial)) for trial in marked[:1]],
        tested=_tested(table),
        importance=_importance(sweep),
        by_value=[_by_value(sweep, varied) for varied in sweep.varied if _has_values(sweep, varied)],
        parallel=_parallel(sweep),
        heads=[varied.title for varied in sweep.varied],
        lines=[_line(sweep, trial) for trial in _in_order(sweep)],
    )


def counts(sweep: Sweep) -> str:
    """How many trials ended in which way."""
    states = [trial.state for trial in sweep.trials]
    told = [f"{states.count('complete')} trained to their end"]
    told += [f"{count} given up"] if (count := states.count("pruned")) else []
    told += [f"{count} failed"] if (count := states.count("failed")) else []
    return ", ".join(told)


def place_of(sweep: Sweep, trial: Trial) -> int:
    """Place of a complete trial by its score, from 1; equals share the better one."""
    return 1 + sum((other.score or 0.0) > (trial.score or 0.0) for other in sweep.complete)


def values_of(sweep: Sweep, trial: Trial) -> list[tuple[str, str]]:
    """Title and value of what was varied there."""
    return [
        (one.title, written_value(trial.values[one.name])) for one in sweep.varied if one.name in trial.values
    ]


def written_value(value: Any) -> str:
    """A value for reading."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _tested(table: Table | None) -> list[tuple[str, str, str]]:
    """Heading, figure and interval of each of the paper's two tasks, on test people."""
    if table is None:
        return []
    row = table.rows[0]
    found: list[tuple[str, Figure]] = [
        (heading(task, kind), figure)
        for task, kind in table.columns(paper=True)
        if (figure := row.figure(task, kind)) is not None
    ]
    return [
        (title, share(one.value), between(*one.interval) if one.interval else NO_FIGURE)
        for title, one in found
    ]


def _importance(sweep: Sweep) -> list[tuple[str, str, float, str]]:
    """Title, name, per cent and words of what was varied, the weightiest first; unknown ones last."""
    known = [(varied, sweep.importance(varied)) for varied in sweep.varied]
    known.sort(key=lambda one: -1.0 if one[1] is None else one[1], reverse=True)
    return [
        (one.title, one.name, 100 * (part or 0.0), NO_FIGURE if part is None else f"{100 * part:.0f} %")
        for one, part in known
    ]


def _has_values(sweep: Sweep, varied: Varied) -> bool:
    return any(varied.name in trial.values for trial in sweep.complete)


def _spread(scores: Sequence[float]) -> tuple[float, float, list[float]]:
    """Ends and ticks of an axis of scores."""
    low, high, ticks = axis(min(scores), max(scores))
    return low, high, ticks


def _places(varied: Varied) -> tuple[Callable[[Any], float], list[tuple[float, str]]]:
    """Where a value is on an axis of 0 to 1, and the ticks; choices stand side by side."""
    if varied.choices:
        step = 1 / len(varied.choices)
        at = {label: (number + 0.5) * step for number, label in enumerate(varied.choices)}
        return (lambda value: at[str(value)]), [(place, label) for label, place in at.items()]
    assert varied.low is not None
    assert varied.high is not None
    left, right, ticks = axis(varied.low, varied.high, varied.log)
    of: Callable[[float], float] = math.log10 if varied.log else float

    def place(value: Any) -> float:
        return (of(float(value)) - left) / (right - left)

    return place, [(place(tick), short(tick)) for tick in ticks]


def _by_value(sweep: Sweep, varied: Varied) -> dict[str, Any]:
    """Scores over the values of one of what was varied; of choices also their means."""
    low, high, ticks = _spread([trial.score or 0.0 for trial in sweep.complete])
    own = [trial for trial in sweep.complete if varied.name in trial.values]
    at, labels = _places(varied)

    def up(score: float) -> float:
        return 100 * (1 - (score - low) / (high - low))

    means = []
    for label in varied.choices:
        scores = [trial.score or 0.0 for trial in own if trial.values[varied.name] == label]
        if scores:
            means.append(
                (
                    100 * at(label),
                    up(float(np.mean(scores))),
                    f"mean of {len(scores)}: {share(float(np.mean(scores)))}",
                )
            )
    dots = [
        {
            "x": 100 * at(trial.values[varied.name]),
            "y": up(trial.score or 0.0),
            "kind": _kind(sweep, trial),
            "tip": f"trial {trial.number}: {share(trial.score)}",
        }
        for trial in reversed(own)
    ]
    mark = None if varied.mark is None else 100 * at(varied.mark)
    return {
        "title": varied.title,
        "name": varied.name,
        "log": varied.log,
        "up": [(up(tick), short(tick)) for tick in ticks],
        "across": [(100 * place, text, mark is not None and text == varied.mark) for place, text in labels],
        "means": means,
        "width": 100 / max(len(varied.choices), 1) * 0.7,
        "dots": dots,
        "mark": mark,
        "spoken": "; ".join(
            f"{written_value(trial.values[varied.name])}: {share(trial.score)}" for trial in own
        ),
    }


def _kind(sweep: Sweep, trial: Trial) -> str:
    if trial.number == sweep.chosen:
        return "chosen"
    return "marked" if trial.marked else trial.state


def _parallel(sweep: Sweep) -> dict[str, Any]:
    """A line a trial through an axis a thing that was varied, and the score; the best drawn last."""
    count = len(sweep.varied) + 1
    across = [100 * (number + 0.5) / count for number in range(count)]
    axes, placed = [], []
    for varied, x in zip(sweep.varied, across, strict=False):
        at, labels = _places(varied)
        placed.append(at)
        ticks = [(90 - 80 * place, text, text == varied.mark) for place, text in labels]
        if any(varied.name not in trial.values for trial in sweep.trials):
            ticks.append((100, "not varied", False))
        axes.append({"x": x, "title": varied.title, "ticks": ticks})
    low, high, score_ticks = _spread([trial.score or 0.0 for trial in sweep.complete])

    def up(score: float) -> float:
        return 90 - 80 * (score - low) / (high - low)

    axes.append(
        {"x": across[-1], "title": "score", "ticks": [(up(one), short(one), False) for one in score_ticks]}
    )
    lines = []
    for trial in reversed(_in_order(sweep)):
        points = [
            (x, 90 - 80 * at(trial.values[varied.name]) if varied.name in trial.values else 100.0)
            for varied, at, x in zip(sweep.varied, placed, across, strict=False)
        ]
        if trial.score is not None:
            points.append((across[-1], up(trial.score)))
        strength = 0.35 if trial.score is None else (trial.score - low) / (high - low)
        lines.append(
            {
                "kind": _kind(sweep, trial),
                "opacity": f"{0.12 + 0.6 * strength**2:.2f}",
                "points": " ".join(f"{10 * x:.1f},{10 * y:.1f}" for x, y in points),
                "tip": f"trial {trial.number}: {_told(trial)}",
            }
        )
    # The marked and the chosen one above all.
    lines.sort(
        key=lambda line: (
            ("marked", "chosen").index(line["kind"]) + 1 if line["kind"] in ("marked", "chosen") else 0
        )
    )
    return {"axes": axes, "lines": lines, "width": 120 * count}


def _in_order(sweep: Sweep) -> list[Trial]:
    """Complete trials from the best, then those given up from the furthest, then failed ones."""
    others = [trial for trial in sweep.trials if trial.score is None]
    others.sort(key=lambda one: (one.state != "pruned", -len(one.curve), one.number))
    return [*sweep.complete, *others]


def _told(trial: Trial) -> str:
    if trial.score is not None:
        return share(trial.score)
    if trial.state == "failed":
        return f"failed: {trial.error}"
    step, score = trial.curve[-1] if trial.curve else (0, 0.0)
    return f"given up at step {step:,}, score {share(score)}"


def _line(sweep: Sweep, trial: Trial) -> dict[str, Any]:
    """A trial as a line of the table."""
    return {
        "number": trial.number,
        "kind": _kind(sweep, trial),
        "place": f"{place_of(sweep, trial)}" if trial.score is not None else "",
        "marked": trial.marked,
        "values": [
            written_value(trial.values[one.name]) if one.name in trial.values else NO_FIGURE
            for one in sweep.varied
        ],
        "told": _told(trial),
        "figures": [share(trial.triplets), share(trial.accuracy)],
        "step": NO_FIGURE if trial.best_step is None else f"{trial.best_step:,}",
        "minutes": f"{trial.seconds / 60:.1f}",
    }


def text_table(sweep: Sweep, most: int = 10) -> list[str]:
    """The best trials and what mattered, as lines for a terminal."""
    lines = [f"{sweep.title}: {counts(sweep)}", ""]
    shown = sweep.complete[:most]
    shown += [trial for trial in sweep.complete[most:] if trial.marked]
    cells = [["place", "trial", "score", *(one.title for one in sweep.varied), ""]]
    for trial in shown:
        values = [
            written_value(trial.values[one.name]) if one.name in trial.values else NO_FIGURE
            for one in sweep.varied
        ]
        note = "chosen" if trial.number == sweep.chosen else ""
        if trial.marked:
            note = " and ".join(filter(None, [note, sweep.mark]))
        cells.append([str(place_of(sweep, trial)), str(trial.number), share(trial.score), *values, note])
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    lines += [
        "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    lines += [
        "",
        "What mattered (share of the score's variance): "
        + ", ".join(f"{title} {text}" for title, _, _, text in _importance(sweep)),
    ]
    return lines
