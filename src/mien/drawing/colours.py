"""The palette, by name: told apart by colour-blind readers too, on light and on dark ground.

Names rather than numbers stand in the registries and in a run's table, so that a page can follow the reader's
light or dark setting.
"""

from __future__ import annotations

from collections.abc import Iterable

PALETTE = ("vermilion", "blue", "orange", "green", "purple", "sky", "grey", "brown")
# Okabe and Ito's hues (Color Universal Design, 2008), made lighter or darker for contrast with the ground.
LIGHT = {
    "vermilion": "#d1500a",
    "blue": "#0067ad",
    "orange": "#e39b00",
    "green": "#00875f",
    "purple": "#c2649b",
    "sky": "#4aaeea",
    "grey": "#8b929b",
    "brown": "#7a5533",
}
DARK = {
    "vermilion": "#ff7a3d",
    "blue": "#4292e0",
    "orange": "#f2b32c",
    "green": "#1fbd8d",
    "purple": "#e08bbd",
    "sky": "#86d0ff",
    "grey": "#8d96a1",
    "brown": "#b98d63",
}
LABEL_COLOURS = {
    "angry": "vermilion",
    "disgust": "green",
    "fear": "purple",
    "happy": "orange",
    "neutral": "grey",
    "sad": "blue",
    "surprised": "sky",
    "positive": "orange",
    "negative": "blue",
}


def label_colours(labels: Iterable[str]) -> dict[str, str]:
    """A palette colour for each label, in the labels' order; the emotions always have the same ones."""
    names = sorted(set(labels))
    chosen = {label: LABEL_COLOURS[label] for label in names if label in LABEL_COLOURS}
    free = [colour for colour in PALETTE if colour not in chosen.values()] or list(PALETTE)
    others = [label for label in names if label not in chosen]
    chosen |= {label: free[place % len(free)] for place, label in enumerate(others)}
    return {label: chosen[label] for label in names}
