"""Values of a run's JSON files, checked one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mien.errors import RunError


def share_of(value: Any) -> float:
    """A share; ValueError where it is not from 0 to 1."""
    value = float(value)
    if not 0 <= value <= 1:
        raise ValueError(f"{value} is not a share between 0 and 1")
    return value


def optional(value: Any) -> float | None:
    """A number, or None for null."""
    return None if value is None else float(value)


def optional_share(value: Any) -> float | None:
    """A share, or None for null."""
    return None if value is None else share_of(value)


def interval_of(value: Any) -> tuple[float, float] | None:
    """Two shares, low and high, or None for null."""
    if value is None:
        return None
    low, high = value
    return share_of(low), share_of(high)


def read_json(path: Path) -> Any:
    """The value of a JSON file; RunError where it is missing or damaged."""
    if not path.is_file():
        raise RunError(
            f"{path.parent}: no {path.name}; not a run directory, or the run did not finish "
            "(resume or repeat it)"
        )
    try:
        return json.loads(path.read_text("utf-8"), parse_constant=_refuse)
    except (ValueError, OSError) as error:
        raise RunError(f"{path}: cannot be read ({error}); run the command again") from error


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number")
