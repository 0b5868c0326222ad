"""How a face moves in time: action units that rise, stay and fall, slow drift, blinks, glances, speech.

Durations follow measured ones. Spontaneous smiles rise in about half a second and fall more slowly (K. L.
Schmidt, J. F. Cohn, Y. Tian, "Signal characteristics of spontaneous smiles", Biological Psychology 65(1),
2003); those of enjoyment last half a second to four (M. G. Frank, P. Ekman, W. V. Friesen, JPSP 64(1),
1993). People blink 17 times a minute at rest and 26 when they talk, lognormal over people (A. R.
Bentivoglio et al., "Analysis of blink rate patterns in normal subjects", Movement Disorders 12(6), 1997);
lids close fast and open more slowly (F. VanderWerf et al., "Eyelid movements", Journal of Neurophysiology
89(5), 2003). Mouths move at about 4 syllables a second (C. Chandrasekaran et al., PLoS Computational
Biology 5(7), 2009).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import ConfigError
from mien.synthetic.synthesis import spread

FPS = 25.0
ONSET, APEX, OFFSET = (0.55, 0.35), (1.1, 0.55), (0.9, 0.4)  # seconds: median, log deviation
CLOSING, OPENING = 0.1, 0.2  # seconds of a blink
SYLLABLES = 4.0  # a second


@dataclass(frozen=True, eq=False)
class Movements:
    """m movements of single action units; times in seconds from the first frame.

    Attributes
    ----------
    unit : (m,) int, column of the action unit.
    start, onset, apex, offset : (m,) when it begins, how long it rises, stays and falls.
    peak : (m,) activation at the apex.
    """

    unit: np.ndarray
    start: np.ndarray
    onset: np.ndarray
    apex: np.ndarray
    offset: np.ndarray
    peak: np.ndarray

    @classmethod
    def timed(
        cls,
        rng: np.random.Generator,
        unit: np.ndarray,
        start: np.ndarray,
        peak: np.ndarray,
        pace: np.ndarray | float = 1,
    ) -> Movements:
        """Movements with durations drawn at random; a pace above 1 makes them longer."""
        onset, apex, offset = (
            pace * median * spread(rng, deviation, len(unit)) for median, deviation in (ONSET, APEX, OFFSET)
        )
        return cls(unit, start, onset, apex, offset, peak)

    def activation(self, frames: int, units: int) -> np.ndarray:
        """(frames, units) activation over time; of two movements of one unit the stronger counts."""
        out = np.zeros((frames, units))
        if len(self.unit):
            order = np.argsort(self.unit, kind="stable")
            after = np.arange(frames)[:, None] / FPS - self.start[order]
            fall = (after - self.onset[order] - self.apex[order]) / self.offset[order]
            # The fall starts fast and dies away; the rise is a minimum-jerk movement.
            course = self.peak[order] * minimum_jerk(after / self.onset[order])
            course *= 1 - minimum_jerk(np.sqrt(np.clip(fall, 0, 1)) * 0.5 + np.clip(fall, 0, 1) * 0.5)
            present, first = np.unique(self.unit[order], return_index=True)
            out[:, present] = np.maximum.reduceat(course, first, axis=1)
        return out


def minimum_jerk(share: np.ndarray) -> np.ndarray:
    """The smoothest way from 0 to 1 (T. Flash, N. Hogan, Journal of Neuroscience 5(7), 1985)."""
    t = np.clip(share, 0, 1)
    return t * t * t * (10 + t * (6 * t - 15))


def drift(
    rng: np.random.Generator, frames: int, columns: int, seconds: float, smooth: bool = False
) -> np.ndarray:
    """(frames, columns) noise of mean 0 and deviation 1 that forgets itself in so many seconds.

    A first-order autoregression; `smooth` runs it twice, so that it has no corners, as a head's movement.
    """
    from scipy.signal import lfilter

    keep = np.exp(-1 / (seconds * FPS))
    lead = int(np.ceil((8 if smooth else 4) * seconds * FPS))
    noise = lfilter([1.0], [1.0, -keep], rng.standard_normal((frames + lead, columns)), axis=0)
    if not smooth:
        return np.asarray(noise[lead:] * np.sqrt(1 - keep**2))
    # Variance of a second-order autoregression with a double root r: (1 + r²) / (1 - r²)³.
    noise = lfilter([1.0], [1.0, -keep], noise, axis=0)[lead:]
    return np.asarray(noise * np.sqrt((1 - keep**2) ** 3 / (1 + keep**2)))


def occasions(rng: np.random.Generator, seconds: float, every: float, apart: float) -> np.ndarray:
    """Times in order, `every` seconds in the mean and at least `apart`; gamma intervals of shape 2.

    A ConfigError if `every` is not more than `apart`.
    """
    if every <= apart:
        raise ConfigError(f"something is to happen every {every:g} s; it takes {apart:g} s, choose more")
    count = int(3 * seconds / every) + 10
    times = rng.uniform(0, every) + np.cumsum(apart + rng.gamma(2, (every - apart) / 2, count))
    return times[times < seconds]


def blinks(rng: np.random.Generator, frames: int, a_minute: float) -> np.ndarray:
    """(frames,) how far the lids are closed by blinks, 0 to 1; about a quarter are partial."""
    start = occasions(rng, frames / FPS, 60 / a_minute, 0.5)
    closing, opening = CLOSING * spread(rng, 0.15, len(start)), OPENING * spread(rng, 0.25, len(start))
    partial = rng.random(len(start)) < 0.25
    depth = np.where(partial, rng.uniform(0.35, 0.75, len(start)), rng.uniform(0.9, 1.0, len(start)))
    after = np.arange(frames)[:, None] / FPS - start
    shut = depth * minimum_jerk(after / closing) * (1 - minimum_jerk((after - closing) / opening))
    return np.asarray(shut.max(axis=1, initial=0.0))


def glances(rng: np.random.Generator, frames: int, size: float) -> np.ndarray:
    """(frames, 2) where the eyes look, across and up: fixations and jumps, often back to the middle."""
    jumps = occasions(rng, frames / FPS, 1.2, 0.2)
    places = rng.normal(0, size, (len(jumps) + 1, 2)) * (1.0, 0.6)
    places[rng.random(len(places)) < 0.5] *= 0.2
    return places[np.searchsorted(jumps, np.arange(frames) / FPS)]


def talk(rng: np.random.Generator, frames: int, share: float) -> np.ndarray:
    """(frames, 4) movements of speech, 0 to about 1: jaw, rounded lips, spread lips, lower lip.

    Parameters
    ----------
    share : of the time that the person talks, in bouts of some seconds.
    """
    if share <= 0:
        return np.zeros((frames, 4))
    seconds = frames / FPS
    start = occasions(rng, seconds, 3.0 / share, 0.5)
    after = np.arange(frames)[:, None] / FPS - start
    length = rng.uniform(1.2, 4.5, len(start))
    bout = (minimum_jerk(after / 0.3) * (1 - minimum_jerk((after - length) / 0.3))).max(axis=1, initial=0.0)
    beat = 2 * np.pi * np.cumsum(SYLLABLES * (1 + 0.25 * drift(rng, frames, 1, 0.3)[:, 0])) / FPS
    loud = np.abs(drift(rng, frames, 1, 0.4)[:, 0])
    shapes = np.clip(drift(rng, frames, 3, 0.12), 0, 2) * (0.35, 0.35, 0.4)
    jaw = (0.5 - 0.5 * np.cos(beat)) * np.clip(0.35 + 0.35 * loud, 0, 1)
    return bout[:, None] * np.column_stack([jaw, shapes])
