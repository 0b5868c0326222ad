"""What an experiment with raters says beside its table: agreement, ceiling, cost of neutral faces, leaks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from mien.errors import DataError, RunError, listed
from mien.evaluation import Judged, satisfied_triplets
from mien.experiments.judgments import Judgments
from mien.experiments.neutrals import compare_neutrals
from mien.faces.faces import Faces
from mien.faces.neutrals import NeutralChoice, choose_neutrals
from mien.runs import Agreement, Ceiling, Neutrals, Rater
from mien.training.prepare import Prepared
from mien.triplets import Triplets
from mien.triplets.agreement import agreement_table, answers_alpha, chance_test
from mien.triplets.ceiling import Ceiling as ByDifference
from mien.triplets.ceiling import ceiling, predicted_ceiling
from mien.triplets.consistency import best_by_difference
from mien.triplets.given import as_given
from mien.triplets.raters import FAST_SECONDS, Raters, left_share, rater_measures, share
from mien.triplets.votes import Answers, votes

PAIRS = 20_000
COMPARED = ("coded", "given", "median", "still")


def agreement_of(judgments: Judgments) -> Agreement:
    """Table I and the raters."""
    questions, answers = judgments.questions, judgments.answers
    counts = votes(questions, answers)
    given = as_given(questions, answers)
    table, test = agreement_table(questions, answers), chance_test(*given.tallies())
    raters = rater_measures(questions, answers)
    names = [str(difference) for difference in table.differences]
    totals = zip((*table.parts, "all"), (*table.counts, table.counts.sum(axis=0)), strict=True)
    left, sided, left_ci, _ = left_share(answers)
    warnings = []
    if not test.better:
        warnings.append("The raters agree no better than coins would: these answers say nothing.")
    if table.unanswered:
        warnings.append(f"{table.unanswered} questions have no vote.")
    return Agreement(
        parts={part: dict(zip(names, row.tolist(), strict=True)) for part, row in totals},
        votes=int(np.median(counts.sum(axis=1))),
        chance=dict(zip(names, table.chance.tolist(), strict=True)),
        alpha=_number(answers_alpha(given, counts)),
        p=test.p,
        better=bool(test.better),
        raters=_raters(raters, answers),
        left=left / sided if sided else None,
        left_ci=left_ci,
        fast_seconds=FAST_SECONDS,
        warnings=warnings,
    )


def _raters(raters: Raters, answers: Answers) -> list[Rater]:
    times = [answers.seconds[answers.rater == name] for name in raters.name]
    shares = {
        "agreement": raters.agreement(),
        "consistency": share(raters.kept, raters.repeats),
        "left": share(raters.left, raters.sided),
        "fast": share(raters.fast, raters.timed),
    }
    return [
        Rater(
            name=str(name),
            answers=int(raters.votes[row]),
            repeats=int(raters.repeats[row]),
            seconds=_number(np.nanmedian(times[row])) if raters.timed[row] else None,
            flags=list(raters.flags[row]),
            **{measure: _number(values[row]) for measure, values in shares.items()},
        )
        for row, name in enumerate(raters.name)
    ]


def ceiling_of(judgments: Judgments, test: Triplets, spaces: Mapping[str, np.ndarray]) -> Ceiling:
    """What people and the best space would reach on the test triplets.

    For simulated raters also their hidden metric, and how well each row recovers it: satisfied triplets
    without noise, and the rank correlation of distances between test images.

    Parameters
    ----------
    test : the test triplets.
    spaces : row of the table -> (n, k).
    """
    questions = judgments.questions
    asked = np.flatnonzero(questions.part == "test")
    answers, further = (
        None if some is None else some.take(np.isin(some.question, asked) & ~some.repeat)
        for some in (judgments.answers, judgments.further)
    )
    assert answers is not None
    found: dict[str, Any] = {
        "predicted": _by_difference(predicted_ceiling(votes(questions, answers)[asked])),
        "best": {str(difference): one.shares for difference, one in best_by_difference(test).items()},
    }
    if further is not None:
        found["people"] = _by_difference(ceiling(questions, answers, further))
    perception = judgments.perception
    if perception is not None:
        from scipy.stats import spearmanr

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
                "rank_correlation": float(spearmanr(hidden, _distances(space, pairs)).statistic),
            }
            for name, space in spaces.items()
        }
    return Ceiling(**found)


def neutrals_of(
    dataset: Faces, aligned: np.ndarray, chosen: NeutralChoice, on: Judged, fitted: np.ndarray
) -> Neutrals:
    """What other ways of choosing neutral faces would cost.

    Parameters
    ----------
    dataset, aligned : all frames; ways that these data do not allow are left out.
    on : what to judge by, rows of the data set.
    fitted : rows that PCA is fitted on.
    """
    choices = {chosen.way: chosen}
    for way in [way for way in COMPARED if way not in choices]:
        try:
            choice = choose_neutrals(dataset, way, aligned)
        except DataError:
            continue
        if not len(choice.missing):
            choices[way] = choice
    compared = compare_neutrals(aligned, dataset.face, dataset.subject, choices, chosen.way, on, fitted)
    return Neutrals(**compared)


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


def _by_difference(found: ByDifference) -> dict[str, float]:
    return {str(value): float(part) for value, part in zip(found.differences, found.agreement, strict=True)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _distances(space: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    flat = np.asarray(space, dtype=np.float64).reshape(len(space), -1)
    return np.asarray(np.linalg.norm(flat[pairs[:, 0]] - flat[pairs[:, 1]], axis=1))
