"""What people do in the eight tasks of the built-in spontaneous set: blends of action units, and how often.

The tasks and their intended emotions are those of BP4D-Spontaneous (X. Zhang et al., Image and Vision
Computing 32(10), 2014). Which action units go together: happiness, sadness, surprise, fear, anger and
disgust after Du, Tao and Martinez (2014), as in `action_units`; embarrassment, a smile with smile
controls, after D. Keltner, JPSP 68(3), 1995; pain after K. M. Prkachin, Pain 51(3), 1992. Smiles turn up
in every task, as they do in such recordings. The numbers are Mien's own, set by looking at drawn faces
and at how much the coder marks.
"""

from __future__ import annotations

import numpy as np

from mien.synthetic.action_units import AU_SHAPES, MORE_SHAPES

SHAPES: dict[int, dict[str, float]] = dict(sorted((AU_SHAPES | MORE_SHAPES).items()))
UNITS: tuple[int, ...] = tuple(SHAPES)
# As in BP4D-Spontaneous, parted lips, a dropped jaw and closed eyes are not coded.
CODED: tuple[int, ...] = tuple(unit for unit in UNITS if unit not in (25, 26, 43))

# Blend -> {action unit: (chance to take part, activation when the blend is strong)}.
BLENDS: dict[str, dict[int, tuple[float, float]]] = {
    "amusement": {
        12: (1, 0.85), 6: (0.75, 0.75), 25: (0.6, 0.6), 26: (0.35, 0.5), 7: (0.3, 0.45), 10: (0.2, 0.35),
        14: (0.12, 0.3),
    },
    "smile": {12: (1, 0.55), 6: (0.3, 0.4), 14: (0.25, 0.4), 25: (0.2, 0.35), 1: (0.1, 0.3), 2: (0.12, 0.3)},
    "sadness": {
        1: (0.65, 0.65), 4: (0.7, 0.6), 15: (0.75, 0.7), 17: (0.55, 0.55), 11: (0.2, 0.45), 7: (0.2, 0.35),
        24: (0.2, 0.4),
    },
    "surprise": {1: (0.9, 0.75), 2: (0.9, 0.75), 5: (0.6, 0.7), 26: (0.6, 0.6), 25: (0.55, 0.5)},
    "embarrassment": {
        12: (0.9, 0.55), 24: (0.4, 0.55), 23: (0.3, 0.45), 14: (0.4, 0.5), 17: (0.3, 0.45), 6: (0.35, 0.4),
        15: (0.2, 0.35), 1: (0.15, 0.3), 2: (0.15, 0.3),
    },
    "fear": {
        1: (0.7, 0.65), 2: (0.5, 0.5), 4: (0.6, 0.55), 5: (0.6, 0.7), 20: (0.6, 0.65), 25: (0.55, 0.5),
        26: (0.3, 0.4),
    },
    "pain": {
        4: (0.9, 0.75), 6: (0.55, 0.6), 7: (0.8, 0.75), 9: (0.45, 0.55), 10: (0.55, 0.55), 25: (0.45, 0.45),
        20: (0.25, 0.4), 43: (0.35, 0.7), 12: (0.2, 0.35),
    },
    "anger": {
        4: (0.9, 0.75), 7: (0.6, 0.65), 24: (0.5, 0.6), 23: (0.5, 0.6), 17: (0.4, 0.5), 10: (0.25, 0.4),
        5: (0.2, 0.5),
    },
    "disgust": {
        9: (0.7, 0.75), 10: (0.8, 0.65), 4: (0.6, 0.55), 17: (0.5, 0.5), 7: (0.4, 0.45), 15: (0.3, 0.45),
        25: (0.3, 0.4), 16: (0.2, 0.5),
    },
    "thought": {
        4: (0.4, 0.4), 14: (0.45, 0.45), 17: (0.35, 0.4), 24: (0.35, 0.4), 18: (0.25, 0.45), 1: (0.25, 0.4),
        2: (0.3, 0.4), 23: (0.15, 0.35),
    },
}  # fmt: skip

# Task -> (intended emotion, share of the time spent talking, {blend: share of the episodes}).
TASKS: dict[str, tuple[str, float, dict[str, float]]] = {
    "T1": ("happiness", 0.35, {"amusement": 0.65, "smile": 0.3, "surprise": 0.05}),
    "T2": ("sadness", 0.0, {"sadness": 0.4, "thought": 0.15, "smile": 0.45}),
    "T3": ("surprise", 0.05, {"surprise": 0.3, "amusement": 0.45, "smile": 0.25}),
    "T4": ("embarrassment", 0.45, {"embarrassment": 0.4, "amusement": 0.4, "smile": 0.2}),
    "T5": ("fear", 0.1, {"fear": 0.2, "amusement": 0.45, "surprise": 0.1, "smile": 0.2, "thought": 0.05}),
    "T6": ("pain", 0.1, {"pain": 0.3, "smile": 0.3, "amusement": 0.3, "thought": 0.1}),
    "T7": ("anger", 0.25, {"anger": 0.25, "smile": 0.35, "amusement": 0.2, "thought": 0.2}),
    "T8": ("disgust", 0.1, {"disgust": 0.3, "amusement": 0.5, "smile": 0.2}),
}


def intended_emotion(sequence: np.ndarray) -> np.ndarray:
    """(n,) the emotion that the task of each sequence, for example ``"S001_T1"``, is meant to bring about."""
    tasks, place = np.unique([str(name).rpartition("_")[2] for name in sequence], return_inverse=True)
    return np.array([TASKS[task][0] if task in TASKS else "" for task in tasks])[place]
