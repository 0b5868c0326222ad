"""From a run or a model on disk to what is shown."""

from __future__ import annotations

import re
from pathlib import Path

from mien.errors import ConfigError, RunError, listed
from mien.explorer.shown import Shown, ShownFaces, shown_faces
from mien.models.trained import ExpressionModel, load_model
from mien.representations.registry import rows
from mien.runs import RunDirectory, Table
from mien.runs.reading import Reading
from mien.sources.asked import Asked
from mien.sources.opening import open_faces


def gathered(path: Path, data: Asked | None = None, name: str = "", seed: int | None = None) -> Shown:
    """The model of a folder, or of a run, with the run's faces or given ones.

    Parameters
    ----------
    path : a run directory or the folder of a model.
    data : faces to show, instead of those of the run.
    name, seed : which model of a run; the last row of its table and the first seed if left out.

    Raises
    ------
    MienError
        If it is neither, or damaged, or the faces cannot be read.
    """
    folder, run = _folder(path, name, seed)
    model = load_model(folder)
    found = rows().get(model.kind)
    if data is None and run is not None:
        reading = run.find(Reading)
        data = None if reading is None else reading.asked
    faces = None if data is None else _faces(model, data)
    return Shown(model, found.title if found else model.kind, model.about.seed, faces, run)


def _folder(path: Path, name: str, seed: int | None) -> tuple[Path, RunDirectory | None]:
    if path.suffix == ".safetensors" or (path / "model.safetensors").exists():
        whole = path.parent if path.suffix == ".safetensors" else path
        run = RunDirectory(whole.parent.parent)
        return path, run if whole.parent.name == "models" and (run.path / Table.FILE).exists() else None
    run, inside = RunDirectory(path), path / "models"
    found = []
    for one in sorted(inside.iterdir()) if inside.is_dir() else ():
        match = re.fullmatch(r"(.+)-seed(\d+)", one.name)
        if match:
            found.append((match[1], int(match[2])))
    if not found:
        raise RunError(f"{path}: neither a run with a trained model nor a model's folder")
    names = list(dict.fromkeys(one for one, _ in found))
    if not name:
        table = run.find(Table)
        order = [row.name for row in table.rows] if table else names
        name = max(names, key=lambda one: order.index(one) if one in order else -1)
    seeds = [number for one, number in found if one == name]
    if not seeds:
        raise ConfigError(f"{path}: no model called {name!r}; there are {listed(names)}")
    if seed is not None and seed not in seeds:
        raise ConfigError(f"{path}: {name} was not trained with seed {seed}; there are {listed(seeds)}")
    return run.model(name, min(seeds) if seed is None else seed), run


def _faces(model: ExpressionModel, data: Asked) -> ShownFaces:
    faces = open_faces(data, missing_neutral="keep")
    model.check_layout(faces.landmarks)
    x = model.prepare(faces.landmarks.points, faces.rotation, faces.face)
    return shown_faces(model, faces, x, model.about.subjects)
