"""Commands about neutral faces: choose them, and compare the ways of choosing."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from mien.cli.options import DataArgument, TripletsUnknown, Unusable
from mien.cli.reading import Commands

neutral = Commands(
    help="Choose each person's neutral face where nobody marked it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


Way = StrEnum("Way", ["coded", "given", "median", "still"])

Least = Annotated[int, typer.Option(min=1, help="coded: action units that must be coded in a frame.")]
Frames = Annotated[int, typer.Option(min=2, help="still: length of a stretch, in frames.")]


@neutral.command()
def choose(
    data: DataArgument,
    out: Annotated[Path, typer.Argument(help="Faces with neutrals: .parquet.", show_default=False)],
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
) -> None:
    """Choose a neutral face a person and write the faces with it."""
    from mien.faces.neutrals import choose_neutrals, set_neutrals
    from mien.faces.parquet import parquet_path, write_faces
    from mien.sources.opening import open_faces

    parquet_path(out)
    dataset = open_faces(data, missing_neutral="keep")
    choice = choose_neutrals(dataset, way.value, least=least, frames=frames)
    chosen = set_neutrals(dataset, choice, missing_neutral.value)
    write_faces(out, chosen)
    width = max(len(subject) for subject in choice.subject)
    typer.echo(f"{'subject':<{max(width, 7)}}  candidates  distance  neutral")
    for place, subject in enumerate(choice.subject):
        row = choice.row[place]
        where = f"{choice.distance[place]:8.3f}  {dataset.face[row]}" if row >= 0 else "       -  none"
        typer.echo(f"{subject:<{max(width, 7)}}  {choice.candidates[place]:10,}  {where}")
    typer.echo("Distance: to the other candidates, in eye distances, root mean square over points.")
    typer.echo(f"{len(chosen):,} faces: {out}")
    for note in chosen.notes[len(dataset.notes) + 1 :]:
        typer.echo(note)


@neutral.command()
def pool(
    data: DataArgument,
    out: Annotated[Path, typer.Argument(help="Faces with pooled neutrals: .parquet.", show_default=False)],
) -> None:
    """Take the noise out of marked neutral faces by all the other faces of the same people.

    Writes the faces and one more a person, which is the neutral of all of them.
    """
    from mien.faces.parquet import parquet_path, write_faces
    from mien.faces.pooled import with_pooled
    from mien.sources.opening import open_faces

    parquet_path(out)
    faces, found = with_pooled(open_faces(data))
    write_faces(out, faces)
    typer.echo(f"Noise of a coordinate: {found.noise:.4f} eye distances.")
    typer.echo(
        f"{len(found.subject):,} neutral faces moved by {np.median(found.moved):.4f} eye distances "
        f"(a coordinate, root mean square, median; at most {found.moved.max():.4f})."
    )
    typer.echo(f"{len(faces):,} faces: {out}")


@neutral.command()
def compare(
    data: DataArgument,
    ways: Annotated[
        str, typer.Option(help="Ways joined by commas; the first is what the others are compared with.")
    ] = "coded,median,still",
    triplets: Annotated[
        Path | None, typer.Option(help="Triplets that judge the choice: CSV or Parquet.")
    ] = None,
    on_unknown: TripletsUnknown = Unusable.error,
    seed: Annotated[int, typer.Option(min=0, help="Decides the split for the accuracy.")] = 0,
    least: Least = 1,
    frames: Frames = 25,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison as JSON.")] = False,
) -> None:
    """How far the ways' neutral faces are apart, and how much that moves accuracy and satisfied triplets."""
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
    if as_json:
        typer.echo(json.dumps(compared, indent=1))
        return
    for line in comparison_lines(compared):
        typer.echo(line)
