"""Tables by their columns: latents, triplets, questions and answers, labels, scores, what a study exports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import MienError, listed

Facts = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """A kind of table.

    Attributes
    ----------
    kind : in words.
    columns : that it has in any case; `never` are those that it never has.
    told : beside rows and columns, what is to be said of it.
    """

    kind: str
    columns: tuple[str, ...]
    told: Callable[[Path], Facts] | None = None
    never: tuple[str, ...] = ()


def facts(path: Path) -> Facts | None:
    """The facts of a table; None where its columns are not known."""
    from mien.tabular import header_of
    from mien.triplets.notes import read_notes

    if path.is_dir() or path.suffix.lower() not in (".csv", ".parquet", ".tsv"):
        return None
    try:
        columns = header_of(path)
    except MienError:
        return None
    if "landmarks" in columns:
        return None
    for one in _tables():
        if set(one.columns) <= set(columns) and not set(one.never) & set(columns):
            told = one.told(path) if one.told is not None else _counted(path, columns)
            return {"kind": one.kind, **told, "columns": _joined(columns), "notes": list(read_notes(path))}
    return None


def _tables() -> Iterator[Known]:
    """The kinds, those with more columns first."""
    from mien.study.tasks.registry import TASKS, task_class
    from mien.triplets.formats.ours import LABEL_COLUMNS

    yield Known("latents", ("face", "subject", "z0"), _latents)
    yield Known("triplets", ("anchor", "near", "far"), _triplets)
    yield Known("all answers of a study", ("answer", "question", "rater", "choice", "counted"))
    yield Known("checks of a study", ("name", "role", "expected"))
    yield Known("answers to triplets", ("question", "rater", "choice"), _answers, ("answer",))
    yield Known("questions", ("name", "anchor", "first", "second"), _questions)
    yield Known("labels", ("face", "label", "negative", "neutral", "positive"), _labels)
    yield Known("answers of label questions", LABEL_COLUMNS[:3])
    for name in TASKS:
        task = task_class(name)
        needed = tuple(column for column in task.told if column not in ("seconds", "left", "repeat"))
        yield Known(f"answers of {name} questions", needed)
    yield Known("scores of faces", ("face", "score"))
    yield Known("pairs of faces", ("more", "less", "votes"))
    yield Known("what runs of a curve came to", ("axis", "size", "row", "task", "value"))
    yield Known("how screens were", ("rater", "window_width", "face_degrees"))
    yield Known("how questions were shown", ("rater", "question", "onset"))
    yield Known("people to be paid", ("participant", "submission", "rater", "outcome"))
    yield Known("raters of a study", ("rater", "platform", "state", "agreement"))
    yield Known("dictionary of columns", ("column", "type", "unit", "meaning"))
    for name in TASKS:
        columns = task_class(name).columns
        yield Known(f"{name} questions of a study", ("name", *columns[:3]))
    yield Known("faces with labels", ("face", "label"), _labels)


def _read(path: Path, *columns: str) -> dict[str, list[str]]:
    from mien.tabular import read_columns

    return dict(read_columns(path, columns).text)


def _counted(path: Path, columns: list[str]) -> Facts:
    """Rows, and how many people and faces are named."""
    named = [name for name in ("rater", "face", "question", "name") if name in columns]
    read = _read(path, *(named or columns[:1]))
    found: Facts = {"rows": len(next(iter(read.values())))}
    plural = {"rater": "raters", "face": "faces", "question": "questions", "name": "names"}
    return found | {plural[name]: len(set(read[name])) for name in named}


def _joined(columns: list[str]) -> list[str]:
    """Columns with z0, z1 … as one."""
    found: list[str] = []
    for name in columns:
        stem = re.sub(r"\d+$", "", name)
        last = found[-1] if found else ""
        if stem in ("z", "sd", "face_") and re.sub(r"\d+( to .*)?$", "", last) == stem:
            found[-1] = f"{last.partition(' to ')[0]} to {name}"
        else:
            found.append(name)
    return found


def _latents(path: Path) -> Facts:
    from mien.tabular import header_of, iter_columns

    names = [name for name in header_of(path) if re.fullmatch(r"z\d+", name)]
    rows, people, labels = 0, set[str](), Counter[str]()
    low, high = np.inf, -np.inf
    texts = [name for name in ("subject", "label") if name in header_of(path)]
    for _, columns in iter_columns(path, names, texts):
        values = np.stack([columns[name] for name in names])
        rows += values.shape[1]
        low, high = min(low, float(np.min(values))), max(high, float(np.max(values)))
        people |= set(columns["subject"].tolist())
        labels.update(columns["label"].tolist() if "label" in columns else ())
    return {
        "faces": rows,
        "people": len(people),
        "dimensions": len(names),
        "range": [round(low, 3), round(high, 3)] if rows else [],
        "labels": {name or "none": count for name, count in sorted(labels.items())},
        "smoothed": "sd0" in header_of(path),
    }


def _triplets(path: Path) -> Facts:
    from mien.triplets.files import COLUMNS, read_known_triplets

    face = np.unique([name for column in _read(path, *COLUMNS).values() for name in column])
    triplets, notes = read_known_triplets(path, face)
    weight, count = np.unique(triplets.weight, return_counts=True)
    by = {f"{one:g}": int(n) for one, n in zip(weight[::-1], count[::-1], strict=True)}
    odd = [note for note in notes if "more than once" in note]
    return {
        "triplets": len(triplets),
        "faces": len(face),
        "by_weight": by if len(by) <= 12 else {"different weights": len(by)},
        "odd": odd,
    }


def _questions(path: Path) -> Facts:
    from mien.triplets.formats.ours import read_questions

    asked, face = read_questions(path)
    return {
        "questions": len(asked),
        "faces": len(face),
        "by_part": dict(Counter(map(str, asked.part.tolist()))),
    }


def _answers(path: Path) -> Facts:
    read = _read(path, "question", "rater", "choice")
    each = Counter(Counter(read["question"]).values())
    return {
        "answers": len(read["question"]),
        "questions": len(set(read["question"])),
        "raters": len(set(read["rater"])),
        "answers_a_question": {str(number): count for number, count in sorted(each.items())},
        "choices": dict(Counter(read["choice"])),
    }


def _labels(path: Path) -> Facts:
    read = _read(path, "face", "label")
    counts = Counter(read["label"])
    many = listed(sorted(counts)) if len(counts) > 12 else dict(counts)
    return {"faces": len(set(read["face"])), "labels": many}
