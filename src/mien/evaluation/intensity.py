"""How strong an expression is, read from a space by linear regression."""

from __future__ import annotations

import numpy as np

from mien.evaluation.bootstrap import bootstrap_people, ratio
from mien.evaluation.details import CORRELATION, EXPLAINED, Breakdown, Item
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.evaluation.ridge import STRENGTHS, of_one_length, ridge


class Intensity:
    """Intensity of test faces by ridge regression: R², and rank correlation within each person."""

    title = "Intensity"

    def heading(self, kind: str) -> str:
        """R² or the rank correlation within people."""
        return f"{self.title}, {'R²' if kind == 'all' else 'rank within person'}"

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Regression from training faces, its strength the best on validation faces."""
        if on.intensity is None:
            raise Lacking("no face has an intensity")
        degree = np.asarray(on.intensity, dtype=np.float64)
        train, validation, test = (rows[np.isfinite(degree[rows])] for rows in on.parts())
        for name, rows, least in (("training", train, 2), ("validation", validation, 1), ("test", test, 2)):
            if len(np.unique(degree[rows])) < least:
                raise Lacking(
                    f"no {name} face has an intensity"
                    if not len(rows)
                    else f"all {name} faces have one intensity"
                )
        features = of_one_length(space.latents, train)
        asked = np.concatenate([validation, test])
        told = ridge(features[train], degree[train][:, None], features[asked])[:, :, 0]
        wrong = np.square(told[:, : len(validation)] - degree[validation]).sum(axis=1)
        best = int(wrong.argmin())
        told, true, person = told[best, len(validation) :], degree[test], on.person[test]
        about, counts = {"strength": STRENGTHS[best]}, on.counted(test)
        ranks = ranks_within(told, true, person, on.drawn.shape[1])
        explained = Outcome(
            explained_share(told, true),
            explained_replicates(told, true, person, on.drawn),
            about,
            _by_label(told, true, on.label[test]),
            counts,
            0.0,
            EXPLAINED,
        )
        found = {"all": explained}
        if np.isfinite(ranks).any():
            counts = {**counts, "people": int(np.isfinite(ranks).sum())}
            value, draws = float(np.nanmean(ranks)), bootstrap_people(ranks, on.drawn)
            found["rank"] = Outcome(value, draws, {}, None, counts, 0.0, CORRELATION)
        return found


def explained_share(told: np.ndarray, true: np.ndarray) -> float:
    """R²: 1 minus the squared errors over those of always saying the mean of the faces that are asked of."""
    return float(1 - np.square(told - true).sum() / np.square(true - true.mean()).sum())


def explained_replicates(
    told: np.ndarray, true: np.ndarray, person: np.ndarray, drawn: np.ndarray
) -> np.ndarray:
    """(r,) R² of each draw of people, NaN where all of its faces have one intensity."""
    columns = (np.square(told - true), true, np.square(true), np.ones(len(true)))
    sums = [drawn @ np.bincount(person, weights=column, minlength=drawn.shape[1]) for column in columns]
    wrong, total, squares, faces = sums
    spread = squares - ratio(total**2, faces)
    there = spread > 1e-9 * squares
    return np.asarray(np.where(there, 1 - wrong / np.where(there, spread, 1), np.nan))


def ranks_within(told: np.ndarray, true: np.ndarray, person: np.ndarray, people: int) -> np.ndarray:
    """(s,) Spearman's correlation of each person's faces; NaN for who has one intensity only.

    Where the same is said of all faces of a person, it is 0.
    """
    from scipy.stats import rankdata

    found = np.full(people, np.nan)
    for one in np.unique(person):
        mine = person == one
        first, second = (rankdata(values[mine]) - (mine.sum() + 1) / 2 for values in (told, true))
        if second.any():
            size = np.sqrt(np.square(first).sum() * np.square(second).sum())
            found[one] = (first @ second) / size if size else 0.0
    return found


def _by_label(told: np.ndarray, true: np.ndarray, label: np.ndarray) -> Breakdown | None:
    items = [
        Item(
            name=str(name),
            value=explained_share(told[of], true[of]),
            count=int(of.sum()),
            chance=0.0,
        )
        for name in np.unique(label[label != ""])
        if len(np.unique(true[of := label == name])) > 1
    ]
    return Breakdown(by="label", counted="faces", scale=EXPLAINED, items=items) if items else None
