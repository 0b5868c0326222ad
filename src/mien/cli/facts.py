"""Facts as aligned lines of text."""

from __future__ import annotations

from typing import Any


def facts_text(facts: dict[str, Any]) -> str:
    """A line a fact, values in plain words."""
    width = max(len(name) for name in facts)
    return "\n".join(f"{name.replace('_', ' '):<{width}}  {_plain(value)}" for name, value in facts.items())


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value) or "none"
    return "not said" if value is None else str(value)
