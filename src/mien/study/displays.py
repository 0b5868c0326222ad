"""How people saw the questions, as it is kept and given out.

Both are facts of a person, JSON: ``display-NN`` of the window and screen, the first and each change after it;
``showing-LEASE`` of the clips of one answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mien.study.store import Store

DISPLAY, SHOWING = "display-", "showing-"
DISPLAYS, SHOWINGS = "displays", "showings"
"""Names of the files."""
DISPLAY_COLUMNS: dict[str, type] = {
    "rater": str, "since": int, "window_width": int, "window_height": int, "screen_width": int,
    "screen_height": int, "ratio": float, "zoom": float, "theme": str, "contrast": int, "motion": str,
    "input": str, "hover": int, "face_width": int, "face_degrees": float, "pixels_per_mm": float,
    "distance_mm": int, "distance_by": str,
}  # fmt: skip
"""Column -> kind; `since` in milliseconds since 1970, sizes in CSS pixels."""
SHOWING_COLUMNS: dict[str, type] = {
    "rater": str, "question": str, "repeat": int, "face_width": int, "onset": int, "clips": int, "drawn": int,
    "late": int, "longest": int, "plays": int,
}  # fmt: skip
"""Column -> kind; `onset` and `longest` in milliseconds, `drawn` and `late` pictures of all clips together."""
_FACTS = (
    "SELECT person.pseudonym, fact.at, fact.value FROM fact JOIN person ON person.id = fact.person "
    "WHERE fact.name LIKE ? AND fact.value <> '' ORDER BY fact.person, fact.at, fact.name"
)
_SHOWINGS = f"""
SELECT person.pseudonym, question.name, answer.turn, fact.value
FROM answer JOIN person ON person.id = answer.person JOIN question ON question.id = answer.question
JOIN fact ON fact.person = answer.person AND fact.name = '{SHOWING}' || answer.lease ORDER BY answer.id
"""


async def displays(store: Store) -> list[dict[str, Any]]:
    """A row (`DISPLAY_COLUMNS`) for each way in which somebody saw the questions."""
    return [_display(*row) for row in await store.read(_FACTS, f"{DISPLAY}%")]


async def showings(store: Store) -> list[dict[str, Any]]:
    """A row (`SHOWING_COLUMNS`) for each answer about clips."""
    return [_showing(*row) for row in await store.read(_SHOWINGS)]


def _display(rater: str, since: int, value: str) -> dict[str, Any]:
    told: Mapping[str, Any] = json.loads(value)
    found = {name: told[name] for name in DISPLAY_COLUMNS if name in told}
    (width, height), (across, down) = told["window"], told["screen"]
    return {
        **found,
        "rater": rater,
        "since": since,
        "window_width": width,
        "window_height": height,
        "screen_width": across,
        "screen_height": down,
        "face_width": told["face"],
        "contrast": int(told["contrast"]),
        "hover": int(told["hover"]),
    }


def _showing(rater: str, question: str, turn: int, value: str) -> dict[str, Any]:
    told = json.loads(value)
    clips = told["clips"]
    return {
        "rater": rater,
        "question": question,
        "repeat": turn,
        "face_width": told["face"],
        "onset": told["onset"],
        "clips": len(clips),
        "drawn": sum(one["drawn"] for one in clips),
        "late": sum(one["late"] for one in clips),
        "longest": max((one["longest"] for one in clips), default=0),
        "plays": max((one["plays"] for one in clips), default=0),
    }
