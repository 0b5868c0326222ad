"""Which two of three faces are most alike, and so which is the odd one (Vemulapalli and Agarwala 2019)."""

from __future__ import annotations

import numpy as np

from mien.evaluation.bootstrap import bootstrap_triplets
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.triplets.values import Triplets

SETS = 2_000
_TRIES = 40
_OWN = 52


class OddOneOut:
    """Share of sets of three test faces whose most alike two are those that people, or the labels, say."""

    title = "Odd one out"

    def heading(self, kind: str) -> str:
        """By people's answers or by labels."""
        return f"{self.title}, by {kind}"

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Sets that people were asked about; where nobody was, sets by label: two of one, one of another."""
        sets, kind = answered(on.triplets), "answers"
        if not len(sets):
            sets, kind = by_label(on), "labels"
        if not len(sets):
            raise Lacking("no set of three faces was judged, and no two test people have one label")
        right = rightly(space.latents, sets)
        draws = bootstrap_triplets(right, on.person[sets], on.drawn)
        counts = on.counted(sets, sets=len(sets))
        return {kind: Outcome(float(right.mean()), draws, counts=counts, chance=1 / 3)}


def rightly(latents: np.ndarray, sets: np.ndarray) -> np.ndarray:
    """(m,) 1 where the first two faces of a set are nearer to each other than either is to the third, else 0.

    Where other two are as near as these, what guessing among them would give.
    """
    one, two, odd = (latents[sets[:, place]] for place in range(3))
    apart = np.stack([np.linalg.norm(a - b, axis=1) for a, b in ((one, two), (one, odd), (two, odd))])
    least = apart == apart.min(axis=0)
    return np.asarray(least[0] / least.sum(axis=0))


def answered(triplets: dict[str, Triplets]) -> np.ndarray:
    """(m, 3) two faces that are alike and the odd one, where triplets say it as seen from either of the two.

    Who names the odd one of three faces says two triplets, with either of the others as the anchor. Where
    less than half of the triplets come in such pairs, people were asked something else, and these meet by
    chance.
    """
    rows = [one.rows for one in triplets.values()]
    if not rows:
        return np.zeros((0, 3), dtype=np.int64)
    every = np.unique(np.concatenate(rows), axis=0)
    turned = {(near, anchor, far) for anchor, near, far in every.tolist()}
    both = [row for row in every.tolist() if tuple(row) in turned and row[0] < row[1]]
    asked = 2 * len(both) >= len(every) / 2
    return np.array(both if asked else [], dtype=np.int64).reshape(-1, 3)


def by_label(on: Judged) -> np.ndarray:
    """(m, 3) two faces of one label, of two people, and one of another label, of a third where there is one.

    At most `SETS`, drawn by the seed.
    """
    rng = np.random.default_rng([on.seed, _OWN])
    rows = on.test[on.label[on.test] != ""]
    if not len(rows):
        return np.zeros((0, 3), dtype=np.int64)
    label, person = on.label[rows], on.person[rows]
    third = len(np.unique(person)) > 2
    found: list[np.ndarray] = []
    for _ in range(_TRIES):
        one, two, odd = rng.integers(len(rows), size=(3, SETS))
        kept = (label[one] == label[two]) & (label[one] != label[odd]) & (person[one] != person[two])
        if third:
            kept &= (person[one] != person[odd]) & (person[two] != person[odd])
        found.append(rows[np.column_stack([one, two, odd])[kept]])
        if sum(map(len, found)) >= SETS:
            break
    return np.concatenate(found)[:SETS]
