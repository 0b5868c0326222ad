#!/usr/bin/env python
"""Train the default recipe with one thing changed at a time, and write the table to docs/models.md.

    python scripts/ablation.py [--finished] [--only WORD] [posed|spontaneous ...]

People are those of the generators' seeds 1000 and on, never of the built-in sets. Each training is kept in
``runs/ablation`` and not done again. With --finished nothing is trained: the tables of what is there are
written. --only takes the lines whose name has the word.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mien.evaluation import satisfied_triplets
from mien.evaluation.accuracy import classify
from mien.experiments.judgments import raters_for
from mien.experiments.spontaneous import SpontaneousExperiment, watch
from mien.faces.stimuli import choose_stimuli
from mien.files import write_text
from mien.representations.interface import Silent
from mien.settings import Settings, recipe
from mien.synthetic.perception import Perception
from mien.synthetic.posed import builtin_posed
from mien.synthetic.spontaneous import builtin_video
from mien.training.loop import train_model
from mien.training.prepare import Prepared, prepare

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT, FOLDER = ROOT / "docs" / "models.md", ROOT / "runs" / "ablation"
SETS = {"posed": range(1000, 1004), "spontaneous": range(1000, 1002)}
_BLOCK = re.compile(r"(<!-- ablation (\w+) -->\n).*?(<!-- end of ablation -->)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One change from the recipe.

    Attributes
    ----------
    name : of its files.
    says : in the table.
    changed : settings.
    where : data sets that it is tried on.
    """

    name: str
    says: str
    changed: dict[str, Any] = field(default_factory=dict)
    where: tuple[str, ...] = ("posed",)


BOTH = ("posed", "spontaneous")
_NO_NOISE, _NO_LINE = {"training": {"jitter": 0.0}}, {"model": {"encoder": {"straight": False}}}
LINES = (
    Line("recipe", "**the recipe**", where=BOTH),
    Line("before", "without noise and linear map, as it was", {**_NO_NOISE, **_NO_LINE}, BOTH),
    Line("no-jitter", "without noise on faces and neutrals", _NO_NOISE, BOTH),
    Line("no-line", "without the linear map beside the encoder", _NO_LINE, BOTH),
    Line("jitter-2", "jitter .2", {"training": {"jitter": 0.2}}),
    Line("jitter-6", "jitter .6", {"training": {"jitter": 0.6}}),
    Line("no-exchange", "neutrals never exchanged", {"training": {"exchange": 0.0}}),
    Line("no-mirror", "faces never mirrored", {"training": {"mirror": 0.0}}),
    Line("average", "late weights averaged, decay .99", {"training": {"average": 0.99}}),
    Line("gamma-half", "gamma halved", {"objective": {"topology": {"gamma": 0.125}}}),
    Line("long", "twice as many steps", {"training": {"steps": 1_500}, "objective": {"anneal_steps": 750}}),
    Line("short", "half as many steps", {"training": {"steps": 375}, "objective": {"anneal_steps": 188}}),
    Line(
        "small",
        "batches of half the size, twice as many steps",
        {
            "training": {"steps": 1_500, "batch": 100, "triplet_batch": 100},
            "objective": {"anneal_steps": 750},
        },
        BOTH,
    ),
    Line(
        "large",
        "batches of twice the size, half as many steps",
        {
            "training": {"steps": 375, "batch": 400, "triplet_batch": 400},
            "objective": {"anneal_steps": 188},
        },
    ),
    Line("faster", "learning rate 5e-3", {"training": {"learning_rate": 5e-3}}),
)
MEASURES = {
    "validation_accuracy": "validation accuracy",
    "validation_triplets": "validation triplets",
    "accuracy": "accuracy",
    "triplets": "triplets",
}


@cache
def posed(seed: int) -> Prepared:
    """Posed faces of a seed's people."""
    return prepare(builtin_posed(seed=seed), seed)


@cache
def spontaneous(seed: int) -> Prepared:
    """Video of a seed's people, with the labels and triplets of its simulated raters."""
    dataset, faces = builtin_video(seed)
    experiment = SpontaneousExperiment("builtin", recipe("fast", "spontaneous"))
    raters = raters_for(dataset, Perception.of(faces), (None, None, None), False)
    seen = watch(experiment, dataset, raters, choose_stimuli(dataset), seed, None, Silent())
    return replace(seen.prepared, dataset=replace(seen.prepared.dataset, label=seen.judgments.label))


DATA: dict[str, Callable[[int], Prepared]] = {"posed": posed, "spontaneous": spontaneous}


def trained(settings: Settings, prepared: Prepared, seed: int) -> np.ndarray:
    """(n, k) the latents of all faces by a model that is trained now."""
    network = train_model(settings, prepared.faces("train"), prepared.faces("validation"), seed).network
    columns = {"x": torch.from_numpy(prepared.x), "y": torch.from_numpy(np.asarray(prepared.y))}
    with torch.inference_mode():
        return network.encode({name: columns[name] for name in network.shape.columns}).mean.numpy()


def judged(latents: np.ndarray, prepared: Prepared) -> dict[str, float]:
    """The `MEASURES`; of triplets with weights, those of vote difference 5 alone."""
    label = prepared.dataset.label
    rows = [rows[label[rows] != ""] for rows in prepared.split.parts().values()]
    found = classify(latents, label, *rows)

    def share(part: str) -> float:
        triplets = prepared.triplets[part]
        return satisfied_triplets(latents, triplets.take(triplets.weight == triplets.weight.max())).share

    return {
        "validation_accuracy": found.validation_accuracy,
        "validation_triplets": share("validation"),
        "accuracy": found.accuracy,
        "triplets": share("test"),
    }


def cell(line: Line, where: str, seed: int, finished: bool) -> dict[str, float] | None:
    """The figures of one training, made or read; None where it is not there and none is to be made."""
    path = FOLDER / where / f"{line.name}-{seed}.json"
    if path.exists():
        return dict(json.loads(path.read_text("utf-8")))
    if finished:
        return None
    prepared = DATA[where](seed)
    settings = recipe("fast", where).changed(**line.changed)
    figures = judged(trained(settings, prepared, seed), prepared)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, json.dumps(figures))
    print(where, line.name, seed, *(f"{name} {value:.3f}" for name, value in figures.items()), flush=True)
    return figures


def table(where: str, finished: bool, only: str) -> str:
    """The lines of a data set in Markdown: means over sets ± the standard deviation of the difference."""
    heads = ["M2", *MEASURES.values()]
    rows = ["| " + " | ".join(heads) + " |", "| " + " | ".join(["---"] * len(heads)) + " |"]
    base: np.ndarray | None = None
    for line in LINES:
        if where not in line.where or (only and only not in line.name):
            continue
        found = [cell(line, where, seed, finished) for seed in SETS[where]]
        if any(one is None for one in found):
            continue
        figures = np.array([[one[name] for name in MEASURES] for one in found if one is not None])
        base = figures if base is None else base
        apart = figures - base
        cells = [
            f"{value:.3f}"[1:] + (f" ({gap:+.3f} ± {spread:.3f})".replace("0.", ".") if line.changed else "")
            for value, gap, spread in zip(figures.mean(0), apart.mean(0), apart.std(0, ddof=1), strict=True)
        ]
        rows.append(f"| {line.says} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def main(arguments: list[str]) -> int:
    """Train what is missing and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("where", nargs="*", choices=[[], *DATA])
    parser.add_argument("--finished", action="store_true")
    parser.add_argument("--only", default="")
    asked = parser.parse_args(arguments)
    for where in asked.where or DATA:
        made = table(where, asked.finished, asked.only)
        print(made)
        if not asked.only:
            text = DOCUMENT.read_text("utf-8")

            def filled(match: re.Match[str], where: str = where, made: str = made) -> str:
                return f"{match[1]}{made}{match[3]}" if match[2] == where else match[0]

            write_text(DOCUMENT, _BLOCK.sub(filled, text))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
