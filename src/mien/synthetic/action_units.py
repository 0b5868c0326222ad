"""Facial action units (FACS) on the face rig, and the six emotions as published action-unit prototypes.

The emotions follow S. Du, Y. Tao, A. M. Martinez, "Compound facial expressions of emotion", PNAS 111(15),
2014, Table 1: the action units of each emotion, and of those in brackets there the share of people who use
them. The amounts at the strongest degree and the table from action units to the rig's shapes are Mien's own,
set by looking at rendered faces.
"""

from __future__ import annotations

import numpy as np

# AU -> {shape of the rig, without its side: gain at full activation}.
AU_SHAPES: dict[int, dict[str, float]] = {
    1: {"browInnerUp": 1.3},
    2: {"browOuterUp": 1.0},
    4: {"browDown": 1.0, "eyeSquint": 0.1},
    5: {"eyeWide": 1.0},
    6: {"cheekSquint": 0.9, "eyeSquint": 0.3},
    7: {"eyeSquint": 0.8},
    9: {"noseSneer": 1.2, "browDown": 0.2, "mouthUpperUp": 0.2},
    10: {"mouthUpperUp": 1.1, "noseSneer": 0.2},
    11: {"noseSneer": 0.4, "mouthUpperUp": 0.3},
    12: {"mouthSmile": 1.0},
    14: {"mouthDimple": 0.9},
    15: {"mouthFrown": 1.1},
    17: {"mouthShrugLower": 1.0, "mouthShrugUpper": 0.4},
    20: {"mouthStretch": 1.1},
    23: {"mouthRollUpper": 0.3, "mouthRollLower": 0.4},
    24: {"mouthPress": 0.8, "mouthPucker": 0.15},
    25: {"mouthLowerDown": 0.7, "mouthUpperUp": 0.25, "jawOpen": 0.06},
    26: {"jawOpen": 0.5},
    43: {"eyeBlink": 0.65},
}
AUS: tuple[int, ...] = tuple(AU_SHAPES)
# Action units that turn up in spontaneous faces, but in no prototype.
MORE_SHAPES: dict[int, dict[str, float]] = {16: {"mouthLowerDown": 0.8}, 18: {"mouthPucker": 0.8}}

# Emotion -> {AU: (share of people who use it, activation at degree 4)}.
PROTOTYPES: dict[str, dict[int, tuple[float, float]]] = {
    "angry": {4: (1, 0.9), 7: (1, 0.8), 24: (1, 0.8), 10: (0.26, 0.5), 17: (0.52, 0.6), 23: (0.29, 0.6)},
    "disgust": {9: (1, 0.9), 10: (1, 0.8), 17: (1, 0.6), 4: (0.31, 0.6), 24: (0.26, 0.5)},
    "fear": {
        1: (1, 0.8), 4: (1, 0.6), 20: (1, 0.8), 25: (1, 0.8), 2: (0.57, 0.5), 5: (0.63, 0.8), 26: (0.33, 0.6),
    },
    "happy": {12: (1, 1.0), 25: (1, 0.7), 6: (0.51, 0.8)},
    "sad": {
        4: (1, 0.6), 15: (1, 0.9), 1: (0.6, 0.8), 6: (0.5, 0.4), 11: (0.26, 0.5), 17: (0.67, 0.6),
    },
    "surprised": {1: (1, 0.9), 2: (1, 0.9), 25: (1, 0.6), 26: (1, 0.9), 5: (0.66, 0.8)},
}  # fmt: skip


def au_matrix(
    expression_names: tuple[str, ...], shapes: dict[int, dict[str, float]] = AU_SHAPES
) -> np.ndarray:
    """Gains from action units to rig shapes.

    Parameters
    ----------
    expression_names : e names of the rig's expression shapes.
    shapes : what each action unit moves, as `AU_SHAPES`.

    Returns
    -------
    (a, 2, e) float64; a as in `shapes`; the second axis is the subject's left and right side. Shapes without
    a side take half from either.
    """
    names = {name: column for column, name in enumerate(expression_names)}
    gains = np.zeros((len(shapes), 2, len(names)))
    for row, moved in enumerate(shapes.values()):
        for shape, gain in moved.items():
            if shape in names:
                gains[row, :, names[shape]] += gain / 2
            else:
                gains[row, 0, names[shape + "Left"]] += gain
                gains[row, 1, names[shape + "Right"]] += gain
    return gains


def as_arrays(
    blends: dict[str, dict[int, tuple[float, float]]], units: tuple[int, ...]
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Blends as arrays: names (b), shares (b, u), activations (b, u); 0 where a blend has no such unit.

    Parameters
    ----------
    blends : name -> {action unit: (share of those who use it, activation)}.
    """
    shares, amounts = np.zeros((2, len(blends), len(units)))
    for row, blend in enumerate(blends.values()):
        for unit, (share, amount) in blend.items():
            shares[row, units.index(unit)] = share
            amounts[row, units.index(unit)] = amount
    return tuple(blends), shares, amounts
