"""Options that several commands have, and what they mean."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.files import READS_MODEL, Reads
from mien.cli.reading import source
from mien.sources.asked import Asked
from mien.sources.registry import forms
from mien.training.engines.registry import AUTO, ENGINES

if TYPE_CHECKING:
    from mien.cli.progress import Shown
    from mien.runs import RunDirectory
    from mien.settings import Settings
    from mien.sources.asked import AskedAndRead


_SHORT = 40
Recipe = StrEnum("Recipe", ["fast", "quick", "paper"])
# What to do with what cannot be used.
Unusable = StrEnum("Unusable", ["error", "drop"])


def one_of(names: Iterable[str], help: str) -> Any:
    """An option that takes one of these names; a registry's error tells of any other."""
    known = list(names)

    def starting(incomplete: str) -> list[str]:
        return [name for name in known if name.startswith(incomplete)]

    joined = f"[{'|'.join(known)}]"
    if len(joined) > _SHORT:
        joined, help = "NAME", f"{help} There are {', '.join(known)}."
    return typer.Option(metavar=joined, help=help, show_default=False, autocompletion=starting)


BUILTIN = Asked("builtin")
Data = Annotated[Asked, typer.Option(parser=source, help=f"Faces: {forms()}.")]
DataArgument = Annotated[
    Asked, typer.Argument(parser=source, help="Faces, as for --data of other commands.", show_default=False)
]

RecipeOption = Annotated[Recipe, typer.Option(help="Steps: quick 300, fast 750, paper 100,000 (all of V-C).")]
ConfigOption = Annotated[
    Path | None,
    typer.Option(help="TOML file with settings, instead of a recipe.", show_default=False),
    Reads(".toml"),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="A setting, for example training.steps=100 or model.encoder=[64,32]; can be repeated.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check and read everything, say what would be done, train nothing.")
]
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
Model = Annotated[Path, typer.Argument(help="Folder of a trained model.", show_default=False), READS_MODEL]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the result only.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the interrupted run in --out.")]


def settings(
    recipe: Recipe,
    config: Path | None,
    experiment: str = "posed",
    engine: str | None = None,
    device: str | None = None,
    changes: Sequence[str] | None = None,
    model: str | None = None,
) -> Settings:
    """The settings of a file, or of an experiment's recipe, with what is changed of them.

    A ConfigError where a file, key or value is wrong, or there is no such model or engine.
    """
    from mien.models.registry import MODELS
    from mien.settings import Settings
    from mien.settings import recipe as named

    found = named(recipe.value, experiment) if config is None else Settings.load(config)
    asked = {name: value for name, value in (("engine", engine), ("device", device)) if value is not None}
    kind = {} if model is None else {"kind": model}
    changed = found.with_typed(changes or ()).changed(training=asked, model=kind)
    MODELS.find(changed.model.kind)
    if changed.training.engine != AUTO:
        ENGINES.find(changed.training.engine)
    return changed


def read(data: Asked, shown: Shown) -> AskedAndRead:
    """The source with its faces, so that whatever is wrong with them shows before PyTorch is loaded."""
    from mien.sources.opening import read_already

    shown.stage(f"Reading {data}")
    return read_already(data)


def look_at_triplets(path: Path | None, read: AskedAndRead, unknown: str) -> None:
    """Refuse a file of triplets that cannot be used with these faces, before PyTorch is loaded."""
    from mien.triplets.files import read_known_triplets

    if path is not None:
        read_known_triplets(path, read.faces.face, unknown)


def table_of(run: RunDirectory) -> dict[str, Any]:
    """The rows of a run's table, for ``--json``."""
    from mien.runs import Table

    return {"table": run.load(Table)}


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
