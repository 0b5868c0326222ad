"""``mien convert``: a foreign format to Mien's own faces table."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mien.cli.facts import facts_text
from mien.cli.options import Quiet, progress


class Source(StrEnum):
    """Foreign formats."""

    bu3dfe = "bu3dfe"
    bp4d = "bp4d"
    openface = "openface"
    pyfeat = "pyfeat"
    mediapipe = "mediapipe"
    npz = "npz"


class Pose(StrEnum):
    """Which way the poses of BP4D turn."""

    auto = "auto"
    none = "none"
    head = "head"
    frontal = "frontal"
    head_image = "head-image"
    frontal_image = "frontal-image"


def convert(
    kind: Annotated[Source, typer.Argument(help="What to read.", show_default=False)],
    source: Annotated[Path, typer.Argument(help="Folder or file.", show_default=False)],
    out: Annotated[Path, typer.Argument(help="Faces: .parquet.", show_default=False)],
    skip_broken: Annotated[
        bool, typer.Option("--skip-broken", help="Leave broken files and unusable faces out; they are named.")
    ] = False,
    frame_offset: Annotated[int, typer.Option(help="BP4D: coded frame minus frame of the landmarks.")] = 0,
    pose: Annotated[
        Pose, typer.Option(help="BP4D: which way poses turn; auto finds it by the landmarks.")
    ] = Pose.auto,
    keep_face: Annotated[
        str | None, typer.Option(help="OpenFace, py-feat: the face to keep where a frame shows several.")
    ] = None,
    least_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="OpenFace, py-feat: frames below it are lost.")
    ] = 0.5,
    image_size: Annotated[
        str | None, typer.Option(help="MediaPipe: size of the images, for example 1280x720.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Turn a foreign format into Mien's own Parquet faces table."""
    from mien.sources.convert import convert as run
    from mien.sources.opening import Reading

    reading = Reading(frame_offset, pose.value, skip_broken, keep_face, least_confidence, _size(image_size))
    with progress(quiet) as shown:
        result = run(f"{kind.value}:{source}", out, reading=reading, progress=shown.counting("faces"))
    typer.echo(facts_text(result))


def _size(text: str | None) -> tuple[float, float] | None:
    from mien.errors import ConfigError

    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,6})[x×:](\d{1,6})", text)
    if match is None or not int(match[1]) or not int(match[2]):
        raise ConfigError(f"--image-size is {text!r}; expected width and height, for example 1280x720")
    return float(match[1]), float(match[2])
