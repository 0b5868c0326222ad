"""``mien export``: a trained model for use elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.reading import Commands
from mien.cli.result import Result

export = Commands(
    help="Write a trained model for use elsewhere: ONNX, or a file that NumPy alone runs.",
    examples="mien export onnx runs/mine/models/m2-seed0 m2-onnx",
)


@export.command()
def onnx(
    model: options.Model,
    out: Annotated[Path, typer.Argument(help="Folder: encoder.onnx and decoder.onnx.", show_default=False)],
) -> Result:
    """Write encoder and decoder as ONNX, aligning of raw landmarks included.

    Examples
    --------
    mien export onnx runs/mine/models/m2-seed0 m2-onnx
    """
    from mien.exporting.onnx import write_onnx
    from mien.exporting.programs import exported
    from mien.models.trained import load_model

    files = list(write_onnx(exported(load_model(model)), out))
    return Result({"files": files}, [str(file) for file in files])


@export.command()
def numpy(
    model: options.Model,
    out: Annotated[Path, typer.Argument(help="File: .safetensors.", show_default=False)],
) -> Result:
    """Write one file that mien.runtime loads: latents and faces by NumPy alone, without PyTorch.

    Examples
    --------
    mien export numpy runs/mine/models/m2-seed0 m2.safetensors
    """
    from mien.exporting.programs import exported
    from mien.models.trained import load_model

    file = exported(load_model(model)).save(out)
    return Result({"file": file}, str(file))
