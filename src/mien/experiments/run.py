"""What every experiment does: claim a run directory, train a model into it, say what it was made of."""

from __future__ import annotations

import datetime
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import RunError
from mien.evaluation import Judged, RowResult, judge
from mien.evaluation.suite import table_row
from mien.faces.dataset import Dataset
from mien.files import replacing, write_json
from mien.models.about import versions
from mien.report import build_report
from mien.representations.interface import Making, Training, Watcher
from mien.representations.registry import in_order, represent, rows
from mien.settings import Settings
from mien.training.prepare import Prepared, about_data
from mien.vocabulary import PARTS


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


def keep_settings(settings: Settings, out: Path) -> None:
    """Write the settings into a run directory, and refuse one that was begun with other settings."""
    path = out / "config.toml"
    if path.exists() and not Settings.load(path).same_run(settings):
        raise RunError(f"{path}: begun with other settings; resume with the same ones, or name another --out")
    settings.save(path)


def judge_rows(
    only: Sequence[str],
    settings: Settings,
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
    training = Training(prepared, settings, out, resume, watcher)
    spaces: dict[str, np.ndarray] = {}
    for name in in_order(only):
        watcher.stage(f"{rows()[name].title}, seed {prepared.seed}")
        components = settings.model.n_components
        making = Making(name, prepared.x, prepared.y, prepared.split.train, components, training)
        spaces[name] = represent(making)
        record.results.setdefault(name, []).append(judge(spaces[name], on))
        seconds = _seconds_of_training(out, name, prepared.seed)
        if seconds is not None:
            record.minutes[name] = round(record.minutes.get(name, 0) + seconds / 60, 2)
    return spaces


def _seconds_of_training(out: Path, name: str, seed: int) -> float | None:
    path = out / "metrics" / f"{name}-seed{seed}.jsonl"
    if not path.exists():
        return None
    return float(json.loads(path.read_text("utf-8").splitlines()[-1])["seconds"])


def save_latents(
    out: Path, seed: int, spaces: dict[str, np.ndarray], dataset: Dataset, rows: np.ndarray, label: np.ndarray
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
    settings: Settings,
    dataset: Dataset,
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
    table = [table_row(name, record.results[name]) for name in in_order(list(record.results))]
    write_json(out / "table.json", table)
    info = {
        "schema": 1,
        "mien": version("mien"),
        "experiment": experiment,
        "command": command,
        "started": record.started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - record.clock, 1),
        "recipe": settings.recipe,
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


def machine() -> dict[str, int]:
    """Cores and threads."""
    import torch

    return {"cpus": os.cpu_count() or 1, "threads": torch.get_num_threads()}
