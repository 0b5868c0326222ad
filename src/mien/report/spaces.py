"""The latent spaces in three dimensions (the paper's Figures 4 and 5), drawn by ``page.js`` on canvases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from markupsafe import Markup

from mien.drawing.colours import label_colours
from mien.drawing.names import Names
from mien.drawing.spaces import principal_components
from mien.explorer.payload import script_json
from mien.report.pages import page
from mien.runs import Latents

MOST_POINTS = 3000


def latent_panels(
    seed: int, latents: Latents, names: Names, order: Sequence[str], prefix: str = ""
) -> Markup:
    """Figure 4 or 5: a legend, a rotatable panel a representation, and the points as JSON.

    Parameters
    ----------
    latents : test latents of one seed. Faces without a label are not drawn, nor do they count for the
        projection, unless no face has one.
    prefix : what makes the ids of this run its own on a page of several.
    order : names of the table's rows; panels follow it.
    """
    total = len(latents.label)
    kept = latents.label != ""
    latents = latents.take(kept) if kept.any() else replace(latents, label=np.full(total, "no label"))
    n = len(latents.label)
    rows = np.unique(np.linspace(0, n - 1, min(n, MOST_POINTS)).round().astype(int))
    colours = label_colours(latents.label)
    panels, spaces = [], []
    for name in (name for name in order if name in latents.spaces):
        scores, captured = principal_components(latents.spaces[name])
        scale = float(np.quantile(np.linalg.norm(scores, axis=1), 0.99)) or 1.0
        thousandths = np.clip(np.rint(scores[rows] / scale * 1000), -1500, 1500).astype(int)
        spaces.append({"name": name, "points": thousandths.ravel().tolist()})
        panels.append((name, names.title(name), latents.spaces[name].shape[1], f"{captured:.0%}"))
    sizes = [_size(latents.intensity, row) for row in rows]
    points = {
        "labels": list(colours),
        "colours": list(colours.values()),
        "label": [list(colours).index(label) for label in latents.label[rows]],
        "about": [_about(latents, row) for row in rows],
        "size": sizes,
        "spaces": spaces,
    }
    return page(
        "spaces.html",
        prefix=prefix,
        seed=seed,
        colours=colours,
        panels=panels,
        sized=len(set(sizes)) > 1,
        drawn=len(rows),
        labelled=n,
        unlabelled=total - n,
        points=Markup(script_json(points)),
    )


def _about(latents: Latents, row: int) -> str:
    degree = latents.intensity[row]
    strength = f", degree {degree:g}" if np.isfinite(degree) and degree > 0 else ""
    return f"{latents.label[row]}{strength} · {latents.subject[row]} · {latents.face[row]}"


def _size(intensity: np.ndarray, row: int) -> float:
    most = np.nanmax(intensity) if np.isfinite(intensity).any() else 0.0
    if not most > 0 or not np.isfinite(intensity[row]):
        return 1.0
    return round(0.75 + 0.5 * float(intensity[row]) / float(most), 2)
