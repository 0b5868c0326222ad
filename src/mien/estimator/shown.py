"""Latents as a frame that is indexed by face, where scikit-learn is asked for pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.utils._set_output import _get_output_config

from mien.faces.faces import Faces


def indexed(space: Any, X: Any, latents: np.ndarray) -> Any:
    """The latents, of a `Faces` as a frame with the faces' names where pandas output is set.

    scikit-learn keeps the index of a frame by itself, and names the columns of this one.
    """
    if not isinstance(X, Faces) or _get_output_config("transform", space)["dense"] != "pandas":
        return latents
    import pandas

    return pandas.DataFrame(latents, index=pandas.Index(X.face, name="face"))
