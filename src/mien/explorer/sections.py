"""The parts of what the page is given: each is a function from what is shown to header and arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.errors import MienError
from mien.explorer.payload import Payload
from mien.explorer.shown import Shown
from mien.registry import Registry, load

SECTIONS = Registry(
    "section of the explorer",
    {
        "model": "mien.explorer.decoding:section",
        "faces": "mien.explorer.people:section",
        "dimensions": "mien.explorer.meaning:section",
        "space": "mien.explorer.space:section",
        "triplets": "mien.explorer.asked:section",
        "video": "mien.explorer.recordings:section",
    },
)
"""Name -> function; it gives None where the run has nothing for it, or (header, arrays)."""

Section = tuple[dict[str, Any], dict[str, np.ndarray]]


def payload_of(shown: Shown) -> Payload:
    """Everything that the page is given; a section that cannot be made is named in ``missing``, with why."""
    header: dict[str, Any] = {}
    arrays: dict[str, np.ndarray] = {}
    missing: list[dict[str, str]] = []
    if shown.faces is None:
        missing.append({"what": "faces", "why": "no faces were given; add --data to see the space with them"})
    for name, at in SECTIONS.items():
        try:
            made: Section | None = load(at)(shown)
        except MienError as error:
            missing.append({"what": name, "why": " ".join(str(error).split())})
            continue
        if made is not None:
            header[name], own = made
            arrays |= {f"{name}.{array}": value for array, value in own.items()}
    return Payload({**header, "missing": missing}, arrays)
