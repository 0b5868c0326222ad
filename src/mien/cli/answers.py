"""``mien answers``: people's answers from and to other formats."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli import derived
from mien.cli.files import READS, WRITES
from mien.cli.given import (
    AnswersFile,
    OnInvalid,
    OnTwice,
    OnUnknown,
    QuestionsFile,
    Twice,
    left_out,
    left_out_lines,
    tolerance_of,
)
from mien.cli.options import Unusable
from mien.cli.reading import Commands
from mien.cli.reading import source as source_type
from mien.cli.result import Result
from mien.sources.asked import Asked
from mien.triplets.formats.presets import PRESETS

if TYPE_CHECKING:
    from mien.triplets.formats.judgments import Judgments

# Other people's formats, and those of them that answers can be written in.
Format = StrEnum("Format", ["mturk", "fec", "odd-one-out", "cblearn-order", "cblearn-boolean", *PRESETS])  # type: ignore[misc]
Header = StrEnum("Header", ["auto", "yes", "no"])
Numbers = StrEnum("Numbers", ["odd-one-out", "cblearn-order", "cblearn-boolean"])

RowsOf = Annotated[
    Asked | None,
    typer.Option(
        parser=source_type,
        help="Faces that numbers are rows of, and that stimuli are matched to.",
    ),
]
NumbersOf = Annotated[
    Asked | None,
    typer.Option(
        parser=source_type,
        help="Faces whose rows the numbers are; the sorted names if left out.",
    ),
]

answers_app = Commands(
    help="Answers from and to other formats.",
    examples="mien answers read fec faceexp.csv questions.csv answers.csv",
)
derived.register(answers_app)


@answers_app.command("read")
def answers_read(
    kind: Annotated[
        Format,
        typer.Argument(metavar="KIND", help=f"What to read: {', '.join(Format)}.", show_default=False),
    ],
    source: Annotated[Path, typer.Argument(help="The file, or -.", show_default=False), READS],
    questions: Annotated[
        Path, typer.Argument(help="Questions: read for mturk; written for the others.", show_default=False)
    ],
    answers: Annotated[Path, typer.Argument(help="Answers to write, or -.", show_default=False), WRITES],
    part: Annotated[str, typer.Option(help="Part that the questions of the file are, not for mturk.")] = "",
    data: RowsOf = None,
    columns: Annotated[
        str,
        typer.Option(help="Tables: anchor=C,first=C,second=C,choice=C or anchor=C,near=C,far=C; rater=C …."),
    ] = "",
    choices: Annotated[
        str, typer.Option(help="Tables: first=VALUE,second=VALUE, where choices are keys or other words.")
    ] = "",
    where: Annotated[str, typer.Option(help="Tables: COLUMN=VALUE, only these rows.")] = "",
    header: Annotated[
        Header, typer.Option(help="cblearn, odd-one-out, fec: whether the first line names columns.")
    ] = Header.auto,
    count_from: Annotated[int, typer.Option(min=0, max=1, help="Number of the first face of --data.")] = 0,
    question_column: Annotated[str, typer.Option(help="mturk: # stands for 1, 2, 3 …")] = "Input.name",
    choice_column: Annotated[str, typer.Option(help="mturk: # stands for 1, 2, 3 …")] = "Answer.choice",
    rater_column: Annotated[str, typer.Option(help="mturk.")] = "WorkerId",
    seconds_column: Annotated[str, typer.Option(help="mturk.")] = "WorkTimeInSeconds",
    left_column: Annotated[str, typer.Option(help="mturk: first or second.")] = "Input.left",
    on_unknown: OnUnknown = Unusable.error,
    on_invalid: OnInvalid = Unusable.error,
    on_twice: OnTwice = Twice.error,
) -> Result:
    """Turn answers in another format into Mien's own.

    Examples
    --------
    mien answers read cblearn-order answers.npz questions.csv answers.csv --data faces.parquet
    mien answers read mturk batch.csv questions.csv answers.csv --on-invalid drop
    """
    from mien.errors import ConfigError
    from mien.triplets.formats.fec import read_fec
    from mien.triplets.formats.mturk import MTurkColumns, read_mturk
    from mien.triplets.formats.numbers import read_numbers
    from mien.triplets.formats.ours import read_questions, write_answers, write_questions
    from mien.triplets.formats.table import read_table
    from mien.triplets.notes import told

    tolerance = tolerance_of(on_unknown, on_invalid, on_twice)
    named = {"yes": True, "no": False}.get(header.value)
    if kind.value != "mturk" and questions.exists():
        raise ConfigError(
            f"{questions} exists already; the questions of {kind} come from its file and are "
            "written, so name a new one"
        )
    if kind.value not in PRESETS and (columns or choices or where):
        raise ConfigError(
            f"--columns, --choices and --where are for {', '.join(PRESETS)}; {kind} has its own"
        )
    if kind.value == "mturk":
        asked, face = read_questions(questions)
        mturk = MTurkColumns(question_column, choice_column, rater_column, seconds_column, left_column)
        judgments = read_mturk(source, asked, face, mturk, tolerance)
    elif kind.value == "fec":
        judgments = read_fec(source, part, tolerance, named, _faces(data))
    elif kind.value in PRESETS:
        table = PRESETS[kind.value].with_columns(columns).with_choices(choices)
        judgments = read_table(source, table, _faces(data), tolerance, part, where, count_from)
    else:
        judgments = read_numbers(source, kind, _faces(data), part, named, count_from)
    if kind.value != "mturk":
        write_questions(questions, judgments.questions, judgments.face)
    write_answers(answers, judgments.questions, judgments.answers, told(judgments.left_out, source))
    counted = _counted(judgments)
    lines = [
        *left_out_lines(judgments),
        f"questions  {len(judgments.questions)}: {questions}",
        f"answers    {counted}: {answers}",
    ]
    found = {
        **left_out(judgments),
        "questions": len(judgments.questions),
        "answers": len(judgments.answers),
        "files": [questions, answers],
    }
    return Result(found, lines)


@answers_app.command("simulate")
def answers_simulate(
    questions: QuestionsFile,
    answers: Annotated[Path, typer.Argument(help="Answers to write, or -.", show_default=False), WRITES],
    labels: Annotated[Path | None, typer.Option(help="Label answers to write, for the same faces.")] = None,
    votes: Annotated[int, typer.Option(min=1, help="Answers to each question and face.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="Decides the raters and all chance.")] = 0,
) -> Result:
    """Let simulated raters answer questions about the faces of builtin-spontaneous, to try what follows.

    Examples
    --------
    mien answers simulate questions.csv answers.csv --labels label-answers.csv
    """
    import numpy as np

    from mien.synthetic.perception import Perception, simulate_answers, simulate_labels
    from mien.synthetic.spontaneous import builtin_video
    from mien.triplets.formats.ours import read_questions, write_answers, write_label_answers

    dataset, faces = builtin_video()
    asked, _ = read_questions(questions, dataset.face)
    perception = Perception.of(faces)
    said = simulate_answers(asked, perception, seed, votes=votes)
    write_answers(answers, asked, said)
    raters, files = len(np.unique(said.rater)), [answers]
    lines = [
        f"answers    {len(said)} to {len(asked)} questions, by {raters} simulated raters",
        f"file       {answers}",
    ]
    if labels is not None:
        called = simulate_labels(np.unique(asked.rows), perception, seed, votes=votes)
        write_label_answers(labels, called, dataset.face)
        lines.append(f"file       {labels}")
        files.append(labels)
    found = {"answers": len(said), "questions": len(asked), "raters": raters, "files": files}
    return Result(found, lines)


@answers_app.command("write")
def answers_write(
    kind: Annotated[
        Numbers,
        typer.Argument(metavar="KIND", help=f"What to write: {', '.join(Numbers)}.", show_default=False),
    ],
    questions: QuestionsFile,
    answers: AnswersFile,
    out: Annotated[Path, typer.Argument(help="The file: .npz, .csv or -.", show_default=False), WRITES],
    data: NumbersOf = None,
) -> Result:
    """Turn Mien's own answers into another format.

    Examples
    --------
    mien answers write cblearn-order questions.csv answers.csv order.npz
    """
    from mien.triplets.formats.numbers import write_numbers
    from mien.triplets.formats.ours import read_judgments

    judgments = read_judgments(questions, answers, _faces(data))
    alone = write_numbers(out, judgments, kind)
    lines = [f"file       {out}"]
    if alone:
        lines.insert(0, f"left out   {alone} answers that {kind} cannot say: repeats, or half of a row")
    return Result({"left_out": alone, "file": out}, lines)


def _faces(data: Asked | None) -> Any:
    from mien.sources.opening import open_faces

    return open_faces(data, missing_neutral="keep").face if data else None


def _counted(judgments: Judgments) -> str:
    halves = int((judgments.answers.given >= 0).sum())
    rows = len(judgments.answers)
    return f"{rows - halves // 2}, which make {rows} judgments" if halves else str(rows)
