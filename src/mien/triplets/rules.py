"""Triplets by rule from labels and degrees (paper IV-B, "artificial triplets").

The paper's three rules become one order of all faces seen from an anchor:

1. faces of the anchor's own label, the smaller the difference in degree the nearer;
2. neutral faces, where the anchor is not neutral itself;
3. faces of any other label.

A triplet is made only from two faces that this order tells apart: same place in it, no triplet. Faces of the
anchor's own label with an unknown degree tie with each other and come before neutral faces all the same.
"""

from __future__ import annotations

import numpy as np

from mien.errors import TripletError, listed
from mien.triplets.values import Triplets
from mien.vocabulary import NEUTRAL, PARTS

TRIPLETS_PER_FACE = 4
_ROUNDS = 200
_TRY_ALL_BELOW = 60


def rule_order(
    label: np.ndarray, intensity: np.ndarray, anchor: np.ndarray, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """(m,) int8: -1 where the rules put `first` nearer to the anchor, 1 `second`, 0 where they say nothing.

    Parameters
    ----------
    label, intensity : (n,) str and float, degree of the expression, NaN where unknown.
    anchor, first, second : (m,) int rows of faces.
    """

    def tier(other: np.ndarray) -> np.ndarray:
        same = label[other] == label[anchor]
        return np.where(same, 0, np.where(label[other] == NEUTRAL, 1, 2))

    tier_first, tier_second = tier(first), tier(second)
    by_tier = np.sign(tier_first - tier_second)
    gap_first = np.abs(intensity[first] - intensity[anchor])
    gap_second = np.abs(intensity[second] - intensity[anchor])
    by_degree = np.nan_to_num(np.sign(gap_first - gap_second))
    both_same = (tier_first == 0) & (tier_second == 0)
    return np.where(both_same, by_degree, by_tier).astype(np.int8)


def possible_triplets(label: np.ndarray, intensity: np.ndarray, rows: np.ndarray) -> int:
    """How many different triplets the rules can make from the faces at `rows` of (n,) labels and degrees."""
    kinds, kind = np.unique(label[rows], return_inverse=True)
    others = np.bincount(kind)
    degrees = [intensity[rows][kind == number] for number in range(len(kinds))]
    neutrals = int((label[rows] == NEUTRAL).sum())
    total = 0
    for number, name in enumerate(kinds):
        own = int(others[number])
        between = 0 if name == NEUTRAL else neutrals
        rest = len(rows) - own - between
        by_tier = (own - 1) * (between + rest) + between * rest
        known, counts = np.unique(degrees[number][~np.isnan(degrees[number])], return_counts=True)
        for degree, count in zip(known, counts, strict=True):
            gaps, place = np.unique(np.abs(known - degree), return_inverse=True)
            alike = np.bincount(place, weights=counts, minlength=len(gaps))
            alike[0] -= 1  # the anchor itself, whose gap is 0
            pairs = (alike.sum() ** 2 - (alike**2).sum()) / 2
            total += int(count * pairs)
        total += own * by_tier
    return total


def triplets_by_rule(
    label: np.ndarray, intensity: np.ndarray, rows: np.ndarray, count: int, rng: np.random.Generator
) -> Triplets:
    """Draw triplets within one split, every face in at least one of them.

    Anchors go round all faces in random order, so that each is the anchor equally often; the other two faces
    are drawn uniformly from the split and drawn again where the rules tie. No triplet is drawn twice.

    Parameters
    ----------
    label, intensity : (n,) of the whole faces table.
    rows : (r,) the rows of this split; only these are used.

    Returns
    -------
    `count` distinct triplets of weight 1, in random order.

    Raises
    ------
    TripletError
        If the labels allow no triplet at all (one label only), a face cannot be in any, or there are fewer
        than `count` distinct ones.
    """
    rows = np.asarray(rows, dtype=np.int64)
    present, degrees = np.unique(label[rows]), np.unique(intensity[rows][~np.isnan(intensity[rows])])
    if len(rows) < 3 or (len(present) < 2 and len(degrees) < 2):
        raise TripletError(
            f"no triplets can be made by rule from {len(rows)} faces with the label {listed(present)} only; "
            "at least two labels, or degrees that differ, are needed"
        )
    if count < -(-len(rows) // 3):
        raise TripletError(f"{count} triplets cannot hold all {len(rows)} faces; ask for more")
    if len(rows) < _TRY_ALL_BELOW:
        every = np.stack(np.meshgrid(rows, rows, rows, indexing="ij"), axis=-1).reshape(-1, 3)
        every = every[(every[:, 0] != every[:, 1]) & (every[:, 0] != every[:, 2])]
        possible = every[rule_order(label, intensity, *every.T) < 0]
        found = _cover(rng.permutation(possible), rows, count)
    else:
        found = _draw(label, intensity, rows, count, rng)
    return Triplets.of(found[rng.permutation(len(found))])


def _draw(
    label: np.ndarray, intensity: np.ndarray, rows: np.ndarray, count: int, rng: np.random.Generator
) -> np.ndarray:
    taken: set[tuple[int, int, int]] = set()
    kept: list[tuple[int, int, int]] = []
    waiting = rng.permutation(rows)
    for _ in range(_ROUNDS):
        if len(kept) >= count:
            break
        anchor = np.resize(waiting, max(count - len(kept), len(waiting)))
        pair = rng.choice(rows, size=(len(anchor), 2))
        order = rule_order(label, intensity, anchor, pair[:, 0], pair[:, 1])
        near = np.where(order < 0, pair[:, 0], pair[:, 1])
        far = np.where(order < 0, pair[:, 1], pair[:, 0])
        good = (order != 0) & (near != anchor) & (far != anchor)
        served = set()
        for triplet in zip(anchor[good].tolist(), near[good].tolist(), far[good].tolist(), strict=True):
            if triplet not in taken:
                taken.add(triplet)
                kept.append(triplet)
                served.add(triplet[0])
        # Anchors that only met ties come first in the next round, so that each face gets its turn.
        starved = [row for row in waiting.tolist() if row not in served]
        waiting = np.array(starved, dtype=np.int64) if starved else rng.permutation(rows)
    return _cover(np.array(kept, dtype=np.int64).reshape(-1, 3), rows, count)


def _cover(found: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """`count` of the found triplets, those first that bring in a face not yet seen."""
    seen: set[int] = set()
    essential: list[int] = []
    spare: list[int] = []
    for index, triplet in enumerate(found.tolist()):
        (spare if seen.issuperset(triplet) else essential).append(index)
        seen.update(triplet)
    missing = set(rows.tolist()) - seen
    if missing:
        raise TripletError(f"face {listed(sorted(missing))} is in no triplet that the rules can make")
    if len(found) < count:
        raise TripletError(
            f"the rules make only {len(found)} different triplets here; {count} were asked for"
        )
    if len(essential) > count:
        raise TripletError(f"{count} triplets cannot hold all {len(rows)} faces; ask for more")
    return found[np.array(essential + spare[: count - len(essential)], dtype=np.int64)]


def triplets_of_part(
    label: np.ndarray, intensity: np.ndarray, rows: np.ndarray, part: str, seed: int
) -> Triplets:
    """Triplets by rule of one part of a split, four a face as in the paper, or as many as there are.

    Parameters
    ----------
    label, intensity : (n,) of all faces.
    rows : the part's faces.
    part : its name, which with the seed decides the triplets.
    """
    if not len(rows):
        return Triplets.of(np.zeros((0, 3), dtype=np.int64))
    count = min(TRIPLETS_PER_FACE * len(rows), possible_triplets(label, intensity, rows))
    rng = np.random.default_rng([seed, PARTS.index(part)])
    return triplets_by_rule(label, intensity, rows, count, rng)
