"""Models as rows: trained into a run directory, then what they make of all faces."""

from __future__ import annotations

import numpy as np
import torch

from mien.evaluation import Space
from mien.evaluation.calibration import on_scale
from mien.models.about import About
from mien.models.people import People
from mien.models.registry import MODELS
from mien.models.trained import ExpressionModel
from mien.representations.interface import Making, Training
from mien.representations.trajectories import trajectories_of
from mien.runs import Errors, Metric, Strips
from mien.training.loop import Job, train_model
from mien.training.prepare import Prepared, about_data

STRIP_FACES = 7


def fit(making: Making) -> Space:
    """Latents, the mean of q(z | x, y), (n, k); the model, its checkpoint and what is drawn stay in the run.

    A model without a decoder has no strips, and no errors of reconstruction; one of faces that are no
    recordings of test people, no trajectories.
    """
    kind, training = making.row, making.training
    assert training is not None
    prepared, run, seed = training.prepared, training.run, training.prepared.seed
    trained = training.trained.get(kind) or train_model(**vars(job_of(kind, training)))
    about = About.of_training(
        trained.settings,
        prepared.faces("train").triplets,
        seed=seed,
        best_step=trained.best_step,
        people=People.in_parts(prepared.people(), prepared.dataset.subject.tolist()),
        data=about_data(prepared.dataset, notes=False),
    )
    model = ExpressionModel(trained.network, prepared.alignment, about)
    model.save(run.model(kind, seed))
    run.save_metrics(kind, seed, [Metric.of_values(record) for record in trained.records])
    space = space_of(model, making.x, making.y)
    if model.decodes:
        strips_of(model, prepared).write(run.strips(kind, seed))
        errors_of(model, prepared, space.latents).write(run.errors(kind, seed))
    if training.film is not None:
        moved = trajectories_of(model, training.film, prepared.people()["test"])
        if moved is not None:
            moved.write(run.trajectories(kind, seed))
    return space


def job_of(kind: str, training: Training) -> Job:
    """The training of a model."""
    prepared, seed = training.prepared, training.prepared.seed
    return Job(
        training.settings.changed(model={"kind": kind}),
        prepared.faces("train"),
        prepared.faces("validation"),
        seed,
        training.run.checkpoint(kind, seed),
        training.resume,
        training.watcher.training(kind, seed),
    )


def errors_of(model: ExpressionModel, prepared: Prepared, latents: np.ndarray) -> Errors:
    """How far the test faces decoded from their latents (n, k) are from the faces themselves."""
    test, shape = prepared.split.test, prepared.alignment.mean.shape
    y = None if prepared.y is None else prepared.y[test]
    still = np.zeros((len(test), prepared.x.shape[1]), dtype=np.float32) if y is None else y
    return Errors.of(
        prepared.dataset.landmarks.layout,
        faces=prepared.alignment.restore(prepared.x[test].reshape(-1, *shape)),
        again=model.decode_prepared(latents[test].astype(np.float32), y).reshape(-1, *shape),
        still=prepared.alignment.restore(still.reshape(-1, *shape)),
        subject=prepared.dataset.subject[test],
    )


def space_of(model: ExpressionModel, x: np.ndarray, y: np.ndarray | None) -> Space:
    """A model's space of prepared faces and neutrals (n, d): its latents, its decoder, its ELBO, and, where
    triplets shaped it by the topological prior, the probability that this has of a choice (eq. 6).
    """

    def decode(latents: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return model.network_output(latents.astype(np.float32), None if y is None else y[rows])

    def elbo(rows: np.ndarray) -> np.ndarray:
        return model.elbo_prepared(x[rows], None if y is None else y[rows])

    known = MODELS.get(model.kind)
    says = known is not None and "topology" in known.terms
    makes = model.decodes
    return Space(
        model.encode_prepared(x, y),
        decode if makes else None,
        on_scale(1.0) if says else None,
        elbo if makes else None,
    )


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
