"""Files of questions and answers as parameters of commands, and what is said of those that cannot be used."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.files import READS
from mien.cli.options import Unusable

if TYPE_CHECKING:
    from mien.triplets.formats.judgments import Judgments, Tolerance

Twice = StrEnum("Twice", ["error", "drop", "repeat"])

QuestionsFile = Annotated[
    Path, typer.Argument(help="Questions: .csv, .parquet or -.", show_default=False), READS
]
AnswersFile = Annotated[Path, typer.Argument(help="Answers: .csv, .parquet or -.", show_default=False), READS]
OnUnknown = Annotated[Unusable, typer.Option(help="Answers to questions never asked: refuse, or leave out.")]
OnInvalid = Annotated[Unusable, typer.Option(help="Answers that choose neither face: refuse, or leave out.")]
OnTwice = Annotated[
    Twice,
    typer.Option(help="A rater's second answers: refuse, leave out, or take as repeats that are no votes."),
]


def tolerance_of(unknown: Unusable, invalid: Unusable, twice: Twice) -> Tolerance:
    """What to do with answers that cannot be used."""
    from mien.triplets.formats.judgments import Tolerance

    return Tolerance.of({"unknown": unknown.value, "invalid": invalid.value, "twice": twice.value})


def left_out(judgments: Judgments) -> dict[str, Any]:
    """Reason -> answers that were left out, and the notes, for ``--json``."""
    return {"left_out": dict(judgments.left_out), "notes": list(judgments.notes)}


def left_out_lines(judgments: Judgments) -> list[str]:
    """The same as lines."""
    lines = [f"left out   {count} {reason}" for reason, count in judgments.left_out.items()]
    return [*lines, *(f"note       {note}" for note in judgments.notes)]
