"""What every command has: an example in its help, ``--json``, ``-`` for the standard streams, ``-h``."""

from __future__ import annotations

import inspect
import typing
from functools import cached_property
from typing import Any

import typer
import typer.core

from mien.cli.files import Reads, ReadsModel, Streams, Writes, placed, streams
from mien.cli.result import Result

EXAMPLES = "Examples"
JSON = "json"
_WHOLE = 1_000
# Where a command that prints while it works finds whether JSON is asked for.
AS_JSON = "mien.json"


class _WithExamples:
    """Writes the examples, which click calls the epilog, as they stand."""

    epilog: str | None

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """A line an example, neither wrapped nor joined."""
        if self.epilog:
            with formatter.section(EXAMPLES):
                for line in inspect.cleandoc(self.epilog).splitlines():
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")


class Group(_WithExamples, typer.core.TyperGroup):
    """Commands that belong together; without one of them it shows its help."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, the first sentence of each whole."""
        rows = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(limit=_WHOLE)) for name, one in rows if one and not one.hidden]
            )


class Command(_WithExamples, typer.core.TyperCommand):
    """A command that returns a `Result`, which is printed as text or, with ``--json``, as JSON."""

    own: list[Any]
    _all: list[Any] | None = None

    @property
    def params(self) -> Any:
        """Arguments and options; one list, for typer adds to it for a moment."""
        if self._all is None:
            self._all = [*self.own, _json_option(), *self.further()]
        return self._all

    @params.setter
    def params(self, given: Any) -> None:
        self.own = given

    def further(self) -> list[Any]:
        """More options than the command itself and ``--json``."""
        return []

    @cached_property
    def hints(self) -> dict[str, Any]:
        """Parameter -> its annotation."""
        return (
            typing.get_type_hints(inspect.unwrap(self.callback), include_extras=True) if self.callback else {}
        )

    @cached_property
    def files(self) -> dict[str, object]:
        """Parameter -> `mien.cli.files.Reads` or `Writes`, of those that are files."""
        kinds = (Reads, ReadsModel, Writes)
        found: dict[str, object] = {}
        for name, hint in self.hints.items():
            marks = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, kinds)]
            if marks:
                found[name] = marks[0]
        return found

    def prepare(self, ctx: Any, opened: Streams) -> None:
        """Look at the parameters before any work begins."""
        placed(ctx.params, self.files, opened)

    def invoke(self, ctx: Any) -> Any:
        """Run, print what comes of it, and give the exit status."""
        from mien.errors import ConfigError

        as_json = ctx.meta[AS_JSON] = ctx.params.pop(JSON)
        with streams() as opened:
            self.prepare(ctx, opened)
            if opened.writes and as_json:
                raise ConfigError("--json and - both write to standard output; name a file")
            result = super().invoke(ctx)
            if not isinstance(result, Result):
                return result
            opened.flush()
            if opened.writes:
                typer.echo(opened.told(result.lines), err=True)
            else:
                result.show(as_json, opened.told)
        return result.code


def _json_option() -> Any:
    """A fresh option, made as typer makes those of commands."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)

    def take(
        json: typing.Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    ) -> None:
        pass

    app.command()(take)
    return next(one for one in typer.main.get_command(app).params if one.name == JSON)


def described(doc: str | None) -> tuple[str, str]:
    """The text of a docstring, and its section ``Examples``."""
    text, _, examples = inspect.cleandoc(doc or "").partition(f"\n{EXAMPLES}\n{'-' * len(EXAMPLES)}\n")
    return text.strip(), examples.strip()
