"""Which faces and which triplets a step sees: a pure function of seed and step, so that resuming is exact."""

from __future__ import annotations

import numpy as np


class Batches:
    """An endless stream of rows, reshuffled every time all have been seen, cut into batches.

    Parameters
    ----------
    n : number of rows.
    size : rows a batch; may be larger than n.
    seed : the stream's seed, a sequence of whole numbers.
    """

    def __init__(self, n: int, size: int, seed: tuple[int, ...]) -> None:
        self.n, self.size, self.seed = n, size, seed
        self._round, self._order = -1, np.empty(0, dtype=np.int64)

    def at(self, step: int) -> np.ndarray:
        """(size,) int64, the rows of the batch at a 0-based step."""
        place, end = step * self.size, (step + 1) * self.size
        parts = []
        while place < end:
            number, offset = divmod(place, self.n)
            taken = min(end - place, self.n - offset)
            parts.append(self._shuffled(number)[offset : offset + taken])
            place += taken
        return np.concatenate(parts)

    def _shuffled(self, number: int) -> np.ndarray:
        if number != self._round:
            self._round = number
            self._order = np.random.default_rng([*self.seed, number]).permutation(self.n)
        return self._order
