"""Faces a second that one core encodes, from a Parquet file to a file of latents, and where the time goes.

Run from the repository root: OMP_NUM_THREADS=1 python benchmarks/encode.py [--faces 100000] [--turns 5]

A model in the paper's sizes that nobody trained; the built-in people again and again, under new names.
Core seconds are the process's own, medians of turns; each turn does everything once, so that a busy machine
slows all alike.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from mien.faces.faces import Faces
from mien.faces.parquet import iter_faces, write_faces
from mien.inference.encode import encode_source
from mien.models.about import About
from mien.models.network import build_network
from mien.models.trained import ExpressionModel
from mien.objective.registry import completed
from mien.settings import recipe
from mien.sources.opening import open_faces
from mien.training.prepare import prepare

# Threads that wait for more work by turning in circles sleep after so long.
QUIET = 0.1


def repeated(faces: Faces, count: int) -> Faces:
    """As many faces or some more, whole people each time, under other names."""

    def named(column: np.ndarray, copy: int) -> np.ndarray:
        return np.char.add(column.astype(str), f"-{copy}")

    copies = []
    for copy in range(-(-count // len(faces))):
        face, subject = named(faces.face, copy), named(faces.subject, copy)
        neutral = None if faces.neutral is None else named(faces.neutral, copy)
        copies.append(replace(faces, face=face, subject=subject, neutral=neutral))
    return Faces.joined(copies)


def model_of(faces: Faces) -> ExpressionModel:
    """M2 in the paper's sizes, its alignment fitted."""
    prepared = prepare(faces, 0)
    settings = completed(recipe("paper"))
    torch.manual_seed(0)
    width = prepared.x.shape[1]
    network = build_network(settings.model, {"x": width, "y": width}).eval()
    return ExpressionModel(network, prepared.alignment, About(settings=settings, seed=0, best_step=0))


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=5)
    asked = parser.parse_args()
    people = open_faces("builtin")
    model, faces = model_of(people), repeated(people, asked.faces)
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name) / "faces.parquet", Path(name) / "z.parquet"
        write_faces(source, faces)
        points = faces.landmarks.points
        x = model.prepare(points, faces.rotation, faces.face)
        copies = len(faces) // len(people)
        own = np.tile(people.neutral_rows, copies) + np.repeat(np.arange(copies) * len(people), len(people))
        neutral, person = np.unique(own, return_inverse=True)
        y = x[neutral]
        parts: dict[str, Callable[[], object]] = {
            "whole": lambda: encode_source(model, str(source), out, threads=1),
            "read": lambda: sum(len(batch) for batch in iter_faces(source)),
            "align": lambda: model.prepare(points, faces.rotation, faces.face),
            "encode": lambda: model.encode_prepared(x, y, person, threads=1),
        }
        seconds: dict[str, list[float]] = {part: [] for part in parts}
        for _ in range(asked.turns):
            for part, run in parts.items():
                time.sleep(QUIET)
                begun = time.process_time()
                run()
                seconds[part].append(time.process_time() - begun)
        median = {part: statistics.median(found) for part, found in seconds.items()}
        said = {
            "faces": len(faces),
            "threads": torch.get_num_threads(),
            "core seconds": {part: round(found, 3) for part, found in median.items()},
            "faces a core second": {part: round(len(faces) / found) for part, found in median.items()},
            "bytes a face": {
                "landmarks": round(source.stat().st_size / len(faces)),
                "latents": round(out.stat().st_size / len(faces)),
            },
        }
        print(json.dumps(said, indent=1))


if __name__ == "__main__":
    main()
