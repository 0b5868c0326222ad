"""The notebooks of the examples run from top to bottom, use every function that draws, and keep no output."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from mien import plot

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    pictures = [one for one in outputs if "image/png" in one.get("data", {})]
    assert len(pictures) >= 10
    assert not [one for one in outputs if one.get("name") == "stderr"]
    assert not list(tmp_path.iterdir())


def test_notebooks_keep_no_output_and_use_everything_that_draws():
    said = ""
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs"), f"{path.name} keeps outputs"
            said += cell.source
    drawing = [name for name in plot.__all__ if name.islower() and name not in ("style", "write_figures")]
    assert len(drawing) == 14
    assert [name for name in drawing if f"plot.{name}(" not in said] == []
