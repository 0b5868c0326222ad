"""Commands that read faces have the options of all sources, by having a parameter that says which faces."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import typer

from mien.cli.command import Command, Group, described
from mien.cli.files import DASH, Streams
from mien.sources.asked import Asked

SECTION = "How the faces are read"
# Where a command that has no such parameter finds the options that were given.
READING = "mien.reading"


def source(word: Asked | str) -> Asked:
    """What is typed for a parameter of type `Asked`, by which a command is known to read faces."""
    return Asked.of(word)


class ReadingCommand(Command):
    """Has an option for each setting of a source where it reads one.

    The sources are imported when the command itself is asked for, or its help, and not before. What was given
    goes into the `Asked` of the parameter, and into the context's ``meta[READING]``.

    Attributes
    ----------
    guesses : whether the command itself finds out what a path is, so that nothing of it is checked before.
    """

    guesses: ClassVar[bool] = False

    def further(self) -> list[Any]:
        """The options of the sources."""
        return list(self._how.values())

    @cached_property
    def _which(self) -> Any:
        """The parameter that says which faces to read, by its type; None where there is none."""
        plain = {name: _without_extras(hint) for name, hint in self.hints.items()}
        return next((one for one in self.own if plain.get(one.name) in (Asked, Asked | None)), None)

    def settings(self) -> Mapping[str, tuple[Any, str]]:
        """Setting of a source -> the field, and its description; none where nothing is read."""
        return {} if self._which is None else settings_of_sources()

    @cached_property
    def _how(self) -> dict[str, Any]:
        taken = {one.name for one in self.own}
        options = {name: found for name, found in self.settings().items() if name not in taken}
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command()(_taking({name: _option(name, *found) for name, found in options.items()}))
        made = typer.main.get_command(app).params if options else []
        return {one.name: one for one in made}

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the command's own options, and then those of the sources."""
        parts: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": [], SECTION: []}
        for one in self.get_params(ctx):
            record = one.get_help_record(ctx)
            if record is not None:
                kind = "Arguments" if one.param_type_name == "argument" else "Options"
                title = SECTION if one.name in self._how else kind
                head = record[0].replace(f"<{Asked.__name__}>", "<source>")
                if kind == "Arguments":
                    # A long list of choices stands in the text instead.
                    head = re.sub(r" <[^>]{40,}>$", "", head)
                parts[title].append((head, record[1]))
        for title, rows in parts.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def prepare(self, ctx: Any, opened: Streams) -> None:
        """Make one value of the source and its options, and refuse a source that cannot be there.

        A ConfigError if there are options of a source and none is read.
        """
        from mien.errors import ConfigError

        values = {name: ctx.params.pop(name) for name in self._how}
        given = {
            name: value.value if isinstance(value, StrEnum) else value
            for name, value in values.items()
            if value is not None
        }
        ctx.meta[READING] = given
        which = self._which
        asked = None if which is None else ctx.params[which.name]
        if which is not None and asked is None and given:
            words = ", ".join(f"--{name.replace('_', '-')}" for name in given)
            raise ConfigError(f"{words} says how faces are read; give them with {which.opts[0]}")
        super().prepare(ctx, opened)
        if asked is not None:
            ctx.params[which.name] = self._there(asked.having(given), ctx, opened)

    def _there(self, asked: Asked, ctx: Any, opened: Streams) -> Asked:
        """The source, if it can be there at all; standard input as a file."""
        from mien.errors import ConfigError, FormatError
        from mien.sources.opening import options_of, parse_source

        kind, colon, path = asked.spec.rpartition(":")
        if path == DASH:
            if "resume" in ctx.params:
                raise ConfigError("a run keeps where its faces come from; name a file instead of -")
            asked = Asked(f"{kind}{colon}{opened.read('.csv')}", asked.options)
        if self.guesses:
            return asked
        path = parse_source(asked.spec)[1]
        options_of(asked)
        if path and not Path(path).exists():
            raise FormatError(path, "there is no such file or folder")
        return asked


class GuessingCommand(ReadingCommand):
    """Is given any file or folder."""

    guesses: ClassVar[bool] = True


class PlainReadingCommand(ReadingCommand):
    """Has the options that every source has, for faces that come from elsewhere."""

    def settings(self) -> Mapping[str, tuple[Any, str]]:
        """Those of `mien.sources.stream.Reading`."""
        from mien.sources.stream import Reading

        return {name: (setting, setting.description or "") for name, setting in Reading.model_fields.items()}


class Commands(typer.Typer):
    """A group of commands, any of which may read faces.

    Parameters
    ----------
    help : what they are for.
    examples : of their use, a line each.
    more : what `typer.Typer` takes.
    """

    def __init__(self, *, help: str, examples: str, **more: Any) -> None:
        super().__init__(
            help=help,
            epilog=examples,
            cls=Group,
            no_args_is_help=True,
            rich_markup_mode=None,
            **{"add_completion": False, **more},
        )

    def command(self, *words: Any, **more: Any) -> Callable[[Any], Any]:
        """As typer's; the command has the options of sources if it reads one.

        Its help is its docstring, at whose end a section ``Examples`` holds a command a line.
        """

        def add(function: Any) -> Any:
            text, examples = described(function.__doc__)
            about = {"cls": ReadingCommand, "help": text, "epilog": examples, **more}
            return super(Commands, self).command(*words, **about)(function)

        return add


def settings_of_sources() -> dict[str, tuple[Any, str]]:
    """Setting of a source -> the field, and its description, which says whose it is.

    Built-in sets have settings in Python only: on the command line they are always the same.
    """
    from mien.sources.registry import SOURCES
    from mien.sources.stream import Reading

    takers: dict[str, list[str]] = {}
    fields: dict[str, Any] = dict(Reading.model_fields)
    for placed in (one for one in SOURCES.values() if one.place):
        for name, setting in placed.module().Options.model_fields.items():
            takers.setdefault(name, []).append(placed.title)
            fields.setdefault(name, setting)
    found = {}
    for name, setting in fields.items():
        what = setting.description or ""
        if name not in Reading.model_fields:
            what = f"{', '.join(takers[name])}: {what[:1].lower()}{what[1:]}"
        found[name] = (setting, what)
    return found


def _option(name: str, setting: Any, what: str) -> tuple[Any, Any]:
    """Annotation and default of the option for a setting: None, which the source takes for its own default.

    Sources may have a setting of one name and other defaults, and what is typed counts whatever it is.
    """
    bounds = {
        side: getattr(bound, key)
        for bound in setting.metadata
        for side, key in (("min", "ge"), ("max", "le"))
        if hasattr(bound, key)
    }
    if setting.default is not None and setting.default is not False:
        what = f"{what.removesuffix('.')}; {setting.default} if left out."
    option = typer.Option(f"--{name.replace('_', '-')}", help=what, **bounds)
    return typing.Annotated[_kind_of(name, setting.annotation) | None, option], None


def _without_extras(hint: Any) -> Any:
    return typing.get_args(hint)[0] if typing.get_origin(hint) is typing.Annotated else hint


def _taking(options: Mapping[str, tuple[Any, Any]]) -> Any:
    """A function whose signature has these options."""

    def take(**given: Any) -> None:
        pass

    take.__annotations__ = {name: kind for name, (kind, _) in options.items()}
    take.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in options.items()
        ]
    )
    return take


def _kind_of(name: str, annotation: Any) -> Any:
    """What the command line makes of a setting's type: numbers, choices, or text that the section reads."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        kinds = [one for one in typing.get_args(annotation) if one is not types.NoneType]
        return _kind_of(name, kinds[0]) if len(kinds) == 1 else str
    if typing.get_origin(annotation) is typing.Literal:
        return StrEnum(name, {choice: choice for choice in typing.get_args(annotation)})
    return annotation if annotation in (bool, int, float) else str
