"""What an experiment with raters says beside its table: agreement, ceiling, cost of neutral faces, leaks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, RunError, listed
from mien.evaluation import Judged, satisfied_triplets
from mien.experiments.judgments import Judgments
from mien.experiments.neutrals import compare_neutrals
from mien.faces.faces import Faces
from mien.faces.neutrals import NeutralChoice, choose_neutrals
from mien.files import write_json
from mien.training.prepare import Prepared
from mien.triplets import Triplets
from mien.triplets.agreement import agreement_table, chance_test, krippendorff_alpha
from mien.triplets.ceiling import Ceiling, ceiling, predicted_ceiling
from mien.triplets.consistency import best_by_difference
from mien.triplets.raters import FAST_SECONDS, binomial_interval, rater_measures, share
from mien.triplets.votes import votes

PAIRS = 20_000
COMPARED = ("coded", "given", "median", "still")


def write_agreement(judgments: Judgments, out: Path) -> None:
    """Table I and the raters, as ``agreement.json``."""
    questions, answers = judgments.questions, judgments.answers
    counts = votes(questions, answers)
    table, test, raters = (
        agreement_table(questions, answers),
        chance_test(counts),
        rater_measures(questions, answers),
    )
    names = [f"{difference}" for difference in table.differences]
    rows = {
        part: dict(zip(names, row.tolist(), strict=True))
        for part, row in zip(table.parts, table.counts, strict=True)
    }
    rows["all"] = dict(zip(names, table.counts.sum(axis=0).tolist(), strict=True))
    left, sided = int(raters.left.sum()), int(raters.sided.sum())
    warnings = []
    if not test.better:
        warnings.append("The raters agree no better than coins would: these answers say nothing.")
    if table.unanswered:
        warnings.append(f"{table.unanswered} questions have no vote.")
    kept = share(raters.kept, raters.repeats)
    medians = [
        float(np.nanmedian(own))
        if len(own := answers.seconds[answers.rater == name]) and np.isfinite(own).any()
        else None
        for name in raters.name
    ]
    write_json(
        out / "agreement.json",
        {
            "parts": {part: {**row, "total": sum(row.values())} for part, row in rows.items()},
            "votes": int(np.median(counts.sum(axis=1))),
            "chance": dict(zip(names, table.chance.tolist(), strict=True)),
            "alpha": _number(krippendorff_alpha(counts)),
            "alpha_ci": None,
            "chance_test": {"p": test.p, "better_than_chance": test.better},
            "raters": [
                {
                    "rater": str(name),
                    "answers": int(raters.votes[row]),
                    "agreement": _number(raters.agreement()[row]),
                    "repeats": int(raters.repeats[row]),
                    "self_consistency": _number(kept[row]),
                    "left": _number(share(raters.left, raters.sided)[row]),
                    "median_seconds": medians[row],
                    "fast": _number(share(raters.fast, raters.timed)[row]),
                    "flags": list(raters.flags[row]),
                }
                for row, name in enumerate(raters.name)
            ],
            "left": {"share": left / sided, "ci": list(binomial_interval(left, sided))} if sided else None,
            "fast_seconds": FAST_SECONDS,
            "dropped": {},
            "warnings": warnings,
        },
    )


def write_ceiling(
    judgments: Judgments, test: Triplets, question: np.ndarray, spaces: Mapping[str, np.ndarray], out: Path
) -> None:
    """What people and the best space would reach on the test triplets, as ``ceiling.json``.

    For simulated raters also their hidden metric, and how well each row recovers it: satisfied triplets
    without noise, and the rank correlation of distances between test images.

    Parameters
    ----------
    test, question : the test triplets and the question of each.
    spaces : row of the table -> (n, k).
    """
    questions = judgments.questions
    asked = np.flatnonzero(questions.part == "test")
    of_test = np.isin(judgments.answers.question, asked) & ~judgments.answers.repeat
    counts = votes(questions, judgments.answers.take(np.flatnonzero(of_test)))[asked]
    best = best_by_difference(test)
    found: dict[str, Any] = {
        "people": None,
        "people_predicted": _by_difference(predicted_ceiling(counts)),
        "best_possible": {str(difference): list(one.shares) for difference, one in best.items()},
    }
    if judgments.further is not None:
        answers, further = (
            some.take(np.flatnonzero(np.isin(some.question, asked) & ~some.repeat))
            for some in (judgments.answers, judgments.further)
        )
        found["people"] = _by_difference(ceiling(questions, answers, further))
    if judgments.perception is not None:
        perception = judgments.perception
        found["hidden"] = {
            f"{difference:g}": satisfied_triplets(
                perception.coordinates, Triplets.of(test.rows[test.weight == difference])
            ).share
            for difference in np.unique(test.weight)[::-1]
        }
        exact = Triplets.of(perception.order(questions.rows[asked]))
        images = np.unique(questions.rows[asked])
        pairs = np.random.default_rng(0).choice(images, (PAIRS, 2))
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        hidden = perception.distance(pairs[:, 0], pairs[:, 1])
        found["recovered"] = {
            name: {
                "noise_free": satisfied_triplets(space, exact).share,
                "rank_correlation": _rank_correlation(hidden, _distances(space, pairs)),
            }
            for name, space in spaces.items()
        }
    write_json(out / "ceiling.json", found)


def write_neutrals(
    dataset: Faces,
    aligned: np.ndarray,
    chosen: NeutralChoice,
    on: Judged,
    fitted: np.ndarray,
    out: Path,
) -> None:
    """What other ways of choosing neutral faces would cost, as ``neutral.json``.

    Parameters
    ----------
    dataset, aligned : all frames; ways that these data do not allow are left out.
    on : what to judge by, rows of the data set.
    fitted : rows that PCA is fitted on.
    """
    choices = {chosen.way: chosen}
    for way in COMPARED:
        if way in choices:
            continue
        try:
            choice = choose_neutrals(dataset, way, aligned)
        except DataError:
            continue
        if not len(choice.missing):
            choices[way] = choice
    compared = compare_neutrals(aligned, dataset.face, dataset.subject, choices, chosen.way, on, fitted)
    write_json(out / "neutral.json", compared)


def leaks(prepared: Prepared) -> dict[str, int]:
    """What of the test people is in training, all 0 in a sound experiment.

    Raises
    ------
    RunError
        If a test person is in a training triplet.
    """
    dataset, crossing = prepared.dataset, prepared.crossing()
    test = np.unique(dataset.subject[prepared.split.test])
    in_training = np.unique(dataset.subject[prepared.triplets["train"].rows])
    leaked = np.intersect1d(test, in_training)
    if len(leaked):
        raise RunError(f"test people are in training triplets: {listed(leaked)}")
    return {
        "test_people_in_training_triplets": len(leaked),
        "people_in_two_parts": crossing["subjects"],
        "triplets_in_two_parts": crossing["triplets"],
    }


def _by_difference(found: Ceiling) -> dict[str, float]:
    return {str(value): float(part) for value, part in zip(found.differences, found.agreement, strict=True)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _distances(space: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    flat = np.asarray(space, dtype=np.float64).reshape(len(space), -1)
    return np.asarray(np.linalg.norm(flat[pairs[:, 0]] - flat[pairs[:, 1]], axis=1))


def _rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(a, b).statistic)
