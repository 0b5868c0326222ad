"""Folders that Mien makes: runs, curves, studies, data sets, figures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

_PICTURES = (".svg", ".pdf", ".png")


def facts(path: Path) -> dict[str, Any] | None:
    """The facts of a folder that Mien made; a model's is told of elsewhere."""
    from mien.runs import Curve
    from mien.runs.directory import is_run

    if not path.is_dir():
        return None
    if (path / Curve.FILE).is_file() or (path / "cells").is_dir():
        return _curve(path)
    if is_run(path):
        return _run(path)
    if (path / "study.toml").is_file() and (path / "stimuli").is_dir():
        return _study(path)
    if (path / "dataset_description.json").is_file():
        return {"kind": "Psych-DS dataset of a study", "files": _dataset(path)}
    pictures = Counter(file.suffix for file in path.iterdir() if file.suffix in _PICTURES)
    if pictures and sum(pictures.values()) == sum(1 for _ in path.iterdir()):
        names = sorted({file.stem for file in path.iterdir()})
        return {"kind": "figures", "pictures": names, "formats": dict(pictures)}
    return None


def listed(path: Path) -> dict[str, Any] | None:
    """A folder by what each of its files is; None where nothing in it is known."""
    from mien.cli.about.registry import kind_of

    kinds = {file.name: kind_of(file) for file in sorted(path.iterdir()) if not file.name.startswith(".")}
    if not any(kinds.values()):
        return None
    return {"path": str(path), "kind": "folder", "files": {name: kind or "?" for name, kind in kinds.items()}}


def _dataset(path: Path) -> dict[str, str]:
    """What of a study is in a Psych-DS dataset -> its file; nothing before anybody answered."""
    from mien.errors import FormatError
    from mien.triplets.formats.study import psych_ds_files

    try:
        return {name: str(file) for name, file in psych_ds_files(path).items()}
    except FormatError:
        return {}


def _run(path: Path) -> dict[str, Any]:
    from mien.runs import RunDirectory, RunInfo, Table

    run = RunDirectory(path)
    info, table = run.find(RunInfo), run.find(Table)
    models = sorted(folder.name for folder in (path / "models").glob("*") if folder.is_dir())
    more = {"models": models, "report": str(run.report) if run.report.is_file() else None}
    if info is None:
        begun = sorted(file.stem for file in (path / "checkpoints").glob("*.safetensors"))
        return {
            "kind": "run", "state": "interrupted, or under way; --resume with the same --out goes on",
            "checkpoints": begun, **more,
        }  # fmt: skip
    figures = {
        row.name: {task: round(by["all"].value, 3) for task, by in row.figures.items() if "all" in by}
        for row in (table.rows if table is not None else ())
    }
    return {
        "kind": "run",
        "state": "finished",
        "experiment": info.experiment,
        "command": info.command,
        "started": info.started,
        "minutes": round(info.seconds / 60, 1),
        "recipe": info.recipe,
        "seeds": info.seeds,
        "faces": info.data.faces,
        "people": info.data.subjects,
        "source": info.data.source,
        "test_people": [split.test.subjects for split in info.splits],
        "figures": figures,
        "notes": info.data.notes,
        **more,
    }


def _curve(path: Path) -> dict[str, Any]:
    from mien.runs import Curve, RunDirectory

    curve = RunDirectory(path).find(Curve)
    cells = len(list((path / "cells").glob("*.json")))
    if curve is None:
        return {"kind": "curve", "state": "interrupted; --resume with the same --out goes on", "cells": cells}
    sizes: dict[str, list[int]] = {}
    for point in curve.points:
        sizes.setdefault(point.axis, []).append(point.size)
    return {
        "kind": "curve",
        "state": "finished",
        "command": curve.command,
        "rows": list(dict.fromkeys(point.row for point in curve.points)),
        "sizes": {axis: sorted(set(found)) for axis, found in sizes.items()},
        "cells": cells,
        "faces": curve.data.faces,
        "people": curve.data.subjects,
        "minutes": round(curve.seconds / 60, 1),
    }


def _study(path: Path) -> dict[str, Any]:
    from mien.cli.about.tables import facts as table
    from mien.study.directory import StudyDirectory

    directory = StudyDirectory(path)
    design, asked = directory.design, {}
    for file in sorted(path.glob("*.csv")):
        found = table(file)
        if found is not None:
            asked[file.name] = {name: found[name] for name in ("questions", "rows", "faces") if name in found}
    pictures = [file for file in directory.stimuli.glob("*") if file.suffix != ".json"]
    store = directory.default_store
    return {
        "kind": "study",
        "title": design.page.title,
        "languages": list(design.page.languages),
        "asked": asked,
        "pictures": len(pictures),
        "store": f"{store.name}, {store.stat().st_size:,} bytes" if store.is_file() else "none yet",
        "next": f"mien study status {path}" if store.is_file() else f"mien study serve {path}",
    }
