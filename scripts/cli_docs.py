#!/usr/bin/env python
"""Write docs/cli.md from the command line's own help; with --check, exit 1 if the file is another.

    python scripts/cli_docs.py [--check]

The text is made from the tree of commands, at a fixed width, so that it is the same on every terminal.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from mien.cli import app
from mien.files import write_text

PATH = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
WIDTH = 100
HEAD = """# Commands

Written by `scripts/cli_docs.py` from the commands' own help; change the help, then run the script.

`mien` and every group of commands show their help when nothing follows; `-h` or `--help` after a command
shows its own, with examples at its end. `mien --install-completion` lets the shell complete commands,
options and names.

- `--json`, of every command: the result as one JSON value on standard output, and nothing else there.
- `-`, where a command reads or writes one table, faces, settings or a page: standard input or output. What
  is read is known by how it begins (Parquet, `.npz`, JSON), else it is CSV; tables are written as CSV, faces
  as Parquet. What the command says goes to the error stream then.
- `--set KEY=VALUE`, of commands that train: any setting, for example `training.steps=100`, after those of
  `--recipe` or `--config`. Values are TOML; a single word needs no quotes.
- `--dry-run`, of commands that train: everything is checked and read, and it is said what would be done:
  people, faces and triplets of each part, models with their steps and parameters. Nothing is written.

Notes, warnings, progress and errors are on the error stream. Exit codes: 0 well; 1 `mien study check` found
something; 2 bad input, said in one line; 130 interrupted (what was trained is kept in the checkpoint).
"""


def commands(command: Any, parent: Any = None, name: str = "mien") -> Iterator[tuple[str, Any, Any]]:
    """Every command with its full name and context, groups before their parts."""
    context = command.make_context(
        name, ["--help"], parent=parent, resilient_parsing=True, max_content_width=WIDTH, terminal_width=WIDTH
    )
    full = name if parent is None else f"{parent.command_path} {name}"
    yield full, command, context
    for part, child in sorted(getattr(command, "commands", {}).items()):
        yield from commands(child, context, part)


def reference() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, command, context in commands(typer.main.get_command(app)):
        formatter = context.make_formatter()
        command.format_help(context, formatter)
        text = "\n".join(line.rstrip() for line in inspect.cleandoc(formatter.getvalue()).splitlines())
        parts.append(f"\n## {name}\n\n```text\n{text}\n```\n")
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """0 well; 1 where --check found another text."""
    text = reference()
    if "--check" not in arguments:
        write_text(PATH, text)
        return 0
    if PATH.exists() and PATH.read_text(encoding="utf-8") == text:
        return 0
    print("docs/cli.md is not what the commands say; run: python scripts/cli_docs.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
