"""From a run or a model on disk to what is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from mien.errors import ConfigError, DataError, RunError, listed
from mien.explorer.payload import Payload
from mien.explorer.recordings import chosen
from mien.explorer.sections import payload_of
from mien.explorer.shown import Recorded, Shown, ShownFaces, part_of, shown_faces
from mien.faces.faces import Faces
from mien.models.trained import ExpressionModel, load_model
from mien.representations.interface import Film
from mien.representations.registry import rows
from mien.runs import Neutrals, RunDirectory, RunInfo, Table
from mien.runs.reading import Reading
from mien.sources.asked import Asked
from mien.sources.opening import open_faces
from mien.training.prepare import Prepared, prepare
from mien.triplets.values import Triplets
from mien.vocabulary import PARTS


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
    if data is not None or run is None:
        faces, recorded = None if data is None else _faces(model, data), None
    else:
        faces, recorded = _of_run(model, run)
    return Shown(model, _title(model), model.about.seed, faces, run, recorded)


def of_training(prepared: Prepared, run: RunDirectory, name: str, film: Film | None = None) -> Shown:
    """A model that was just trained and saved into a run, with the faces of its experiment.

    Parameters
    ----------
    film : all frames of some recordings, where they are more than the experiment's faces.
    """
    model = load_model(run.model(name, prepared.seed))
    people = prepared.people()
    faces = shown_faces(model, prepared.dataset, prepared.x, people, prepared.triplets)
    recorded = None
    if film is not None:
        recorded = Recorded(shown_faces(model, film.faces, film.x, people), film.total)
    return Shown(model, _title(model), prepared.seed, faces, run, recorded)


def _title(model: ExpressionModel) -> str:
    found = rows().get(model.kind)
    return found.title if found else model.kind


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


def _of_run(model: ExpressionModel, run: RunDirectory) -> tuple[ShownFaces | None, Recorded | None]:
    reading, neutrals = run.find(Reading), run.find(Neutrals)
    if reading is None:
        return None, None
    if neutrals is None:
        return _faces(model, reading.asked), None
    # Video: the run's own choice of neutrals and frames; people's judgments are not among what it keeps.
    faces = open_faces(reading.asked, missing_neutral="keep")
    model.check_layout(faces.landmarks)
    named = {person: one.face for person, one in neutrals.subjects.items()}
    faces = replace(faces, neutral=np.array([named.get(name, "") for name in faces.subject.tolist()]))
    info, own, people = run.find(RunInfo), faces.neutral_rows, _people(model, faces)
    frames, _, total = chosen(faces, part_of(faces.subject, people))
    used = faces.frame % (info.selection.every if info else 1) == 0
    used[own[own >= 0]] = True

    def some(rows: np.ndarray) -> ShownFaces:
        taken = faces.take(rows)
        poses = taken.rotation
        return shown_faces(model, taken, model.prepare(taken.landmarks.points, poses, taken.face), people)

    recorded = Recorded(some(np.union1d(frames, own[frames][own[frames] >= 0])), total)
    return some(np.flatnonzero(used)), recorded


def _faces(model: ExpressionModel, data: Asked) -> ShownFaces:
    faces = open_faces(data, missing_neutral="keep")
    model.check_layout(faces.landmarks)
    x = model.prepare(faces.landmarks.points, faces.rotation, faces.face)
    people = _people(model, faces)
    return shown_faces(model, faces, x, people, _triplets(model, faces, people))


def _people(model: ExpressionModel, faces: Faces) -> dict[str, list[str]] | None:
    """Part -> people, where these are the model's; people without a neutral face were no matter to it."""
    people = model.about.people
    return None if people is None else people.among(faces.subject, faces.subject[faces.neutral_rows >= 0])


def _triplets(
    model: ExpressionModel, faces: Faces, people: dict[str, list[str]] | None
) -> dict[str, Triplets]:
    """Part -> triplets by rule, where it was these that the model was trained on, or none."""
    known = model.about.triplets
    if people is None or (faces.label == "").any():
        return {}
    try:
        prepared = prepare(faces, model.about.seed, people=people, neutral=model.needs_neutral)
    except DataError:
        # Other faces than the model's, or labels that the rules make nothing of.
        return {}
    own = prepared.faces(PARTS[0]).triplets
    if known.count and (own is None or own.digest() != known.sha256):
        return {}
    return prepared.triplets


def payload_at(path: Path, data: Asked | None = None, name: str = "", seed: int | None = None) -> Payload:
    """What the page is given of a run or a model: as the run kept it where nothing else is asked for.

    Arguments and errors are those of `gathered`.
    """
    kept = RunDirectory(path).explorer
    if kept.is_file() and data is None and not name and seed is None:
        return Payload.read(kept)
    return payload_of(gathered(path, data, name, seed))
