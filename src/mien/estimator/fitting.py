"""From the checked input of a fit to a trained model: parts, preparation, training, what is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.errors import ConfigError
from mien.estimator.asked import seed_of, settings_of
from mien.estimator.parts import divided, held_out
from mien.landmarks.layout import Layout
from mien.triplets.values import Triplets
from mien.vocabulary import PARTS


@dataclass(frozen=True, eq=False)
class Given:
    """What a fit was given of n faces, checked.

    Attributes
    ----------
    points : (n, d)
    neutrals : (n, d), None where the model needs none.
    people : (n,) str, or None.
    triplets : rows of the faces, or None.
    layout : None for plain features.
    """

    points: np.ndarray
    neutrals: np.ndarray | None
    people: np.ndarray | None
    triplets: Triplets | None
    layout: Layout | None


def learned(space: Any, kind: str, given: Given, callbacks: Any) -> tuple[Any, list[dict[str, Any]], int]:
    """Train an `ExpressionSpace`'s model.

    Returns
    -------
    ExpressionModel, list of dict, int
        The model, the records of its training, and how many triplets join people who are trained and
        validated on.
    """
    from mien.callbacks import Begun, Ended, telling
    from mien.landmarks.alignment import fitted_preparation, flat_faces
    from mien.models.about import About
    from mien.models.people import People
    from mien.models.trained import ExpressionModel
    from mien.training.batch import FaceSet
    from mien.training.loop import train_model
    from mien.training.prepare import mirror_of

    settings, seed = settings_of(space, kind, given.layout is not None), seed_of(space.random_state)
    before, n, people = _before(space, kind, given.layout), len(given.points), given.people
    parts = held_out(n, people, given.neutrals, space.validation_fraction, seed)
    within, crossing = divided(given.triplets, n, *parts)
    if before is None:
        preparation = fitted_preparation(given.points[parts[0]], given.layout)
    else:
        preparation = before.preparation
    x = flat_faces(preparation, given.points)
    y = None if given.neutrals is None else flat_faces(preparation, given.neutrals)
    mirror = None if given.layout is None else mirror_of(given.layout, preparation.mean)

    def part(rows: np.ndarray, triplets: Triplets | None) -> FaceSet:
        own = (None if column is None else column[rows] for column in (y, people))
        return FaceSet(x[rows], next(own), triplets, next(own), mirror)

    train, validation = (part(rows, own) for rows, own in zip(parts, within, strict=True))
    begun = Begun(settings, seed, len(train.x), len(train.triplets or ()))
    with telling(callbacks, begun) as watch:
        trained = train_model(
            settings, train, validation if len(validation.x) else None, seed=seed, watch=watch,
            start=None if before is None else before.network,
        )  # fmt: skip
        watch.ended = Ended(trained.best_step, trained.seconds)
    told = None
    if people is not None:
        names = {part: people[rows].tolist() for part, rows in zip(PARTS, parts, strict=False)}
        told = People.in_parts(names)
    about = About.of_training(
        trained.settings, train.triplets, seed=seed, best_step=trained.best_step,
        people=told, validation_fraction=float(space.validation_fraction),
    )  # fmt: skip
    return ExpressionModel(trained.network, preparation, about), trained.records, crossing


def _before(space: Any, kind: str, layout: Layout | None) -> Any:
    """The model that a warm start goes on from, None where this is a start."""
    if not space.warm_start or not hasattr(space, "model_"):
        return None
    model, known = space.model_, None if layout is None else layout.name
    if (model.kind, model.layout) != (kind, known):
        raise ConfigError(
            f"warm_start: the fit before was of {model.kind}, layout {model.layout}; this one is of {kind}, "
            f"layout {known}: fit another estimator"
        )
    return model
