"""Commands from a study's other kinds of answers to triplets, scores and labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mien.cli.files import READS, WRITES
from mien.cli.result import Result

Source = Annotated[
    Path, typer.Argument(help="Answers of a study's export: .csv, .parquet or -.", show_default=False), READS
]
Written = Annotated[
    Path, typer.Argument(help="File to write: .csv, .parquet or -.", show_default=False), WRITES
]


def register(answers: typer.Typer) -> None:
    """Add these commands to those of answers."""
    answers.command("from-odd-one-out")(from_odd_one_out)
    answers.command("from-best-worst")(from_best_worst)
    answers.command("from-ratings")(from_ratings)
    answers.command("from-psych-ds")(from_psych_ds)


def from_odd_one_out(source: Source, questions: Written, answers: Written) -> Result:
    """Odd-one-out answers as triplets: each is two, marked as one answer.

    Examples
    --------
    mien answers from-odd-one-out odd-one-out-answers.csv questions.csv answers.csv
    """
    from mien.triplets.formats.study import derive_odd_one_out

    given, judgments = derive_odd_one_out(source, questions, answers)
    lines = [
        f"answers    {given:,}, which make {judgments:,} judgments of triplets",
        f"questions  {questions}",
        f"file       {answers}",
    ]
    return Result({"answers": given, "judgments": judgments, "files": [questions, answers]}, lines)


def from_best_worst(
    source: Source,
    scores: Written,
    pairs: Annotated[Path | None, typer.Option(help="Pairs that the answers imply, with votes.")] = None,
) -> Result:
    """Best-worst answers as a score a face, from -1 to 1, and as pairs.

    Examples
    --------
    mien answers from-best-worst best-worst-answers.csv scores.csv --pairs pairs.csv
    """
    from mien.triplets.formats.study import derive_best_worst

    counted, repeats = derive_best_worst(source, scores, pairs)
    lines = [f"answers    {counted:,}"]
    if repeats:
        lines.append(f"left out   {repeats:,} repeats, which are no votes")
    files = [scores] if pairs is None else [scores, pairs]
    return Result({"answers": counted, "repeats": repeats, "files": files}, [*lines, f"file       {scores}"])


def from_ratings(
    source: Source,
    labels: Written,
    least: Annotated[float, typer.Option(help="Lowest number of the scale.")] = 0.0,
    most: Annotated[float, typer.Option(help="Highest number of the scale.")] = 100.0,
) -> Result:
    """Ratings of valence as labels, a third of the scale each; then mien labels.

    Examples
    --------
    mien answers from-ratings ratings.csv label-answers.csv --least 1 --most 9
    """
    from mien.errors import ConfigError
    from mien.triplets.formats.study import derive_labels

    if least >= most:
        raise ConfigError("--least has to be below --most")
    count = derive_labels(source, labels, least, most)
    return Result({"answers": count, "file": labels}, [f"answers    {count:,}", f"file       {labels}"])


def from_psych_ds(
    dataset: Annotated[
        Path, typer.Argument(metavar="DIR", help="A Psych-DS dataset of a study.", show_default=False)
    ],
    out: Annotated[Path, typer.Argument(help="Folder to write to.", show_default=False)],
) -> Result:
    """The questions, answers, labels and ratings of a Psych-DS dataset, checked, as Mien's own files.

    Examples
    --------
    mien answers from-psych-ds dataset answers
    """
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
    made: dict[Path, int] = {}
    if "questions" in found and "answers" in found:
        judgments = read_judgments(found["questions"], found["answers"])
        write_questions(out / "questions.csv", judgments.questions, judgments.face)
        write_answers(out / "answers.csv", judgments.questions, judgments.answers)
        made |= {out / "questions.csv": len(judgments.questions), out / "answers.csv": len(judgments.answers)}
    if "labels" in found:
        said, face, _ = read_label_answers(found["labels"])
        write_label_answers(out / "label-answers.csv", said, face)
        made[out / "label-answers.csv"] = len(said)
    for name, file in (
        ("ratings", "ratings"),
        ("odd-one-out", "odd-one-out-answers"),
        ("best-worst", "best-worst-answers"),
    ):
        if name in found:
            made[out / f"{file}.csv"] = copied(found[name], out / f"{file}.csv")
    return Result({"files": made}, [f"{count:>9,}  {path}" for path, count in made.items()])
