"""A trained model on faces: their latents, faces of latents, its figures."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.files import READS, WRITES, WRITES_FACES
from mien.cli.result import Result

Engine = StrEnum("Engine", ["local", "ray"])


def encode(
    model: options.Model,
    out: Annotated[
        Path,
        typer.Option(help="Latents: .parquet, .csv or -; with --engine a folder.", show_default=False),
        WRITES,
    ],
    data: options.Data = options.BUILTIN,
    engine: Annotated[
        Engine | None,
        typer.Option(
            help="Data is a folder of .parquet files, each encoded apart: here, or by Ray on many machines.",
            show_default=False,
        ),
    ] = None,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    smooth: Annotated[
        bool, typer.Option("--smooth", help="Smooth over each recording, and say how sure each latent is.")
    ] = False,
    bridge: Annotated[
        int | None,
        typer.Option(min=1, help="With --smooth: lost frames to fill where at most so many are missing."),
    ] = None,
    device: options.Device = None,
    quiet: options.Quiet = False,
) -> Result:
    """Write the latents of faces.

    With --engine every file of a folder is encoded into a file of its own by one core, equal on both engines;
    those that are done are not done again. A file holds its people's neutral faces.

    Examples
    --------
    mien encode runs/mine/models/m2-seed0 --data faces.parquet --out latents.parquet
    mien encode runs/mine/models/m2-seed0 --data openface:clips --smooth --bridge 3 --out latents.csv
    mien encode runs/mine/models/m2-seed0 --data parquet:corpus --engine local --out latents
    """
    from mien.errors import ConfigError

    if bridge is not None and not smooth:
        raise ConfigError("--bridge fills lost frames of recordings that are smoothed; add --smooth")
    if engine is not None:
        from mien.inference.corpus import encode_corpus

        if smooth:
            raise ConfigError("--smooth is for one file; leave --engine out")
        with options.progress(quiet) as shown:
            counted = shown.counting("Partitions")
            count = encode_corpus(
                model, data, out, missing_neutral.value, engine.value, device or "auto", counted
            )
        return Result({"faces": count, "folder": out}, f"{count} faces: {out}")
    from mien.inference.encode import encode_source
    from mien.inference.recordings import Smoothing
    from mien.models.trained import load_model

    smoothing = Smoothing(bridge or 0) if smooth else None
    count = encode_source(load_model(model, device or "auto"), data, out, missing_neutral.value, smoothing)
    what = "rows" if smooth else "faces"
    return Result({what: count, "file": out}, f"{count} {what}: {out}")


def decode(
    model: options.Model,
    latents: Annotated[
        Path, typer.Argument(help="Latents as written by encode, or -.", show_default=False), READS
    ],
    out: Annotated[Path, typer.Option(help="Faces: .parquet or -.", show_default=False), WRITES_FACES],
    data: options.Data = options.BUILTIN,
    device: options.Device = None,
) -> Result:
    """Write the faces that latents stand for, on their subjects' neutral faces.

    Examples
    --------
    mien decode runs/mine/models/m2-seed0 latents.csv --data faces.parquet --out decoded.parquet
    """
    from mien.inference.decode import decode_file
    from mien.models.trained import load_model

    count = decode_file(load_model(model, device or "auto"), latents, data, out)
    return Result({"faces": count, "file": out}, f"{count} faces: {out}")


def evaluate(
    model: options.Model,
    data: options.Data = options.BUILTIN,
    triplets: Annotated[
        Path | None, typer.Option(help="Triplets of test people; by rule if left out."), READS
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Labels (face, label), instead of those of the data."), READS
    ] = None,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    on_unknown: options.TripletsUnknown = options.Unusable.error,
    on_crossing: options.Crossing = options.Unusable.error,
    tasks: options.Tasks = "",
    ratings: Annotated[
        Path | None,
        typer.Option(help="People's ratings (face, a column a scale) or answers (face, rater, label)."),
        READS,
    ] = None,
    device: options.Device = None,
) -> Result:
    """A trained model's figures on test people: accuracy, satisfied triplets, and more about its space.

    Examples
    --------
    mien evaluate runs/mine/models/m2-seed0 --data faces.parquet
    mien evaluate runs/mine/models/m2-seed0 --data faces.parquet --tasks accuracy,triplets --json
    """
    from mien.evaluation.registry import TASKS

    chosen = options.names(tasks)
    for name in chosen:
        TASKS.find(name)
    from mien.cli.row import row_text
    from mien.inference.evaluate import evaluate_source
    from mien.models.trained import load_model

    found = evaluate_source(
        load_model(model, device or "auto"), data, triplets, missing_neutral.value, labels,
        on_unknown.value, on_crossing.value, lambda note: typer.echo(f"Note: {note}", err=True),
        chosen, ratings,
    )  # fmt: skip
    return Result(found.row, row_text(found))
