"""``mien questions``: from faces to what people are asked."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from mien.cli.files import WRITES
from mien.cli.options import DataArgument, proportions
from mien.cli.result import Result

Ask = StrEnum("Ask", ["coded", "all"])

# The reasons of `mien.faces.stimuli.REASONS` as heads of columns.
_SHORT = ("uncoded", "partly", "blink", "same", "capped")


def questions(
    data: DataArgument,
    out: Annotated[Path, typer.Argument(help="Questions: .csv, .parquet or -.", show_default=False), WRITES],
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
) -> Result:
    """Choose faces to ask people about, and the questions, separately for each part of the split.

    Examples
    --------
    mien questions faces.parquet questions.csv
    mien questions builtin questions.csv --ask all --times 2
    """
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
    found: dict[str, Any] = {}
    if ask is Ask.all:
        if per_subject is not None:
            raise ConfigError("--per-subject chooses among coded faces; it does not go with --ask all")
        rows = np.arange(len(dataset))
        lines = [f"faces      {len(rows)}, all"]
    else:
        stimuli = choose_stimuli(dataset, per_subject, blink)
        rows = stimuli.rows
        lines = [_stimuli(stimuli, len(dataset), by_person)]
        found |= {
            "people": len(stimuli.subjects),
            "left_out": stimuli.by_reason(),
            "by_person": _by_person(stimuli),
        }
    tell(alike_in(dataset))
    parts = split_subjects(dataset.subject, shares, seed).parts()
    asked = questions_by_part({name: np.intersect1d(part, rows) for name, part in parts.items()}, times, seed)
    write_questions(out, asked, dataset.face)
    counts = {name: int((asked.part == name).sum()) for name in parts}
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    lines += [f"questions  {len(asked)}: {told}", f"file       {out}"]
    return Result(
        {"faces": len(rows), **found, "questions": len(asked), "by_part": counts, "file": out}, lines
    )


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


def _by_person(stimuli: Any) -> dict[str, dict[str, int]]:
    """Person -> how many of their faces were chosen, and why the others were not."""
    return {
        name: {
            "chosen": int(stimuli.kept[row]),
            **dict(zip(_SHORT, stimuli.dropped[row].tolist(), strict=True)),
        }
        for row, name in enumerate(stimuli.subjects)
    }
