"""What workers entered, in the three forms in which Mechanical Turk's results have it.

A field of a form is a column ``Answer.NAME``. Radio buttons of the newer elements are a column a button,
``Answer.NAME.VALUE``, true where it was chosen. Older downloads of these elements have everything as JSON in
one column, ``Answer.taskAnswers``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from mien.errors import FormatError
from mien.tabular import Columns

JSON_COLUMN = "Answer.taskAnswers"
PREFIX = "Answer."
_CHOSEN = {"true": True, "1": True, "false": False, "0": False, "": False}


def entered(text: str) -> dict[str, str]:
    """Name -> value of what JSON in ``Answer.taskAnswers`` says; groups within are ``GROUP.NAME``.

    Raises
    ------
    ValueError
        If it is no JSON of names and values.
    """
    value = json.loads(text) if text else {}
    found: dict[str, str] = {}
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            raise ValueError("no names and values")
        found |= flat(one)
    return found


def flat(values: dict[str, Any]) -> dict[str, str]:
    """Name -> value as text of a JSON object; what is within objects is ``OUTER.NAME``, null is empty."""
    return dict(_flat("", values))


def _flat(start: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(f"{start}{name}.", value)
        else:
            text = value if isinstance(value, str) else json.dumps(value)
            yield start + name, "" if value is None else text


def with_task_answers(table: Columns) -> Columns:
    """The table with what its JSON says as columns ``Answer.NAME`` too.

    Raises
    ------
    FormatError
        If the JSON of a row cannot be read; the message names its line.
    """
    texts = table.text.get(JSON_COLUMN)
    if texts is None:
        return table
    rows = []
    for text, line in zip(texts, table.line, strict=True):
        try:
            rows.append(entered(text))
        except ValueError:
            raise FormatError(table.path, f"{JSON_COLUMN} is not JSON of names and values", line) from None
    names = dict.fromkeys(PREFIX + name for row in rows for name in row)
    more = {
        name: [row.get(name.removeprefix(PREFIX), "") for row in rows]
        for name in names
        if name not in table.text
    }
    return replace(table, names=(*table.names, *more), text={**table.text, **more})


def chosen(table: Columns, column: str) -> list[str]:
    """What was entered under a name: its column, or the value of the button that was chosen; ``""`` for none.

    Raises
    ------
    FormatError
        If there is neither, a button is neither true nor false, or two of a row are chosen.
    """
    if column in table.text:
        return table.text[column]
    buttons = [name for name in table.text if name.startswith(f"{column}.")]
    if not buttons:
        there = [name for name in table.names if name.startswith(PREFIX)] or list(table.names)
        raise FormatError(
            table.path, f"no column {column}, nor {column}.VALUE; there are {', '.join(there)}", 1
        )
    if len(buttons) == 1 and buttons[0].endswith(".label"):
        return table.text[buttons[0]]
    return [_pressed(table, column, buttons, row) for row in range(len(table))]


def _pressed(table: Columns, column: str, buttons: Sequence[str], row: int) -> str:
    down = []
    for name in buttons:
        value = _CHOSEN.get(table.text[name][row].lower())
        if value is None:
            what = f"{name} is {table.text[name][row]!r}; expected true or false"
            raise FormatError(table.path, what, table.line[row])
        if value:
            down.append(name.removeprefix(f"{column}."))
    if len(down) > 1:
        raise FormatError(table.path, f"{column} is {' and '.join(down)} at once", table.line[row])
    return down[0] if down else ""
