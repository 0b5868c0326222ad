"""Latents over a recording: how wide a band is, how many dimensions are drawn, and the figures in words."""

from __future__ import annotations

from mien.runs import Movements

MOST = 4
BAND = 1.96
"""Deviations on either side that hold 95 %."""


def told(moved: Movements) -> str:
    """One line: roughness, reconstruction, and how gaps are bridged."""
    parts = [f"Roughness {_with(moved.rough, moved.rough_smoothed)}"]
    if moved.decoded is not None:
        parts.append(f"decoded faces off by {_with(moved.decoded, moved.decoded_smoothed, 4)} eye distances")
    if moved.bridged is not None and moved.line is not None and moved.inside is not None:
        parts.append(
            f"hidden gaps of 10 frames bridged with an error of {_number(moved.bridged)} (a straight line: "
            f"{_number(moved.line)}), the 95 % band holding {moved.inside:.1%}"
        )
    return f"{'; '.join(parts)}. {moved.frames:,} frames of {moved.recordings:,} recordings of test people."


def _with(value: float, smoothed: float | None, digits: int = 3) -> str:
    text = _number(value, digits)
    return text if smoothed is None else f"{text}, smoothed {_number(smoothed, digits)}"


def _number(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".removeprefix("0")
