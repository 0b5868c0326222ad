"""Whether faces are as far apart as what people say of them (representational similarity)."""

from __future__ import annotations

import numpy as np

from mien.evaluation.bootstrap import pair_sums
from mien.evaluation.details import CORRELATION
from mien.evaluation.dimensions import correlation_of_sums
from mien.evaluation.interface import Judged, Lacking, Outcome, Space

PAIRS = 20_000
_OWN = 55


class Similarity:
    """Rank correlation of distances between test faces with distances of what people said of them."""

    title = "Likeness to ratings"

    def heading(self, kind: str) -> str:
        """The title; there is one kind."""
        return self.title

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Over all pairs of test faces that people said something of, or as many as `PAIRS` of them."""
        from scipy.stats import rankdata

        if on.seen is None:
            raise Lacking("nobody's ratings or votes on labels are given")
        rows = on.test[np.isfinite(on.seen[on.test]).all(axis=1)]
        first, second = pairs_of(len(rows), on.seed)
        if not len(first):
            raise Lacking("people said something of no two test faces")
        first, second = rows[first], rows[second]
        said, found = (
            np.linalg.norm(of[first].astype(np.float64) - of[second], axis=1)
            for of in (on.seen, space.latents)
        )
        if said.min() == said.max():
            raise Lacking("people said the same of all test faces")
        # Ranks are those of all pairs in every draw of people.
        one, other = (rankdata(values) - (len(first) + 1) / 2 for values in (said, found))
        columns = np.column_stack([np.ones(len(one)), one, other, one**2, other**2, one * other])
        size = np.sqrt(np.square(one).sum() * np.square(other).sum())
        draws = correlation_of_sums(*pair_sums(columns, on.person[first], on.person[second], on.drawn).T)
        return {
            "all": Outcome(
                float((one @ other) / size) if size else 0.0,
                draws,
                counts=on.counted(np.concatenate([first, second]), pairs=len(first)),
                chance=0.0,
                scale=CORRELATION,
            )
        }


def pairs_of(faces: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of so many faces, or `PAIRS` of them drawn by the seed: (m,) the first, (m,) the second."""
    first, second = np.triu_indices(faces, 1) if faces < 1_000 else _drawn(faces, seed)
    if len(first) > PAIRS:
        kept = np.sort(np.random.default_rng([seed, _OWN]).choice(len(first), PAIRS, replace=False))
        first, second = first[kept], second[kept]
    return first, second


def _drawn(faces: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.random.default_rng([seed, _OWN]).integers(faces, size=(2, 2 * PAIRS))
    different = np.unique(np.sort(pairs[:, pairs[0] != pairs[1]], axis=0), axis=1)
    return different[0], different[1]
