"""What a command found or did, in one shape for people and for programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer


@dataclass(frozen=True)
class Result:
    """What every command returns.

    Attributes
    ----------
    found : printed as JSON with ``--json``; paths, dataclasses, records and NumPy's numbers may be in it.
    text : printed without it: lines, or a function that prints them.
    code : exit status.
    """

    found: Any
    text: str | Sequence[str] | Callable[[], None] = ""
    code: int = 0

    def show(self, as_json: bool, told: Callable[[str], str] = str) -> None:
        """Print one of the two; `told` is how its texts are said."""
        if as_json:
            typer.echo(told(json.dumps(plain(self.found), indent=1, ensure_ascii=False, allow_nan=False)))
        elif callable(self.text):
            self.text()
        elif self.lines:
            typer.echo(told(self.lines))

    @property
    def lines(self) -> str:
        """The text, none where a function prints it."""
        if callable(self.text):
            return ""
        return self.text if isinstance(self.text, str) else "\n".join(self.text)


def plain(value: Any) -> Any:
    """A value as JSON has it; a number that JSON does not know is null."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, str):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):
        return plain(value.model_dump(mode="json"))
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, float) and value - value != 0:
        return None
    return value
