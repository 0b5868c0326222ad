"""``mien convert``: a foreign format to Mien's own faces table; what it takes comes from the sources."""

from __future__ import annotations

import inspect
import typing
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from mien.cli.facts import facts_text
from mien.cli.options import Quiet, progress


class ConvertCommand(typer.core.TyperCommand):
    """Has an option for each setting of a source; the sources are imported when somebody asks for them."""

    @cached_property
    def _whole(self) -> Any:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command()(_with_options())
        return typer.main.get_command(app)

    @property
    def params(self) -> Any:
        """Arguments and options."""
        return self._whole.params

    @params.setter
    def params(self, given: Any) -> None:
        pass

    def invoke(self, ctx: Any) -> Any:
        """Run with what was parsed."""
        return self._whole.invoke(ctx)


def convert() -> None:
    """Turn a foreign format into Mien's own Parquet faces table."""
    # Only the name of the command; `ConvertCommand` has the parameters and what is done with them.


def _with_options() -> Any:
    """The command as a function whose signature has the options of all sources."""
    from mien.sources.registry import SOURCES

    kinds = StrEnum("Kind", {kind: kind for kind, source in SOURCES.items() if source.place})  # type: ignore[misc]
    parameters: dict[str, tuple[Any, Any]] = {
        "kind": (Annotated[kinds, typer.Argument(help="What to read.", show_default=False)], None),
        "source": (Annotated[Path, typer.Argument(help="Folder or file.", show_default=False)], None),
        "out": (Annotated[Path, typer.Argument(help="Faces: .parquet.", show_default=False)], None),
    }
    options = _options(list(kinds))
    parameters |= options
    parameters["quiet"] = (Quiet, False)

    def run(kind: str, source: Path, out: Path, quiet: bool, **given: Any) -> None:
        from mien.sources.convert import convert as write

        changed = {name: value for name, value in given.items() if value != options[name][1]}
        with progress(quiet) as shown:
            result = write(f"{kind}:{source}", out, changed, shown.counting("faces"))
        typer.echo(facts_text(result))

    run.__doc__ = convert.__doc__
    needed = ("kind", "source", "out")
    run.__annotations__ = {name: kind for name, (kind, _) in parameters.items()}
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if name in needed else default,
                annotation=kind,
            )
            for name, (kind, default) in parameters.items()
        ]
    )
    return run


def _options(kinds: list[str]) -> dict[str, tuple[Any, Any]]:
    """Name -> (annotation, default) of all settings of the sources; help says whose they are."""
    from mien.sources.registry import SOURCES

    takers: dict[str, list[str]] = {}
    fields: dict[str, Any] = {}
    for kind in kinds:
        for name, setting in SOURCES[kind].module().Options.model_fields.items():
            takers.setdefault(name, []).append(SOURCES[kind].title)
            fields.setdefault(name, setting)
    found = {}
    for name, setting in fields.items():
        what = setting.description
        if len(takers[name]) < len(kinds):
            what = f"{', '.join(takers[name])}: {what[0].lower()}{what[1:]}"
        bounds = {
            side: getattr(bound, key)
            for bound in setting.metadata
            for side, key in (("min", "ge"), ("max", "le"))
            if hasattr(bound, key)
        }
        option = typer.Option(f"--{name.replace('_', '-')}", help=what, **bounds)
        found[name] = (Annotated[_kind_of(name, setting.annotation), option], setting.default)
    return found


def _kind_of(name: str, annotation: Any) -> Any:
    """What the command line makes of a setting's type: numbers, choices, or text that the section reads."""
    if typing.get_origin(annotation) is typing.Literal:
        return StrEnum(name, {choice: choice for choice in typing.get_args(annotation)})
    if annotation in (bool, int, float):
        return annotation
    return str | None
