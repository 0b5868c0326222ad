"""``trajectories/NAME-seedN.npz``: a model's latents over a recording, and how they move over all of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np

from mien.errors import RunError
from mien.runs.npz import read_arrays, taken, write_arrays

_ARRAYS = ("frame", "latents", "at", "middle", "deviation", "usage")
_TEXTS = ("recording", "subject")


@dataclass(frozen=True)
class Movements:
    """How latents move over the recordings of the test people, as each frame says and smoothed.

    Attributes
    ----------
    recordings, frames : of how many these are.
    rough, rough_smoothed : mean square of the change from frame to frame over the variance.
    decoded, decoded_smoothed : root mean square error of decoded faces, in eye distances.
    bridged, line : root mean square error in hidden gaps: of the smoother, and of a straight line between the
        frames around.
    inside : share of these hidden latents in the smoother's 95 % interval.

    A figure is None where it is not known: of a model that is not smoothed, or makes no faces, or where no
    recording is long enough for a gap.
    """

    recordings: int
    frames: int
    rough: float
    rough_smoothed: float | None = None
    decoded: float | None = None
    decoded_smoothed: float | None = None
    bridged: float | None = None
    line: float | None = None
    inside: float | None = None


@dataclass(frozen=True, eq=False)
class Trajectories:
    """A model's latents over one recording of a test person.

    Attributes
    ----------
    recording, subject : which, and whose.
    frame : (t,) int64, ascending: the frames that there are.
    latents : (t, k) as each frame says on its own.
    at : (s,) int64, ascending: these frames and those between that were lost; none where nothing is smoothed.
    middle, deviation : (s, k) of the slow movement behind them.
    usage : (k,) KL in nats, mean over the recording.
    movements : over all recordings of test people.

    Raises
    ------
    RunError
        If an array has another shape, values that are not finite, or frames that do not ascend.
    """

    recording: str
    subject: str
    frame: np.ndarray
    latents: np.ndarray
    at: np.ndarray
    middle: np.ndarray
    deviation: np.ndarray
    usage: np.ndarray
    movements: Movements

    def __post_init__(self) -> None:
        t, s, k = len(self.frame), len(self.at), len(self.usage)
        shapes: dict[str, tuple[int, ...]] = {"frame": (t,), "latents": (t, k), "at": (s,), "usage": (k,)}
        shapes |= {"middle": (s, k), "deviation": (s, k)}
        if t < 2 or not k or any(getattr(self, name).shape != shape for name, shape in shapes.items()):
            raise RunError(f"the latents over time are not of {t} frames and {k} dimensions")
        if any(not np.isfinite(getattr(self, name)).all() for name in shapes):
            raise RunError("the latents over time have values that are not finite")
        if any((np.diff(times) <= 0).any() for times in (self.frame, self.at)):
            raise RunError("the frames of the latents over time do not ascend")
        if s and not np.isin(self.frame, self.at).all():
            raise RunError("a frame has no smoothed latents")

    @property
    def used_first(self) -> list[int]:
        """The dimensions, the most used first."""
        return [int(dimension) for dimension in np.argsort(-self.usage, kind="stable")]

    @property
    def step(self) -> int:
        """Frame numbers from one frame to the next, the most usual one."""
        steps, counts = np.unique(np.diff(self.frame), return_counts=True)
        return int(steps[counts.argmax()])

    def stretches(self) -> list[np.ndarray]:
        """Places of frames that follow each other, a stretch between two gaps each."""
        return list(np.split(np.arange(len(self.frame)), np.flatnonzero(np.diff(self.frame) > self.step) + 1))

    def gaps(self) -> list[tuple[int, int]]:
        """The frames before and after each stretch that was lost."""
        found = self.stretches()
        return [(int(self.frame[before[-1]]), int(self.frame[after[0]])) for before, after in pairwise(found)]

    def write(self, path: Path) -> None:
        """Write an ``.npz`` whole or not at all."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        texts = {name: np.array(getattr(self, name)) for name in _TEXTS}
        figures = {
            f"movements.{name}": np.array(np.nan if value is None else value)
            for name, value in asdict(self.movements).items()
        }
        write_arrays(path, {**arrays, **texts, **figures})

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an ``.npz``; RunError names what is missing or damaged."""
        arrays = read_arrays(path)
        texts = [str(taken(path, arrays, name)) for name in _TEXTS]
        try:
            held = [taken(path, arrays, name) for name in _ARRAYS]
            figures = {
                name: float(taken(path, arrays, f"movements.{name}"))
                for name in Movements.__dataclass_fields__
            }
            counts = {name: int(figures.pop(name)) for name in ("recordings", "frames")}
            rough = figures.pop("rough")
            if not np.isfinite(rough):
                raise RunError("array 'movements.rough' is not finite")
            known = {name: None if np.isnan(value) else value for name, value in figures.items()}
            named = dict(zip((*_TEXTS, *_ARRAYS), (*texts, *held), strict=True))
            return cls(**named, movements=Movements(**counts, rough=rough, **known))  # type: ignore[arg-type]
        except (RunError, ValueError, TypeError) as error:
            told = str(error)
            raise RunError(
                told if told.startswith(str(path)) else f"{path}: {told}; evaluate the run again"
            ) from error
