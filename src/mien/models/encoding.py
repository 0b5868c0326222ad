"""Many faces to latents by a model's program, in blocks. It needs NumPy, and no PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from mien.models.program import Program
from mien.threads import BLOCK, in_blocks, lone_products


def encoded(
    program: Program,
    inputs: Mapping[str, Callable[[slice], np.ndarray]],
    faces: int,
    components: int,
    rows: np.ndarray | None = None,
    threads: int | None = None,
) -> np.ndarray:
    """Latents (n, k) float32, the mean of q(z | x, y).

    Parameters
    ----------
    program : gives ``"z"``.
    inputs : by their names, (b, d) of some of the faces; asked for once of each block, by one thread.
    faces, components : n and k.
    rows : (n,) which row of what is fixed in the program is of each face, see `Program.run`.
    threads : as many as there are cores if None; the numbers are the same whatever it is.
    """
    out = np.empty((faces, components), np.float32)

    def some(part: slice) -> None:
        given = {name: of(part) for name, of in inputs.items()}
        out[part] = program.run(given, None if rows is None else rows[part])["z"]

    in_blocks(some, faces, threads)
    return out


def distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Which of n rows are the same: (m,) where each stands first, and (n,) which of these each row is.

    None where more than half are rows of their own, so that there is little to gain.
    """
    if len(rows) < 2:
        return None
    flat = rows.reshape(len(rows), -1)
    # Rows that are the same have the same two sums; then it is looked whether others have them too.
    weights = np.random.default_rng(0).uniform(1, 2, (flat.shape[1], 2)).astype(np.float32)
    with np.errstate(all="ignore"), lone_products():
        sums = np.ascontiguousarray(flat @ weights, np.float32).view(np.int64)[:, 0]
    _, first, which = np.unique(sums, return_index=True, return_inverse=True)
    if 2 * len(first) > len(rows):
        return None
    parts = (slice(start, start + BLOCK) for start in range(0, len(rows), BLOCK))
    same = all(np.array_equal(flat[part], flat[first[which[part]]]) for part in parts)
    return (first, which) if same else None
