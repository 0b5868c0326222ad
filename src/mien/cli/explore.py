"""The command that writes the explorer and opens it."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.result import Result
from mien.errors import RunError
from mien.sources.asked import Asked

PAGE = "explorer.html"


def explore(
    path: Annotated[
        Path, typer.Argument(metavar="RUN|MODEL", help="A run, or a model's folder.", show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="The page; explorer.html in the folder if left out.", show_default=False),
    ] = None,
    data: Annotated[
        Asked | None,
        typer.Option(
            parser=options.source, help="Faces to show, instead of those of the run.", show_default=False
        ),
    ] = None,
    model: Annotated[
        str, typer.Option(help="Which model of a run; the table's last if left out.", show_default=False)
    ] = "",
    seed: Annotated[int | None, typer.Option(min=0, help="Of which seed.", show_default=False)] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="Beside the principal axes: umap (needs umap-learn) or tsne; can be repeated.",
            show_default=False,
        ),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Write the page and do not open it.")] = False,
) -> Result:
    """Write a page that shows a latent space and draws faces from it, and open it in a browser.

    Examples
    --------
    mien explore runs/mine
    mien explore runs/mine/models/m2-seed0 --data faces.parquet --map umap --no-open
    """
    if not path.exists():
        raise RunError(f"{path}: there is no such run or model")
    from mien.explorer.gather import payload_at
    from mien.explorer.maps import with_maps
    from mien.explorer.page import write_explorer

    payload = with_maps(payload_at(path, data, model, seed), tuple(maps or ()))
    file = write_explorer(payload, out or (path.parent if path.is_file() else path) / PAGE)
    if not no_open:
        webbrowser.open(file.resolve().as_uri())
    return Result({"page": file}, f"Explorer: {file}")
