"""Trained models and checkpoints: what their descriptions say, without PyTorch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mien.errors import ModelFileError

TENSORS, DESCRIPTION = "model.safetensors", "model.json"


def facts(path: Path) -> dict[str, Any] | None:
    """The facts of a model's folder, of one of its files, or of a checkpoint."""
    if path.is_dir():
        return _model(path / TENSORS) if (path / TENSORS).is_file() else None
    if path.name == DESCRIPTION and (path.parent / TENSORS).is_file():
        return _model(path.parent / TENSORS)
    if path.suffix != ".safetensors":
        return None
    return _model(path) if path.name == TENSORS else _checkpoint(path)


def _model(path: Path) -> dict[str, Any]:
    meta, size = _header(path)
    # Models of before named the people of each part, in a table of their own.
    people = (meta.get("people") or {}).get("parts") or meta.get("subjects") or {}
    settings = meta.get("settings") or {}
    data = meta.get("data") or {}
    kept = ("seed", "best_step", "triplets", "versions", "columns", "preparation")
    return {
        "kind": "model",
        "model": settings.get("model", {}).get("kind", meta.get("kind")),
        "parameters": size,
        "layout": data.get("layout"),
        "trained_on": {
            name: data[name] for name in ("source", "faces", "subjects", "labels") if name in data
        },
        "subjects": {part: len(those) for part, those in people.items()},
        **{name: meta[name] for name in kept if name in meta},
        **settings,
        "schema": meta.get("schema"),
    }


def _checkpoint(path: Path) -> dict[str, Any] | None:
    meta, size = _header(path)
    progress = meta.get("progress")
    if not isinstance(progress, dict):
        return None
    return {
        "kind": "checkpoint of a training",
        "step": progress.get("step"),
        "best_step": progress.get("best_step"),
        "seconds": round(progress.get("seconds") or 0.0, 1),
        "numbers": size,
        "next": "the command that began the run goes on with it: --resume, with the same --out",
    }


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The description that is stored with the arrays, and how many numbers the network's arrays hold."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as file:
            meta = json.loads((file.metadata() or {})["mien"])
            size = 0
            for name in file.keys():  # noqa: SIM118 (not a dict)
                if not name.startswith("preparation."):
                    count = 1
                    for side in file.get_slice(name).get_shape():
                        count *= side
                    size += count
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelFileError(f"{path}: not a Mien model, or damaged ({error})") from error
    if not isinstance(meta, dict):
        raise ModelFileError(f"{path}: not a Mien model, or damaged (its description is no table)")
    return meta, size
