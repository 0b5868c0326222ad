"""Commands from a study's other kinds of answers to triplets, scores and labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[
    Path, typer.Argument(help="Answers of a study's export: .csv or .parquet.", show_default=False)
]
Written = Annotated[Path, typer.Argument(help="File to write: .csv or .parquet.", show_default=False)]


def register(answers: typer.Typer) -> None:
    """Add these commands to those of answers."""
    answers.command("from-odd-one-out")(from_odd_one_out)
    answers.command("from-best-worst")(from_best_worst)
    answers.command("from-ratings")(from_ratings)
    answers.command("from-psych-ds")(from_psych_ds)


def from_odd_one_out(source: Source, questions: Written, answers: Written) -> None:
    """Odd-one-out answers as triplets: each is two, marked as one answer."""
    from mien.triplets.formats.study import derive_odd_one_out

    given, judgments = derive_odd_one_out(source, questions, answers)
    typer.echo(f"answers    {given:,}, which make {judgments:,} judgments of triplets")
    typer.echo(f"questions  {questions}")
    typer.echo(f"file       {answers}")


def from_best_worst(
    source: Source,
    scores: Written,
    pairs: Annotated[Path | None, typer.Option(help="Pairs that the answers imply, with votes.")] = None,
) -> None:
    """Best-worst answers as a score a face, from -1 to 1, and as pairs."""
    from mien.triplets.formats.study import derive_best_worst

    counted, repeats = derive_best_worst(source, scores, pairs)
    typer.echo(f"answers    {counted:,}")
    if repeats:
        typer.echo(f"left out   {repeats:,} repeats, which are no votes")
    typer.echo(f"file       {scores}")


def from_ratings(
    source: Source,
    labels: Written,
    least: Annotated[float, typer.Option(help="Lowest number of the scale.")] = 0.0,
    most: Annotated[float, typer.Option(help="Highest number of the scale.")] = 100.0,
) -> None:
    """Ratings of valence as labels, a third of the scale each; then mien labels."""
    from mien.errors import ConfigError
    from mien.triplets.formats.study import derive_labels

    if least >= most:
        raise ConfigError("--least has to be below --most")
    typer.echo(f"answers    {derive_labels(source, labels, least, most):,}")
    typer.echo(f"file       {labels}")


def from_psych_ds(
    dataset: Annotated[
        Path, typer.Argument(metavar="DIR", help="A Psych-DS dataset of a study.", show_default=False)
    ],
    out: Annotated[Path, typer.Argument(help="Folder to write to.", show_default=False)],
) -> None:
    """The questions, answers, labels and ratings of a Psych-DS dataset, checked, as Mien's own files."""
    from mien.triplets.formats.ours import (
        read_judgments,
        read_label_answers,
        write_answers,
        write_label_answers,
        write_questions,
    )
    from mien.triplets.formats.study import copied, psych_ds_files

    found = psych_ds_files(dataset)
    out.mkdir(parents=True, exist_ok=True)
    if "questions" in found and "answers" in found:
        judgments = read_judgments(found["questions"], found["answers"])
        write_questions(out / "questions.csv", judgments.questions, judgments.face)
        write_answers(out / "answers.csv", judgments.questions, judgments.answers)
        typer.echo(f"{len(judgments.questions):>9,}  {out / 'questions.csv'}")
        typer.echo(f"{len(judgments.answers):>9,}  {out / 'answers.csv'}")
    if "labels" in found:
        said, face, _ = read_label_answers(found["labels"])
        write_label_answers(out / "label-answers.csv", said, face)
        typer.echo(f"{len(said):>9,}  {out / 'label-answers.csv'}")
    for name, file in (
        ("ratings", "ratings"),
        ("odd-one-out", "odd-one-out-answers"),
        ("best-worst", "best-worst-answers"),
    ):
        if name in found:
            typer.echo(f"{copied(found[name], out / f'{file}.csv'):>9,}  {out / f'{file}.csv'}")
