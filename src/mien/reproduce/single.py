"""One model trained on a source of faces, by rule or by given triplets."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from mien.config import RunConfig
from mien.datasets import open_dataset
from mien.errors import TripletError, listed
from mien.reproduce.run import Watcher, claim_folder, keep_settings, train_one
from mien.training.prepare import PARTS, Prepared, prepare_posed
from mien.triplets import Triplets
from mien.triplets.files import read_triplets


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
