"""Many M2 models: one after another, side by side on the cores, and stacked into one, taking turns.

    python benchmarks/many.py [--models 4] [--recipe paper] [--steps 40] [--turns 3] [--device cpu]

Prints milliseconds a step and model (medians of turns) and how many times as long all take as one alone.
Whole trainings are timed, validation at their end included; seeds differ in people, weights and batches.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch

from mien.settings import recipe
from mien.synthetic.posed import builtin_posed
from mien.training.loop import Job, train_model
from mien.training.prepare import prepare
from mien.training.together import train_together

Way = Callable[[Sequence[Job]], object]


def one_by_one(jobs: Sequence[Job]) -> object:
    """Each alone."""
    return [train_model(**vars(job)) for job in jobs]


def seconds(way: Way, jobs: Sequence[Job], device: str) -> float:
    """How long it takes, the device's work included."""
    begun = time.perf_counter()
    way(jobs)
    if device != "cpu":
        torch.cuda.synchronize()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--models", type=int, default=4)
    parser.add_argument("--recipe", default="paper")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--device", default="cpu")
    asked = parser.parse_args()
    data = [prepare(builtin_posed(seed=3), seed) for seed in range(asked.models)]
    training = {"steps": asked.steps, "validate_every": asked.steps, "device": asked.device}

    def jobs(engine: str) -> list[Job]:
        settings = recipe(asked.recipe).changed(model={"kind": "m2"}, training={**training, "engine": engine})
        return [Job(settings, one.faces("train"), one.faces("validation"), one.seed) for one in data]

    ways: dict[str, tuple[Way, list[Job]]] = {
        "one alone": (one_by_one, jobs("auto")[:1]),
        "one after another": (one_by_one, jobs("auto")),
        "stacked": (train_together, jobs("stacked")),
    }
    if asked.device == "cpu":
        ways["side by side"] = train_together, jobs("auto")
    for way, of in ways.values():
        way(of[:1])
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(asked.turns):
        for name, (way, of) in ways.items():
            times[name].append(seconds(way, of, asked.device))
    alone = float(np.median(times["one alone"]))
    print(f"{asked.models} models, {asked.recipe}, {asked.device}, {torch.get_num_threads()} threads")
    for name, found in times.items():
        middle, count = float(np.median(found)), len(ways[name][1])
        print(
            f"{name:18}{1e3 * middle / asked.steps / count:10.2f} ms a step and model{middle / alone:10.2f}"
        )


if __name__ == "__main__":
    main()
