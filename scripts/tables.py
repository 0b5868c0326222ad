#!/usr/bin/env python
"""Write the tables of the documents that come from registries; with --check, exit 1 if one is another.

    python scripts/tables.py [--check]

A table stands between ``<!-- table NAME -->`` and ``<!-- end of table -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from mien.evaluation.registry import TASKS, task
from mien.files import write_text
from mien.models.registry import MODELS, PARTS, Model
from mien.objective.registry import TERMS
from mien.plot.registry import FIGURES
from mien.registry import load
from mien.representations.registry import ROWS
from mien.sources.registry import SOURCES
from mien.training.engines.registry import ENGINES
from mien.triplets.formats.presets import PRESETS

DOCS = Path(__file__).resolve().parents[1] / "docs"
_TABLE = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def lines(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    escaped = ([cell.replace("|", r"\|") for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *escaped))


def said(at: str) -> str:
    """The first line of what stands at a dotted name, without its full stop."""
    return (load(at).__doc__ or "").strip().splitlines()[0].rstrip(".")


def term_with_options(model: Model, term: str) -> str:
    """A term's name and what the model has of its options."""
    own = "".join(f", `{option}` {value!r}" for option, value in model.options.get(term, {}).items())
    return f"`{term}` ({own[2:]})" if own else f"`{term}`"


def models() -> str:
    """What each model is made of."""
    parts = [*PARTS]
    rows = (
        [f"`{name}`", model.summary, *(f"`{getattr(model, part)}`" for part in parts),
         ", ".join(term_with_options(model, term) for term in model.terms),
         ", ".join(sorted(model.needs)) or "–"]
        for name, model in MODELS.items()
    )  # fmt: skip
    return lines(["model", "what", *parts, "terms", "needs"], rows)


def answers() -> str:
    """What each program's table of answers is taken to hold."""
    return lines(
        ["kind", "columns that are taken"], ((f"`{name}`", one.says) for name, one in PRESETS.items())
    )


def parts() -> str:
    """Every part, term and engine, with its options."""
    rows = []
    for kind, registry in {**PARTS, "term": TERMS, "engine": ENGINES}.items():
        for name, at in registry.items():
            section = getattr(load(at), "Options", None)
            options = [] if section is None else [
                f"`{option}` {field.default!r}".replace("()", "the paper's")
                for option, field in section.model_fields.items()
                if option not in getattr(section, "UNUSED", ())
            ]  # fmt: skip
            rows.append([kind, f"`{name}`", said(at), ", ".join(options) or "–"])
    return lines(["kind", "name", "what", "options"], rows)


def rows() -> str:
    """The rows of the table that are no models."""
    found = (
        [f"`{name}`", row.title, row.summary, "yes" if "neutral" in row.needs else "–",
         ", ".join(row.sees) or "–", ", ".join(row.tasks) or "all", "yes" if row.rival else "–"]
        for name, row in ROWS.items()
    )  # fmt: skip
    return lines(["row", "title", "what", "neutral", "sees", "tasks", "rival"], found)


def tasks() -> str:
    """The tasks of the evaluation."""
    return lines(["task", "title", "what"], ([f"`{n}`", task(n).title, said(TASKS[n])] for n in TASKS))


def sources() -> str:
    """What `--data` takes."""
    found = []
    for kind, source in SOURCES.items():
        form = f"`{kind}:{source.place}`" if source.place else f"`{kind}`"
        found.append([form + (f" or `FILE{source.suffix}`" if source.suffix else ""), source.summary])
    return lines(["form", "what"], found)


def figures() -> str:
    """What `mien figures` draws of a run."""
    found = ([f"`{name}`", one.summary, one.needs] for name, one in FIGURES.items())
    return lines(["kind", "what", "needs"], found)


TABLES: dict[str, Callable[[], str]] = {
    "answers": answers, "models": models, "parts": parts, "rows": rows, "tasks": tasks, "sources": sources,
    "figures": figures,
}  # fmt: skip


def written(text: str) -> str:
    """A document with its tables as the registries have them."""
    return _TABLE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[3]}", text)


def stale() -> list[Path]:
    """The documents whose tables are not what the registries say."""
    return [
        path
        for path in sorted(DOCS.rglob("*.md"))
        if written(path.read_text("utf-8")) != path.read_text("utf-8")
    ]


def main(arguments: list[str]) -> int:
    """0 well; 1 where --check found another table."""
    found = stale()
    if "--check" in arguments:
        for path in found:
            print(f"{path.name}: a table is stale; run: python scripts/tables.py", file=sys.stderr)
        return 1 if found else 0
    for path in found:
        write_text(path, written(path.read_text("utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
