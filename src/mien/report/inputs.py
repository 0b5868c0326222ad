"""A run directory read into plain values, checked so that the rest of the report can trust them."""

from __future__ import annotations

import json
import math
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import LayoutError, RunError
from mien.landmarks.layout import Layout, get_layout
from mien.report.findings import Agreement, Ceiling, Neutrals, read_agreement, read_ceiling, read_neutrals
from mien.report.values import interval_of, optional, read_json, share_of

LEARNT = ("vae", "m1", "m2")
ABOUT_FACES = ("label", "subject", "intensity", "face")


@dataclass(frozen=True)
class Row:
    """One row of ``table.json``: a representation and how well it does on the test people.

    Attributes
    ----------
    name : ``none difference pca difference-pca vae m1 m2``.
    dim : dimensions of the representation.
    accuracy, accuracy_ci, accuracy_sd : mean over seeds, 95 % interval, standard deviation over seeds.
    triplets, triplets_ci, triplets_sd : the same of satisfied triplets, by kind (``"all"``, ``"5"``, …).
    seeds : the figures of each seed.
    """

    name: str
    dim: int
    accuracy: float
    accuracy_ci: tuple[float, float] | None
    accuracy_sd: float | None
    triplets: dict[str, float]
    triplets_ci: dict[str, tuple[float, float] | None]
    triplets_sd: dict[str, float | None]
    seeds: list[dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Latents:
    """Test latents of one seed: `spaces` name -> (n, k), and what is known of the n faces."""

    seed: int
    spaces: dict[str, np.ndarray]
    label: np.ndarray
    subject: np.ndarray
    intensity: np.ndarray
    face: np.ndarray


@dataclass(frozen=True, eq=False)
class Strips:
    """Faces decoded along each latent dimension of M2, in units of eye distance.

    Attributes
    ----------
    values : (s,) the latent values, for example −3 … 3.
    faces : (k, s, p, 3).
    neutral : (p, 3), the neutral face that all are decoded on.
    movement : (k,) mean way of a point from the first value to the last.
    active : (k,) KL in nats, mean over faces.
    """

    seed: int
    layout: Layout
    subject: str
    values: np.ndarray
    faces: np.ndarray
    neutral: np.ndarray
    movement: np.ndarray
    active: np.ndarray


@dataclass(frozen=True, eq=False)
class Run:
    """Everything a report needs of a run directory.

    Attributes
    ----------
    info : ``run.json``.
    config : text of ``config.toml``, empty if there is none.
    rows : rows of ``table.json``, in its order.
    metrics : model name -> seed -> lines of its metrics file.
    agreement, ceiling, neutrals : of a run on people's judgments, else None.
    """

    path: Path
    info: dict[str, Any]
    config: str
    rows: list[Row]
    metrics: dict[str, dict[int, list[dict[str, Any]]]]
    latents: Latents | None
    strips: Strips | None
    agreement: Agreement | None = None
    ceiling: Ceiling | None = None
    neutrals: Neutrals | None = None


def read_run(run_dir: str | Path) -> Run:
    """Read a run directory.

    Raises
    ------
    RunError
        If it is no run directory, is not finished, or a file in it is damaged; the message names the file.
    """
    path = Path(run_dir)
    if not path.is_dir():
        raise RunError(f"{path}: there is no such run directory")
    info = read_json(path / "run.json")
    if not isinstance(info, dict) or not isinstance(info.get("data"), dict):
        raise RunError(
            f"{path / 'run.json'}: not the description of a run (no 'data'); run the command again"
        )
    if info.get("schema") != 1:
        raise RunError(
            f"{path / 'run.json'}: schema {info.get('schema')!r} is not known to this version of Mien, "
            "which reads schema 1"
        )
    config = path / "config.toml"
    return Run(
        path=path,
        info=info,
        config=config.read_text("utf-8", errors="replace") if config.is_file() else "",
        rows=read_table(path),
        metrics=_metrics(path),
        latents=_latents(path),
        strips=_strips(path),
        agreement=read_agreement(path),
        ceiling=read_ceiling(path),
        neutrals=read_neutrals(path),
    )


def read_table(run_dir: str | Path) -> list[Row]:
    """The rows of a run's ``table.json``; raises RunError as `read_run` does."""
    path = Path(run_dir) / "table.json"
    rows = read_json(path)
    if not isinstance(rows, list) or not rows:
        raise RunError(f"{path}: expected a list of at least one row; run the command again")
    return [_row(path, number, row) for number, row in enumerate(rows, start=1)]


def _row(path: Path, number: int, row: Any) -> Row:
    try:
        triplets = {str(kind): share_of(value) for kind, value in row["triplets"].items()}
        intervals, spreads = row.get("triplets_ci") or {}, row.get("triplets_sd") or {}
        return Row(
            name=str(row["name"]),
            dim=int(row["dim"]),
            accuracy=share_of(row["accuracy"]),
            accuracy_ci=interval_of(row.get("accuracy_ci")),
            accuracy_sd=optional(row.get("accuracy_sd")),
            triplets=triplets,
            triplets_ci={kind: interval_of(intervals.get(kind)) for kind in triplets},
            triplets_sd={kind: optional(spreads.get(kind)) for kind in triplets},
            seeds=[dict(seed) for seed in row.get("seeds") or []],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise RunError(f"{path}: row {number} is damaged ({reason}); run the command again") from error


def _metrics(path: Path) -> dict[str, dict[int, list[dict[str, Any]]]]:
    found: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for name in LEARNT:
        for seed, file in _by_seed(path / "metrics", name, ".jsonl"):
            found.setdefault(name, {})[seed] = _lines(file)
    return found


def _lines(file: Path) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise RunError(f"{file}: cannot be read ({error})") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            lines.append({**value, "step": int(value["step"]), "part": str(value["part"])})
        except (ValueError, KeyError, TypeError) as error:
            raise RunError(f"{file}:{number}: not a line of training figures ({error!r})") from error
    return lines


def _by_seed(folder: Path, name: str, suffix: str) -> list[tuple[int, Path]]:
    pattern = re.compile((f"{name}-" if name else "") + r"seed(\d+)")
    found = []
    for file in sorted(folder.glob(f"*{suffix}")) if folder.is_dir() else []:
        match = pattern.fullmatch(file.name.removesuffix(suffix))
        if match:
            found.append((int(match.group(1)), file))
    return sorted(found)


def _arrays(file: Path) -> dict[str, np.ndarray]:
    try:
        with open(file, "rb") as opened, np.load(opened, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise RunError(f"{file}: cannot be read ({error}); evaluate the run again") from error


def _latents(path: Path) -> Latents | None:
    files = _by_seed(path / "latents", "", ".npz")
    if not files:
        return None
    seed, file = files[0]
    arrays = _arrays(file)
    missing = [name for name in ABOUT_FACES if name not in arrays]
    if missing:
        raise RunError(f"{file}: no array called {missing[0]!r}; evaluate the run again")
    n = len(arrays["label"])
    for name, array in arrays.items():
        if len(array) != n or (name not in ABOUT_FACES and array.ndim != 2):
            raise RunError(
                f"{file}: array {name!r} has shape {array.shape}, expected {n} faces; evaluate again"
            )
        if name not in ABOUT_FACES and not np.isfinite(array).all():
            raise RunError(f"{file}: array {name!r} has values that are not finite; evaluate the run again")
    return Latents(
        seed=seed,
        spaces={name: array for name, array in arrays.items() if name not in ABOUT_FACES},
        label=arrays["label"].astype(str),
        subject=arrays["subject"].astype(str),
        intensity=arrays["intensity"].astype(float),
        face=arrays["face"].astype(str),
    )


def _strips(path: Path) -> Strips | None:
    files = _by_seed(path / "strips", "m2", ".npz")
    if not files:
        return None
    seed, file = files[0]
    arrays = _arrays(file)
    try:
        layout = get_layout(str(arrays["layout"]))
        strips = Strips(
            seed=seed,
            layout=layout,
            subject=str(arrays["subject"]),
            values=arrays["values"].astype(float),
            faces=arrays["faces"].astype(float),
            neutral=arrays["neutral"].astype(float),
            movement=arrays["movement"].astype(float),
            active=arrays["active"].astype(float),
        )
    except KeyError as error:
        raise RunError(f"{file}: no array called {error}; evaluate the run again") from error
    except LayoutError as error:
        raise RunError(f"{file}: {error}") from error
    k = len(strips.faces)
    expected = (k, len(strips.values), layout.n_points, 3)
    whole = all(np.isfinite(part).all() for part in (strips.faces, strips.neutral, strips.values))
    if (
        not whole
        or strips.faces.shape != expected
        or strips.neutral.shape != expected[2:]
        or not math.prod(expected)
        or len(strips.movement) != k
        or len(strips.active) != k
    ):
        raise RunError(
            f"{file}: the decoded faces are not {layout.name} faces of {k} dimensions; evaluate again"
        )
    return strips
