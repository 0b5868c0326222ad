"""Commands: parse, call, print; nothing else."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from mien.cli import reports, study_answers, study_make, study_people, study_platforms
from mien.cli.answers import answers_app
from mien.cli.apply import decode, encode, evaluate
from mien.cli.builtin import builtin
from mien.cli.convert import convert
from mien.cli.curve import curve
from mien.cli.explore import explore
from mien.cli.export import export
from mien.cli.info import info
from mien.cli.landmarks import landmarks
from mien.cli.neutral import neutral
from mien.cli.questions import questions
from mien.cli.reading import Commands, GuessingCommand, PlainReadingCommand
from mien.cli.reproduce import reproducing
from mien.cli.study import study
from mien.cli.sweep import sweep
from mien.cli.train import train
from mien.cli.votes import agreement, labels, votes
from mien.training import peers

app = Commands(
    help="Perceptual facial expression spaces: landmarks in, a space in which distance is what people see.",
    examples="""
mien builtin data                                    # files to begin with
mien train --data data/posed.parquet --out runs/mine # a model, its figures and its report
mien info runs/mine                                  # what a file or folder holds
mien reproduce posed                                 # Table II of the paper
""",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        from mien import __version__

        typer.echo(f"mien {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command()(builtin)
app.command()(train)
app.command()(encode)
app.command()(decode)
app.command()(evaluate)
app.command(cls=GuessingCommand)(convert)
app.command()(curve)
app.command()(sweep)
reports.register(app)
app.command()(explore)
app.command(cls=PlainReadingCommand)(landmarks)
app.command(cls=GuessingCommand)(info)
app.command()(questions)
app.command()(votes)
app.command()(agreement)
app.command()(labels)
app.add_typer(reproducing, name="reproduce")
app.add_typer(neutral, name="neutral")
app.add_typer(export, name="export")
study_make.register(study)
study_answers.register(study)
study_people.register(study)
study_platforms.register(study)
app.add_typer(study, name="study")
app.add_typer(answers_app, name="answers")


# Later versions of typer bring their own click, earlier ones use the installed one; this is either's.
_INTERRUPTED = 130
_RESUMABLE = ("train", "reproduce", "curve", "sweep")
_WRONG_WORDS: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
# What a group raises that is given no command, with its help as the message.
_NOTHING_ASKED = "NoArgsIsHelpError"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns
    -------
    int
        0 well; 1 where a check found something; 2 for bad input, said in one line; 130 interrupted.
    """
    # Waiting threads that spin take the core from the one that works as soon as another program runs; read by
    # OpenMP when torch loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from mien.errors import MienError

    _show_notes()
    words = sys.argv[1:] if arguments is None else list(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _alone(words) as own:
            result = app(own, standalone_mode=False, prog_name="mien")
        # Later versions of typer turn Ctrl-C into this exit status instead of raising.
        if result == _INTERRUPTED:
            return _interrupted(words)
        return result if isinstance(result, int) else 0
    except MienError as error:
        return _fail(" ".join(str(error).split()))
    except _WRONG_WORDS as error:
        if type(error).__name__ == _NOTHING_ASKED:
            print(error.ctx.get_help())
            return 0
        return _fail(" ".join(error.format_message().split()), getattr(error, "ctx", None))
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(words)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


@contextlib.contextmanager
def _alone(words: list[str]) -> Iterator[list[str]]:
    """The words of the command; of processes of torchrun all but the first put away what they write."""
    if peers.several() and words[:1] not in (["train"], ["reproduce"]):
        from mien.errors import ConfigError

        raise ConfigError(
            "torchrun is for mien train and mien reproduce, whose batches several processes share"
        )
    if not peers.follows():
        yield words
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        open(os.devnull, "w") as nothing,
        contextlib.redirect_stdout(nothing),
    ):
        yield peers.words_of(words, folder)


class _Notes(logging.Handler):
    """Prints what the readers tell of, a line each."""

    def emit(self, record: logging.LogRecord) -> None:
        print(f"note: {record.getMessage()}", file=sys.stderr)


def _show_notes() -> None:
    told = logging.getLogger("mien.sources")
    if not any(isinstance(handler, _Notes) for handler in told.handlers):
        told.addHandler(_Notes())


def _interrupted(words: Sequence[str]) -> int:
    line = "mien: interrupted"
    if words and words[0] in _RESUMABLE:
        line += "; the last checkpoint is kept, --resume with the same --out goes on"
    print(line, file=sys.stderr)
    return _INTERRUPTED


def _fail(line: str, context: Any = None) -> int:
    """Print what is wrong, and where the words are wrong, which command's help has them."""
    if context is not None:
        line = f"{line.rstrip('.')}; see {context.command_path} --help"
    print(f"mien: {line}", file=sys.stderr)
    return 2
