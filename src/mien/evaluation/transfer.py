"""An expression of one person decoded on another's neutral, against that person's own face."""

from __future__ import annotations

import numpy as np

from mien.evaluation.bootstrap import pair_sums, ratio
from mien.evaluation.details import Breakdown, Item, Scale
from mien.evaluation.interface import Judged, Lacking, Outcome, Space

MOST = 2_000
_SOURCES = 20_000
_OWN = 51


class Transfer:
    """Distance of one test person's expression, decoded on another's neutral, from the other's own face."""

    title = "Transfer error"

    def heading(self, kind: str) -> str:
        """The title; there is one kind."""
        return self.title

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Mean distance of points; about it that of the other's own expression, encoded and decoded."""
        if space.decode is None:
            raise Lacking("the space makes no faces")
        if on.faces is None:
            raise Lacking("the faces themselves are not given")
        pairs = on.shared.get("transfer")
        if pairs is None:
            pairs = on.shared["transfer"] = matched(on)
        source, target = pairs
        real, decode = on.faces[target], space.decode

        def apart(made: np.ndarray) -> np.ndarray:
            return point_distance(made, real, on.dims)

        error = apart(decode(space.latents[source], target))
        shown, place = np.unique(target, return_inverse=True)
        about = {"own": float(apart(decode(space.latents[shown], shown)[place]).mean())}
        still = None
        if on.neutral is not None and (on.neutral[target] >= 0).all():
            still = apart(on.faces[on.neutral[target]])
        whose = on.person[source], on.person[target]
        sums = pair_sums(np.column_stack([error, np.ones(len(error))]), *whose, on.drawn)
        counts = on.counted(np.concatenate([source, target]), pairs=len(source))
        scale = Scale(most=None, lower=True, unit="eye distances" if on.dims > 1 else "")
        return {
            "all": Outcome(
                float(error.mean()),
                ratio(sums[:, 0], sums[:, 1]),
                about,
                _by_label(on.label[target], error, still, scale),
                counts,
                None if still is None else float(still.mean()),
                scale,
            )
        }


def point_distance(made: np.ndarray, real: np.ndarray, dims: int) -> np.ndarray:
    """(m,) mean distance between the points of faces (m, d), `dims` numbers a point."""
    between = np.asarray(made, dtype=np.float64) - real
    return np.asarray(np.linalg.norm(between.reshape(len(between), -1, dims), axis=2).mean(axis=1))


def matched(on: Judged) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of test faces of two people who show the same: (m,) rows of the first and of the second.

    The same is the same units, and of these faces that with the nearest strengths; where no units are coded,
    the same label and intensity. Neutral faces are left out, and pairs are drawn where there are more than
    `MOST`.

    Raises
    ------
    Lacking
        If no two people show the same.
    """
    rng = np.random.default_rng([on.seed, _OWN])
    rows, code, strength = _codes(on)
    if len(rows) > _SOURCES:
        kept = np.sort(rng.choice(len(rows), _SOURCES, replace=False))
        rows, code, strength = rows[kept], code[kept], strength[kept]
    person, sources, others = on.person[rows], [], []
    for one in np.unique(code):
        here = np.flatnonzero(code == one)
        first, second = np.meshgrid(here, np.unique(person[here]), indexing="ij")
        apart = person[first] != second
        sources.append(first[apart])
        others.append(second[apart])
    source = np.concatenate(sources) if sources else np.zeros(0, dtype=np.int64)
    if not len(source):
        raise Lacking("no two test people show the same expression by label and intensity, or coded units")
    other = np.concatenate(others)
    if len(source) > MOST:
        drawn = np.sort(rng.choice(len(source), MOST, replace=False))
        source, other = source[drawn], other[drawn]
    shown: dict[tuple[int, int], np.ndarray] = {}
    target = np.empty_like(source)
    for place, (first, second) in enumerate(zip(source.tolist(), other.tolist(), strict=True)):
        key = (int(code[first]), second)
        if key not in shown:
            shown[key] = rng.permutation(np.flatnonzero((code == key[0]) & (person == second)))
        theirs = shown[key]
        target[place] = theirs[np.abs(strength[theirs] - strength[first]).sum(axis=1).argmin()]
    return rows[source], rows[target]


def _codes(on: Judged) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Test faces that show something, a number for what, and their units' strengths (m, a)."""
    rows = on.test
    if on.neutral is not None:
        rows = rows[on.neutral[rows] != rows]
    if on.units is not None:
        present = on.units.present[rows] == 1
        rows, present = rows[present.any(axis=1)], present[present.any(axis=1)]
        code = np.unique(present, axis=0, return_inverse=True)[1].reshape(-1)
        return rows, code, np.nan_to_num(on.units.intensity[rows]) * present
    rows = rows[on.label[rows] != ""]
    degree = np.zeros(len(on.label)) if on.intensity is None else np.nan_to_num(on.intensity, nan=-1.0)
    label = np.unique(on.label[rows], return_inverse=True)[1]
    code = np.unique(np.column_stack([label, degree[rows]]), axis=0, return_inverse=True)[1].reshape(-1)
    return rows, code, np.zeros((len(rows), 1))


def _by_label(
    label: np.ndarray, error: np.ndarray, still: np.ndarray | None, scale: Scale
) -> Breakdown | None:
    items = [
        Item(
            name=str(name),
            value=float(error[of].mean()),
            count=int(of.sum()),
            chance=None if still is None else float(still[of].mean()),
        )
        for name in np.unique(label)
        if name and (of := label == name).any()
    ]
    return Breakdown(by="label", counted="pairs", scale=scale, items=items) if items else None
