"""One row of the table: a representation judged by classifier and triplets, and the rows of several seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.evaluation.bootstrap import bootstrap_faces, bootstrap_triplets, interval, people_drawn
from mien.evaluation.classify import classify
from mien.evaluation.satisfied import satisfied_triplets
from mien.triplets.values import Triplets


@dataclass(frozen=True, eq=False)
class Judged:
    """What a representation is judged on.

    Attributes
    ----------
    label, subject : (n,) str of all faces; a face without a label, ``""``, is not classified.
    train, validation, test : rows, no person in two of them.
    triplets : name -> test triplets, for example ``{"all": …}``.
    seed : of the bootstrap.
    """

    label: np.ndarray
    subject: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    triplets: dict[str, Triplets]
    seed: int


@dataclass(frozen=True, eq=False)
class RowResult:
    """A representation's figures for one seed, with bootstrap replicates over test people.

    Attributes
    ----------
    accuracy, constant, validation_accuracy : see `classify`.
    triplets, ties : name -> share.
    accuracy_replicates : (r,)
    triplets_replicates : name -> (r,)
    """

    seed: int
    dim: int
    accuracy: float
    constant: float
    validation_accuracy: float
    triplets: dict[str, float]
    ties: dict[str, float]
    accuracy_replicates: np.ndarray
    triplets_replicates: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class TripletResult:
    """A representation's satisfied triplets of test people, by kind: share, share of ties, replicates."""

    share: dict[str, float]
    ties: dict[str, float]
    replicates: dict[str, np.ndarray]


def judge(space: np.ndarray, on: Judged) -> RowResult:
    """Judge a representation of all faces.

    Parameters
    ----------
    space : (n, k); only its test rows count for the figures, its training rows train the classifier and its
        validation rows choose the constant.
    """
    place, drawn = _test_people(on)
    train, validation, test = (rows[on.label[rows] != ""] for rows in (on.train, on.validation, on.test))
    classified = classify(space, on.label, train, validation, test)
    satisfied = judge_triplets(space, on)
    return RowResult(
        seed=on.seed,
        dim=int(np.prod(space.shape[1:])),
        accuracy=classified.accuracy,
        constant=classified.constant,
        validation_accuracy=classified.validation_accuracy,
        triplets=satisfied.share,
        ties=satisfied.ties,
        accuracy_replicates=bootstrap_faces(classified.correct, place[test], drawn),
        triplets_replicates=satisfied.replicates,
    )


def judge_triplets(space: np.ndarray, on: Judged) -> TripletResult:
    """Satisfied triplets alone, for faces without labels; arguments as in `judge`."""
    place, drawn = _test_people(on)
    shares, ties, replicates = {}, {}, {}
    for name, triplets in on.triplets.items():
        triplets.check_faces(len(space), on.test, "the test people")
        result = satisfied_triplets(space, triplets)
        shares[name], ties[name] = result.share, result.ties
        replicates[name] = bootstrap_triplets(result.each, place[triplets.rows], drawn)
    return TripletResult(shares, ties, replicates)


def _test_people(on: Judged) -> tuple[np.ndarray, np.ndarray]:
    """(n,) number of each face's person among the test people, and how often each is drawn a replicate."""
    people, person = np.unique(on.subject, return_inverse=True)
    _, tested = np.unique(person[on.test], return_inverse=True)
    place = np.zeros(len(people), dtype=np.int64)
    place[person[on.test]] = tested
    drawn = people_drawn(int(tested.max()) + 1, np.random.default_rng([on.seed, 95]))
    return place[person], drawn


def table_row(name: str, results: list[RowResult]) -> dict[str, Any]:
    """A row of ``table.json`` from one result a seed.

    Means over seeds; intervals from the replicates averaged over seeds; ``*_sd`` is the standard deviation
    over seeds, None for one seed.
    """
    keys = list(results[0].triplets)

    def spread(values: list[float]) -> float | None:
        return float(np.std(values, ddof=1)) if len(values) > 1 else None

    accuracy = [result.accuracy for result in results]
    shares = {key: [result.triplets[key] for result in results] for key in keys}
    return {
        "name": name,
        "dim": results[0].dim,
        "accuracy": float(np.mean(accuracy)),
        "accuracy_ci": list(interval(np.mean([r.accuracy_replicates for r in results], axis=0))),
        "accuracy_sd": spread(accuracy),
        "triplets": {key: float(np.mean(values)) for key, values in shares.items()},
        "triplets_ci": {
            key: list(interval(np.mean([r.triplets_replicates[key] for r in results], axis=0)))
            for key in keys
        },
        "triplets_sd": {key: spread(values) for key, values in shares.items()},
        "seeds": [
            {
                "seed": result.seed,
                "accuracy": result.accuracy,
                "validation_accuracy": result.validation_accuracy,
                "constant": result.constant,
                "triplets": result.triplets,
                "ties": result.ties,
            }
            for result in results
        ],
    }
