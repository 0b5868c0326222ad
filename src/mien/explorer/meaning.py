"""What the dimensions mean: how much each is used, how far it moves a face, and what it goes with."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.explorer.shown import Shown


def section(shown: Shown) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """Numbers by dimension; None without faces."""
    of = shown.faces
    if of is None:
        return None
    z = of.z[of.kept]
    return {"dead_below": 0.01}, {
        "use": of.usage.astype(np.float32),
        "mean": z.mean(axis=0),
        "deviation": z.std(axis=0),
        "low": np.quantile(z, 0.01, axis=0).astype(np.float32),
        "high": np.quantile(z, 0.99, axis=0).astype(np.float32),
    }
