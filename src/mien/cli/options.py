"""Options that several commands have, and what they mean."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.reading import source
from mien.sources.asked import Asked
from mien.sources.registry import forms
from mien.training.engines.registry import AUTO, ENGINES

if TYPE_CHECKING:
    from mien.cli.progress import Shown
    from mien.settings import Settings


Recipe = StrEnum("Recipe", ["fast", "paper"])
# What to do with what cannot be used.
Unusable = StrEnum("Unusable", ["error", "drop"])


def one_of(names: Iterable[str], help: str) -> Any:
    """An option that takes one of these names; a registry's error tells of any other."""
    return typer.Option(metavar=f"[{'|'.join(names)}]", help=help, show_default=False)


BUILTIN = Asked("builtin")
Data = Annotated[Asked, typer.Option(parser=source, help=f"Faces: {forms()}.")]
DataArgument = Annotated[
    Asked, typer.Argument(parser=source, help="Faces, as for --data of other commands.", show_default=False)
]

RecipeOption = Annotated[Recipe, typer.Option(help="fast: minutes; paper: 100,000 steps, all of V-C.")]
ConfigOption = Annotated[Path | None, typer.Option(help="TOML file with settings, instead of a recipe.")]
MissingNeutral = Annotated[
    Unusable, typer.Option(help="People without a neutral face, where it is needed: refuse, or leave out.")
]
TripletsUnknown = Annotated[
    Unusable, typer.Option("--on-unknown", help="Triplets with a face not in the data: refuse, or leave out.")
]
Crossing = Annotated[
    Unusable,
    typer.Option("--on-crossing", help="Triplets across parts of the split: refuse, or leave out."),
]
Engine = Annotated[str | None, one_of((AUTO, *ENGINES), "How a step runs; auto: the fastest.")]
Device = Annotated[
    str | None, typer.Option(help="auto takes a GPU where there is one; else cpu, cuda …", show_default=False)
]
Seeds = Annotated[int, typer.Option(min=1, help="Repeat with this many seeds: mean and spread.")]
Only = Annotated[str, typer.Option(help="Rows to make, joined by commas, for example m1,m2.")]
Tasks = Annotated[
    str, typer.Option(help="Tasks to judge by, joined by commas: person,retrieval; all if left out.")
]
Rivals = Annotated[bool, typer.Option("--rivals", help="Add the rivals to the table.")]
Against = Annotated[str, typer.Option(help="Row to compare the others with; m2, m1, difference or the last.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the result only.")]
Json = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the interrupted run in --out.")]


def settings(
    recipe: Recipe,
    config: Path | None,
    experiment: str = "posed",
    engine: str | None = None,
    device: str | None = None,
) -> Settings:
    """The settings of a file, or of an experiment's recipe, with the engine and device asked for."""
    from mien.settings import Settings
    from mien.settings import recipe as named

    found = named(recipe.value, experiment) if config is None else Settings.load(config)
    asked = {name: value for name, value in (("engine", engine), ("device", device)) if value is not None}
    return found.changed(training=asked)


def typed() -> str:
    """The command as the user typed it."""
    return shlex.join(["mien", *sys.argv[1:]])


def progress(quiet: bool) -> Shown:
    """Who shows progress."""
    from mien.cli.progress import Shown

    return Shown(quiet)


def names(text: str) -> tuple[str, ...]:
    """Names that are joined by commas; none of an empty text."""
    return tuple(name.strip() for name in text.split(",")) if text else ()


def proportions(text: str) -> tuple[float, float, float]:
    """Shares of training, validation and test people, for example of ``25,8,8``."""
    from mien.errors import ConfigError

    try:
        numbers = [float(part) for part in text.split(",")]
        if len(numbers) != 3 or not all(0 < number < float("inf") for number in numbers):
            raise ValueError
    except ValueError:
        raise ConfigError(
            f"--split is {text!r}; expected three positive numbers, for example 25,8,8"
        ) from None
    return tuple(number / sum(numbers) for number in numbers)  # type: ignore[return-value]
