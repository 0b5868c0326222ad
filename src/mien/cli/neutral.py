"""Commands about neutral faces: choose them, and compare the ways of choosing."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mien.cli.files import READS, WRITES_FACES
from mien.cli.options import DataArgument, TripletsUnknown, Unusable
from mien.cli.reading import Commands
from mien.cli.result import Result

neutral = Commands(
    help="Choose each person's neutral face where nobody marked it.",
    examples="mien neutral choose video.parquet faces.parquet --way coded",
)


Way = StrEnum("Way", ["coded", "given", "median", "still"])

Least = Annotated[int, typer.Option(min=1, help="coded: action units that must be coded in a frame.")]
Frames = Annotated[int, typer.Option(min=2, help="still: length of a stretch, in frames.")]


@neutral.command()
def choose(
    data: DataArgument,
    out: Annotated[
        Path, typer.Argument(help="Faces with neutrals: .parquet or -.", show_default=False), WRITES_FACES
    ],
    way: Annotated[
        Way,
        typer.Option(
            help="coded: of frames whose coded action units are all absent, the one nearest to the others; "
            "given: what the data name or label; median: nearest to the person's median face; "
            "still: where the face moves least."
        ),
    ] = Way.coded,
    missing_neutral: Annotated[
        Unusable, typer.Option(help="People without a usable neutral: refuse, or leave them out.")
    ] = Unusable.error,
    least: Least = 1,
    frames: Frames = 25,
) -> Result:
    """Choose a neutral face a person and write the faces with it.

    Examples
    --------
    mien neutral choose video.parquet faces.parquet
    mien neutral choose openface:clips faces.parquet --way still --frames 50
    """
    from mien.faces.neutrals import choose_neutrals, set_neutrals
    from mien.faces.parquet import parquet_path, write_faces
    from mien.sources.opening import open_faces

    parquet_path(out)
    dataset = open_faces(data, missing_neutral="keep")
    choice = choose_neutrals(dataset, way.value, least=least, frames=frames)
    chosen = set_neutrals(dataset, choice, missing_neutral.value)
    write_faces(out, chosen)
    width = max(len(subject) for subject in choice.subject)
    lines, chosen_faces = [f"{'subject':<{max(width, 7)}}  candidates  distance  neutral"], []
    for place, subject in enumerate(choice.subject):
        row = choice.row[place]
        where = f"{choice.distance[place]:8.3f}  {dataset.face[row]}" if row >= 0 else "       -  none"
        lines.append(f"{subject:<{max(width, 7)}}  {choice.candidates[place]:10,}  {where}")
        known = {"subject": subject, "candidates": choice.candidates[place]}
        none = {"neutral": None, "distance": None}
        found = {"neutral": dataset.face[row], "distance": choice.distance[place]} if row >= 0 else none
        chosen_faces.append({**known, **found})
    notes = chosen.notes[len(dataset.notes) + 1 :]
    lines += [
        "Distance: to the other candidates, in eye distances, root mean square over points.",
        f"{len(chosen):,} faces: {out}",
        *notes,
    ]
    return Result({"people": chosen_faces, "faces": len(chosen), "file": out, "notes": notes}, lines)


@neutral.command()
def pool(
    data: DataArgument,
    out: Annotated[
        Path,
        typer.Argument(help="Faces with pooled neutrals: .parquet or -.", show_default=False),
        WRITES_FACES,
    ],
) -> Result:
    """Take the noise out of marked neutral faces by all the other faces of the same people.

    Writes the faces and one more a person, which is the neutral of all of them.

    Examples
    --------
    mien neutral pool faces.parquet pooled.parquet
    """
    import numpy as np

    from mien.faces.parquet import parquet_path, write_faces
    from mien.faces.pooled import with_pooled
    from mien.sources.opening import open_faces

    parquet_path(out)
    faces, found = with_pooled(open_faces(data))
    write_faces(out, faces)
    middle, most = float(np.median(found.moved)), float(found.moved.max())
    told = {"people": len(found.subject), "noise": found.noise, "moved": middle, "moved_most": most}
    return Result(
        {**told, "faces": len(faces), "file": out},
        [
            f"Noise of a coordinate: {found.noise:.4f} eye distances.",
            f"{len(found.subject):,} neutral faces moved by {middle:.4f} eye distances "
            f"(a coordinate, root mean square, median; at most {most:.4f}).",
            f"{len(faces):,} faces: {out}",
        ],
    )


@neutral.command()
def compare(
    data: DataArgument,
    ways: Annotated[
        str, typer.Option(help="Ways joined by commas; the first is what the others are compared with.")
    ] = "coded,median,still",
    triplets: Annotated[
        Path | None, typer.Option(help="Triplets that judge the choice: CSV or Parquet."), READS
    ] = None,
    on_unknown: TripletsUnknown = Unusable.error,
    seed: Annotated[int, typer.Option(min=0, help="Decides the split for the accuracy.")] = 0,
    least: Least = 1,
    frames: Frames = 25,
) -> Result:
    """How far the ways' neutral faces are apart, and how much that moves accuracy and satisfied triplets.

    Examples
    --------
    mien neutral compare video.parquet --ways coded,median,still
    """
    from mien.experiments.neutrals import compare_neutrals, comparison_lines, judged_on_all
    from mien.faces.neutrals import aligned_faces, choose_neutrals
    from mien.sources.opening import open_faces
    from mien.triplets.files import read_known_triplets

    dataset = open_faces(data, missing_neutral="keep")
    given = None
    if triplets is not None:
        given, notes = read_known_triplets(triplets, dataset.face, on_unknown.value)
        for note in notes:
            typer.echo(f"Note: {note}", err=True)
    names = list(dict.fromkeys(way.strip() for way in ways.split(",") if way.strip()))
    points = aligned_faces(dataset)
    choices = {way: choose_neutrals(dataset, way, points, least, frames) for way in names}
    on = judged_on_all(dataset.label, dataset.subject, given, seed)
    compared = compare_neutrals(points, dataset.face, dataset.subject, choices, names[0], on)
    return Result(compared, list(comparison_lines(compared)))
