"""The runs that the report's tests draw are drawn here too."""

import importlib.util
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("Agg")

_SPEC = importlib.util.spec_from_file_location(
    "drawn_runs", Path(__file__).parents[1] / "report" / "conftest.py"
)
_RUNS = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_RUNS)


@pytest.fixture
def kept_dir(tmp_path):
    """A posed run of two seeds with everything that is kept."""
    return _RUNS.keep_behind(_RUNS.write_run(tmp_path / "kept"))


@pytest.fixture
def judged_dir(tmp_path):
    """A run on votes."""
    return _RUNS.write_judged_run(tmp_path / "judged")


@pytest.fixture(autouse=True)
def closed():
    """Figures that functions open for a notebook are closed again."""
    yield
    from matplotlib import pyplot

    pyplot.close("all")
