"""JSON, TOML, metrics and arrays that runs, curves and studies are made of."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mien.errors import RunError


def facts(path: Path) -> dict[str, Any] | None:
    """The facts of one file of a run or study."""
    if path.is_dir():
        return None
    read = _READERS.get(path.suffix)
    return None if read is None else read(path)


def short(value: Any) -> Any:
    """A value for a line: lists and tables of tables by how many they are."""
    if isinstance(value, dict):
        nested = any(isinstance(one, dict | list) for one in value.values())
        return len(value) if nested or len(value) > 12 else value
    if isinstance(value, list):
        return len(value) if any(isinstance(one, dict | list) for one in value) or len(value) > 8 else value
    return value


def _json(path: Path) -> dict[str, Any] | None:
    from mien.runs import Cell

    for record in _records():
        if path.name == record.FILE:
            found = record.read(path).model_dump(mode="json")
            named = path.stem if path.stem != "run" else "description"
            return {"kind": f"{named} of a run", **{name: short(value) for name, value in found.items()}}
    if path.parent.name == "cells":
        found = Cell.read(path).model_dump(mode="json", exclude={"figures"})
        return {"kind": "cell of a curve", **found}
    return None


def _records() -> Iterator[Any]:
    """Every record that has a file of its own, by what there is of them."""
    importlib.import_module("mien.runs.directory")
    from mien.runs.record import Record

    waiting = [Record]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.FILE:
            yield kind


def _toml(path: Path) -> dict[str, Any] | None:
    if path.name == "config.toml":
        from mien.settings import Settings

        return {"kind": "settings of a training", **Settings.load(path).model_dump()}
    if path.name == "study.toml":
        from mien.study.design import StudyDesign

        design = StudyDesign.load(path).model_dump(mode="json")
        return {"kind": "design of a study", **{name: short(value) for name, value in design.items()}}
    return None


def _jsonl(path: Path) -> dict[str, Any] | None:
    from mien.runs.metrics import best_step, read_metrics

    # A line a face is a source's, which somebody may have added.
    if "metrics" not in path.parts[-3:] and "metrics" not in path.name:
        return None
    metrics = read_metrics(path)
    if not metrics:
        return None
    last = metrics[-1]
    return {
        "kind": "metrics of a training",
        "records": len(metrics),
        "steps": last.step,
        "best_step": best_step(metrics),
        "seconds": last.seconds,
        "terms": sorted({name for metric in metrics for name in metric.terms}),
    }


def _npz(path: Path) -> dict[str, Any] | None:
    """Arrays of a run by where they lie; of answers by what they are called."""
    from mien.runs import Errors, Latents, Replicates, Strips
    from mien.runs.npz import read_arrays

    if path.name == "explorer.npz":
        from mien.explorer.payload import Payload

        payload = Payload.read(path)
        return {"kind": "what the explorer is given", "arrays": _shapes(payload.arrays)}
    if path.name == Replicates.FILE:
        drawn = Replicates.read(path)
        rows = sorted({row for row, _, _ in drawn.figures})
        return {"kind": "draws behind the intervals", "figures": len(drawn.figures), "rows": rows}
    if path.parent.name == "latents" and path.stem.startswith("seed"):
        latents = Latents.read(path)
        dims = {row: space.shape[1] for row, space in latents.spaces.items()}
        return {"kind": "latents of a run's test faces", "faces": len(latents.face), "dimensions": dims}
    readers: dict[str, Callable[[Path], Any]] = {"strips": Strips.read, "errors": Errors.read}
    if path.parent.name in readers:
        readers[path.parent.name](path)
        named = {"strips": "faces along latent dimensions", "errors": "errors of reconstruction"}
        return {"kind": named[path.parent.name], "arrays": _shapes(read_arrays(path))}
    try:
        arrays = read_arrays(path)
    except RunError:
        return None
    if "face" in arrays and ({"query", "rows"} & arrays.keys()):
        answers = len(arrays["query"] if "query" in arrays else arrays["rows"])
        return {"kind": "answers as numbers", "answers": answers, "faces": len(arrays["face"])}
    return None


def _shapes(arrays: Mapping[str, Any]) -> dict[str, str]:
    return {name: "×".join(map(str, value.shape)) or "1" for name, value in arrays.items()}


_READERS: dict[str, Callable[[Path], dict[str, Any] | None]] = {
    ".json": _json,
    ".toml": _toml,
    ".jsonl": _jsonl,
    ".npz": _npz,
}
