"""What a reader must know of a run before anything else: headline, warnings, facts, counts of the split."""

from __future__ import annotations

from markupsafe import Markup

from mien.drawing.names import Names
from mien.drawing.tested import few, fewest_people, tested
from mien.report.lead import lead
from mien.report.pages import page
from mien.runs import Run, RunInfo

SIMULATED = "simulated raters"


def html_head(run: Run, folded: bool = False) -> Markup:
    """The head of a run, its facts `folded` or not; of one that did not finish what it was to be."""
    info = run.info
    return page(
        "head.html",
        info=info,
        folded=folded,
        path=str(run.path),
        begun=[("Faces", run.reading.asked)] if run.reading is not None else [],
        simulated=info is not None and info.raters == SIMULATED,
        few=few(fewest_people(info)) if info is not None else "",
        lead=lead(run),
        facts=_facts(info, Names(run.table)) if info is not None else [],
    )


def _facts(info: RunInfo, names: Names) -> list[tuple[str, str]]:
    data, every = info.data, info.selection.every
    took = f"{info.seconds / 60:.1f} minutes" if info.seconds else ""
    if info.minutes:
        each = (f"{names.title(name)} {value:.1f}" for name, value in info.minutes.items())
        took += f" ({', '.join(each)})"
    facts = [
        ("Faces", data.source),
        ("Read from", info.asked),
        ("Licence", data.licence),
        ("Size", f"{data.faces:,} faces of {data.subjects:,} people"),
        ("Tested on", tested(info)),
        ("Used", f"1 frame in {every}, and all that people were asked about" if every > 1 else ""),
        ("Labels", ", ".join(f"{label or 'none'} {count:,}" for label, count in data.labels.items())),
        ("Landmarks", " in ".join(text for text in (data.layout, data.unit) if text)),
        ("Recipe", info.recipe),
        ("Seeds", ", ".join(map(str, info.seeds))),
        ("Started", info.started.replace("T", " ")),
        ("Took", took),
        *(("Note", note) for note in data.notes),
    ]
    return [(name, value) for name, value in facts if value]
