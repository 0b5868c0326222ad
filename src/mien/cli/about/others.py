"""Pages, pictures, stores and notes: what they are, and how they are opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_PICTURES = {".svg": "SVG", ".pdf": "PDF", ".png": "PNG"}
_SQLITE = b"SQLite format 3\0"


def facts(path: Path) -> dict[str, Any] | None:
    """The facts of a file that people look at, or that other commands open."""
    if path.is_dir():
        return None
    size = {"bytes": path.stat().st_size}
    if path.suffix == ".html":
        # Titles stand at the beginning of a page of some megabytes.
        with path.open(encoding="utf-8", errors="replace") as file:
            title = re.search(r"<title>([^<]*)</title>", file.read(20_000))
        return {
            "kind": "page",
            "title": title[1].strip() if title else "",
            **size,
            "next": "open it in a browser",
        }
    if path.suffix in _PICTURES:
        return {"kind": "figure", "format": _PICTURES[path.suffix], **size}
    if path.name.endswith(".notes.txt"):
        from mien.text import text_of

        return {"kind": "what was left out of a file", "notes": text_of(path).splitlines()}
    if path.suffix == ".md":
        return {"kind": "text", **size}
    if path.name == "secret.key":
        return {"kind": "key of a study", "next": "keep it with the study and show it to nobody"}
    if path.name == "dataset_description.json":
        return {"kind": "description of a Psych-DS dataset", **size}
    if path.suffix == ".json" and path.parent.name == "stimuli":
        return {"kind": "list of a study's pictures", **size}
    with path.open("rb") as binary:
        start = binary.read(len(_SQLITE))
    if start == _SQLITE:
        return _store(path) | size
    if path.suffix == ".csv" and start.startswith(b"#"):
        rows = path.read_text("utf-8").splitlines()
        return {
            "kind": "answers as numbers",
            "answers": len(rows) - 1,
            "columns": rows[0].lstrip("# ").split(","),
        }
    return None


def _store(path: Path) -> dict[str, Any]:
    """A study's store, or a copy of one."""
    import sqlite3

    uri = f"{path.resolve().as_uri()}?mode=ro"
    try:
        opened = sqlite3.connect(uri, uri=True)
        try:
            counts = {
                name: opened.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
                for name, table in (("answers", "answer"), ("people", "person"), ("questions", "question"))
            }
        finally:
            opened.close()
    except sqlite3.Error:
        return {"kind": "SQLite file, not a study's store"}
    return {"kind": "store of a study", **counts}
