"""Docstrings as they are written here, as the reference reads them.

Types are in the signature and not told again: ``name : what it is``. NumPy's form has a type in
that place, so what it is goes to the next line.
"""

from __future__ import annotations

import re
from textwrap import indent
from typing import Any

from griffe import Extension, Object

_SECTION = re.compile(r"(Parameters|Attributes|Returns|Yields)\n-+\n(.*)", re.DOTALL)
_NEXT = re.compile(r"\n\n(?=[A-Z]\w+\n-+\n)")
_ITEM = re.compile(r"^([*\w]+(?:, [*\w]+)*) : ", re.MULTILINE)


def told(docstring: str, returned: str) -> str:
    """A docstring whose items have their words below their names, or below the type that is returned."""
    return "\n\n".join(_section(part, returned) for part in _NEXT.split(docstring))


def _section(text: str, returned: str) -> str:
    found = _SECTION.fullmatch(text)
    if found is None:
        return text
    title, items = found[1], found[2]
    if title in ("Returns", "Yields") and not _ITEM.match(items):
        items = f"{returned}\n" + indent(items, "    ")
    return f"{title}\n{'-' * len(title)}\n" + _ITEM.sub(r"\1 :\n    ", items)


class Docstrings(Extension):
    """Changes each docstring before it is read."""

    def on_instance(self, *, obj: Object, **_: Any) -> None:
        """Of every module, class, function and attribute."""
        if obj.docstring is not None:
            obj.docstring.value = told(obj.docstring.value, str(getattr(obj, "returns", None) or "value"))
