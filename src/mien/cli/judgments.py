"""Commands from faces to questions, and from answers to triplets and labels, on files people can edit."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli import derived
from mien.cli.options import DataArgument, Json, Unusable, proportions
from mien.cli.reading import Commands
from mien.cli.reading import source as source_type
from mien.sources.asked import Asked
from mien.triplets.formats.presets import PRESETS

if TYPE_CHECKING:
    from mien.triplets.formats.judgments import Judgments, Tolerance


Ask = StrEnum("Ask", ["coded", "all"])
Twice = StrEnum("Twice", ["error", "drop", "repeat"])
# Other people's formats, and those of them that answers can be written in.
Format = StrEnum("Format", ["mturk", "fec", "odd-one-out", "cblearn-order", "cblearn-boolean", *PRESETS])  # type: ignore[misc]
Header = StrEnum("Header", ["auto", "yes", "no"])
Numbers = StrEnum("Numbers", ["odd-one-out", "cblearn-order", "cblearn-boolean"])

QuestionsFile = Annotated[Path, typer.Argument(help="Questions: .csv or .parquet.", show_default=False)]
AnswersFile = Annotated[Path, typer.Argument(help="Answers: .csv or .parquet.", show_default=False)]
OnUnknown = Annotated[Unusable, typer.Option(help="Answers to questions never asked: refuse, or leave out.")]
OnInvalid = Annotated[Unusable, typer.Option(help="Answers that choose neither face: refuse, or leave out.")]
OnTwice = Annotated[
    Twice,
    typer.Option(help="A rater's second answers: refuse, leave out, or take as repeats that are no votes."),
]

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

# The reasons of `mien.faces.stimuli.REASONS` as heads of columns.
_SHORT = ("uncoded", "partly", "blink", "same", "capped")

answers_app = Commands(help="Answers from and to other formats.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (questions, votes, agreement, labels):
        app.command()(command)
    derived.register(answers_app)
    app.add_typer(answers_app, name="answers")


def questions(
    data: DataArgument,
    out: Annotated[Path, typer.Argument(help="Questions: .csv or .parquet.", show_default=False)],
    ask: Annotated[
        Ask, typer.Option(help="coded: unique action units a person, no blinks; all: every face.")
    ] = Ask.coded,
    times: Annotated[int, typer.Option(min=1, help="In how many questions each face is.")] = 6,
    per_subject: Annotated[int | None, typer.Option(min=1, help="Most faces a person.")] = None,
    blink: Annotated[
        float, typer.Option(min=0, max=0.99, help="A blink: eyes less open than this share of the median.")
    ] = 0.4,
    split: Annotated[
        str, typer.Option(help="People in training, validation and test, as proportions.")
    ] = "25,8,8",
    seed: Annotated[int, typer.Option(min=0, help="Decides split and questions.")] = 0,
    by_person: Annotated[bool, typer.Option("--by-person", help="Print the counts of each person.")] = False,
) -> None:
    """Choose faces to ask people about, and the questions, separately for each part of the split."""
    import numpy as np

    from mien.errors import ConfigError
    from mien.faces.alike import alike_in
    from mien.faces.splits import split_subjects
    from mien.faces.stimuli import choose_stimuli
    from mien.sources.opening import open_faces, tell
    from mien.triplets.formats.ours import write_questions
    from mien.triplets.questions import questions_by_part

    shares = proportions(split)
    dataset = open_faces(data, missing_neutral="keep")
    if ask is Ask.all:
        if per_subject is not None:
            raise ConfigError("--per-subject chooses among coded faces; it does not go with --ask all")
        rows = np.arange(len(dataset))
        typer.echo(f"faces      {len(rows)}, all")
    else:
        stimuli = choose_stimuli(dataset, per_subject, blink)
        rows = stimuli.rows
        typer.echo(_stimuli(stimuli, len(dataset), by_person))
    tell(alike_in(dataset))
    parts = split_subjects(dataset.subject, shares, seed).parts()
    asked = questions_by_part({name: np.intersect1d(part, rows) for name, part in parts.items()}, times, seed)
    write_questions(out, asked, dataset.face)
    counts = ", ".join(f"{name} {int((asked.part == name).sum())}" for name in parts)
    typer.echo(f"questions  {len(asked)}: {counts}")
    typer.echo(f"file       {out}")


def votes(
    questions: QuestionsFile,
    answers: AnswersFile,
    out: Annotated[Path, typer.Argument(help="Triplets: .csv or .parquet.", show_default=False)],
    part: Annotated[str, typer.Option(help="Only questions of this part, for example test.")] = "",
    on_unknown: OnUnknown = Unusable.error,
    on_invalid: OnInvalid = Unusable.error,
    on_twice: OnTwice = Twice.error,
) -> None:
    """Triplets by majority; the vote difference is the weight, ties make none."""
    import numpy as np

    from mien.errors import TripletError
    from mien.triplets.files import write_triplets
    from mien.triplets.formats.ours import read_judgments
    from mien.triplets.notes import read_notes, told
    from mien.triplets.votes import triplets_by_majority

    tolerance = _tolerance(on_unknown, on_invalid, on_twice)
    judgments = read_judgments(questions, answers, tolerance=tolerance)
    triplets, question = triplets_by_majority(judgments.questions, judgments.answers)
    of = judgments.questions.part[question]
    if part:
        if part not in judgments.questions.part:
            known = ", ".join(np.unique(judgments.questions.part).tolist())
            raise TripletError(f"{questions}: no question is of part {part!r}; there are {known}")
        triplets = triplets.take(of == part)
    asked = len(judgments.questions) if not part else int((judgments.questions.part == part).sum())
    if not len(triplets):
        raise TripletError(f"{answers}: no question has a majority; there is no triplet to write")
    notes = (*read_notes(answers), *told(judgments.left_out, answers))
    write_triplets(out, triplets, judgments.face, notes)
    values, counts = np.unique(triplets.weight, return_counts=True)
    by = ", ".join(f"{int(v)}: {n}" for v, n in zip(values[::-1], counts[::-1], strict=True))
    typer.echo(_left_out(judgments), nl=False)
    for note in read_notes(answers):
        typer.echo(f"before     {note}")
    typer.echo(f"triplets   {len(triplets)} of {asked} questions (by difference {by})")
    typer.echo(f"no triplet {asked - len(triplets)}: ties, or no vote")
    typer.echo(f"file       {out}")


def agreement(
    questions: Annotated[
        Path | None, typer.Argument(help="Questions: .csv or .parquet.", show_default=False)
    ] = None,
    answers: Annotated[
        Path | None, typer.Argument(help="Answers: .csv or .parquet.", show_default=False)
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Answers to what a face expresses, beside triplets or alone: .csv or .parquet."),
    ] = None,
    extra: Annotated[
        Path | None, typer.Option(help="Answers of raters who did not vote: measures the ceiling.")
    ] = None,
    fast: Annotated[float, typer.Option(min=0, help="Seconds below which an answer is fast.")] = 0.5,
    as_json: Json = False,
    on_unknown: OnUnknown = Unusable.error,
    on_invalid: OnInvalid = Unusable.error,
    on_twice: OnTwice = Twice.error,
) -> None:
    """How far raters agree: Table I, chance, alpha, sides, speed, raters to look at, and the ceiling."""
    from mien.cli.agreement_text import agreement_text, label_text
    from mien.errors import ConfigError

    if (questions is None) != (answers is None) or (questions is None and labels is None):
        raise ConfigError("name questions and answers of triplets, or --labels FILE, or both")
    if extra is not None and questions is None:
        raise ConfigError("--extra are answers to triplets; name questions and answers too")
    found: dict[str, Any] = {}
    said = []
    if questions is not None and answers is not None:
        found = _triplet_agreement(
            questions, answers, extra, fast, _tolerance(on_unknown, on_invalid, on_twice)
        )
        said.append(agreement_text(found))
    if labels is not None:
        found["labels"] = _label_agreement(labels, fast, on_twice)
        said.append(label_text(found["labels"]))
    typer.echo(json.dumps(found, indent=1, allow_nan=False) if as_json else "\n\n".join(said))


def _triplet_agreement(
    questions: Path, answers: Path, extra: Path | None, fast: float, tolerance: Tolerance
) -> dict[str, Any]:
    from mien.triplets.formats.ours import read_answers, read_judgments
    from mien.triplets.notes import read_notes
    from mien.triplets.summary import summary

    judgments = read_judgments(questions, answers, tolerance=tolerance)
    left_out = dict(judgments.left_out)
    more = None
    if extra is not None:
        more, left_out_more = read_answers(extra, judgments.questions, tolerance)
        left_out |= {f"{reason} ({extra.name})": count for reason, count in left_out_more.items()}
    found = {**summary(judgments.questions, judgments.answers, more, fast), "left_out": left_out}
    found["notes"] = [*read_notes(answers), *([] if extra is None else read_notes(extra))]
    return found


def _label_agreement(path: Path, fast: float, on_twice: Twice) -> dict[str, Any]:
    from mien.errors import ConfigError
    from mien.triplets.formats.ours import read_label_answers
    from mien.triplets.notes import read_notes
    from mien.triplets.summary import label_raters, label_summary

    if on_twice is Twice.repeat:
        raise ConfigError("--on-twice repeat is of triplets; second labels are refused or dropped")
    answers, face, twice = read_label_answers(path, on_twice=on_twice)
    raters, unknown = label_raters(answers, fast)
    left_out = {"second answers of a rater to a face": twice} if twice else {}
    return {
        **label_summary(answers, len(face)),
        "raters": raters,
        "unknown_raters": unknown,
        "left_out": left_out,
        "notes": read_notes(path),
    }


def labels(
    answers: AnswersFile,
    out: Annotated[Path, typer.Argument(help="Labels: .csv or .parquet.", show_default=False)],
    least: Annotated[int, typer.Option(min=1, help="Votes that a label needs.")] = 3,
    on_twice: Annotated[
        Unusable, typer.Option(help="A rater's second answers to a face: refuse, or leave out.")
    ] = Unusable.error,
) -> None:
    """Labels by majority: negative, neutral or positive; empty where no label has enough votes."""
    from mien.triplets.formats.ours import read_label_answers, write_labels
    from mien.triplets.votes import LABELS, labels_by_majority

    said, face, twice = read_label_answers(answers, on_twice=on_twice)
    label = labels_by_majority(said, len(face), least)
    write_labels(out, said, label, face)
    counts = ", ".join(f"{name} {int((label == name).sum())}" for name in LABELS)
    if twice:
        typer.echo(f"left out   {twice} second answers of a rater to a face")
    typer.echo(f"labels     {int((label != '').sum())} of {len(face)} faces: {counts}")
    typer.echo(f"no label   {int((label == '').sum())}: no label with {least} votes, or a tie")
    typer.echo(f"file       {out}")


@answers_app.command("read")
def answers_read(
    kind: Annotated[Format, typer.Argument(help="What to read.", show_default=False)],
    source: Annotated[Path, typer.Argument(help="The file.", show_default=False)],
    questions: Annotated[
        Path, typer.Argument(help="Questions: read for mturk; written for the others.", show_default=False)
    ],
    answers: Annotated[Path, typer.Argument(help="Answers to write.", show_default=False)],
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
) -> None:
    """Turn answers in another format into Mien's own."""
    from mien.errors import ConfigError
    from mien.triplets.formats.fec import read_fec
    from mien.triplets.formats.mturk import MTurkColumns, read_mturk
    from mien.triplets.formats.numbers import read_numbers
    from mien.triplets.formats.ours import read_questions, write_answers, write_questions
    from mien.triplets.formats.table import read_table
    from mien.triplets.notes import told

    tolerance = _tolerance(on_unknown, on_invalid, on_twice)
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
    typer.echo(_left_out(judgments), nl=False)
    typer.echo(f"questions  {len(judgments.questions)}: {questions}")
    typer.echo(f"answers    {_counted(judgments)}: {answers}")


@answers_app.command("simulate")
def answers_simulate(
    questions: QuestionsFile,
    answers: Annotated[Path, typer.Argument(help="Answers to write.", show_default=False)],
    labels: Annotated[Path | None, typer.Option(help="Label answers to write, for the same faces.")] = None,
    votes: Annotated[int, typer.Option(min=1, help="Answers to each question and face.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="Decides the raters and all chance.")] = 0,
) -> None:
    """Let simulated raters answer questions about the faces of builtin-spontaneous, to try what follows."""
    import numpy as np

    from mien.synthetic.perception import Perception, simulate_answers, simulate_labels
    from mien.synthetic.spontaneous import builtin_video
    from mien.triplets.formats.ours import read_questions, write_answers, write_label_answers

    dataset, faces = builtin_video()
    asked, _ = read_questions(questions, dataset.face)
    perception = Perception.of(faces)
    said = simulate_answers(asked, perception, seed, votes=votes)
    write_answers(answers, asked, said)
    typer.echo(
        f"answers    {len(said)} to {len(asked)} questions, by {len(np.unique(said.rater))} simulated raters"
    )
    typer.echo(f"file       {answers}")
    if labels is not None:
        called = simulate_labels(np.unique(asked.rows), perception, seed, votes=votes)
        write_label_answers(labels, called, dataset.face)
        typer.echo(f"file       {labels}")


@answers_app.command("write")
def answers_write(
    kind: Annotated[Numbers, typer.Argument(help="What to write.", show_default=False)],
    questions: QuestionsFile,
    answers: AnswersFile,
    out: Annotated[Path, typer.Argument(help="The file: .npz or .csv.", show_default=False)],
    data: NumbersOf = None,
) -> None:
    """Turn Mien's own answers into another format."""
    from mien.triplets.formats.numbers import write_numbers
    from mien.triplets.formats.ours import read_judgments

    judgments = read_judgments(questions, answers, _faces(data))
    alone = write_numbers(out, judgments, kind)
    if alone:
        typer.echo(f"left out   {alone} answers that {kind} cannot say: repeats, or half of a row")
    typer.echo(f"file       {out}")


def _faces(data: Asked | None) -> Any:
    from mien.sources.opening import open_faces

    return open_faces(data, missing_neutral="keep").face if data else None


def _tolerance(unknown: Unusable, invalid: Unusable, twice: Twice) -> Tolerance:
    from mien.triplets.formats.judgments import Tolerance

    return Tolerance.of({"unknown": unknown.value, "invalid": invalid.value, "twice": twice.value})


def _left_out(judgments: Judgments) -> str:
    lines = [f"left out   {count} {reason}" for reason, count in judgments.left_out.items()]
    return "".join(f"{line}\n" for line in (*lines, *(f"note       {note}" for note in judgments.notes)))


def _counted(judgments: Judgments) -> str:
    halves = int((judgments.answers.given >= 0).sum())
    rows = len(judgments.answers)
    return f"{rows - halves // 2}, which make {rows} judgments" if halves else str(rows)


def _stimuli(stimuli: Any, faces: int, by_person: bool) -> str:
    lines = [f"faces      {len(stimuli.rows)} of {faces}, {len(stimuli.subjects)} people"]
    lines += [f"left out   {count} {reason}" for reason, count in stimuli.by_reason().items() if count]
    only = int(stimuli.only_blinking.sum())
    if only:
        lines.append(f"           {only} combinations of action units are seen in blinks alone")
    if by_person:
        width = max(len(name) for name in (*stimuli.subjects, "person"))
        lines.append(f"{'person':<{width}}  chosen  " + " ".join(f"{text:>7}" for text in _SHORT))
        for row, name in enumerate(stimuli.subjects):
            rest = " ".join(f"{count:>7}" for count in stimuli.dropped[row].tolist())
            lines.append(f"{name:<{width}} {stimuli.kept[row]:>7}  {rest}")
    return "\n".join(lines)
