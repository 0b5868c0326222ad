"""From people's answers to triplets and labels, and how far people agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
from mien.cli.result import Result

if TYPE_CHECKING:
    from mien.triplets.formats.judgments import Tolerance


def votes(
    questions: QuestionsFile,
    answers: AnswersFile,
    out: Annotated[Path, typer.Argument(help="Triplets: .csv, .parquet or -.", show_default=False), WRITES],
    part: Annotated[str, typer.Option(help="Only questions of this part, for example test.")] = "",
    on_unknown: OnUnknown = Unusable.error,
    on_invalid: OnInvalid = Unusable.error,
    on_twice: OnTwice = Twice.error,
) -> Result:
    """Triplets by majority; the vote difference is the weight, ties make none.

    Examples
    --------
    mien votes questions.csv answers.csv triplets.csv
    mien votes questions.csv answers.csv test.csv --part test
    """
    import numpy as np

    from mien.errors import TripletError
    from mien.triplets.files import write_triplets
    from mien.triplets.formats.ours import read_judgments
    from mien.triplets.notes import read_notes, told
    from mien.triplets.votes import triplets_by_majority

    tolerance = tolerance_of(on_unknown, on_invalid, on_twice)
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
    by = dict(zip(values[::-1].astype(int).tolist(), counts[::-1].tolist(), strict=True))
    found = {
        **left_out(judgments),
        "before": list(read_notes(answers)),
        "triplets": len(triplets),
        "questions": asked,
        "by_difference": by,
        "file": out,
    }
    told_by = ", ".join(f"{difference}: {count}" for difference, count in by.items())
    lines = [
        *left_out_lines(judgments),
        *(f"before     {note}" for note in found["before"]),
        f"triplets   {len(triplets)} of {asked} questions (by difference {told_by})",
        f"no triplet {asked - len(triplets)}: ties, or no vote",
        f"file       {out}",
    ]
    return Result(found, lines)


def agreement(
    questions: Annotated[
        Path | None, typer.Argument(help="Questions: .csv, .parquet or -.", show_default=False), READS
    ] = None,
    answers: Annotated[
        Path | None, typer.Argument(help="Answers: .csv, .parquet or -.", show_default=False), READS
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Answers to what a face expresses, beside triplets or alone: .csv or .parquet."),
        READS,
    ] = None,
    extra: Annotated[
        Path | None, typer.Option(help="Answers of raters who did not vote: measures the ceiling."), READS
    ] = None,
    fast: Annotated[float, typer.Option(min=0, help="Seconds below which an answer is fast.")] = 0.5,
    on_unknown: OnUnknown = Unusable.error,
    on_invalid: OnInvalid = Unusable.error,
    on_twice: OnTwice = Twice.error,
) -> Result:
    """How far raters agree: Table I, chance, alpha, sides, speed, raters to look at, and the ceiling.

    Examples
    --------
    mien agreement questions.csv answers.csv
    mien agreement --labels label-answers.csv --json
    """
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
            questions, answers, extra, fast, tolerance_of(on_unknown, on_invalid, on_twice)
        )
        said.append(agreement_text(found))
    if labels is not None:
        found["labels"] = _label_agreement(labels, fast, on_twice)
        said.append(label_text(found["labels"]))
    return Result(found, "\n\n".join(said))


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
    out: Annotated[Path, typer.Argument(help="Labels: .csv, .parquet or -.", show_default=False), WRITES],
    least: Annotated[int, typer.Option(min=1, help="Votes that a label needs.")] = 3,
    on_twice: Annotated[
        Unusable, typer.Option(help="A rater's second answers to a face: refuse, or leave out.")
    ] = Unusable.error,
) -> Result:
    """Labels by majority: negative, neutral or positive; empty where no label has enough votes.

    Examples
    --------
    mien labels label-answers.csv labels.csv
    """
    from mien.triplets.formats.ours import read_label_answers, write_labels
    from mien.triplets.votes import LABELS, labels_by_majority

    said, face, twice = read_label_answers(answers, on_twice=on_twice)
    label = labels_by_majority(said, len(face), least)
    write_labels(out, said, label, face)
    counts = {name: int((label == name).sum()) for name in LABELS}
    told_by = ", ".join(f"{name} {count}" for name, count in counts.items())
    none = int((label == "").sum())
    lines = [f"left out   {twice} second answers of a rater to a face"] if twice else []
    lines += [
        f"labels     {sum(counts.values())} of {len(face)} faces: {told_by}",
        f"no label   {none}: no label with {least} votes, or a tie",
        f"file       {out}",
    ]
    found = {"faces": len(face), "labels": counts, "none": none, "twice": twice, "file": out}
    return Result(found, lines)
