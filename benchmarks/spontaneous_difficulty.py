"""How hard the built-in spontaneous set is, and how honest its simulated raters are.

    python benchmarks/spontaneous_difficulty.py [SEED ...]

For each seed of the generator, beside the paper's figures: faces, images that are asked about, agreement
(Table I), labels; accuracy of a linear SVM and satisfied majority triplets on people it never saw (Table
III) for raw aligned landmarks, PCA-30, the difference to each person's neutral, a linear map of it
learned from the training people's answers, a ridge regression from it to the hidden coordinates (an
oracle that is given the truth), and the hidden metric itself.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.svm import LinearSVC

from mien.faces.faces import Faces
from mien.faces.splits import split_subjects
from mien.faces.stimuli import choose_stimuli
from mien.landmarks import Alignment
from mien.synthetic.perception import Perception, simulate_answers, simulate_labels
from mien.synthetic.spontaneous import builtin_video
from mien.triplets.questions import questions_by_part
from mien.triplets.values import Triplets
from mien.triplets.votes import labels_by_majority, triplets_by_majority, votes

FRACTIONS = (25 / 41, 8 / 41, 8 / 41)
LABELLED = 2500
DIFFERENCES = (5, 3, 1)
GRID = 10.0 ** np.arange(-4, 1, 0.5)


def neutrals(data: Faces, aligned: np.ndarray) -> np.ndarray:
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


def learned(space: np.ndarray, train: Triplets, validation: Triplets, seed: int) -> np.ndarray:
    """(n, 30) a linear map of the first 60 principal components, learned from answers (paper eq. 6)."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    scores = PCA(60, random_state=0).fit(space[np.unique(train.rows)]).transform(space)
    faces = torch.tensor(scores / scores[:, 0].std(), dtype=torch.float32)
    linear = torch.eye(60, 30).requires_grad_()
    optimiser = torch.optim.Adam([linear], 3e-3)
    rows, weight = torch.tensor(train.rows), torch.tensor(train.weight)
    best, chosen = -1.0, scores
    for step in range(2000):
        batch = torch.randint(len(rows), (512,))
        anchor, near, far = (faces[rows[batch, column]] @ linear for column in range(3))
        apart = (anchor - near).norm(dim=1) - (anchor - far).norm(dim=1)
        loss = (weight[batch] * torch.nn.functional.softplus(3 * apart)).mean() + 1e-4 * linear.square().sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 100 == 99:
            mapped = (faces @ linear).detach().numpy()
            score = satisfied(mapped, validation.rows)
            if score > best:
                best, chosen = score, mapped
    return chosen


def judge(data: Faces, perception: Perception, seed: int) -> None:
    """Print the figures of one set."""
    split = split_subjects(data.subject, FRACTIONS, seed=seed).parts()
    train = data.landmarks.take(split["train"])
    rotation = data.rotation
    assert rotation is not None
    alignment = Alignment.fit(train, rotations=rotation[split["train"]])
    aligned = alignment.apply(data.landmarks, rotation)
    images = choose_stimuli(data).rows
    neutral = neutrals(data, aligned)
    parts = {name: np.flatnonzero(np.isin(images, rows)) for name, rows in split.items()}
    counts = " / ".join(str(len(rows)) for rows in parts.values())
    print(f"  faces {len(data)}, images {len(images)}: {counts}   (paper 3498 / 990 / 1107)")

    seen = perception.take(images)
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
    of_part = {name: np.flatnonzero(questions.part[question] == name) for name in parts}
    known = [Triplets(triplets.rows[rows], triplets.weight[rows]) for rows in of_part.values()]
    mapped = learned(change, known[0], known[1], seed)
    exact = seen.order(questions.rows[questions.part == "test"])
    print("                            accuracy   5      3      1     without noise   (paper)")
    figures = {
        "raw landmarks": (raw, ".842 .747 .615 .549"), "PCA-30": (pca, ".824 .743 .608 .549"),
        "from neutral": (change, ""), "learned linear map": (mapped, "M2: .835 .830 .701 .559"),
        "ridge oracle": (ridge, ""), "hidden metric": (hidden, ""),
    }  # fmt: skip
    for name, (space, paper) in figures.items():
        scores = [satisfied(space, triplets.rows[test & (triplets.weight == d)]) for d in DIFFERENCES]
        numbers = "  ".join(f"{score:.3f}" for score in scores)
        right = accuracy(space, label, parts)
        print(
            f"  {name:<24}  {right:.3f}   {numbers}   {satisfied(space, exact):.3f}           {paper}",
            flush=True,
        )


def main(seeds: list[int]) -> None:
    """Print the figures of each seed."""
    for seed in seeds:
        start = time.perf_counter()
        data, behind = builtin_video(seed)
        made = time.perf_counter() - start
        print(f"seed {seed}, made in {made:.1f} s")
        judge(data, Perception.of(behind), seed)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1000, 1001, 0])
