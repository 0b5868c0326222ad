"""The notebooks keep no output and use every function that draws; scripts/docs runs them all."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from mien import plot

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


def test_the_notebook_of_figures_runs(tmp_path):
    notebook = nbformat.read(EXAMPLES / "space.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    pictures = [one for one in outputs if "image/png" in one.get("data", {})]
    assert len(pictures) >= 10
    assert not [one for one in outputs if one.get("name") == "stderr"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_begins_with_its_title(path):
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    for cell in cells:
        assert not cell.get("outputs"), f"{path.name} keeps outputs"
        assert cell.get("execution_count") is None
        if cell.cell_type == "code":
            ast.parse(cell.source)


def test_notebooks_use_everything_that_draws():
    said = "".join(cell.source for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells)
    drawing = [name for name in plot.__all__ if name.islower() and name not in ("style", "write_figures")]
    assert len(drawing) == 15
    assert [name for name in drawing if f"plot.{name}(" not in said] == []
