"""Latents over a recording: the slow movement behind noisy frames, and across frames that were lost.

Each dimension of a recording is a slow Ornstein-Uhlenbeck movement, seen through what each frame's posterior
says and a fast part of its own in every frame (tracker noise). The Kalman filter and the smoother of Rauch,
Tung and Striebel (1965) give its exact posterior; the times and shares are those of the highest likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_LEAST = 1e-6
_TIMES = np.geomspace(1.0, 1_000.0, 13)
_FAST = np.array([0.0, 0.01, 0.03, 0.06, 0.12, 0.2, 0.3, 0.45, 0.65, 0.9])
_SHOWN = 20_000
"""Frames at most that times and shares are found from."""


@dataclass(frozen=True, eq=False)
class Movement:
    """How k dimensions move.

    Attributes
    ----------
    time : (k,) frames after which the slow part's correlation is 1/e.
    slow, fast : (k,) variances of the two parts.
    """

    time: np.ndarray
    slow: np.ndarray
    fast: np.ndarray


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the frames of one recording say of k latents, each for itself.

    Attributes
    ----------
    frame : (t,) ascending frame numbers.
    mean, precision : (t, k), a Gaussian each; precision 0 where a frame says nothing.
    """

    frame: np.ndarray
    mean: np.ndarray
    precision: np.ndarray

    @classmethod
    def of_posterior(cls, frame: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> Evidence:
        """A posterior N(mean, variance) less its prior N(0, 1), whose precisions are subtracted."""
        precision = np.maximum(1 / np.maximum(variance.astype(np.float64), _LEAST) - 1, 0)
        seen = precision > _LEAST
        site = np.where(seen, mean / variance / np.where(seen, precision, 1), 0)
        return cls(frame.astype(np.float64), site, np.where(seen, precision, 0))

    def at(self, rows: np.ndarray | slice) -> Evidence:
        """Of some of the frames, places or a mask."""
        return Evidence(self.frame[rows], self.mean[rows], self.precision[rows])


def smoothed(evidence: Evidence, movement: Movement, at: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
    """The slow movement, mean and standard deviation.

    Parameters
    ----------
    at : (s,) frame numbers, ascending, that hold all of the evidence's; those alone if None.

    Returns
    -------
    mean, deviation : (s, k) float64
    """
    times = evidence.frame if at is None else np.asarray(at, dtype=np.float64)
    k = evidence.mean.shape[1]
    mean, precision = np.zeros((len(times), k)), np.zeros((len(times), k))
    place = np.searchsorted(times, evidence.frame)
    mean[place], precision[place] = evidence.mean, evidence.precision
    means, variances, ahead, wide, _ = _filtered(times, mean, precision, movement)
    for t in range(len(times) - 2, -1, -1):
        decay = np.exp(-(times[t + 1] - times[t]) / movement.time)
        gain = variances[t] * decay / wide[t + 1]
        means[t] += gain * (means[t + 1] - ahead[t + 1])
        variances[t] += gain**2 * (variances[t + 1] - wide[t + 1])
    return means, np.sqrt(np.maximum(variances, 0))


def movement_of(recordings: list[Evidence]) -> Movement:
    """The movement of the highest likelihood, a dimension at a time, found on a grid that is refined once.

    Both parts' variances add up to that of the evidence, less its own. Of long material the first
    recordings that make 20,000 frames count.
    """
    shown, frames = [], 0
    for one in sorted(recordings, key=lambda one: -len(one.frame)):
        shown.append(one)
        frames += len(one.frame)
        if frames >= _SHOWN:
            break
    k = shown[0].mean.shape[1]
    weight = sum((one.precision > 0).sum(0) for one in shown)
    own = sum(np.where(one.precision > 0, 1 / np.maximum(one.precision, _LEAST), 0).sum(0) for one in shown)
    second = sum(np.where(one.precision > 0, one.mean**2, 0).sum(0) for one in shown)
    total = np.maximum((second - own) / np.maximum(weight, 1), 1e-4)
    time, fast = np.full(k, np.nan), np.full(k, np.nan)
    times, shares = np.broadcast_to(_TIMES[:, None], (13, k)), np.broadcast_to(_FAST[:, None], (10, k))
    for _ in range(2):
        score = _scores(shown, times, shares, total)
        best = score.reshape(-1, k).argmax(0)
        row, column = np.divmod(best, len(shares))
        each = np.arange(k)
        time, fast = times[row, each], shares[column, each]
        around = np.geomspace(0.6, 1 / 0.6, 7)[:, None]
        times = time * around
        low = shares[np.maximum(column - 1, 0), each]
        high = shares[np.minimum(column + 1, len(shares) - 1), each]
        shares = low + np.linspace(0, 1, 7)[:, None] * (high - low)
    return Movement(time, total * (1 - fast), total * fast)


def _scores(
    recordings: list[Evidence], times: np.ndarray, shares: np.ndarray, total: np.ndarray
) -> np.ndarray:
    """(a, b, k) log-likelihoods of a times (a, k) and b shares of the fast part (b, k)."""
    shape = (len(times), len(shares), len(total))
    time = np.broadcast_to(times[:, None], shape).reshape(-1)
    fast = np.broadcast_to(shares[None] * total, shape).reshape(-1)
    slow = np.broadcast_to((1 - shares[None]) * total, shape).reshape(-1)
    found = np.zeros(len(time))
    copies = len(times) * len(shares)
    for one in recordings:
        mean, precision = np.tile(one.mean, copies), np.tile(one.precision, copies)
        found += _filtered(one.frame, mean, precision, Movement(time, slow, fast))[-1]
    return found.reshape(shape)


def _filtered(
    times: np.ndarray, mean: np.ndarray, precision: np.ndarray, movement: Movement
) -> tuple[np.ndarray, ...]:
    """Kalman filter: means, variances after each frame, the same before it, (t, k); log-likelihood (k,)."""
    seen = precision > 0
    noise = 1 / np.where(seen, precision, 1) + movement.fast
    means, variances = np.empty_like(mean), np.empty_like(mean)
    ahead, wide = np.empty_like(mean), np.empty_like(mean)
    at, spread = np.zeros(mean.shape[1]), movement.slow.astype(np.float64)
    likelihood = np.zeros(mean.shape[1])
    for t in range(len(times)):
        if t:
            decay = np.exp(-(times[t] - times[t - 1]) / movement.time)
            at, spread = decay * at, decay**2 * spread + (1 - decay**2) * movement.slow
        ahead[t], wide[t] = at, spread
        whole = spread + noise[t]
        gain = np.where(seen[t], spread / whole, 0)
        away = mean[t] - at
        likelihood -= np.where(seen[t], 0.5 * (np.log(2 * np.pi * whole) + away**2 / whole), 0)
        at, spread = at + gain * away, (1 - gain) * spread
        means[t], variances[t] = at, spread
    return means, variances, ahead, wide, likelihood
