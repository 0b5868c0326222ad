"""The two files of a trained model. No pickle.

``model.safetensors`` has every array, and the description in its metadata; ``model.json`` the same
description for people and other tools.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ModelFileError
from mien.files import replacing, write_text

SCHEMA = 3
TENSORS, DESCRIPTION = "model.safetensors", "model.json"
DIGEST = "arrays_sha256"


def tensors_of(folder: Path) -> Path:
    """The file of arrays in a folder, or itself."""
    return folder if folder.suffix == ".safetensors" else folder / TENSORS


def write_model(folder: Path, description: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Write both files into a folder, each whole or not at all.

    Raises
    ------
    RunError
        If a file cannot be written.
    """
    from safetensors.numpy import save

    arrays = {name: np.ascontiguousarray(value) for name, value in arrays.items()}
    text = json.dumps({**description, DIGEST: _digest(arrays)}, indent=1, allow_nan=False)
    content = save(arrays, {"mien": text})
    with replacing(folder / TENSORS) as beside:
        # Not by safetensors, whose error on a full disk is no OSError.
        beside.write_bytes(content)
    write_text(folder / DESCRIPTION, text + "\n")


def read_model(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Description and arrays, of this or an earlier version.

    Parameters
    ----------
    path : the file of arrays.

    Raises
    ------
    ModelFileError
        If a file is missing or damaged, the two files don't belong together, or a later version wrote them.
    """
    from safetensors import SafetensorError, safe_open

    if not path.exists():
        raise ModelFileError(f"{path}: no model there; train one with `mien train` or name its folder")
    try:
        with safe_open(path, "np") as file:
            text = (file.metadata() or {})["mien"]
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        meta = json.loads(text)
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelFileError(f"{path}: not a Mien model, or damaged ({error})") from error
    if not isinstance(meta, dict) or not isinstance(meta.get("schema"), int):
        raise ModelFileError(f"{path}: not a Mien model: it does not say its schema version")
    if meta["schema"] > SCHEMA:
        raise ModelFileError(
            f"{path}: schema {meta['schema']} is of a later Mien; this one reads up to {SCHEMA}, so update it"
        )
    _check_description(path.parent / DESCRIPTION, meta)
    # Models of before had none.
    if meta.pop(DIGEST, None) not in (None, _digest(arrays)):
        raise ModelFileError(f"{path}: damaged: its arrays are not those that were saved")
    return meta, arrays


def _check_description(path: Path, meta: dict[str, Any]) -> None:
    try:
        same = not path.exists() or json.loads(path.read_text(encoding="utf-8")) == meta
    except (OSError, ValueError):
        same = False
    if not same:
        raise ModelFileError(
            f"{path}: does not belong to the {TENSORS} beside it, which holds its own description; "
            f"remove {path.name} to use that one"
        )


def _digest(arrays: dict[str, np.ndarray]) -> str:
    """SHA-256 of arrays with their names, kinds and shapes."""
    digest = hashlib.sha256()
    for name, value in sorted(arrays.items()):
        digest.update(f"{name} {value.dtype.str} {value.shape}\n".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()
