"""Models as rows: trained into a run directory, then what they make of all faces."""

from __future__ import annotations

import json

import numpy as np

from mien.files import replacing, write_text
from mien.models.about import About
from mien.models.trained import ExpressionModel
from mien.representations.interface import Making, Training
from mien.training.loop import train_model
from mien.training.prepare import about_data

STRIP_VALUES = np.linspace(-3, 3, 7)


def fit(making: Making) -> np.ndarray:
    """Latents, the mean of q(z | x, y), (n, k); model, metrics and strips stay in the run directory."""
    assert making.training is not None
    model = train(making.row, making.training)
    return model.encode_prepared(making.x, making.y)


def train(kind: str, training: Training) -> ExpressionModel:
    """Train a model on a prepared data set and keep it, its metrics and its checkpoint in a run directory."""
    prepared, folder = training.prepared, training.folder
    name = f"{kind}-seed{prepared.seed}"
    train, validation = prepared.faces("train"), prepared.faces("validation")
    trained = train_model(
        training.settings.changed(model={"kind": kind}),
        train,
        validation,
        prepared.seed,
        folder / "checkpoints" / f"{name}.safetensors",
        training.resume,
        training.watcher.training(kind, prepared.seed),
    )
    about = About.of_training(
        trained.settings,
        prepared.seed,
        trained.best_step,
        train.triplets,
        prepared.people(),
        about_data(prepared.dataset),
    )
    model = ExpressionModel(trained.network, prepared.alignment, about)
    model.save(folder / "models" / name)
    write_text(folder / "metrics" / f"{name}.jsonl", "".join(json.dumps(r) + "\n" for r in trained.records))
    save_strips(model, training)
    return model


def save_strips(model: ExpressionModel, training: Training) -> None:
    """Faces that each latent dimension makes on one test person's neutral face, for the report."""
    prepared = training.prepared
    split, dataset = prepared.split, prepared.dataset
    subject = np.unique(dataset.subject[split.test])[0]
    row = int(dataset.neutral[np.flatnonzero(dataset.subject == subject)[0]])
    k, s = model.n_components, len(STRIP_VALUES)
    latents = np.zeros((k, s, k), dtype=np.float32)
    latents[np.arange(k), :, np.arange(k)] = STRIP_VALUES
    neutral = np.repeat(prepared.y[row][None], k * s, axis=0)
    faces = model.decode_prepared(latents.reshape(k * s, k), neutral).reshape(k, s, -1, 3)
    usage = model.usage_prepared(prepared.x[split.train], prepared.y[split.train])
    path = training.folder / "strips" / f"{model.kind}-seed{prepared.seed}.npz"
    with replacing(path) as beside, open(beside, "wb") as file:
        np.savez_compressed(
            file,
            values=STRIP_VALUES,
            faces=faces,
            neutral=prepared.alignment.restore(prepared.y[row].reshape(-1, 3)),
            layout=np.array(dataset.landmarks.layout.name),
            movement=np.linalg.norm(faces[:, -1] - faces[:, 0], axis=-1).mean(axis=-1),
            active=usage.mean(axis=0),
            subject=np.array(subject),
        )
