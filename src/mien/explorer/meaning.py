"""What the dimensions mean: how much each is used, how far it moves a face, and what it goes with."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.explorer.decoding import middle
from mien.explorer.shown import Shown, ShownFaces
from mien.landmarks.alignment import Alignment
from mien.landmarks.layout import get_layout

DEAD_NATS = 0.01
_NEUTRALS = 8
_LEAST = 10  # faces that a correlation is worked out from


def section(shown: Shown) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """Numbers by dimension; None without faces."""
    of = shown.faces
    if of is None:
        return None
    kept = of.kept
    z = of.z[kept].astype(np.float64)
    deviation = z.std(axis=0)
    labels, by_label = label_means(z, of.faces.label[kept])
    header: dict[str, Any] = {"dead_below": DEAD_NATS, "labels": labels}
    arrays = {
        "use": of.usage,
        "mean": z.mean(axis=0),
        "deviation": deviation,
        "low": np.quantile(z, 0.01, axis=0),
        "high": np.quantile(z, 0.99, axis=0),
        "by_label": by_label,
    }
    units = of.faces.action_units
    if units is not None:
        header["units"] = list(units.names)
        known = np.where(units.present < 0, np.nan, units.present).astype(np.float64)
        strength = np.where(np.isfinite(units.intensity), units.intensity, known)[kept]
        arrays["by_unit"] = correlations(z, strength)
    if isinstance(shown.model.preparation, Alignment):
        regions = get_layout(shown.model.preparation.layout).regions
        header["regions"] = list(regions)
        way = movement(shown, of, deviation)
        arrays["movement"] = way.mean(axis=1)
        arrays["by_region"] = np.stack([way[:, list(points)].mean(axis=1) for points in regions.values()], 1)
    return header, {name: np.asarray(value, np.float32) for name, value in arrays.items()}


def label_means(z: np.ndarray, label: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The labels of n faces, sorted, and their mean latents (labels, k)."""
    names = np.unique(label[label != ""])
    means = [z[label == name].mean(axis=0) for name in names]
    return names.tolist(), np.array(means).reshape(len(names), z.shape[1])


def correlations(z: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Pearson's r of each dimension (n, k) with each action unit (n, a): (k, a); 0 where it is not known.

    A unit's faces are those where it is coded; below 10, or where either does not vary, there is no r.
    """
    found = np.zeros((z.shape[1], strength.shape[1]))
    for unit in range(strength.shape[1]):
        coded = np.isfinite(strength[:, unit])
        if coded.sum() < _LEAST:
            continue
        a = z[coded] - z[coded].mean(axis=0)
        b = strength[coded, unit] - strength[coded, unit].mean()
        size = np.linalg.norm(a, axis=0) * np.linalg.norm(b)
        found[:, unit] = np.where(size > 1e-12, a.T @ b / np.maximum(size, 1e-12), 0)
    return found


def movement(shown: Shown, of: ShownFaces, deviation: np.ndarray) -> np.ndarray:
    """(k, p) how far each point goes from a deviation below the mean to one above, in eye distances.

    The mean over the neutrals of some people, evenly taken; all other dimensions are
    in the middle of the prior.
    """
    model, k = shown.model, len(deviation)
    steps = middle(model) + np.concatenate([np.diag(deviation), -np.diag(deviation)]).astype(np.float32)
    neutrals: list[np.ndarray | None] = [None]
    if model.needs_neutral:
        rows = np.unique(of.neutral[of.neutral >= 0])
        some = rows[np.linspace(0, len(rows) - 1, min(_NEUTRALS, len(rows))).round().astype(int)]
        neutrals = [of.x[row] for row in some]
    found = np.zeros((k, len(model.preparation.mean)))
    for neutral in neutrals:
        y = None if neutral is None else np.repeat(neutral[None], 2 * k, axis=0)
        faces = model.decode_prepared(steps, y)
        found += np.linalg.norm(faces[:k] - faces[k:], axis=-1) / len(neutrals)
    return found
