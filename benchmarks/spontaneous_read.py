"""Speed and memory of the way from a folder in BP4D's layout to latents.

Writes synthetic files (landmarks, coding, poses), converts them to Parquet, chooses each person's neutral
face, aligns and encodes every face with an untrained VAE and M2. With --experiment it then runs `mien
reproduce spontaneous` on these faces with raters that compare action units; the figures of its tables mean
nothing. Each step is a process of its own, so that its peak memory can be told.

Run from the repository root: python benchmarks/spontaneous_read.py [--frames 367492] [--experiment]
367,492 frames, as many as BP4D has, need 1.5 GB (as blocks of 4 KB) of disk in the temporary folder.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from mien.cli import main as main_of_mien
from mien.faces.neutrals import choose_neutrals, set_neutrals
from mien.faces.parquet import count_faces, iter_faces, write_faces
from mien.inference.encode import encode_source
from mien.landmarks import Alignment, Landmarks, get_layout
from mien.models.about import About
from mien.models.network import build_network
from mien.models.trained import ExpressionModel
from mien.objective.registry import completed
from mien.settings import recipe
from mien.sources.asked import Asked
from mien.sources.bnd import read_bnds
from mien.sources.convert import convert
from mien.sources.opening import open_faces
from mien.synthetic.posed import builtin_posed

SUBJECTS = [f"F{i:03d}" for i in range(1, 24)] + [f"M{i:03d}" for i in range(1, 19)]
TASKS = [f"T{i}" for i in range(1, 9)]
UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 24, 27, 28, 30, 32, 38, 39)
DIFFERENT, CODED, ALIGNED = 512, 500, 20_000


def write_folder(folder: Path, n: int) -> None:
    """n frames over 41 subjects and 8 tasks; the faces repeat after 512, which no reader can profit from."""
    faces = builtin_posed(n_subjects=8).landmarks.points
    texts = [
        "".join(f"{i + 500}\t\t{x:.6f}\t\t{y:.6f}\t\t{z:.6f}\n" for i, (x, y, z) in enumerate(face)).encode()
        for face in np.resize(faces, (DIFFERENT, *faces.shape[1:]))
    ]
    names = [(subject, task) for subject in SUBJECTS for task in TASKS]
    for (subject, task), size in zip(
        names, np.diff(np.linspace(0, n, len(names) + 1).astype(int)), strict=True
    ):
        place = folder / "landmarks" / subject / task
        place.mkdir(parents=True)
        for frame in range(1, size + 1):
            (place / f"{frame:04d}.bnd").write_bytes(texts[frame % DIFFERENT])
        _write_coding(folder / "AUCoding", f"{subject}_{task}", min(int(size), CODED))
        _write_poses(folder / "2DFeatures" / f"{subject}_{task}.mat", int(size))


def _write_coding(folder: Path, name: str, size: int) -> None:
    (folder / "AU_OCC").mkdir(parents=True, exist_ok=True)
    (folder / "AU_INT" / "AU12").mkdir(parents=True, exist_ok=True)
    lines = [",".join(map(str, (0, *UNITS)))]
    # Every tenth frame shows no action unit: a candidate for the neutral face.
    lines += [
        ",".join(map(str, (frame, *(frame // unit % 2 * (frame % 10 > 0) for unit in UNITS))))
        for frame in range(1, size + 1)
    ]
    (folder / "AU_OCC" / f"{name}.csv").write_text("\n".join(lines) + "\n")
    degrees = "".join(f"{frame},{frame % 6}\n" for frame in range(1, size + 1))
    (folder / "AU_INT" / "AU12" / f"{name}_AU12.csv").write_text(degrees)


def _write_poses(path: Path, size: int) -> None:
    path.parent.mkdir(exist_ok=True)
    with h5py.File(path, "w") as file:
        fit = file.create_group("fit").create_dataset("pose", (size, 1), dtype=h5py.ref_dtype)
        elements = file.create_group("#refs#")
        for frame in range(size):
            element = elements.create_group(str(frame))
            element.create_dataset("rot", data=np.eye(3))
            fit[frame, 0] = element.ref


def read_and_align(folder: Path) -> int:
    """Landmark files to aligned faces in memory."""
    # Only as many recordings as are needed: to list all 367,492 files takes longer than to read 20,000.
    recordings = sorted((folder / "landmarks").glob("*/*"))
    paths = list(islice((path for place in recordings for path in sorted(place.iterdir())), ALIGNED))
    points = Landmarks(read_bnds(paths), get_layout("bp4d83"), "mm")
    began = time.perf_counter()
    Alignment.fit(points).apply(points)
    print(f"  of it aligning {time.perf_counter() - began:.1f} s", flush=True)
    return len(paths)


def to_parquet(folder: Path, out: Path) -> int:
    """``mien convert bp4d``; the heads of the synthetic files do not turn, so the convention is given."""
    return int(convert(Asked(f"bp4d:{folder}", {"pose": "head"}), out)["faces"])


def choose(path: Path, out: Path) -> int:
    """``mien neutral choose``: all faces in memory."""
    dataset = open_faces(str(path), missing_neutral="keep")
    write_faces(out, set_neutrals(dataset, choose_neutrals(dataset, "coded")))
    return len(dataset)


def experiment(path: Path, out: Path) -> int:
    """``mien reproduce spontaneous`` with all of its rows; what it prints means nothing here."""
    words = ["reproduce", "spontaneous", "--data", str(path), "--simulated-raters", "--quiet"]
    with contextlib.redirect_stdout(io.StringIO()):
        status = main_of_mien([*words, "--out", str(out)])
    if status:
        raise SystemExit("the experiment failed")
    return count_faces(path)


def encode(path: Path, out: Path, kind: str) -> int:
    """Align and encode in batches with a network in the paper's size."""
    first = next(iter_faces(path))
    settings = completed(recipe("paper").changed(model={"kind": kind}))
    d = first.landmarks.points[0].size
    network = build_network(settings.model, {"x": d, "y": d} if kind != "vae" else {"x": d}).eval()
    model = ExpressionModel(
        network, Alignment.fit(first.landmarks), About(settings=settings, seed=0, best_step=0)
    )
    return encode_source(model, str(path), out)


def _child(work: Callable[..., int], arguments: tuple[Any, ...], answers: Any) -> None:
    began = time.perf_counter()
    count = work(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    answers.put((count, time.perf_counter() - began, peak))


def measure(what: str, work: Callable[..., int], *arguments: Any) -> None:
    """Run a step in a process of its own and print faces a second and peak memory."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    child = context.Process(target=_child, args=(work, arguments, answers))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{what}: failed")
    count, seconds, peak = answers.get()
    speed = f"{count:>9,} faces {count / seconds:>9,.0f} a second {seconds:>7.1f} s"
    print(f"{what:<28} {speed}   peak {peak:.2f} GB", flush=True)


def main() -> None:
    """Write, read and align, convert, encode."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=40_000)
    parser.add_argument("--experiment", action="store_true", help="the whole experiment, too")
    asked = parser.parse_args()
    n = asked.frames
    with tempfile.TemporaryDirectory() as room:
        folder, faces, chosen, latents = (
            Path(room) / name for name in ("BP4D", "faces.parquet", "chosen.parquet", "z.parquet")
        )
        began = time.perf_counter()
        write_folder(folder, n)
        print(f"{n:,} frames written in {time.perf_counter() - began:.0f} s", flush=True)
        measure(".bnd read and aligned", read_and_align, folder)
        measure("folder to Parquet", to_parquet, folder, faces)
        measure("neutral faces chosen", choose, faces, chosen)
        for kind in ("vae", "m2"):
            measure(f"Parquet to latents of {kind}", encode, chosen, latents, kind)
        if asked.experiment:
            measure("the experiment", experiment, faces, Path(room) / "run")


if __name__ == "__main__":
    main()
