"""``mien export``: a trained model for use elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mien.cli.reading import Commands

export = Commands(
    help="Write a trained model for use elsewhere: ONNX, or a file that NumPy alone runs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Model = Annotated[Path, typer.Argument(help="Folder of a trained model.", show_default=False)]


@export.command()
def onnx(
    model: Model,
    out: Annotated[Path, typer.Argument(help="Folder: encoder.onnx and decoder.onnx.", show_default=False)],
) -> None:
    """Write encoder and decoder as ONNX, aligning of raw landmarks included.

    For example: mien export onnx runs/posed/models/m2 m2-onnx
    """
    from mien.exporting.onnx import write_onnx
    from mien.exporting.programs import exported
    from mien.models.trained import load_model

    for path in write_onnx(exported(load_model(model)), out):
        typer.echo(path)


@export.command()
def numpy(
    model: Model,
    out: Annotated[Path, typer.Argument(help="File: .safetensors.", show_default=False)],
) -> None:
    """Write one file that mien.runtime loads: latents and faces by NumPy alone, without PyTorch.

    For example: mien export numpy runs/posed/models/m2 m2.safetensors
    """
    from mien.exporting.programs import exported
    from mien.models.trained import load_model

    typer.echo(exported(load_model(model)).save(out))
