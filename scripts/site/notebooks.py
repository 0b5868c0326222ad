"""Notebooks of examples/ as pages: run from top to bottom, with what they print and draw."""

from __future__ import annotations

import base64
import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from links import ROOT, relinked
from nbclient import NotebookClient

EXAMPLES = ROOT / "examples"
SECONDS = 300


def executed(path: Path) -> Any:
    """A notebook with its outputs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        Where a cell fails.
    ValueError
        Where one prints to the error stream, as warnings do, or a file is left in the working folder.
    """
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook,
            timeout=SECONDS,
            startup_timeout=SECONDS,
            extra_arguments=["--IPKernelApp.log_level=40"],  # errors; it warns of the ports it has here alone
            resources={"metadata": {"path": folder}},
        ).execute()
        left = os.listdir(folder)
    if left:
        raise ValueError(f"{path.name} leaves {', '.join(left)} behind")
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise ValueError(f"{path.name} prints to the error stream: {output['text']}")
    return notebook


def all_executed(paths: list[Path]) -> list[Any]:
    """Notebooks with their outputs, two at a time."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(executed, paths))


def fenced(text: str, language: str) -> str:
    """A block of code that holds any text."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def page_of(notebook: Any, name: str) -> tuple[str, dict[str, bytes]]:
    """Markdown of a notebook, and its pictures by their names beside the page."""
    parts: list[str] = [f'<p class="notebook">The notebook: <code>examples/{name}.ipynb</code></p>']
    pictures: dict[str, bytes] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(relinked(cell.source, f"examples/{name}.ipynb", f"examples/{name}.md"))
            continue
        parts.append(fenced(cell.source, "python"))
        parts += [_shown(output, name, pictures) for output in _joined(cell.get("outputs", []))]
    # The heading stays first, as the page's title.
    parts[:2] = [parts[1].split("\n", 1)[0], parts[0], *parts[1].split("\n", 1)[1:]]
    return "\n\n".join(parts) + "\n", pictures


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs with what was printed in pieces as one."""
    found: list[Any] = []
    for output in outputs:
        if output.output_type == "stream" and found and found[-1].output_type == "stream":
            found[-1] = nbformat.v4.new_output("stream", text=found[-1].text + output.text)
        else:
            found.append(output)
    return found


def _shown(output: Any, name: str, pictures: dict[str, bytes]) -> str:
    if output.output_type == "stream":
        return _output(fenced(output.text, "text"))
    data = output.data
    if "image/png" in data:
        file = f"{name}-{len(pictures) + 1}.png"
        pictures[file] = base64.b64decode(data["image/png"])
        return f"![Figure {len(pictures)} of this notebook]({file})"
    if "text/html" in data:
        made = re.sub(r"<style.*?</style>", "", data["text/html"], flags=re.DOTALL)
        return '<div class="output" markdown="0">\n' + re.sub(r"\n\s*", "\n", made).strip() + "\n</div>"
    return _output(fenced(data["text/plain"], "text"))


def _output(block: str) -> str:
    return f'<div class="output" markdown="1">\n\n{block}\n\n</div>'
