"""What single latent dimensions mean: one for each action unit, and how many are used at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mien.evaluation.details import CORRELATION, USED, Correlations
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.faces.action_units import ActionUnits

DEAD = 0.01
SHOWN = 64
_SAME = 1e-12


class DimensionMeaning:
    """Correlation of action units with one latent dimension each; share of dimensions that are used."""

    title = "Dimensions"

    def heading(self, kind: str) -> str:
        """One for each unit, or how many are used."""
        return f"{self.title}, {'one a unit' if kind == 'units' else kind}"

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Dimensions are chosen for the units on training faces, and correlated with them on test faces."""
        if len(on.test) < 2:
            raise Lacking("there are no two test faces")
        by_unit = one_a_unit(space.latents, on)
        return {**({} if by_unit is None else {"units": by_unit}), "used": used(space.latents, on)}


def strengths(units: ActionUnits) -> np.ndarray:
    """(n, a) float64, 0 where a unit is absent, NaN where it is not coded; elsewhere its intensity.

    A unit that is present somewhere with an intensity that is not known is 1 wherever it is present.
    """
    present, intensity = units.present, units.intensity.astype(np.float64)
    unknown = ((present == 1) & ~np.isfinite(intensity)).any(axis=0)
    shown = np.where(unknown, 1.0, np.nan_to_num(intensity))
    return np.where(present < 0, np.nan, shown * (present == 1))


def correlations(strength: np.ndarray, latents: np.ndarray) -> np.ndarray:
    """(a, k) Pearson's correlation of units (n, a) with dimensions (n, k), on the faces that are coded.

    NaN where a unit or a dimension does not vary.
    """
    found = np.full((strength.shape[1], latents.shape[1]), np.nan)
    for unit, column in enumerate(strength.T):
        coded = np.isfinite(column)
        if not coded.any():
            continue
        first, second = column[coded] - column[coded].mean(), latents[coded] - latents[coded].mean(axis=0)
        size = np.sqrt(np.square(first).sum() * np.square(second).sum(axis=0))
        there = (np.ptp(column[coded]) > 0) & (np.ptp(latents[coded], axis=0) > 0) & (size > 0)
        found[unit, there] = (first @ second)[there] / size[there]
    return found.clip(-1, 1)


def one_a_unit(latents: np.ndarray, on: Judged) -> Outcome | None:
    """Mean correlation of each unit with a dimension of its own, None where no unit varies in both parts.

    The dimensions are those with the greatest sum of absolute correlations on training faces (the mean
    correlation coefficient of A. Hyvärinen and H. Morioka, NeurIPS 2016, its signs and pairs from other
    people than the figure); a unit for which no dimension is left counts as 0.
    """
    from scipy.optimize import linear_sum_assignment

    if on.units is None:
        return None
    strength = strengths(on.units)
    learned = correlations(strength[on.train], latents[on.train])
    tested = correlations(strength[on.test], latents[on.test])
    varies = [_varies(strength[rows]) for rows in (on.train, on.test)]
    judged = np.flatnonzero(varies[0] & varies[1])
    if not len(judged):
        return None
    pairs = linear_sum_assignment(np.abs(np.nan_to_num(learned[judged])), maximize=True)
    chosen = dict(zip(judged[pairs[0]].tolist(), pairs[1].tolist(), strict=True))
    values, draws = np.zeros(len(judged)), []
    for place, unit in enumerate(judged.tolist()):
        if unit not in chosen:
            continue
        sign = np.sign(np.nan_to_num(learned[unit, chosen[unit]]))
        values[place] = sign * np.nan_to_num(tested[unit, chosen[unit]])
        coded = on.test[np.isfinite(strength[on.test, unit])]
        both = strength[coded, unit], latents[coded, chosen[unit]]
        draws.append(sign * correlation_replicates(*both, on.person[coded], on.drawn))
    coded = on.test[np.isfinite(strength[on.test][:, judged]).any(axis=1)]
    drawn = np.stack(draws) if draws else np.zeros((0, len(on.drawn)))
    return Outcome(
        float(values.mean()),
        np.asarray(np.nan_to_num(drawn).sum(axis=0) / len(judged)),
        detail=_detail(on.units.names, judged, chosen, tested, latents[on.test].std(axis=0)),
        counts=on.counted(coded, units=len(judged), dimensions=latents.shape[1]),
        chance=0.0,
        scale=CORRELATION,
    )


def _detail(
    names: Sequence[str],
    judged: np.ndarray,
    chosen: dict[int, int],
    tested: np.ndarray,
    deviation: np.ndarray,
) -> Correlations | None:
    """All correlations; None of a space that is too wide to be shown."""
    if len(deviation) > SHOWN:
        return None
    return Correlations(
        units=[names[unit] for unit in judged],
        values=[
            [None if np.isnan(value) else round(float(value), 4) for value in row] for row in tested[judged]
        ],
        chosen={names[unit]: dimension for unit, dimension in chosen.items()},
        deviation=deviation.tolist(),
    )


def correlation_replicates(
    first: np.ndarray, second: np.ndarray, person: np.ndarray, drawn: np.ndarray
) -> np.ndarray:
    """(r,) Pearson's correlation over faces in each draw of people; NaN where one of the two is constant."""
    first, second = first - first.mean(), second - second.mean()
    columns = (np.ones(len(first)), first, second, first**2, second**2, first * second)
    sums = [drawn @ np.bincount(person, weights=column, minlength=drawn.shape[1]) for column in columns]
    return correlation_of_sums(*sums)


def correlation_of_sums(
    count: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    first_squared: np.ndarray,
    second_squared: np.ndarray,
    product: np.ndarray,
) -> np.ndarray:
    """(r,) Pearson's correlation from sums over what is counted; NaN where one of the two is constant."""
    spreads = [
        (count * squared - total**2, count * squared)
        for squared, total in ((first_squared, first), (second_squared, second))
    ]
    there = np.logical_and(*(spread > _SAME * whole for spread, whole in spreads))
    size = np.sqrt(np.where(there, spreads[0][0] * spreads[1][0], 1))
    return np.asarray(np.where(there, (count * product - first * second) / size, np.nan))


def used(latents: np.ndarray, on: Judged) -> Outcome:
    """Share of dimensions that vary, on test faces, by at least `DEAD` of the variance of the widest one.

    After the active units of Y. Burda, R. Grosse and R. Salakhutdinov (ICLR 2016), whose bound is 0.01 for
    latents of unit variance; about it the number of the others, dead ones.
    """
    moved = latents[on.test] - latents[on.test].mean(axis=0)
    variance = np.square(moved).mean(axis=0)
    alive = _alive(variance)
    person, people = on.person[on.test], on.drawn.shape[1]
    sums = np.zeros((2, people, latents.shape[1]))
    np.add.at(sums[0], person, moved)
    np.add.at(sums[1], person, np.square(moved))
    faces = (on.drawn @ np.bincount(person, minlength=people))[:, None]
    mean, square = ((on.drawn @ one) / np.maximum(faces, 1) for one in sums)
    return Outcome(
        float(alive.mean()),
        _alive((square - mean**2).clip(0)).mean(axis=1),
        {"dead": float((~alive).sum())},
        counts=on.counted(on.test, dimensions=latents.shape[1]),
        scale=USED,
    )


def _alive(variance: np.ndarray) -> np.ndarray:
    widest = variance.max(axis=-1, keepdims=True)
    return np.asarray((variance >= DEAD * widest) & (variance > 0))


def _varies(strength: np.ndarray) -> np.ndarray:
    """(a,) bool, whether a unit has two strengths among its coded faces."""
    low = np.where(np.isfinite(strength), strength, np.inf).min(axis=0, initial=np.inf)
    high = np.where(np.isfinite(strength), strength, -np.inf).max(axis=0, initial=-np.inf)
    return np.asarray(high > low)
