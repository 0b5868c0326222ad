"""What a source's faces have for axes and units: mended as asked, then judged by a vote of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from mien.errors import ConfigError, FormatError
from mien.faces.faces import Faces
from mien.landmarks.plausibility import AXES, Plausibility, Verdict, rounded
from mien.sources.asked import typed
from mien.sources.notes import Notes
from mien.sources.stream import Reading, Stream

# From so many times on a depth is likely to be in shares of an image whose width is that number of pixels.
_SHARES = 50


def judged(stream: Stream, options: Reading, lenient: bool = False) -> Stream:
    """The stream with its axes and units as the options say, refused at its end where most faces are wrong.

    Parameters
    ----------
    lenient : only tell of it in the notes, where faces are looked at and not used.

    Raises
    ------
    FormatError
        Once all faces were read, if most are flat, too deep, mirrored, inside out or upside down (see
        `mien.landmarks.plausibility`); it names the axis and the option that mends it.
    """

    def read(notes: Notes) -> Iterator[Faces]:
        votes = Plausibility()
        changed = {name: getattr(options, name) for name in ("flip", "scale") if getattr(options, name)}
        if changed:
            notes.say(f"read with {' '.join(typed(changed))}")
        for batch in stream.read(notes):
            faces = mended(batch, options)
            votes.see(faces.landmarks.points, faces.landmarks.layout, faces.face)
            yield faces
        verdict = votes.verdict()
        if verdict.wrong and not lenient:
            raise FormatError(stream.where, _refusal(verdict))
        if verdict.wrong:
            notes.say(_refusal(verdict))
        if verdict.turned:
            notes.say(f"{verdict.turning()} (--flip {','.join(verdict.turned)} does it while reading)")
        for line in verdict.oddities():
            notes.say(line)

    return replace(stream, read=read)


def mended(faces: Faces, options: Reading) -> Faces:
    """The faces with axes scaled and turned, poses with them, and the unit that the options say.

    A ConfigError if an axis is to be changed that the faces do not have.
    """
    points, rotation = faces.landmarks.points, faces.rotation
    asked = {*(options.flip or ()), *(options.scale or {})}
    if "z" in asked and points.shape[2] == 2:
        raise ConfigError("--flip or --scale names z, but these faces have two dimensions")
    flip: tuple[str, ...] = options.flip or ()
    scale: Mapping[Any, float] = options.scale or {}
    signs = np.array([-1.0 if axis in flip else 1.0 for axis in AXES])
    if asked:
        factors = signs * np.array([scale.get(x, 1.0) for x in AXES])
        points = points * factors[: points.shape[2]].astype(np.float32)
    if rotation is not None and flip:
        # The pose in the turned axes: turned back, rotated, turned again.
        rotation = signs[:, None] * rotation * signs
    unit = options.unit or faces.landmarks.unit
    return replace(faces, landmarks=replace(faces.landmarks, points=points, unit=unit), rotation=rotation)


def _refusal(verdict: Verdict) -> str:
    ways = []
    if verdict.off:
        number = f"about {rounded(1 / verdict.factor)}"
        if verdict.off == "z" and verdict.factor < 1 / _SHARES:
            number += ", or the images' width in pixels where z was left in shares of it"
        ways.append(f"--scale {verdict.off}=N brings it there (N {number})")
    if verdict.flip:
        ways.append(f"--flip {','.join(verdict.flip)} turns {'it' if len(verdict.flip) == 1 else 'them'}")
    return f"{'; '.join(verdict.causes())}; {' and '.join(ways)}"
