"""``mien builtin``: the built-in sets as files, to begin with."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mien.cli.options import Quiet, progress
from mien.cli.result import Result

Set = StrEnum("Set", ["posed", "spontaneous"])


def builtin(
    out: Annotated[Path, typer.Argument(help="Folder to write to.", show_default=False)],
    only: Annotated[
        Set | None, typer.Option(help="One of the sets; both if left out.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides people, triplets and raters.")] = 0,
    quiet: Quiet = False,
) -> Result:
    """Write the built-in synthetic faces with triplets and answers: files to begin with.

    The posed faces take 3 MB, the video of the spontaneous ones about 210 MB.

    Examples
    --------
    mien builtin data
    mien builtin data --only posed
    """
    from mien.synthetic.written import SPLIT, posed_files, spontaneous_files

    made: dict[str, int] = {}
    with progress(quiet) as shown:
        if only is not Set.spontaneous:
            shown.stage("Posed faces: 100 people, triplets by rule")
            made |= posed_files(out, seed)
        if only is not Set.posed:
            shown.stage("Spontaneous faces: video of 41 people, simulated raters")
            made |= spontaneous_files(out, seed)
    width = max(map(len, made))
    then = []
    if only is not Set.spontaneous:
        faces, triplets = out / "posed.parquet", out / "posed-triplets.csv"
        then.append(f"mien train --data {faces} --triplets {triplets} --seed {seed} --out runs/posed")
    if only is not Set.posed:
        faces, triplets = out / "spontaneous.parquet", out / "spontaneous-triplets.csv"
        shares = ",".join(map(str, SPLIT))
        given = f"--triplets {triplets} --split {shares} --seed {seed}"
        then.append(f"mien train --data {faces} {given} --out runs/spontaneous")
    lines = [f"{name:<{width}}  {count:>7,} rows" for name, count in made.items()]
    lines += ["Nobody was measured: these people do not exist.", *(f"next  {line}" for line in then)]
    return Result({"folder": out, "files": made, "synthetic": True, "next": then}, lines)
