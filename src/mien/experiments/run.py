"""What every experiment does: claim a run directory, train a model into it, say what it was made of."""

from __future__ import annotations

import datetime
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from mien.errors import ConfigError, RunError
from mien.evaluation import Judged, RowResult, judge
from mien.evaluation.suite import table_row
from mien.faces.faces import Faces
from mien.files import replacing, write_json, write_text
from mien.models.recipes import COMPOSITIONS
from mien.models.trained import ExpressionModel
from mien.report import build_report
from mien.representations.baselines import NAMES as BASELINES
from mien.representations.baselines import baseline
from mien.settings import RunConfig
from mien.training.about import about_model, versions
from mien.training.loop import Trained, train_model
from mien.training.prepare import Prepared
from mien.vocabulary import PARTS

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


@dataclass
class Record:
    """What an experiment has come to so far.

    Attributes
    ----------
    results : row of the table -> one result a seed.
    splits : one dict a seed: counts of each part, and of what crosses them.
    minutes : row -> minutes of training, all seeds together.
    """

    results: dict[str, list[RowResult]] = field(default_factory=dict)
    splits: list[dict[str, Any]] = field(default_factory=list)
    minutes: dict[str, float] = field(default_factory=dict)
    started: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    clock: float = field(default_factory=time.monotonic)


def check_rows(names: Sequence[str]) -> None:
    """Refuse rows that no table has."""
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        raise ConfigError(f"no row of the table is called {unknown[0]!r}; there are {', '.join(ROWS)}")


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


def judge_rows(
    only: Sequence[str],
    config: RunConfig,
    prepared: Prepared,
    on: Judged,
    out: Path,
    resume: bool,
    watcher: Watcher,
    record: Record,
) -> dict[str, np.ndarray]:
    """Make and judge every row of the table for one seed.

    Returns
    -------
    dict
        Row -> (n, k) its space of all faces.

    Raises
    ------
    RunError
        If a person or triplet is in more than one part of the split.
    """
    crossing = prepared.crossing()
    if any(crossing.values()):
        raise RunError(f"people or triplets are in more than one part: {crossing}")
    record.splits.append({"seed": prepared.seed, **counts_of(prepared, on.label), "crossing": crossing})
    spaces: dict[str, np.ndarray] = {}
    for name in ROWS:
        if name not in only:
            continue
        if name in BASELINES:
            watcher.stage(f"Judging {name}, seed {prepared.seed}")
            components = config.model.n_components
            space = baseline(name, prepared.x, prepared.y, prepared.split.train, components)
        else:
            own = config.changed(model={"kind": name})
            model, trained = train_one(own, prepared, out, resume, watcher)
            space = model.encode_prepared(prepared.x, prepared.y)[0]
            record.minutes[name] = round(record.minutes.get(name, 0) + trained.seconds / 60, 2)
            if name == "m2":
                save_strips(model, prepared, out / "strips" / f"{name}-seed{prepared.seed}.npz")
        record.results.setdefault(name, []).append(judge(space, on))
        spaces[name] = space
    return spaces


def save_latents(
    out: Path, seed: int, spaces: dict[str, np.ndarray], dataset: Faces, rows: np.ndarray, label: np.ndarray
) -> None:
    """Keep the spaces of some faces with what is known of them, for the report."""
    arrays: dict[str, Any] = {name: space[rows] for name, space in spaces.items()}
    arrays |= {key: getattr(dataset, key)[rows] for key in ("subject", "intensity", "face")}
    arrays["label"] = label[rows]
    with replacing(out / "latents" / f"seed{seed}.npz") as beside, open(beside, "wb") as file:
        np.savez_compressed(file, **arrays)


def finish(
    out: Path,
    experiment: str,
    command: str,
    config: RunConfig,
    dataset: Faces,
    record: Record,
    label: np.ndarray | None = None,
    **more: Any,
) -> Path:
    """Write the table and the description of a run, and build its report.

    Parameters
    ----------
    label : labels that were judged, if not the data's own.
    more : further entries of ``run.json``.

    Returns
    -------
    Path
        The report.
    """
    table = [table_row(name, record.results[name]) for name in ROWS if name in record.results]
    write_json(out / "table.json", table)
    info = {
        "schema": 1,
        "mien": version("mien"),
        "experiment": experiment,
        "command": command,
        "started": record.started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - record.clock, 1),
        "recipe": config.recipe,
        "seeds": [split["seed"] for split in record.splits],
        "data": about_data(dataset, label),
        "splits": record.splits,
        "versions": versions(),
        "machine": machine(),
        "minutes": record.minutes,
        **more,
    }
    write_json(out / "run.json", info)
    return build_report(out)


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


def save_strips(model: ExpressionModel, prepared: Prepared, path: Path) -> None:
    """Faces that each latent dimension makes on one test person's neutral face, for the report."""
    split, dataset = prepared.split, prepared.dataset
    subject = np.unique(dataset.subject[split.test])[0]
    row = int(dataset.neutral_rows[np.flatnonzero(dataset.subject == subject)[0]])
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


def counts_of(prepared: Prepared, label: np.ndarray) -> dict[str, dict[str, int]]:
    """Subjects, faces, labelled faces and triplets of each part."""
    rows = prepared.split.parts()
    return {
        part: {
            "subjects": len(np.unique(prepared.dataset.subject[rows[part]])),
            "faces": len(rows[part]),
            "labelled": int((label[rows[part]] != "").sum()),
            "triplets": len(prepared.triplets[part]),
        }
        for part in PARTS
    }


def about_data(dataset: Faces, label: np.ndarray | None = None) -> dict[str, Any]:
    """What a run or a model records of its data, with the data's own labels or others."""
    label = dataset.label if label is None else label
    labels, counts = np.unique(label[label != ""], return_counts=True)
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


def machine() -> dict[str, int]:
    """Cores and threads."""
    import torch

    return {"cpus": os.cpu_count() or 1, "threads": torch.get_num_threads()}
