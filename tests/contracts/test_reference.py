"""Whatever the documents and notebooks import is in the reference, and no page shows what does not exist."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

import mien

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "api").glob("*.md"))
SHOWN = [name for page in PAGES for name in re.findall(r"^::: (\S+)$", page.read_text("utf-8"), re.MULTILINE)]
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def code() -> Iterator[tuple[str, str]]:
    """Every piece of Python in the documents and notebooks."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        yield from ((path.name, block) for block in _PYTHON.findall(path.read_text("utf-8")))
    for path in sorted((ROOT / "examples").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                yield path.name, cell.source


def names_of(where: str, module: str, name: str) -> tuple[str, ...]:
    """Full names of what ``from module import name`` gives: as it is imported, and where it is defined."""
    try:
        thing = getattr(importlib.import_module(module), name)
    except AttributeError:
        try:
            importlib.import_module(f"{module}.{name}")
        except ModuleNotFoundError:
            raise AssertionError(f"{where}: there is no {module}.{name}") from None
        return (f"{module}.{name}",)
    return f"{module}.{name}", f"{getattr(thing, '__module__', module)}.{name}"


def imported() -> set[tuple[str, ...]]:
    """What is imported of Mien, by its names."""
    found = set()
    for where, text in code():
        try:
            tree = ast.parse(text)
        except SyntaxError:  # A line of a registry.
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "mien":
                found |= {names_of(where, node.module, one.name) for one in node.names}
    return found


def in_reference(name: str) -> bool:
    """Whether a page shows it, or the module or class that it is in."""
    return any(name == shown or name.startswith(f"{shown}.") for shown in SHOWN)


def test_what_documents_use_is_in_the_reference() -> None:
    used = imported()
    assert len(used) > 40
    assert sorted(names[0] for names in used if not any(map(in_reference, names))) == []


def test_what_is_exported_is_in_the_reference() -> None:
    names = {f"mien.{name}" for name in mien.__all__ if not name.startswith("__")}
    assert [name for name in sorted(names) if not in_reference(name)] == []


@pytest.mark.parametrize("name", SHOWN)
def test_what_the_reference_shows_is_there(name: str) -> None:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, thing = name.rpartition(".")
        assert hasattr(importlib.import_module(module), thing)
