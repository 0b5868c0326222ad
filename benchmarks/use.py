"""What using a model costs: raw landmarks to latents beside the encoder's products alone, one face, starting.

    python benchmarks/use.py [--threads 2] [--turns 15] [--faces 20000] [--model FOLDER]

Without a folder it takes an M2 in the paper's sizes, its weights as they were drawn. All ways take turns;
what is printed are medians, and of one face the 99th percentile too. Products are timed in blocks as the
runtime has them, by as many threads: all that the network says (face and neutral, of every face), and those
that are left when the neutral's share is done once a person. The last two columns are of the processor's
time, which what else runs on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from mien.estimator.space import ExpressionSpace
from mien.exporting.onnx import write_onnx
from mien.exporting.programs import exported
from mien.landmarks import Alignment
from mien.models.about import About
from mien.models.network import build_network
from mien.models.program import Program
from mien.models.trained import ExpressionModel, load_model
from mien.objective.registry import completed
from mien.runtime import Runtime
from mien.settings import recipe
from mien.synthetic.posed import builtin_posed
from mien.threads import BLOCK

QUIET = 0.1


def paper_model() -> ExpressionModel:
    """M2 in the paper's sizes; what it costs does not depend on its weights."""
    faces = builtin_posed(n_subjects=10)
    settings = completed(recipe("paper").changed(model={"kind": "m2"}))
    alignment = Alignment.fit(faces.landmarks)
    torch.manual_seed(0)
    network = build_network(settings.model, dict.fromkeys(("x", "y"), alignment.mean.size)).eval()
    return ExpressionModel(network, alignment, About.of_training(settings, None, seed=0, best_step=0))


def products(program: Program, faces: int, threads: int) -> Callable[[], object]:
    """The products of a program's linear layers, in blocks."""
    weights = [program.arrays[one.inputs[1]] for one in program.operations if one.name == "linear"]
    rng = np.random.default_rng(0)
    given = [rng.normal(size=(BLOCK, weight.shape[1])).astype(np.float32) for weight in weights]

    def block(_: int) -> None:
        for rows, weight in zip(given, weights, strict=True):
            rows @ weight.T

    def turn() -> object:
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
            return [*pool.map(block, range(faces // BLOCK))]

    return turn


def turns(
    ways: dict[str, Callable[[], object]],
    rounds: int,
    each: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, np.ndarray]:
    """Seconds of each way, all taking turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 2):
        for name, way in ways.items():
            # Threads of the way before wait for more by turning in circles, and would take this one's time.
            time.sleep(QUIET)
            for _ in range(each):
                begun = clock()
                way()
                if number >= 2:
                    times[name].append(clock() - begun)
    return {name: np.array(found) for name, found in times.items()}


def many(model: ExpressionModel, threads: int, rounds: int, wanted: int) -> None:
    """Faces a second from raw landmarks."""
    data = builtin_posed(n_subjects=10)
    points, rows = data.landmarks.points, data.neutral_rows
    found, person = np.unique(rows, return_inverse=True)
    times = -(-wanted // len(points))
    faces, person = np.tile(points, (times, 1, 1)), np.tile(person, times)
    n = len(faces) // BLOCK * BLOCK
    faces, person, neutrals = faces[:n], person[:n], points[found]
    written = exported(model)
    people = Runtime(written, neutrals)
    mean = written.encoder.only("z")
    left = mean.given({"y": model.prepare(neutrals)}) if model.needs_neutral else mean
    own = neutrals[person]
    with tempfile.TemporaryDirectory() as folder:
        space = ExpressionSpace.load(model.save(folder))
    ways: dict[str, Callable[[], object]] = {
        "products": products(mean, n, threads),
        "products, neutral once": products(left, n, threads),
        "aligning, one thread": lambda: model.prepare(faces),
        "runtime": lambda: people.encode(faces, person, threads),
        "ExpressionModel.encode": lambda: model.encode(faces, own, threads),
        "ExpressionSpace": lambda: space.transform(faces, own),
    }
    seconds, busy = turns(ways, rounds), turns(ways, rounds, clock=time.process_time)
    print(f"{n} faces, {len(neutrals)} people, {threads} threads")
    heads = ("faces a second", "µs a face", "of the products", "core µs a face", "of theirs")
    print(f"{'':24}" + "".join(f"{head:>18}" for head in heads))
    for name in ways:
        clock, core = (1e6 * np.median(of[name]) / n for of in (seconds, busy))
        shares = [np.median(of["products"]) / np.median(of[name]) for of in (seconds, busy)]
        print(f"{name:24}{1e6 / clock:18,.0f}{clock:18.2f}{shares[0]:18.2f}{core:18.2f}{shares[1]:18.2f}")


def one(model: ExpressionModel, rounds: int) -> None:
    """Microseconds of one face, its neutral known."""
    data = builtin_posed(n_subjects=2)
    face, neutral = data.landmarks.points[0], data.neutral_points()[0]
    own = Runtime(exported(model), neutral)
    z = own(face)
    ways: dict[str, Callable[[], object]] = {
        "runtime": lambda: own(face),
        "runtime, with deviation": lambda: own.posterior(face),
        "runtime, back to a face": lambda: own.decode(z),
        "ExpressionModel.encode": lambda: model.encode(face[None], neutral[None]),
    }
    with tempfile.TemporaryDirectory() as folder:
        try:
            import onnxruntime

            path = write_onnx(exported(model), folder)[0]
            session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
            inputs = {"face": face[None], "neutral": neutral[None]}
            given = {put.name: inputs[put.name] for put in session.get_inputs()}
            ways["onnxruntime"] = lambda: session.run(["z"], given)
        except ImportError:
            pass
        seconds = turns(ways, rounds, 100)
    print(f"\n{'one face':24}{'median µs':>12}{'99 % µs':>12}")
    for name, found in seconds.items():
        print(f"{name:24}{1e6 * np.median(found):12.1f}{1e6 * np.percentile(found, 99):12.1f}")


def starting(rounds: int) -> None:
    """Milliseconds until a program is there."""

    def started(*words: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)

    seconds = turns(
        {
            "python": started("-c", "pass"),
            "import numpy": started("-c", "import numpy"),
            "import mien": started("-c", "import mien"),
            "import mien.runtime": started("-c", "import mien.runtime"),
            "mien --help": started("-m", "mien", "--help"),
        },
        rounds,
    )
    print(f"\n{'starting':24}{'median ms':>12}{'least ms':>12}")
    for name, found in seconds.items():
        print(f"{name:24}{1e3 * np.median(found):12.0f}{1e3 * found.min():12.0f}")


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--faces", type=int, default=20_000)
    parser.add_argument("--model", type=Path)
    asked = parser.parse_args()
    model = paper_model() if asked.model is None else load_model(asked.model, "cpu")
    many(model, asked.threads, asked.turns, asked.faces)
    one(model, asked.turns)
    starting(asked.turns)


if __name__ == "__main__":
    main()
