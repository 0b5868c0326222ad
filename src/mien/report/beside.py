"""Several runs side by side: their figures in one table a task, and the settings in which they differ."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.drawing.tested import tested
from mien.report.pages import NO_FIGURE, page, written
from mien.runs import Run


def html_beside(runs: Mapping[str, Run]) -> Markup:
    """A table a column of the paper's tables: a line a representation, a column a run.

    Under a figure of a run after the first stands its difference from the first run's, where both were judged
    on draws of the same people; it is level where the interval includes zero.
    """
    judged = {name: run for name, run in runs.items() if run.table is not None}
    found = [run.table for run in judged.values() if run.table is not None]
    columns = list(dict.fromkeys(of for table in found for of in table.columns(paper=True)))
    rows = list(dict.fromkeys(row.name for table in found for row in table.rows))
    names = Names(found[0] if found else None)
    tables = []
    for of in columns:
        lines = [(names.title(row), [_cell(judged, name, row, *of) for name in judged]) for row in rows]
        kept = [line for line in lines if any(cell[0] != NO_FIGURE for cell in line[1])]
        tables.append((heading(*of), kept))
    return page("beside.html", runs=list(judged), tables=tables, paired=_paired(judged))


def _cell(runs: Mapping[str, Run], name: str, row: str, task: str, kind: str) -> tuple[str, str, str]:
    """Figure, interval, and the difference from the first run in words."""
    run, first = runs[name], next(iter(runs.values()))
    own = next((one for one in run.table.rows if one.name == row), None) if run.table else None
    figure = None if own is None else own.figure(task, kind)
    if figure is None:
        return NO_FIGURE, "", ""
    text = written(figure.value, figure.scale)
    width = "–".join(written(bound, figure.scale) for bound in figure.interval or ())
    if run is first or run.replicates is None or first.replicates is None:
        return text, width, ""
    apart = run.replicates.apart(row, row, task, kind, first.replicates)
    if apart is None:
        return text, width, ""
    words = "level" if apart.level else "differs"
    return text, width, f"{words}, {_signed(apart.low)} to {_signed(apart.high)}"


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + written(value)


def _paired(runs: Mapping[str, Run]) -> str:
    """What the differences are, or why there are none."""
    names = list(runs)
    if len(names) < 2:
        return ""
    first, others = runs[names[0]], [runs[name] for name in names[1:]]
    if any(run.replicates is None for run in runs.values()):
        return "Runs that keep no draws (made by an earlier version) are not compared draw by draw."
    if not any(one.replicates and first.replicates and one.replicates.people == first.replicates.people
               for one in others):  # fmt: skip
        return (
            "The runs were not tested on the same people with the same seeds, so differences between them "
            "have no paired interval; compare intervals with care."
        )
    return (
        f"Third line: 95 % interval of the figure minus that of {names[0]}, in the same draws of the same "
        "test people; level where it includes zero."
    )


def differing(runs: Mapping[str, Run]) -> list[tuple[str, list[str]]]:
    """Facts and settings in which the runs differ: name, and a text a run; a dash where it is not said."""
    facts, settings = [_facts(run) for run in runs.values()], [_settings(run) for run in runs.values()]
    lines = [(line, {text for text in line[1] if text != NO_FIGURE}) for line in _lines(facts)]
    told = [line for line, texts in lines if len(texts) > 1]
    return told + [line for line in _lines(settings) if len(set(line[1])) > 1]


def _lines(told: Sequence[Mapping[str, str]]) -> list[tuple[str, list[str]]]:
    keys = dict.fromkeys(key for one in told for key in one)
    return [(key, [one.get(key, NO_FIGURE) for one in told]) for key in keys]


def _facts(run: Run) -> dict[str, str]:
    """What an unfinished run does not tell is left out."""
    if run.info is None:
        return {}
    info = run.info
    return {
        "experiment": info.experiment,
        "faces": info.asked or info.data.source,
        "people": f"{info.data.subjects:,}",
        "tested on": tested(info),
        "seeds": ", ".join(map(str, info.seeds)),
        "mien": info.mien,
        **info.versions,
    }


def _settings(run: Run) -> dict[str, str]:
    try:
        return _dotted(tomllib.loads(run.config))
    except tomllib.TOMLDecodeError:
        return {"settings": "cannot be read"}


def _dotted(values: Mapping[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in values.items():
        name = f"{before}{key}"
        found |= _dotted(value, f"{name}.") if isinstance(value, dict) else {name: str(value)}
    return found
