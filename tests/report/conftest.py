"""A small finished run directory, written as `mien reproduce posed` writes one."""

import json
from pathlib import Path

import numpy as np
import pytest

from mien.landmarks.layout import get_layout

NAMES = ("none", "difference", "pca", "difference-pca", "vae", "m1", "m2")
LABELS = ("angry", "happy", "neutral")
SOURCE = "faces <script>alert('x')</script> & \"friends\""


def table_rows(seeds: tuple[int, ...] = (0, 1)) -> list[dict]:
    rows = []
    for place, name in enumerate(NAMES):
        accuracy, triplets = 0.612 + 0.031 * place, 0.551 + 0.047 * place
        rows.append(
            {
                "name": name,
                "dim": 153 if name in ("none", "difference") else 4,
                "accuracy": accuracy,
                "accuracy_ci": [accuracy - 0.041, accuracy + 0.037],
                "triplets": {"all": triplets},
                "triplets_ci": {"all": [triplets - 0.023, triplets + 0.021]},
                "seeds": [
                    {
                        "seed": seed,
                        "accuracy": accuracy + 0.001 * seed,
                        "triplets": {"all": triplets},
                        "constant": 0.1,
                        "ties": {"all": 0.0},
                    }
                    for seed in seeds
                ],
                "accuracy_sd": 0.0123 if len(seeds) > 1 else None,
                "triplets_sd": {"all": 0.0045 if len(seeds) > 1 else None},
            }
        )
    return rows


def run_info(seeds: tuple[int, ...] = (0, 1)) -> dict:
    part = {"subjects": 3, "faces": 9, "triplets": 40}
    return {
        "schema": 1,
        "mien": "0.1.0",
        "experiment": "posed",
        "command": "mien reproduce posed --data 'npz:<b>.npz'",
        "started": "2026-01-31T12:00:00+00:00",
        "seconds": 201.3,
        "recipe": "fast",
        "seeds": list(seeds),
        "data": {
            "source": SOURCE,
            "licence": "CC0-1.0",
            "synthetic": True,
            "layout": "ibug51",
            "unit": "mm",
            "faces": 27,
            "subjects": 9,
            "notes": ["one <i>note</i>"],
            "labels": {"angry": 9, "happy": 12, "neutral": 6},
        },
        "splits": [
            {
                "seed": seed,
                "train": {**part, "triplets": 1234},
                "validation": part,
                "test": part,
                "crossing": {"subjects": 0, "triplets": 0},
            }
            for seed in seeds
        ],
        "versions": {"python": "3.11.2", "torch": "2.13.0"},
        "machine": {"cpus": 2, "threads": 2},
        "minutes": {"vae": 0.5, "m2": 1.4},
    }


def metrics_lines(name: str) -> list[dict]:
    lines = []
    for step, total in ((100, 300.0), (200, 20.0), (300, 25.0)):
        for part in ("train", "validation"):
            line = {"step": step, "part": part, "total": total, "reconstruction": total - 5, "kl": 5.0}
            line |= {"beta": step / 300, "learning_rate": 1e-3, "seconds": step / 10}
            lines.append(line | ({"topology": 2.0} if name == "m2" else {}))
    return lines


def write_run(folder: Path, seeds: tuple[int, ...] = (0, 1)) -> Path:
    rng = np.random.default_rng(7)
    for name in ("metrics", "latents", "strips"):
        (folder / name).mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(run_info(seeds)))
    (folder / "table.json").write_text(json.dumps(table_rows(seeds)))
    (folder / "config.toml").write_text('recipe = "fast" # <b>\n')
    for seed in seeds:
        for name in ("vae", "m1", "m2"):
            text = "\n".join(json.dumps(line) for line in metrics_lines(name))
            (folder / "metrics" / f"{name}-seed{seed}.jsonl").write_text(text + "\n")
        np.savez(
            folder / "latents" / f"seed{seed}.npz",
            **{row["name"]: rng.normal(size=(9, row["dim"])).astype(np.float32) for row in table_rows()},
            label=np.array([LABELS[face % 3] for face in range(9)]),
            subject=np.array([f"<person {face // 3}>" for face in range(9)]),
            intensity=np.array([1.0, 2.0, 0.0] * 3),
            face=np.array([f"face-{face}" for face in range(9)]),
        )
        layout = get_layout("ibug51")
        neutral = rng.normal(size=(layout.n_points, 3))
        way = (
            rng.normal(size=(4, 1, layout.n_points, 3)) * np.array([0.01, 0.2, 0.0, 0.1])[:, None, None, None]
        )
        values = np.linspace(-3, 3, 7)
        faces = neutral + values[None, :, None, None] * way
        np.savez(
            folder / "strips" / f"m2-seed{seed}.npz",
            values=values,
            faces=faces.astype(np.float32),
            neutral=neutral.astype(np.float32),
            layout="ibug51",
            subject="<person 0>",
            movement=np.linalg.norm(faces[:, -1] - faces[:, 0], axis=-1).mean(axis=1),
            active=np.array([0.5, 2.0, 0.001, 1.0]),
        )
    return folder


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run")
