"""How people saw the questions, as it is kept and given out.

Both are facts of a person, JSON: ``display-NN`` of the window and screen, the first and each change after it;
``showing-LEASE-ATTEMPT`` of the clips of one answer, taken back or not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mien.study.store import Store

DISPLAY, SHOWING = "display-", "showing-"
DISPLAYS, SHOWINGS = "displays", "showings"
"""Names of the files."""
DISPLAY_COLUMNS = (
    "rater", "since", "window_width", "window_height", "screen_width", "screen_height", "ratio", "zoom",
    "theme", "contrast", "motion", "input", "hover", "face_width", "face_degrees", "pixels_per_mm",
    "distance_mm", "distance_by",
)  # fmt: skip
SHOWING_COLUMNS = (
    "rater", "question", "repeat", "face_width", "onset", "clips", "drawn", "missed", "longest", "plays",
)  # fmt: skip
_FACTS = (
    "SELECT person.pseudonym, fact.at, fact.value FROM fact JOIN person ON person.id = fact.person "
    "WHERE fact.name LIKE ? AND fact.value <> '' ORDER BY fact.person, fact.at, fact.name"
)
_SHOWINGS = f"""
SELECT person.pseudonym, question.name, answer.turn, fact.value
FROM answer JOIN person ON person.id = answer.person JOIN question ON question.id = answer.question
JOIN fact ON fact.person = answer.person AND fact.name = '{SHOWING}' || answer.lease || '-' ||
  (SELECT count(*) FROM undone WHERE undone.lease = answer.lease)
ORDER BY answer.id
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
        "missed": sum(one["late"] for one in clips),
        "longest": max((one["longest"] for one in clips), default=0),
        "plays": max((one["plays"] for one in clips), default=0),
    }
