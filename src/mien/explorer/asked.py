"""Triplets: the faces of each, its weight and votes, and how sure the model's prior is of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.explorer.shown import Shown
from mien.models.registry import MODELS
from mien.runs import Agreement
from mien.vocabulary import PARTS

MOST = 50_000


def section(shown: Shown) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """Triplets of the faces that are shown, test people's first; None without any."""
    of = shown.faces
    sets = [] if of is None else [(part, of.triplets[part]) for part in PARTS[::-1] if part in of.triplets]
    total = sum(len(triplets) for _, triplets in sets)
    if of is None or not total:
        return None
    rows = np.concatenate([of.place[triplets.rows] for _, triplets in sets])
    weight = np.concatenate([triplets.weight for _, triplets in sets])
    part = np.concatenate([np.full(len(one), PARTS.index(name), np.int8) for name, one in sets])
    here = np.flatnonzero((rows >= 0).all(axis=1))
    shown_rows = here[:MOST]
    header: dict[str, Any] = {
        "parts": list(PARTS),
        "gamma": gamma_of(shown),
        "votes": _votes(shown, weight),
        "without_latents": total - len(here),
        "beyond": len(here) - len(shown_rows),
    }
    return header, {
        "rows": rows[shown_rows].astype(np.int32),
        "weight": weight[shown_rows].astype(np.float32),
        "part": part[shown_rows],
    }


def gamma_of(shown: Shown) -> float | None:
    """γ of the model's topological prior; None where it has none."""
    from mien.objective.topology import Topology

    settings = shown.model.about.settings
    model = MODELS.get(settings.model.kind)
    if model is None or "topology" not in model.terms:
        return None
    return Topology.Options.of(settings.objective.options("topology"), "objective.topology").gamma


def _votes(shown: Shown, weight: np.ndarray) -> int | None:
    """How many people voted on each triplet, where weights are the differences of their votes."""
    agreement = None if shown.run is None else shown.run.find(Agreement)
    whole = (weight == np.round(weight)).all() and (weight >= 1).all()
    if agreement is None or not whole or (weight > agreement.votes).any():
        return None
    return agreement.votes if ((agreement.votes - weight) % 2 == 0).all() else None
