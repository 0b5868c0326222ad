"""How hard the built-in spontaneous set is, and how honest its simulated raters are.

    python benchmarks/spontaneous_difficulty.py [SEED ...]

For each seed of the generator, beside the paper's figures: faces, images that are asked about, agreement (Table
I), labels, accuracy of a linear SVM and satisfied majority triplets on people it never saw (Table III) for raw
aligned landmarks, PCA-30 and the difference to each person's neutral; what the hidden metric itself satisfies;
and what a ridge regression from the difference to the hidden coordinates would, an oracle that is given the truth.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.svm import LinearSVC

from mien.datasets import Dataset, builtin_spontaneous, split_subjects
from mien.datasets.perception import Perception, builtin_perception, simulate_answers, simulate_labels
from mien.landmarks import Alignment
from mien.triplets.questions import questions_by_part
from mien.triplets.votes import labels_by_majority, triplets_by_majority, votes

FRACTIONS = (25 / 41, 8 / 41, 8 / 41)
LABELLED = 2500
DIFFERENCES = (5, 3, 1)
GRID = 10.0 ** np.arange(-4, 1, 0.5)


def lids_apart(points: np.ndarray) -> np.ndarray:
    """(n,) distance between the lids over the width of the eye, mean of both eyes."""
    apart = []
    for upper, lower, inner, outer in (([1, 2, 3], [7, 6, 5], 0, 4), ([9, 10, 11], [15, 14, 13], 8, 12)):
        height = np.linalg.norm(points[:, upper] - points[:, lower], axis=2).mean(axis=1)
        apart.append(height / np.linalg.norm(points[:, inner] - points[:, outer], axis=1))
    return np.mean(apart, axis=0)


def selected(data: Dataset, aligned: np.ndarray) -> np.ndarray:
    """Rows of one frame for each person and combination of action units: the middle one, no blinks."""
    assert data.action_units is not None
    lids = lids_apart(aligned)
    rows = []
    for person in data.subjects:
        own = np.flatnonzero((data.subject == person) & (data.action_units.present[:, 0] >= 0))
        own = own[lids[own] > 0.75 * np.median(lids[own])]
        _, kind = np.unique(data.action_units.present[own], axis=0, return_inverse=True)
        order = np.argsort(kind.ravel(), kind="stable")
        starts = np.searchsorted(kind.ravel()[order], np.arange(kind.max() + 2))
        rows.append(own[order[(starts[:-1] + starts[1:]) // 2]])
    return np.sort(np.concatenate(rows))


def neutrals(data: Dataset, aligned: np.ndarray) -> np.ndarray:
    """(n,) row of each person's neutral: of coded frames with no action unit that nearest to the others."""
    assert data.action_units is not None
    quiet = (data.action_units.present == 0).all(axis=1)
    out = np.full(len(data), -1)
    for person in data.subjects:
        rows = np.flatnonzero(quiet & (data.subject == person))
        faces = aligned[rows].reshape(len(rows), -1).astype(np.float64)
        square = (faces**2).sum(axis=1)
        apart = np.sqrt(np.clip(square[:, None] + square - 2 * faces @ faces.T, 0, None))
        out[data.subject == person] = rows[apart.sum(axis=1).argmin()]
    return out


def accuracy(features: np.ndarray, label: np.ndarray, parts: dict[str, np.ndarray]) -> float:
    """Of a linear SVM for positive or negative; C by the validation people."""
    known = {name: rows[np.isin(label[rows], ("positive", "negative"))] for name, rows in parts.items()}
    scale = features[parts["train"]].std()
    best, chosen = -1.0, None
    for c in GRID:
        model = LinearSVC(C=c, dual=False, max_iter=3000, tol=1e-3)
        model.fit(features[known["train"]] / scale, label[known["train"]])
        score = model.score(features[known["validation"]] / scale, label[known["validation"]])
        if score > best:
            best, chosen = score, model
    assert chosen is not None
    return float(chosen.score(features[known["test"]] / scale, label[known["test"]]))


def satisfied(space: np.ndarray, rows: np.ndarray) -> float:
    """Share of triplets with d(anchor, near) <= d(anchor, far)."""
    anchor, near, far = (space[rows[:, column]] for column in range(3))
    return float((np.linalg.norm(anchor - near, axis=1) <= np.linalg.norm(anchor - far, axis=1)).mean())


def judge(data: Dataset, perception: Perception, seed: int) -> None:
    """Print the figures of one set."""
    split = split_subjects(data.subject, FRACTIONS, seed=seed).parts()
    train = data.landmarks.take(split["train"])
    rotation = data.rotation
    assert rotation is not None
    alignment = Alignment.fit(train, rotations=rotation[split["train"]])
    aligned = alignment.apply(data.landmarks, rotation)
    images = selected(data, aligned)
    neutral = neutrals(data, aligned)
    parts = {name: np.flatnonzero(np.isin(images, rows)) for name, rows in split.items()}
    counts = " / ".join(str(len(rows)) for rows in parts.values())
    print(f"  faces {len(data)}, images {len(images)}: {counts}   (paper 3498 / 990 / 1107)")

    seen = perception.take(images)
    # Questions of three with each image in six need a number of images that 3 divides or 6 does; any does.
    questions = questions_by_part(parts, seed=seed)
    answers = simulate_answers(questions, seen, seed)
    by_votes = votes(questions, answers)
    difference = np.abs(by_votes[:, 0] - by_votes[:, 1])
    shares = "  ".join(f"{(difference == d).mean():.3f}" for d in DIFFERENCES)
    print(f"  difference 5 / 3 / 1      {shares}   (paper .340 .341 .319)   {len(questions)} questions")
    rng = np.random.default_rng(seed)
    asked = rng.permutation(len(images))[:LABELLED]
    label = labels_by_majority(simulate_labels(asked, seen, seed), len(images))
    positive, negative = (label == "positive").sum(), (label == "negative").sum()
    print(f"  positive, negative        {positive}, {negative} of {len(asked)}   (paper 1040, 361)")

    triplets, question = triplets_by_majority(questions, answers)
    test = questions.part[question] == "test"
    raw = aligned[images].reshape(len(images), -1).astype(np.float64)
    change = raw - aligned[neutral[images]].reshape(len(images), -1)
    hidden = seen.coordinates.astype(np.float64)
    pca = PCA(30, random_state=0).fit(raw[parts["train"]]).transform(raw)
    ridge = Ridge(alpha=0.02).fit(change[parts["train"]], hidden[parts["train"]]).predict(change)
    exact = seen.order(questions.rows[questions.part == "test"])
    print("                            accuracy   5      3      1     without noise   (paper)")
    figures = {
        "raw landmarks": (raw, ".842 .747 .615 .549"), "PCA-30": (pca, ".824 .743 .608 .549"),
        "from neutral": (change, ""), "ridge oracle": (ridge, "M2 .835 .830 .701 .559"), "hidden": (hidden, ""),
    }  # fmt: skip
    import os
    if os.environ.get("LIN"):
        from lin import learned
        part=questions.part[question]
        tr=part=="train"; va=(part=="validation")
        figures["learned"]=(learned(change, triplets.rows[tr], triplets.weight[tr], triplets.rows[va]),"")
    for name, (space, paper) in figures.items():
        scores = [
            satisfied(space, triplets.rows[test & (triplets.weight == d)]) for d in DIFFERENCES
        ]
        numbers = "  ".join(f"{score:.3f}" for score in scores)
        right = accuracy(space, label, parts)
        print(f"  {name:<24}  {right:.3f}   {numbers}   {satisfied(space, exact):.3f}           {paper}", flush=True)


def main(seeds: list[int]) -> None:
    """Print the figures of each seed."""
    for seed in seeds:
        start = time.perf_counter()
        data = builtin_spontaneous(seed)
        made = time.perf_counter() - start
        print(f"seed {seed}, made in {made:.1f} s")
        judge(data, builtin_perception(seed), seed)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1000, 1001, 0])
