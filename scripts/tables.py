#!/usr/bin/env python
"""Write the documents' tables from the registries; with --check, exit 1 if one of them is another.

    python scripts/tables.py [--check]

A table stands between ``<!-- NAME: written by scripts/tables.py -->`` and ``<!-- end of NAME -->``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mien.files import write_text
from mien.registry import load

ROOT = Path(__file__).resolve().parents[1]
# Document and name of the table -> the function that makes it.
TABLES = {("docs/data.md", "sources"): "mien.sources.registry:table"}


def with_table(text: str, name: str, table: str) -> str:
    """The text of a document with a table in its place."""
    begin, end = f"<!-- {name}: written by scripts/tables.py -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise SystemExit(f"the table {name} has no place; write {begin.strip()} and {end} where it belongs")
    return f"{before}{begin}\n{table}\n\n{end}{after}"


def main(arguments: list[str]) -> int:
    """0 well; 1 where --check found another table."""
    wrong = []
    for (document, name), maker in TABLES.items():
        text = (ROOT / document).read_text(encoding="utf-8")
        new = with_table(text, name, load(maker)())
        if new != text and "--check" in arguments:
            wrong.append(f"the table {name} of {document}")
        elif new != text:
            write_text(ROOT / document, new)
    if wrong:
        print(
            f"not what the registries say: {', '.join(wrong)}; run: python scripts/tables.py", file=sys.stderr
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
