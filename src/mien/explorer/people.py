"""The faces: who and what they are, where they are in the space, and everybody's neutral."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.explorer.payload import coded, halved, quantised
from mien.explorer.shown import Shown
from mien.vocabulary import PARTS

MOST_WITH_POINTS = 4_000
_TEXTS = ("subject", "label", "sequence")


def section(shown: Shown) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """Columns of the faces, latents, landmarks of so many, and neutrals; None without faces."""
    of = shown.faces
    if of is None:
        return None
    kept = of.kept
    faces = of.faces.take(kept)
    header: dict[str, Any] = {"count": len(kept), "face": faces.face.tolist(), "unit": faces.landmarks.unit}
    arrays: dict[str, np.ndarray] = {"z": of.z[kept]}
    for name in _TEXTS:
        header[name], arrays[name] = coded(getattr(faces, name))
    header["part"] = ["", *PARTS]
    arrays["part"] = np.array([header["part"].index(part) for part in of.part[kept]], dtype=np.int8)
    arrays["intensity"] = faces.intensity.astype(np.float32)
    arrays["frame"] = np.clip(faces.frame, -1, 2**31 - 1).astype(np.int32)
    if faces.action_units is not None:
        header["units"] = list(faces.action_units.names)
        arrays["units.present"] = faces.action_units.present
        arrays["units.intensity"] = halved(faces.action_units.intensity)
    if len(kept) <= MOST_WITH_POINTS:
        arrays["x"], arrays["x.scale"] = quantised(of.x[kept])
    else:
        header["without_points"] = True
    own, rows = of.neutral[kept], of.neutrals
    arrays["neutral"] = np.where(own >= 0, np.searchsorted(rows, own), -1).astype(np.int32)
    header["neutrals"] = {
        "face": of.faces.face[rows].tolist(),
        "subject": of.faces.subject[rows].tolist(),
    }
    arrays["neutrals"] = of.x[rows]
    return header, arrays
