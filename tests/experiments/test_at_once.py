"""Models of all rows and seeds are trained at once, and come to what each comes to alone."""

import numpy as np
import pytest
import torch

from mien.cli import main
from mien.runs import RunDirectory, Table
from mien.runs.metrics import read_metrics

SETTINGS = """
[model]
n_components = 3
encoder = [16]
decoder = [16]
[objective]
anneal_steps = 10
[training]
steps = 20
learning_rate = 0.003
batch = 20
triplet_batch = 20
validate_every = 10
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory, make_posed, write_npz):
    """A table of three seeds, made with so many threads."""
    folder = tmp_path_factory.mktemp("at_once")
    faces, config = write_npz(folder / "faces.npz", make_posed()), folder / "config.toml"
    config.write_text(SETTINGS, encoding="utf-8")

    def made(threads, *more):
        before, out = torch.get_num_threads(), folder / f"{threads}{''.join(more)}"
        torch.set_num_threads(threads)
        words = ["--data", f"npz:{faces}", "--config", config, "--only", "difference,vae,m2", "--seeds", "3"]
        try:
            assert main(["reproduce", "posed", *map(str, words), "--out", str(out), "--quiet", *more]) == 0
            assert torch.get_num_threads() == threads
        finally:
            torch.set_num_threads(before)
        return RunDirectory(out)

    return made


@pytest.fixture(scope="module")
def alone(run):
    return run(1)


@pytest.mark.parametrize("more", [(), ("--engine", "stacked")])
def test_side_by_side_and_stacked_rows_are_those_of_one_after_another(run, alone, more):
    together = run(2, *more)
    for name in ("vae", "m2"):
        for seed in range(3):
            figures = [
                [(one.step, one.part, one.total) for one in read_metrics(made.metrics(name, seed))]
                for made in (alone, together)
            ]
            for before, now in zip(*figures, strict=True):
                assert now[:2] == before[:2]
                assert now[2] == pytest.approx(before[2], rel=1e-3)
    tables = [made.find(Table) for made in (alone, together)]
    assert [row.name for row in tables[1].rows] == ["difference", "vae", "m2"]
    for before, now in zip(*(table.rows for table in tables), strict=True):
        assert [one.seed for one in now.seeds] == [0, 1, 2]
        values = [row.figures["triplets"]["all"].value for row in (before, now)]
        assert np.ptp(values) < 0.02
