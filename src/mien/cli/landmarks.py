"""``mien landmarks``: videos and images to a faces table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mien.cli.facts import facts_text
from mien.cli.options import Quiet, progress
from mien.cli.reading import READING
from mien.cli.result import Result


def landmarks(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH... OUT",
            help="Videos, images or folders of them, then the faces: .parquet.",
            show_default=False,
        ),
    ],
    model: Annotated[
        Path | None,
        typer.Option(help="MediaPipe's face_landmarker.task; versions up to 0.10.21 bring a model."),
    ] = None,
    keep_face: Annotated[
        str | None,
        typer.Option(
            help="The face to keep where a picture has several: largest, or its place from the left (0, 1 …)."
        ),
    ] = None,
    subject: Annotated[
        str | None, typer.Option(help="The person in all files; a person a file, named like it, if left out.")
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Keep each so-many-th frame.")] = 1,
    quiet: Quiet = False,
) -> Result:
    """Track faces in videos and images with MediaPipe.

    pip install 'mien[landmarks]' installs one that brings its model, 'mien[mediapipe]' the current one.

    Examples
    --------
    mien landmarks videos faces.parquet --every 5
    mien landmarks anna.mp4 ben.mp4 faces.parquet --model face_landmarker.task
    """
    from mien.errors import ConfigError
    from mien.faces.parquet import parquet_path
    from mien.sources.convert import write_stream
    from mien.sources.stream import Reading
    from mien.sources.tracking import Tracking, tracked

    if len(files) < 2:
        raise ConfigError("name at least one video, image or folder, and then the .parquet file to write")
    *videos, out = files
    options = Reading.of(context.meta[READING])
    if subject is not None and "{subject}" in (options.names or ""):
        raise ConfigError("--subject and the {subject} of --names both say who it is; leave one out")
    asked = Tracking(model, keep_face, subject, every, options.skip_broken)
    out = parquet_path(out)
    with progress(quiet) as shown:
        result = write_stream(tracked(videos, asked, options, shown.counting("frames")), out)
    return Result({**result, "file": out}, facts_text(result))
