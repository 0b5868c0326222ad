"""Whether a space knows how sure it may be: the probability of a choice against how often it is made."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from mien.evaluation.bootstrap import ratio, triplet_sums
from mien.evaluation.details import LEAK, NATS, Bin, Reliability
from mien.evaluation.interface import Choice, Judged, Lacking, Outcome, Space
from mien.triplets.values import Triplets

BINS = 10
_LEAST = 1e-12
_MOST_SCALE = 1e3


class Calibration:
    """Choice probabilities of test triplets: log score and expected calibration error, by kind."""

    title = "Calibration"

    def heading(self, kind: str) -> str:
        """Which measure, and of which vote difference."""
        measure, _, votes = kind.partition("-")
        words = {"log": "log score", "error": "expected error"}[measure]
        return f"{self.title}, {words}" + (f", votes {votes}" if votes else "")

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """By the space's own probabilities, else by distances on the scale that fits validation triplets."""
        if not on.triplets:
            raise Lacking("there are no triplets of test people")
        choice, scale = space.choice, None
        if choice is None:
            known = on.validation_triplets
            if known is None or not len(known):
                raise Lacking("the space says no probabilities, and no validation triplets set a scale")
            known.check_faces(len(space.latents), on.validation, "the validation people")
            scale = best_scale(*distances(space.latents, known))
            choice = on_scale(scale)
        kinds = {"": Triplets.joined(list(on.triplets.values()))}
        if len(on.triplets) > 1:
            kinds |= {f"-{kind}": triplets for kind, triplets in on.triplets.items()}
        logs, errors = {}, {}
        for kind, triplets in kinds.items():
            triplets.check_faces(len(space.latents), on.test, "the test people")
            sure = np.clip(choice(*distances(space.latents, triplets)), _LEAST, 1 - _LEAST)
            log, error = judged(sure, on.person[triplets.rows], on.drawn, scale)
            counts = on.counted(triplets.rows, triplets=len(triplets))
            logs[f"log{kind}"] = replace(log, counts=counts)
            errors[f"error{kind}"] = replace(error, counts=counts)
        return logs | errors


def distances(latents: np.ndarray, triplets: Triplets) -> tuple[np.ndarray, np.ndarray]:
    """(m,) each, from anchor to near and from anchor to far."""
    anchor, near, far = (latents[triplets.rows[:, place]] for place in range(3))
    return np.linalg.norm(anchor - near, axis=1), np.linalg.norm(anchor - far, axis=1)


def on_scale(scale: float) -> Choice:
    """Probability that near is chosen: the logistic function of `scale` times far minus near."""

    def choice(near: np.ndarray, far: np.ndarray) -> np.ndarray:
        from scipy.special import expit

        return np.asarray(expit(scale * (far - near)))

    return choice


def best_scale(near: np.ndarray, far: np.ndarray) -> float:
    """The scale at least 0 of greatest likelihood; bounded where all triplets are satisfied.

    Logistic regression with one weight and no offset, in the unit of the mean absolute difference.
    """
    from scipy.optimize import minimize_scalar

    apart = far - near
    unit = float(np.abs(apart).mean())
    if not unit:
        return 0.0
    found = minimize_scalar(
        lambda scale: float(np.logaddexp(0, -scale * apart / unit).mean()),
        bounds=(0, _MOST_SCALE),
        method="bounded",
        options={"xatol": 1e-6},
    )
    return float(found.x / unit)


def judged(
    sure: np.ndarray, whose: np.ndarray, drawn: np.ndarray, scale: float | None = None
) -> tuple[Outcome, Outcome]:
    """Log score and expected calibration error (C. Guo et al., ICML 2017) of probabilities.

    Parameters
    ----------
    sure : (m,) probability of each choice that was made.
    whose, drawn : people of the triplets (m, 3), and how often each is drawn.
    scale : that the probabilities were made with, None for the space's own.
    """
    nats = -np.log(sure)
    expected = np.maximum(sure, 1 - sure)
    observed = np.where(sure > 0.5, 1.0, np.where(sure < 0.5, 0.0, 0.5))
    place = np.minimum(((expected - 0.5) * 2 * BINS).astype(np.int64), BINS - 1)
    gaps = (place[:, None] == np.arange(BINS)) * (observed - expected)[:, None]
    sums = triplet_sums(np.column_stack([nats, np.ones(len(sure)), gaps]), whose, drawn)
    edges = np.linspace(0.5, 1, BINS + 1).tolist()
    bins = []
    for one in range(BINS):
        inside = place == one
        means = [float(values[inside].mean()) if inside.any() else None for values in (expected, observed)]
        bins.append(
            Bin(
                low=edges[one],
                high=edges[one + 1],
                expected=means[0],
                observed=means[1],
                triplets=int(inside.sum()),
            )
        )
    log = Outcome(
        float(nats.mean()),
        ratio(sums[:, 0], sums[:, 1]),
        {} if scale is None else {"scale": scale},
        chance=math.log(2),
        scale=NATS,
    )
    error = Outcome(
        float(np.abs(gaps.sum(axis=0)).sum() / len(sure)),
        ratio(np.abs(sums[:, 2:]).sum(axis=1), sums[:, 1]),
        detail=Reliability(bins=bins, scale=scale),
        scale=LEAK,
    )
    return log, error
