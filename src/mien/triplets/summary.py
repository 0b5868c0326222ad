"""All that can be said of answers without a model, as plain values for a file or a table."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mien.triplets.agreement import agreement_table, answers_alpha, chance_test, krippendorff_alpha
from mien.triplets.ceiling import OTHERS, Ceiling, ceiling, fit_spread, predicted_ceiling
from mien.triplets.consistency import best_by_difference, best_possible
from mien.triplets.given import as_given
from mien.triplets.quality import choice_quality, label_choices
from mien.triplets.questions import Questions
from mien.triplets.raters import FAST_SECONDS, Raters, left_share, rater_measures, undecided
from mien.triplets.votes import (
    LABELS,
    Answers,
    LabelAnswers,
    label_votes,
    labels_by_majority,
    triplets_by_majority,
    votes,
)

_COUNTS = ("compared", "left", "sided", "kept", "repeats", "fast", "timed")


def summary(
    questions: Questions, answers: Answers, extra: Answers | None = None, fast: float = FAST_SECONDS
) -> dict[str, Any]:
    """Agreement, raters, the ceiling and the best possible, ready for JSON; what is not known is None.

    Parameters
    ----------
    extra : answers of raters who did not vote, for a measured ceiling; see `mien.triplets.ceiling.ceiling`.
    fast : seconds below which an answer is fast.

    Raises
    ------
    DataError
        If no question has two votes.
    """
    counts = votes(questions, answers)
    table = agreement_table(questions, answers)
    given = as_given(questions, answers)
    test = chance_test(*given.tallies())
    raters = rater_measures(questions, answers, fast)
    triplets, _ = triplets_by_majority(questions, answers)
    ceilings: dict[str, Any] = {}
    if len(triplets):
        ceilings["five others"] = _ceiling(predicted_ceiling(counts, OTHERS))
        ceilings["everybody"] = _ceiling(predicted_ceiling(counts, math.inf))
    if extra is not None:
        ceilings["measured"] = _ceiling(ceiling(questions, answers, extra))
    seconds = answers.seconds[given.row]
    timed = seconds[~np.isnan(seconds)]
    bests = [*best_by_difference(triplets).items(), ("all", best_possible(triplets))]
    found: dict[str, Any] = {
        "questions": len(questions),
        "unanswered": table.unanswered,
        "votes": int(counts.sum()),
        "table": {
            "parts": list(table.parts),
            "differences": list(table.differences),
            "counts": table.counts.tolist(),
            "shares": table.shares.tolist(),
            "chance": table.chance.tolist(),
        },
        "alpha": _number(answers_alpha(given, counts)),
        "pairs": {
            "agreeing": test.agreeing,
            "of": test.pairs,
            "chance": test.chance,
            "z": test.z,
            "p": test.p,
        },
        "left": _left(answers),
        "repeats": {
            "kept": int(raters.kept.sum()),
            "of": int(raters.repeats.sum()),
            "orphans": raters.orphans,
        },
        "fast": {
            "seconds": fast,
            "fast": int((timed < fast).sum()),
            "of": len(timed),
            "median": float(np.median(timed)) if len(timed) else None,
        },
        "raters": _raters(raters),
        "unknown_raters": raters.unknown,
        "spread": fit_spread(counts),
        "ceiling": ceilings,
        "best": {
            str(difference): {"count": best.count, "lower": best.shares[0], "upper": best.shares[1]}
            for difference, best in bests
        },
    }
    return {**found, "warnings": _warnings(found, test.better)}


def label_summary(answers: LabelAnswers, faces: int) -> dict[str, Any]:
    """Agreement on labels, and what the majority says of the faces, ready for JSON.

    Parameters
    ----------
    faces : how many there are.
    """
    clear = labels_by_majority(answers, faces)
    return {
        "faces": faces,
        "answers": int((~answers.repeat).sum()),
        "alpha": _number(krippendorff_alpha(label_votes(answers, faces))),
        "by_label": {label: int((clear == label).sum()) for label in LABELS},
        "unclear": int((clear == "").sum()),
    }


def label_raters(answers: LabelAnswers, fast: float = FAST_SECONDS) -> tuple[list[dict[str, Any]], int]:
    """Every rater of labels (`mien.triplets.quality.choice_quality`), and answers of unknown ones."""
    known = answers.rater != ""
    of = (answers.face, answers.rater, answers.label, answers.seconds.astype(np.float64), answers.repeat)
    said = label_choices(*(column[known] for column in of))
    return choice_quality(said, len(LABELS), arranged=False, fast=fast), int((~known).sum())


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _left(answers: Answers) -> dict[str, Any]:
    left, of, interval, p = left_share(answers)
    return {"left": left, "of": of, "interval": None if interval is None else list(interval), "p": p}


def _ceiling(found: Ceiling) -> dict[str, Any]:
    by_difference = zip(found.differences, found.count.tolist(), found.agreement.tolist(), strict=True)
    values = {str(value): {"count": count, "agreement": share} for value, count, share in by_difference}
    return {"differences": values, "unseen": found.unseen}


def _raters(raters: Raters) -> list[dict[str, Any]]:
    agreement = raters.agreement()
    return [
        {
            "name": str(raters.name[row]),
            "votes": int(raters.votes[row]),
            "agreement": _number(agreement[row]),
            **{name: int(getattr(raters, name)[row]) for name in _COUNTS},
            "flags": list(raters.flags[row]),
            "undecided": undecided(int(raters.compared[row])),
        }
        for row in range(len(raters))
    ]


def _warnings(found: dict[str, Any], better: bool) -> list[str]:
    lines = []
    if not better:
        lines.append(
            f"agreement is no better than chance (pairs of answers that agree: "
            f"{found['pairs']['agreeing']} of {found['pairs']['of']}, "
            f"p {found['pairs']['p']:.2f}); these votes say nothing of the faces"
        )
    if found["unknown_raters"]:
        lines.append(
            f"who gave {found['unknown_raters']:,} answers is not known; if somebody answered the "
            "same twice, agreement looks better than it is"
        )
    left = found["left"]
    if left["p"] is not None and left["p"] < 0.01:
        lines.append(
            f"the face on the left is chosen {left['left'] / left['of']:.3f} of the time; were sides random?"
        )
    flagged = [rater["name"] for rater in found["raters"] if rater["flags"]]
    if flagged:
        lines.append(f"{len(flagged)} of {len(found['raters'])} raters need a look")
    return lines
