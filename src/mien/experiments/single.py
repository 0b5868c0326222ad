"""One model trained on a source of faces, by rule or by given triplets."""

from __future__ import annotations

from pathlib import Path

from mien.errors import ConfigError, TripletError
from mien.experiments.run import claim_folder, keep_settings
from mien.models.registry import MODELS
from mien.objective.registry import completed
from mien.representations.interface import Silent, Training, Watcher
from mien.representations.trained import train
from mien.settings import Settings
from mien.sources.opening import open_dataset
from mien.training.prepare import FRACTIONS, prepare_judged, prepare_posed
from mien.triplets.files import read_triplets


def train_model_on(
    data: str,
    settings: Settings,
    out: Path,
    seed: int = 0,
    triplets: Path | None = None,
    missing_neutral: str = "error",
    fractions: tuple[float, float, float] = FRACTIONS,
    resume: bool = False,
    watcher: Watcher | None = None,
) -> Path:
    """Train one model on a source of faces.

    Parameters
    ----------
    triplets : file of triplets by face name, each within one part of the split; by rule from labels if None.
    fractions : shares of the people in training, validation and test.

    Returns
    -------
    Path
        The folder of the model.

    Raises
    ------
    ConfigError
        If the model needs triplets and there are neither triplets nor labels.
    TripletError
        If a triplet joins faces of two parts of the split, or none is of training people.
    """
    kind = completed(settings).model.kind
    dataset = open_dataset(data, missing_neutral=missing_neutral)
    given = None if triplets is None else read_triplets(triplets, dataset.face)
    topology = "triplets" in MODELS.find(kind).needs
    if topology and given is None:
        if (dataset.label == "").any():
            raise ConfigError(f"{kind} needs triplets; give --triplets, or labels to make them by rule")
        prepared = prepare_posed(dataset, seed, fractions=fractions)
    else:
        prepared = prepare_judged(dataset, seed, given, fractions=fractions)
    if topology and not len(prepared.triplets["train"]):
        raise TripletError(f"{triplets}: no triplet is of training people (split by seed {seed})")
    claim_folder(out, resume)
    keep_settings(settings, out)
    train(kind, Training(prepared, settings, out, resume, watcher or Silent()))
    return out / "models" / f"{kind}-seed{seed}"
