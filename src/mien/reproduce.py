"""The paper's experiments, from data to table and report."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from mien.config import RunConfig
from mien.datasets import open_dataset
from mien.datasets.dataset import Dataset
from mien.errors import ConfigError, RunError, TripletError, listed
from mien.evaluation import Judged, baseline, judge, table_row
from mien.evaluation.baselines import NAMES as BASELINES
from mien.evaluation.suite import RowResult
from mien.models.artefact import ExpressionModel
from mien.models.recipes import COMPOSITIONS
from mien.report import build_report
from mien.runs import replacing, write_json, write_text
from mien.training.about import about_model
from mien.training.loop import Trained, train_model
from mien.training.prepare import PARTS, Prepared, prepare_posed
from mien.triplets import Triplets
from mien.triplets.files import read_triplets

ROWS = (*BASELINES, *COMPOSITIONS)
STRIP_VALUES = np.linspace(-3, 3, 7)


class Watcher(Protocol):
    """Who is told how far an experiment is."""

    def stage(self, text: str) -> None:
        """A part of the work begins."""

    def training(self, name: str, seed: int) -> Callable[[int, int, dict[str, Any] | None], None]:
        """A model's training begins; the function is called after each step."""


class Silent:
    """Tells nobody."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def training(self, name: str, seed: int) -> Callable[[int, int, dict[str, Any] | None], None]:
        """Nothing."""
        return lambda step, steps, record: None


@dataclass(frozen=True)
class PosedExperiment:
    """What to run.

    Attributes
    ----------
    data : ``builtin``, ``bu3dfe:DIR``, ``npz:FILE`` or ``FILE.parquet``.
    config : settings of every model; its kind is replaced by each row's.
    seeds : each decides a split, triplets and weights of its own.
    only : rows of the table to make, in the table's order.
    missing_neutral : ``error``, or ``drop`` to leave out people without a neutral face.
    command : what the user typed, for the record.
    """

    data: str
    config: RunConfig
    seeds: tuple[int, ...] = (0,)
    only: tuple[str, ...] = ROWS
    missing_neutral: str = "error"
    command: str = ""


@dataclass
class _Collected:
    results: dict[str, list[RowResult]] = field(default_factory=dict)
    splits: list[dict[str, Any]] = field(default_factory=list)
    minutes: dict[str, float] = field(default_factory=dict)


def reproduce_posed(
    experiment: PosedExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Path:
    """Table II: train and judge every row, and write the run directory with its report.

    Parameters
    ----------
    out : the run directory; must be new or empty unless `resume`.
    resume : go on with what an interrupted run left there; finished models are not trained again.

    Returns
    -------
    Path
        The report.

    Raises
    ------
    ConfigError, DataError, RunError
    """
    unknown = [name for name in experiment.only if name not in ROWS]
    if unknown:
        raise ConfigError(f"no row of the table is called {unknown[0]!r}; there are {', '.join(ROWS)}")
    watcher = watcher or Silent()
    started, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
    watcher.stage(f"Reading {experiment.data}")
    dataset = open_dataset(experiment.data, missing_neutral=experiment.missing_neutral)
    claim_folder(out, resume)
    keep_settings(experiment.config, out)
    collected = _Collected()
    for seed in experiment.seeds:
        prepared = prepare_posed(dataset, seed)
        _one_seed(experiment, prepared, out, resume, watcher, collected)
    watcher.stage("Writing the report")
    table = [table_row(name, collected.results[name]) for name in ROWS if name in collected.results]
    write_json(out / "table.json", table)
    info = {
        "schema": 1,
        "mien": version("mien"),
        "experiment": "posed",
        "command": experiment.command,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
        "recipe": experiment.config.recipe,
        "seeds": list(experiment.seeds),
        "data": about_data(dataset),
        "splits": collected.splits,
        "versions": versions(),
        "machine": machine(),
        "minutes": collected.minutes,
    }
    write_json(out / "run.json", info)
    return build_report(out)


def claim_folder(out: Path, resume: bool) -> None:
    """Make a run directory, and refuse one that holds something unless resuming."""
    try:
        if not resume and out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise RunError(
                f"{out}: already there and not empty; add --resume to go on with it, or name another --out"
            )
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"{out}: cannot be made ({error.strerror})") from error


def keep_settings(config: RunConfig, out: Path) -> None:
    """Write the settings into a run directory, and refuse one that was begun with other settings."""
    path = out / "config.toml"
    if path.exists() and RunConfig.load(path) != config:
        raise RunError(f"{path}: begun with other settings; resume with the same ones, or name another --out")
    config.save(path)


def _one_seed(
    experiment: PosedExperiment,
    prepared: Prepared,
    out: Path,
    resume: bool,
    watcher: Watcher,
    collected: _Collected,
) -> None:
    seed, dataset = prepared.seed, prepared.dataset
    crossing = prepared.crossing()
    if any(crossing.values()):
        raise RunError(f"people or triplets are in more than one part: {crossing}")
    collected.splits.append({"seed": seed, **_counts(prepared), "crossing": crossing})
    on = judged_on(prepared)
    latents: dict[str, np.ndarray] = {}
    for name in ROWS:
        if name not in experiment.only:
            continue
        if name in BASELINES:
            watcher.stage(f"Judging {name}, seed {seed}")
            components = experiment.config.model.n_components
            space = baseline(name, prepared.x, prepared.y, prepared.split.train, components)
        else:
            config = experiment.config.changed(model={"kind": name})
            model, trained = train_one(config, prepared, out, resume, watcher)
            space = model.encode_prepared(prepared.x, prepared.y)[0]
            collected.minutes[name] = round(collected.minutes.get(name, 0) + trained.seconds / 60, 2)
            if name == "m2":
                save_strips(model, prepared, out / "strips" / f"{name}-seed{seed}.npz")
        collected.results.setdefault(name, []).append(judge(space, on))
        latents[name] = space[prepared.split.test]
    test = prepared.split.test
    columns = {key: getattr(dataset, key)[test] for key in ("label", "subject", "intensity", "face")}
    with replacing(out / "latents" / f"seed{seed}.npz") as beside, open(beside, "wb") as file:
        arrays: dict[str, Any] = {**latents, **columns}
        np.savez_compressed(file, **arrays)


def train_one(
    config: RunConfig, prepared: Prepared, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> tuple[ExpressionModel, Trained]:
    """Train a model on a prepared data set and keep it, its metrics and its checkpoint in a run directory."""
    name = f"{config.model.kind}-seed{prepared.seed}"
    train, validation = prepared.faces("train"), prepared.faces("validation")
    trained = train_model(
        config,
        train,
        validation,
        prepared.seed,
        out / "checkpoints" / f"{name}.safetensors",
        resume,
        (watcher or Silent()).training(config.model.kind, prepared.seed),
    )
    used = train.triplets if COMPOSITIONS[config.model.kind].topology else None
    people = {
        part: sorted(set(prepared.dataset.subject[rows].tolist()))
        for part, rows in prepared.split.parts().items()
    }
    about = about_model(config, prepared.seed, used, people, trained.best_step)
    about["data"] = about_data(prepared.dataset)
    model = ExpressionModel(trained.model, prepared.alignment, about)
    model.save(out / "models" / name)
    lines = "".join(json.dumps(record) + "\n" for record in trained.records)
    write_text(out / "metrics" / f"{name}.jsonl", lines)
    return model, trained


def judged_on(prepared: Prepared) -> Judged:
    """What a representation of this data set is judged on."""
    split = prepared.split
    return Judged(
        prepared.dataset.label,
        prepared.dataset.subject,
        split.train,
        split.validation,
        split.test,
        {"all": prepared.triplets["test"]},
        prepared.seed,
    )


def save_strips(model: ExpressionModel, prepared: Prepared, path: Path) -> None:
    """Faces that each latent dimension makes on one test person's neutral face, for the report."""
    split, dataset = prepared.split, prepared.dataset
    subject = np.unique(dataset.subject[split.test])[0]
    row = int(dataset.neutral[np.flatnonzero(dataset.subject == subject)[0]])
    k, s = model.network.n_components, len(STRIP_VALUES)
    latents = np.zeros((k, s, k), dtype=np.float32)
    latents[np.arange(k), :, np.arange(k)] = STRIP_VALUES
    neutral = np.repeat(prepared.y[row][None], k * s, axis=0)
    faces = model.decode_prepared(latents.reshape(k * s, k), neutral).reshape(k, s, -1, 3)
    mean, log_variance = model.encode_prepared(prepared.x[split.train], prepared.y[split.train])
    divergence = model.divergence(mean, log_variance).mean(axis=0)
    with replacing(path) as beside, open(beside, "wb") as file:
        np.savez_compressed(
            file,
            values=STRIP_VALUES,
            faces=faces,
            neutral=prepared.alignment.restore(prepared.y[row].reshape(-1, 3)),
            layout=np.array(dataset.landmarks.layout.name),
            movement=np.linalg.norm(faces[:, -1] - faces[:, 0], axis=-1).mean(axis=-1),
            active=divergence,
            subject=np.array(subject),
        )


def _counts(prepared: Prepared) -> dict[str, dict[str, int]]:
    rows = prepared.split.parts()
    return {
        part: {
            "subjects": len(np.unique(prepared.dataset.subject[rows[part]])),
            "faces": len(rows[part]),
            "triplets": len(prepared.triplets[part]),
        }
        for part in PARTS
    }


def about_data(dataset: Dataset) -> dict[str, Any]:
    """What a run or a model records of its data."""
    labels, counts = np.unique(dataset.label, return_counts=True)
    return {
        "source": dataset.source,
        "licence": dataset.licence,
        "synthetic": dataset.synthetic,
        "layout": dataset.landmarks.layout.name,
        "unit": dataset.landmarks.unit,
        "faces": len(dataset),
        "subjects": len(dataset.subjects),
        "notes": list(dataset.notes),
        "labels": dict(zip(labels.tolist(), counts.tolist(), strict=True)),
    }


def versions() -> dict[str, str]:
    """Versions of what decides the numbers."""
    names: Sequence[str] = ("mien", "torch", "numpy", "scipy", "scikit-learn")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def machine() -> dict[str, int]:
    """Cores and threads."""
    import torch

    return {"cpus": os.cpu_count() or 1, "threads": torch.get_num_threads()}


def train_model_on(
    data: str,
    config: RunConfig,
    out: Path,
    seed: int = 0,
    triplets: Path | None = None,
    missing_neutral: str = "error",
    resume: bool = False,
    watcher: Watcher | None = None,
) -> Path:
    """Train one model on a source of faces.

    Parameters
    ----------
    triplets : file of triplets by face name, each within one part of the split; by rule from labels if None.

    Returns
    -------
    Path
        The folder of the model.

    Raises
    ------
    TripletError
        If a triplet joins faces of two parts of the split.
    """
    dataset = open_dataset(data, missing_neutral=missing_neutral)
    prepared = prepare_posed(dataset, seed)
    if triplets is not None:
        given = read_triplets(triplets, dataset.face)
        prepared = dataclasses.replace(prepared, triplets=divided(given, prepared))
    claim_folder(out, resume)
    keep_settings(config, out)
    train_one(config, prepared, out, resume, watcher)
    return out / "models" / f"{config.model.kind}-seed{seed}"


def divided(triplets: Triplets, prepared: Prepared) -> dict[str, Triplets]:
    """Triplets by the part of the split that all their faces are in.

    Raises
    ------
    TripletError
        If a triplet's faces are in different parts, or no triplet is in the training part.
    """
    part_of = np.empty(len(prepared.dataset), dtype=np.int64)
    for number, rows in enumerate(prepared.split.parts().values()):
        part_of[rows] = number
    parts = part_of[triplets.rows]
    crossing = (parts != parts[:, :1]).any(axis=1)
    if crossing.any():
        raise TripletError(
            f"triplet {listed(np.flatnonzero(crossing))} joins people of different parts of the split "
            f"(seed {prepared.seed}); ask about faces within a part, or leave these triplets out"
        )
    if not (parts[:, 0] == 0).any():
        raise TripletError("no triplet is of training people")
    return {
        part: Triplets(triplets.rows[parts[:, 0] == number], triplets.weight[parts[:, 0] == number])
        for number, part in enumerate(PARTS)
    }
