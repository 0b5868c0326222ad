"""M2 on a GPU: milliseconds a step of each engine, and the time of 100,000 steps in the paper's sizes.

    python benchmarks/gpu.py [--steps 100000] [--recipe paper]

Prints the device, milliseconds a step, and the figures of the last step: engines should agree in them.
"""

from __future__ import annotations

import argparse
import time

import torch

from mien.objective.weights import weights_at
from mien.settings import Settings, recipe
from mien.synthetic.posed import builtin_posed
from mien.training.batch import FaceSet
from mien.training.engines.graph import GraphEngine
from mien.training.loop import checked, needed
from mien.training.prepare import prepare
from mien.training.state import State
from mien.training.streams import FaceStream, NoiseStream


def seconds(settings: Settings, faces: FaceSet, steps: int, warm: int = 20) -> tuple[float, dict[str, float]]:
    """Time of so many steps, and the figures of the last one."""
    state = State(settings, faces.x.shape[1], 0, "cuda", None, "")
    stream, noise = FaceStream(faces, settings.training, 0, "cuda"), NoiseStream(0, "cuda")
    weights = weights_at(10**9, settings.objective, list(state.terms.values()))
    state.network.train()
    for step in range(warm):
        state.engine.step(stream, noise, step, weights, 1e-4)
    torch.cuda.synchronize()
    begun = time.perf_counter()
    for step in range(warm, warm + steps):
        figures = state.engine.step(stream, noise, step, weights, 1e-4)
    torch.cuda.synchronize()
    spent = time.perf_counter() - begun
    return spent, {name: float(value) for name, value in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--recipe", default="paper")
    asked = parser.parse_args()
    print(torch.cuda.get_device_name(), "PyTorch", torch.__version__)
    data = prepare(builtin_posed(seed=3), 0)
    for precision in ("highest", "high"):
        torch.set_float32_matmul_precision(precision)
        for engine, fused in (("eager", False), ("graph", False), ("graph", True)):
            GraphEngine.fused_from = 0 if fused else 10**9
            settings = checked(
                recipe(asked.recipe).changed(
                    training={"device": "cuda", "engine": engine}, model={"kind": "m2"}
                )
            )
            faces = needed(settings, data.faces("train"), "training")
            begun = time.perf_counter()
            spent, figures = seconds(settings, faces, 500)
            ready = time.perf_counter() - begun - spent
            told = " ".join(f"{name} {value:.4f}" for name, value in figures.items())
            how = f"{precision:8}{engine:6} fused {fused!s:6}"
            print(f"{how}{2 * spent:7.3f} ms a step  ready {ready:5.1f} s  {told}", flush=True)
    for precision in ("highest", "high"):
        torch.set_float32_matmul_precision(precision)
        spent, figures = seconds(settings, faces, asked.steps)
        print(f"{precision}: {asked.steps} steps in {spent:.2f} s {figures}", flush=True)


if __name__ == "__main__":
    main()
