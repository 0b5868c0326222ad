"""How hard the built-in posed set is for linear methods.

    python benchmarks/posed_difficulty.py [SEED ...]

For each seed of the generator: accuracy of a one-vs-rest linear SVM on people it never saw and the share
of rule triplets that Euclidean distances satisfy, for raw landmarks, for differences to the subject's own
neutral and for PCA-30; means over random 80/10/10 splits of the people.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from sklearn.decomposition import PCA
from sklearn.svm import LinearSVC

from mien.faces.faces import Faces
from mien.faces.splits import split_subjects
from mien.landmarks import Alignment
from mien.synthetic.posed import builtin_posed

SPLITS = 8
GRID = 10.0 ** np.arange(-3, 1, 0.5)
TRIPLETS = 8000


def svm_accuracy(parts: dict[str, np.ndarray], labels: dict[str, np.ndarray]) -> float:
    """Accuracy on the test people; C by the validation people; one global scale for all features."""
    scale = parts["train"].std()
    best, chosen = -1.0, None
    for c in GRID:
        model = LinearSVC(C=c, dual=False, max_iter=3000, tol=1e-3)
        model.fit(parts["train"] / scale, labels["train"])
        score = model.score(parts["validation"] / scale, labels["validation"])
        if score > best:
            best, chosen = score, model
    assert chosen is not None
    return float(chosen.score(parts["test"] / scale, labels["test"]))


def satisfied(points: np.ndarray, label: np.ndarray, degree: np.ndarray, rng: np.random.Generator) -> float:
    """Share of random rule triplets of these faces with d(anchor, near) <= d(anchor, far).

    Nearer by the rule: the same label before neutral before another label; of the same label the smaller
    difference in degree. A neutral anchor has no neutral case. Ties are no triplets.
    """
    anchor, a, b = rng.integers(0, len(points), (3, 8 * TRIPLETS))

    def key(face: np.ndarray) -> np.ndarray:
        same = label[face] == label[anchor]
        neutral = (label[face] == "neutral") & (label[anchor] != "neutral")
        return np.where(same, np.abs(degree[face] - degree[anchor]), np.where(neutral, 10, 20))

    usable = (anchor != a) & (anchor != b) & (a != b) & (key(a) != key(b))
    swap = key(a) > key(b)
    near, far = np.where(swap, b, a)[usable][:TRIPLETS], np.where(swap, a, b)[usable][:TRIPLETS]
    anchor = anchor[usable][:TRIPLETS]
    to_near = np.linalg.norm(points[anchor] - points[near], axis=1)
    to_far = np.linalg.norm(points[anchor] - points[far], axis=1)
    return float((to_near <= to_far).mean())


def difficulty(data: Faces, splits: int = SPLITS) -> dict[str, tuple[float, float]]:
    """Row -> (accuracy, satisfied triplets), means over splits."""
    scores: dict[str, list[tuple[float, float]]] = {"raw": [], "difference": [], "pca-30": []}
    for seed in range(splits):
        split = split_subjects(data.subject, seed=seed).parts()
        alignment = Alignment.fit(data.landmarks.take(split["train"]))
        flat = alignment.apply(data.landmarks).reshape(len(data), -1).astype(np.float64)
        pca = PCA(30, random_state=0).fit(flat[split["train"]])
        features = {"raw": flat, "difference": flat - flat[data.neutral_rows], "pca-30": pca.transform(flat)}
        for name, values in features.items():
            parts = {part: values[rows] for part, rows in split.items()}
            labels = {part: data.label[rows] for part, rows in split.items()}
            test = split["test"]
            rng = np.random.default_rng(seed)
            near = satisfied(values[test], data.label[test], data.intensity[test], rng)
            scores[name].append((svm_accuracy(parts, labels), near))
    return {name: tuple(np.mean(rows, axis=0)) for name, rows in scores.items()}  # type: ignore[misc]


def main(seeds: list[int]) -> None:
    """Print the table."""
    print("seed    raw             difference      pca-30          made in")
    for seed in seeds:
        start = time.perf_counter()
        data = builtin_posed(seed)
        made = time.perf_counter() - start
        rows = difficulty(data)
        figures = "   ".join(f"{accuracy:.3f} / {near:.3f}" for accuracy, near in rows.values())
        print(f"{seed:<6}  {figures}   {made:.2f} s", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1000, 1001, 1002, 1003, 0])
