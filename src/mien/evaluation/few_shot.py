"""Labels of a few people alone: what a space needs little teaching for."""

from __future__ import annotations

import numpy as np

from mien.evaluation.accuracy import commonest_share
from mien.evaluation.bootstrap import bootstrap_faces
from mien.evaluation.interface import Judged, Lacking, Outcome, Space

PEOPLE = (1, 5, 10)
DRAWS = 10
_OWN = 53


class FewShot:
    """Share of test faces that have the label of the nearest class mean, classes known from few people."""

    title = "Few labels"

    def heading(self, kind: str) -> str:
        """So many people labelled."""
        return f"{self.title}, {kind.replace('-', ' ')}"

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """The mean over `DRAWS` draws of so many training people."""
        rng = np.random.default_rng([on.seed, _OWN])
        train, test = (rows[on.label[rows] != ""] for rows in (on.train, on.test))
        if len(np.unique(on.label[train])) < 2 or not len(test):
            raise Lacking("training people have no two labels, or test people none")
        people = np.unique(on.subject[train])
        found = {}
        for number in PEOPLE:
            if number > len(people):
                break
            right = np.zeros(len(test))
            for _ in range(DRAWS):
                chosen = rng.choice(people, number, replace=False)
                known = train[np.isin(on.subject[train], chosen)]
                told = nearest_mean(space.latents[known], on.label[known], space.latents[test])
                right += told == on.label[test]
            right /= DRAWS
            found["1-person" if number == 1 else f"{number}-people"] = Outcome(
                float(right.mean()),
                bootstrap_faces(right, on.person[test], on.drawn),
                counts=on.counted(test),
                chance=commonest_share(on.label[train], on.label[test]),
            )
        return found


def nearest_mean(known: np.ndarray, label: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """(m,) the label whose mean of known faces (n, k) is nearest to each face (m, k) that is asked for.

    Of a prototypical network (J. Snell, K. Swersky, R. Zemel, NeurIPS 2017) the classifier.
    """
    from scipy.spatial.distance import cdist

    names = np.unique(label)
    means = np.stack([known[label == name].mean(axis=0) for name in names])
    return np.asarray(names[cdist(asked, means).argmin(axis=1)])
