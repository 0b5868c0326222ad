"""Answers in any table, by the names of its columns: CSV, Parquet or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, listed
from mien.tabular import Columns, header_of, read_columns
from mien.text import text_of
from mien.triplets.formats.choices import chosen_of
from mien.triplets.formats.judgments import INVALID, Judgments, Tolerance, judged
from mien.triplets.formats.lines import plain
from mien.triplets.formats.numbers import odd_one_out_triplets
from mien.triplets.formats.presets import FACES, TableColumns
from mien.triplets.formats.stimuli import faces_of
from mien.triplets.formats.task_answers import flat
from mien.triplets.values import shows_a_face_twice

OTHER_ROWS = "rows that are no answers: no face is named in them"
UNKNOWN_FACES = "answers with a stimulus that is no face of the data"
NOT_WHERE = "rows that --where does not take"
_SLOW_SECONDS = 300
_WAYS = (("anchor", "near", "far"), ("anchor", "first", "second", "choice"), ("first", "second", "odd"))


def read_table(
    path: str | Path,
    columns: TableColumns,
    face: np.ndarray | None = None,
    tolerance: Tolerance | None = None,
    part: str = "",
    where: str = "",
    count_from: int = 0,
) -> Judgments:
    """Read answers of which the columns are known by name.

    Parameters
    ----------
    columns : which column says what.
    face : (n,) str, the faces that stimuli are matched to; the names of their pictures if None.
    tolerance : what to do with stimuli that are no face (`unknown`), choices that are neither face, second
        answers.
    part : part of the split that all questions belong to, where no column says it.
    where : ``COLUMN=VALUE``, to take only these rows.
    count_from : number of the first face where stimuli are numbers of faces.

    Raises
    ------
    FormatError
        If the file cannot be read, lacks a column, or an answer cannot be used; the message names the line,
        in JSON the number of the record.
    """
    path, tolerance = Path(path), tolerance or Tolerance()
    table = _table(path)
    left_out: dict[str, int] = {}
    if where:
        table = _filtered(table, where, left_out)
    name_of = _names(table, columns)
    way = next(way for way in _WAYS if set(way) <= set(name_of))
    shown = [role for role in way if role in FACES]
    table = _answers_only(table, [name_of[role] for role in shown], left_out)
    stimuli = np.array([table.text[name_of[role]] for role in shown], dtype=np.str_)
    lines = np.array(table.line)
    rows, faces, how = faces_of(
        path, stimuli.reshape(-1).tolist(), np.tile(lines, len(shown)).tolist(), face, count_from
    )
    notes = [how] if how else []
    rows = rows.reshape(len(shown), -1).T
    keep = _known(path, rows, stimuli, lines, tolerance, left_out)
    twice = np.flatnonzero(shows_a_face_twice(rows) & keep)
    if len(twice):
        raise FormatError(path, f"a face is twice in {listed(stimuli[:, twice[0]])}", int(lines[twice[0]]))
    side = _sides(table, name_of, columns, rows, shown)
    if "choice" in way:
        first_left = np.where(side < 0, -1, side == rows[:, 1])
        choice, meaning = chosen_of(table, name_of["choice"], stimuli, first_left, columns.choices, path)
        notes += meaning
        keep &= _valid(path, table.text[name_of["choice"]], choice, keep, lines, tolerance, left_out)
        rows = np.where((choice == 1)[:, None], rows[:, [0, 2, 1]], rows)
    seconds = _seconds(table, name_of, notes)
    rater = np.array(table.text[name_of["rater"]] if "rater" in name_of else [""] * len(table), dtype=np.str_)
    if not keep.any():
        raise FormatError(path, "no answer can be used")
    rows, rater, seconds, lines, side = (of[keep] for of in (rows, rater, seconds, lines, side))
    known = {"seconds": seconds, "left": side}
    if "odd" in way:
        known = {
            name: np.repeat(of, 2) for name, of in {"seconds": seconds, "given": np.arange(len(rows))}.items()
        }
        rows, rater, lines = odd_one_out_triplets(rows), np.repeat(rater, 2), np.repeat(lines, 2)
    found = judged(path, lines, rows, rater, faces, tolerance, part, **known)
    return replace(found, left_out={**left_out, **found.left_out}, notes=tuple(notes))


def _table(path: Path) -> Columns:
    if path.suffix.lower() not in (".json", ".jsonl"):
        return read_columns(path, (), [name for name in header_of(path) if name], short=True)
    text, records = text_of(path), []
    try:
        records = _records(json.loads(text))
    except ValueError:
        try:
            records = [
                one for line in text.splitlines() if line.strip() for one in _records(json.loads(line))
            ]
        except ValueError as error:
            raise FormatError(path, f"cannot be read as JSON ({error})") from None
    rows = [flat(record) for record in records]
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [row.get(name, "").strip() for row in rows] for name in names}
    return Columns(path, names, columns, list(range(1, len(rows) + 1)))


def _records(value: Any) -> list[dict[str, Any]]:
    """The rows of JSON: a list of them, lists of such lists, or an object that holds the list."""
    if isinstance(value, dict):
        inside = [
            item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)
        ]
        return _records(inside[0]) if len(inside) == 1 and "anchor" not in value else [value]
    if not isinstance(value, list):
        raise ValueError("no list of records")
    return [record for item in value for record in _records(item)]


def _filtered(table: Columns, where: str, left_out: dict[str, int]) -> Columns:
    asked, mark, value = where.partition("=")
    name = _find(table, (asked.strip(),))
    if not mark or name is None:
        raise FormatError(
            table.path, f"--where is {where!r}; expected COLUMN=VALUE with one of {listed(table.names, 20)}"
        )
    keep = [row for row, text in enumerate(table.text[name]) if text == value.strip()]
    if len(keep) < len(table):
        left_out[NOT_WHERE] = len(table) - len(keep)
    return _rows(table, keep)


def _rows(table: Columns, keep: Sequence[int]) -> Columns:
    text = {name: [values[row] for row in keep] for name, values in table.text.items()}
    return replace(table, text=text, line=[table.line[row] for row in keep])


def _find(table: Columns, names: Sequence[str]) -> str | None:
    """The first of these columns that is there; R and pandas may have changed what is no letter or digit."""
    for name in names:
        if name in table.text:
            return name
        alike = [other for other in table.text if plain(other) == plain(name)]
        if len(alike) == 1:
            return alike[0]
    return None


def _names(table: Columns, columns: TableColumns) -> dict[str, str]:
    """Role -> its column."""
    main = {role: names for role, names in columns.columns.items() if role in FACES or role == "choice"}
    found = {
        role: name
        for role, names in columns.columns.items()
        if role not in main and (name := _find(table, names)) is not None
    }
    for place in range(max(map(len, main.values()), default=0)):
        here = {role: _find(table, (names[min(place, len(names) - 1)],)) for role, names in main.items()}
        there = {role: name for role, name in here.items() if name is not None}
        if len(there) == len(main) and any(set(way) <= set(there) for way in _WAYS):
            return found | there
    lacking = {role: names for role, names in main.items() if _find(table, names) is None}
    have = f"there are the columns {listed(table.names, 20)}"
    if lacking:
        what = ", ".join(f"{' or '.join(names)} ({role})" for role, names in lacking.items())
        add = ",".join(f"{role}=…" for role in lacking)
        raise FormatError(table.path, f"no column {what}; {have}; say with --columns {add}", 1)
    ways = ", or ".join(" and ".join(way) for way in _WAYS)
    raise FormatError(table.path, f"--columns must say {ways}; {have}", 1)


def _answers_only(table: Columns, shown: Sequence[str], left_out: dict[str, int]) -> Columns:
    """Without rows that name no face at all, as those of instructions; a row that names some is an answer."""
    named = [[bool(table.text[name][row]) for name in shown] for row in range(len(table))]
    for row, there in enumerate(named):
        if any(there) and not all(there):
            raise FormatError(table.path, f"{shown[there.index(False)]} is empty", table.line[row])
    keep = [row for row, there in enumerate(named) if all(there)]
    if not keep:
        raise FormatError(table.path, f"there are no answers: {listed(shown)} are empty everywhere")
    if len(keep) < len(table):
        left_out[OTHER_ROWS] = len(table) - len(keep)
    return _rows(table, keep)


def _known(
    path: Path,
    rows: np.ndarray,
    stimuli: np.ndarray,
    lines: np.ndarray,
    tolerance: Tolerance,
    left_out: dict[str, int],
) -> np.ndarray:
    keep = (rows >= 0).all(axis=1)
    if not keep.all():
        lost = np.unique(stimuli[rows.T < 0])
        if tolerance.unknown == "error":
            first = int((~keep).argmax())
            raise FormatError(
                path,
                f"stimulus {listed(stimuli[:, first][rows[first] < 0])} is no face of the data "
                f"({int((~keep).sum())} such answers); leave them out with --on-unknown drop",
                int(lines[first]),
            )
        left_out[f"{UNKNOWN_FACES}: {listed(lost)}"] = int((~keep).sum())
    return np.asarray(keep)


def _valid(
    path: Path, said: Sequence[str], choice: np.ndarray, keep: np.ndarray, lines: np.ndarray, tolerance:
    Tolerance, left_out: dict[str, int],
) -> np.ndarray:  # fmt: skip
    wrong = np.flatnonzero((choice < 0) & keep)
    if len(wrong) and tolerance.invalid == "error":
        raise FormatError(
            path,
            f"choice {said[wrong[0]]!r} is neither face ({len(wrong)} such answers); say what choices mean "
            "with --choices first=…,second=…, or leave them out with --on-invalid drop",
            int(lines[wrong[0]]),
        )
    if len(wrong):
        left_out[INVALID] = len(wrong)
    return np.asarray(choice >= 0)


def _sides(
    table: Columns, name_of: dict[str, str], columns: TableColumns, rows: np.ndarray, shown: Sequence[str]
) -> np.ndarray:
    """(a,) int64, the face on the left, a row of the faces; -1 where it is not known."""
    if "first" not in shown:
        return np.full(len(table), -1, dtype=np.int64)
    first, second = rows[:, shown.index("first")], rows[:, shown.index("second")]
    if columns.first_left:
        return first
    if "left" not in name_of or name_of["left"] in (name_of["first"], name_of["second"]):
        return np.where(name_of.get("left") == name_of["first"], first, -1)
    side = table.text[name_of["left"]]
    pairs = [table.text[name_of[role]] for role in ("first", "second")]
    found = np.full(len(table), -1, dtype=np.int64)
    for row, text in enumerate(side):
        if text in ("first", pairs[0][row]):
            found[row] = first[row]
        elif text in ("second", pairs[1][row]):
            found[row] = second[row]
        elif text:
            raise FormatError(
                table.path,
                f"{name_of['left']} is {text!r}; expected first, second or one of the two",
                table.line[row],
            )
    return found


def _seconds(table: Columns, name_of: dict[str, str], notes: list[str]) -> np.ndarray:
    name = name_of.get("milliseconds", name_of.get("seconds", ""))
    if not name:
        return np.full(len(table), np.nan)
    blank = ("null", "none", "nan", "na")
    texts = ["" if text.lower() in blank else text.strip("[]") for text in table.text[name]]
    seconds = replace(table, text={name: texts}).seconds(name)
    if "milliseconds" in name_of:
        return seconds / 1000
    usual = float(np.nanmedian(seconds)) if (~np.isnan(seconds)).any() else 0.0
    if usual > _SLOW_SECONDS:
        notes.append(
            f"times of {name} are taken as milliseconds: in seconds half of them would be above {usual:.0f}"
        )
        return seconds / 1000
    return seconds
