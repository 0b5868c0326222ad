"""Models as rows: trained into a run directory, then what they make of all faces."""

from __future__ import annotations

import numpy as np
import torch

from mien.models.about import About
from mien.models.trained import ExpressionModel
from mien.representations.interface import Making
from mien.runs import Metric, Strips
from mien.training.loop import train_model
from mien.training.prepare import Prepared, about_data

STRIP_FACES = 7


def fit(making: Making) -> np.ndarray:
    """Latents, the mean of q(z | x, y), (n, k); model, metrics, strips and checkpoint stay in the run."""
    kind, training = making.row, making.training
    assert training is not None
    prepared, run, seed = training.prepared, training.run, training.prepared.seed
    train, validation = prepared.faces("train"), prepared.faces("validation")
    trained = train_model(
        training.settings.changed(model={"kind": kind}),
        train,
        validation,
        seed,
        run.checkpoint(kind, seed),
        training.resume,
        training.watcher.training(kind, seed),
    )
    about = About.of_training(
        trained.settings,
        train.triplets,
        seed=seed,
        best_step=trained.best_step,
        subjects=prepared.people(),
        data=about_data(prepared.dataset),
    )
    model = ExpressionModel(trained.network, prepared.alignment, about)
    model.save(run.model(kind, seed))
    run.save_metrics(kind, seed, [Metric.of_values(record) for record in trained.records])
    strips_of(model, prepared).write(run.strips(kind, seed))
    return model.encode_prepared(making.x, making.y)


def strips_of(model: ExpressionModel, prepared: Prepared) -> Strips:
    """Faces that each latent dimension makes on one test person's neutral face, for the report.

    A model that needs no neutrals makes them of no person; the mean face stands for the neutral then.
    """
    split, dataset = prepared.split, prepared.dataset
    if prepared.y is None:
        subject, own = "the mean face", np.zeros(prepared.x.shape[1], dtype=np.float32)
    else:
        subject = np.unique(dataset.subject[split.test])[0]
        own = prepared.y[int(dataset.neutral_rows[np.flatnonzero(dataset.subject == subject)[0]])]
    k, s, prior = model.n_components, STRIP_FACES, model.network.prior
    low, high = prior.ends
    values = np.linspace(low, high, s)
    middle = prior.sample(torch.zeros(1, k)).numpy()
    latents = np.broadcast_to(middle, (k, s, k)).astype(np.float32)
    latents[np.arange(k), :, np.arange(k)] = values
    neutral = None if prepared.y is None else np.repeat(own[None], k * s, axis=0)
    shape = prepared.alignment.mean.shape
    faces = model.decode_prepared(latents.reshape(k * s, k), neutral).reshape(k, s, *shape)
    given = None if prepared.y is None else prepared.y[split.train]
    usage = model.usage_prepared(prepared.x[split.train], given)
    return Strips(
        layout=dataset.landmarks.layout,
        subject=str(subject),
        values=values,
        faces=faces,
        neutral=prepared.alignment.restore(own.reshape(shape)),
        movement=np.linalg.norm(faces[:, -1] - faces[:, 0], axis=-1).mean(axis=-1),
        active=usage.mean(axis=0),
    )
