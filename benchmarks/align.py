"""Memory and speed of reading and aligning as many faces as BP4D has: 367,492 of 83 points.

Run from the repository root: python benchmarks/align.py [FACES]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from mien.faces.faces import Faces
from mien.faces.parquet import iter_faces, read_faces, writing_faces
from mien.landmarks import Alignment, Landmarks, get_layout
from mien.sources.bnd import read_bnd

BATCH = 8192
ABOUT = {"source": "random points", "licence": "CC0", "synthetic": True}


def peak_gb() -> float:
    """Most memory this process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def report(what: str, count: int, seconds: float) -> None:
    """Print one step."""
    print(
        f"{what:<34} {count / seconds:>10,.0f} a second   {seconds:6.1f} s   peak {peak_gb():.2f} GB",
        flush=True,
    )


def batch(start: int, n: int, base: np.ndarray) -> Faces:
    """n faces around one shape, in poses of their own."""
    rng = np.random.default_rng(start)
    points = base + rng.standard_normal((n, 83, 3), dtype=np.float32) * 2
    turns = np.linalg.qr(np.eye(3) + rng.normal(scale=0.1, size=(n, 3, 3)))[0].astype(np.float32)
    points = points @ (turns * np.linalg.det(turns)[:, None, None])
    rows = np.arange(start, start + n)
    subject = np.char.mod("S%02d", rows // 9000)
    return Faces(
        Landmarks(points, get_layout("bu3dfe83"), "mm"),
        np.char.mod("face%06d", rows),
        subject,
        np.full(n, "neutral"),
        np.zeros(n),
        frame=rows,
        **ABOUT,
    )


def main() -> None:
    """Write, read in batches, fit, align; then .bnd files."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 367_492
    base = np.random.default_rng(0).normal(scale=40, size=(83, 3)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faces.parquet"
        start = time.perf_counter()
        with writing_faces(path) as writer:
            for first in range(0, n, BATCH):
                writer.write(batch(first, min(BATCH, n - first), base))
        report("made and written to Parquet", n, time.perf_counter() - start)

        start = time.perf_counter()
        count = sum(len(faces) for faces in iter_faces(path))
        report("read from Parquet in batches", count, time.perf_counter() - start)

        start = time.perf_counter()
        landmarks = read_faces(path).landmarks
        report("read from Parquet whole", n, time.perf_counter() - start)

        start = time.perf_counter()
        alignment = Alignment.fit(landmarks)
        report("alignment fitted", n, time.perf_counter() - start)

        start = time.perf_counter()
        aligned = alignment.apply(landmarks)
        report("aligned", n, time.perf_counter() - start)
        assert np.isfinite(aligned).all()

        files = [Path(folder) / f"{i}.bnd" for i in range(5000)]
        text = "\n".join(f"{i}\t\t{x:.6f}\t\t{y:.6f}\t\t{z:.6f}" for i, (x, y, z) in enumerate(base))
        for file in files:
            file.write_text(text)
        start = time.perf_counter()
        for file in files:
            read_bnd(file)
        report(".bnd files read", len(files), time.perf_counter() - start)


if __name__ == "__main__":
    main()
