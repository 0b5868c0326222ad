"""A small finished run directory, written as `mien reproduce posed` writes one."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from mien.landmarks.layout import get_layout
from mien.runs import Movements, Trajectories

NAMES = ("none", "difference", "pca", "difference-pca", "vae", "m1", "m2")
LABELS = ("angry", "happy", "neutral")
SOURCE = "faces <script>alert('x')</script> & \"friends\""


def figure(value: float, below: float, above: float, sd: float | None = None) -> dict:
    return {"value": value, "low": value - below, "high": value + above, "sd": sd}


def table_rows(seeds: tuple[int, ...] = (0, 1)) -> list[dict]:
    rows = []
    for place, name in enumerate(NAMES):
        accuracy, triplets = 0.612 + 0.031 * place, 0.551 + 0.047 * place
        rows.append(
            {
                "name": name,
                "dim": 153 if name in ("none", "difference") else 4,
                "figures": {
                    "accuracy": {"all": figure(accuracy, 0.041, 0.037, 0.0123 if len(seeds) > 1 else None)},
                    "triplets": {"all": figure(triplets, 0.023, 0.021, 0.0045 if len(seeds) > 1 else None)},
                },
                "seeds": [
                    {
                        "seed": seed,
                        "figures": {
                            "accuracy": {"all": accuracy + 0.001 * seed},
                            "triplets": {"all": triplets},
                        },
                        "about": {"accuracy": {"all": {"constant": 0.1}}, "triplets": {"all": {"ties": 0.0}}},
                    }
                    for seed in seeds
                ],
            }
        )
    return rows


def run_info(seeds: tuple[int, ...] = (0, 1)) -> dict:
    part = {"subjects": 3, "faces": 9, "triplets": 40}
    return {
        "schema": 2,
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
            terms = {"reconstruction": total - 5, "kl": 5.0} | ({"topology": 2.0} if name == "m2" else {})
            line = {"step": step, "part": part, "total": total, "terms": terms, "seconds": step / 10}
            lines.append(line | {"schedule": {"beta": step / 300, "learning_rate": 1e-3}})
    return lines


def write_strips(folder: Path, seed: int, rng: np.random.Generator) -> None:
    layout = get_layout("ibug51")
    neutral = rng.normal(size=(layout.n_points, 3))
    way = rng.normal(size=(4, 1, layout.n_points, 3)) * np.array([0.01, 0.2, 0.0, 0.1])[:, None, None, None]
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


def write_run(folder: Path, seeds: tuple[int, ...] = (0, 1)) -> Path:
    rng = np.random.default_rng(7)
    for name in ("metrics", "latents", "strips"):
        (folder / name).mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(run_info(seeds)))
    (folder / "table.json").write_text(json.dumps({"rows": table_rows(seeds)}))
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
        write_strips(folder, seed, rng)
    return folder


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run")


DIFFERENCES = ("5", "3", "1")
COUNTS = {"train": (2312, 2290, 2398), "validation": (690, 644, 666), "test": (751, 702, 761)}


def judged_rows() -> list[dict]:
    rows = []
    figures = {
        "none": (0.842, 0.747, 0.615, 0.549),
        "difference": (0.853, 0.762, 0.631, 0.55),
        "pca": (0.824, 0.743, 0.608, 0.549),
        "difference-pca": (0.851, 0.757, 0.628, 0.547),
        "vae": (0.838, 0.706, 0.593, 0.494),
        "m1": (0.853, 0.772, 0.64, 0.551),
        "m2": (0.847, 0.861, 0.707, 0.562),
    }
    for name, (accuracy, *triplets) in figures.items():
        shares = dict(zip(DIFFERENCES, triplets, strict=True))
        rows.append(
            {
                "name": name,
                "dim": 249 if name in ("none", "difference") else 30,
                "figures": {
                    "accuracy": {"all": figure(accuracy, 0.034, 0.029)},
                    "triplets": {kind: figure(value, 0.021, 0.019) for kind, value in shares.items()},
                },
                "seeds": [
                    {
                        "seed": 0,
                        "figures": {"accuracy": {"all": accuracy}, "triplets": shares},
                        "about": {"accuracy": {"all": {"constant": 1.0}}},
                    }
                ],
            }
        )
    return rows


def judged_agreement(rng: np.random.Generator, raters: int = 60) -> dict:
    parts = {part: dict(zip(DIFFERENCES, counts, strict=True)) for part, counts in COUNTS.items()}
    parts["all"] = {kind: sum(part[kind] for part in parts.values()) for kind in DIFFERENCES}
    people = []
    for number in range(raters):
        careless = number in (7, 31)
        people.append(
            {
                "name": f"r{number:03}<i>",
                "answers": int(rng.integers(80, 900)),
                "agreement": 0.51 if careless else float(rng.normal(0.8, 0.03)),
                "repeats": 20,
                "consistency": 0.5 if careless else float(rng.uniform(0.78, 0.95)),
                "left": float(rng.normal(0.5, 0.03)),
                "seconds": 0.4 if careless else float(rng.lognormal(0.65, 0.25)),
                "fast": 0.4 if careless else 0.01,
                "flags": ["agreement .51, no better than chance", "40 % of answers too fast"]
                if careless
                else [],
            }
        )
    people[3] |= {"agreement": None, "consistency": None, "repeats": 0, "seconds": None}
    return {
        "parts": parts,
        "votes": 5,
        "chance": {"5": 0.0625, "3": 0.3125, "1": 0.625},
        "alpha": 0.312,
        "alpha_ci": [0.29, 0.333],
        "p": 1e-12,
        "better": True,
        "raters": people,
        "left": 0.501,
        "left_ci": [0.496, 0.506],
        "dropped": {"answered twice": 12, "never asked": 3},
        "warnings": ["2 raters are <b>no</b> better than chance"],
    }


def judged_ceiling() -> dict:
    return {
        "people": {"5": 0.97, "3": 0.85, "1": 0.63},
        "predicted": {"5": 0.96, "3": 0.84, "1": 0.64},
        "best": {"5": [0.98, 0.999], "3": [0.9, 0.97], "1": [0.72, 0.72]},
        "hidden": {"5": 0.953, "3": 0.812, "1": 0.611},
        "recovered": {name: {"noise_free": 0.7 + place / 30, "rank_correlation": 0.5 + place / 20}
                      for place, name in enumerate(NAMES)},
    }  # fmt: skip


def judged_neutrals() -> dict:
    def figures(change):
        triplets = {"5": 0.762 - change, "3": 0.631 - change / 2, "1": 0.55}
        return {"accuracy": 0.853 - change, "triplets": triplets}

    return {
        "chosen": "coded",
        "subjects": {
            f"S{number:03}": {"face": f"S{number:03}_T1_{40 + number}", "candidates": 3 + 11 * number,
                              "mean_distance": 0.02 + number / 1000}
            for number in range(1, 42)
        },
        "ways": {
            way: {"rows": {"difference": figures(change), "difference-pca": figures(change + 0.004)}}
            for way, change in (("coded", 0.0), ("median", 0.021), ("still", 0.047))
        },
        "distance": {
            "median": {"mean": 0.018, "most": 0.044, "subject": "S007"},
            "still": {"mean": 0.031, "most": 0.093, "subject": "<S012>"},
        },
        "expression": 0.061,
    }  # fmt: skip


def judged_info() -> dict:
    info = run_info((0,)) | {
        "experiment": "spontaneous",
        "command": "mien reproduce spontaneous",
        "leak": {
            "test_people_in_training_triplets": 0,
            "people_in_two_parts": 0,
            "triplets_in_two_parts": 0,
        },
        "selection": {
            "images": {"train": 3500, "validation": 1000, "test": 1107},
            "dropped": {"blink": 412, "same action units": 9731, "not coded": 0},
            "every": 5,
        },
    }
    info["data"] |= {"labels": {"": 1200, "negative": 361, "positive": 1040}, "faces": 2601, "subjects": 41}
    info["data"]["source"] = "Mien's built-in spontaneous set, seed 0"
    return info


def write_judged_run(folder: Path, faces: int = 120) -> Path:
    rng = np.random.default_rng(3)
    for name in ("metrics", "latents", "strips"):
        (folder / name).mkdir(parents=True)
    files = {
        "run": judged_info(), "table": {"rows": judged_rows()}, "agreement": judged_agreement(rng),
        "ceiling": judged_ceiling(), "neutral": judged_neutrals(),
    }  # fmt: skip
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    for name in ("vae", "m1", "m2"):
        text = "\n".join(json.dumps(line) for line in metrics_lines(name))
        (folder / "metrics" / f"{name}-seed0.jsonl").write_text(text + "\n")
    label = np.array(["positive", "", "negative", "positive"])[np.arange(faces) % 4]
    side = np.select([label == "positive", label == "negative"], [1.0, -1.0], 0.0)
    spaces = {}
    for row in judged_rows():
        spaces[row["name"]] = rng.normal(size=(faces, row["dim"])) + 2 * side[:, None]
    np.savez(
        folder / "latents" / "seed0.npz",
        **{name: space.astype(np.float32) for name, space in spaces.items()},
        label=label,
        subject=np.array([f"S{face % 8:03}" for face in range(faces)]),
        intensity=np.full(faces, np.nan),
        face=np.array([f"face-{face}" for face in range(faces)]),
    )
    write_strips(folder, 0, rng)
    return folder


@pytest.fixture
def judged_dir(tmp_path: Path) -> Path:
    return write_judged_run(tmp_path / "judged")


def keep_behind(folder: Path, seed: int = 0) -> Path:
    """Add what later versions keep: draws, what lies behind figures, errors of reconstruction."""
    rng = np.random.default_rng(seed)
    table = json.loads((folder / "table.json").read_text())
    common, draws, keys = rng.normal(0, 0.03, 400), [], []
    for row in table["rows"]:
        for task, by_kind in row["figures"].items():
            for kind, found in by_kind.items():
                draws.append(found["value"] + common + rng.normal(0, {"accuracy": 0.02}.get(task, 0.01), 400))
                keys.append((row["name"], task, kind))
    row, task, kind = (np.array([key[place] for key in keys]) for place in range(3))
    people = np.array(["of these people"])
    np.savez(folder / "replicates.npz", people=people, row=row, task=task, kind=kind, draws=np.array(draws))
    counts = {name: rng.integers(0, 5, (3, 3)) + 6 * np.eye(3, dtype=int) for name in ("pca", "m2")}
    bins = [
        {"low": 0.5 + place / 10, "high": 0.6 + place / 10, "expected": 0.55 + place / 10,
         "observed": 0.5 + place / 12, "triplets": 40 - 5 * place}
        for place in range(5)
    ] + [{"low": 0.0, "high": 0.5, "expected": None, "observed": None, "triplets": 0}]  # fmt: skip
    rows = {
        name: {
            "0": {
                "accuracy": {"all": {"kind": "confusion", "labels": list(LABELS), "counts": many.tolist()}},
                "triplets": {"all": {"kind": "reliability", "bins": bins}},
            }
        }
        for name, many in counts.items()
    }
    (folder / "details.json").write_text(json.dumps({"rows": rows}))
    (folder / "errors").mkdir()
    layout = get_layout("ibug51")
    face = rng.normal(size=(layout.n_points, 3))
    for name, size in (("m1", 0.03), ("m2", 0.02)):
        error = np.abs(rng.normal(size, size / 5, (3, layout.n_points)))
        change = np.full((3, layout.n_points), 0.05)
        np.savez(folder / "errors" / f"{name}-seed0.npz", layout="ibug51", face=face, error=error,
                 change=change, faces=np.array([4, 3, 2]))  # fmt: skip
    write_trajectories(folder, rng)
    return folder


def write_trajectories(folder: Path, rng: np.random.Generator) -> None:
    """Two models' latents over a recording of which frames 31 to 49 were lost; M1 is not smoothed."""
    frame, at = np.r_[1:31, 50:81], np.arange(1, 81)
    latents = rng.normal(size=(len(frame), 5))
    moved = Movements(recordings=3, frames=200, rough=0.05)
    smooth = {"at": at, "middle": np.sin(at / 9)[:, None] * np.ones(5), "deviation": np.full((80, 5), 0.1)}
    none = {"at": at[:0], "middle": np.zeros((0, 5)), "deviation": np.zeros((0, 5))}
    more = {"rough_smoothed": 0.02, "decoded": 0.0108, "decoded_smoothed": 0.0109, "bridged": 0.24}
    more |= {"line": 0.25, "inside": 0.954}
    for name, found, known in (("m1", none, moved), ("m2", smooth, dataclasses.replace(moved, **more))):
        usage = np.array([0.1, 3.0, 0.0, 2.0, 1.0])
        made = Trajectories("<film>", "<person 0>", frame, latents, **found, usage=usage, movements=known)
        made.write(folder / "trajectories" / f"{name}-seed0.npz")


@pytest.fixture
def kept_dir(tmp_path: Path) -> Path:
    """A run with everything that is kept."""
    return keep_behind(write_run(tmp_path / "kept"))
