"""Names and what they stand for: an addition of a usual kind is one file and one line in a registry."""

from __future__ import annotations

import importlib
from typing import Any, TypeVar

from mien.errors import ConfigError

Entry = TypeVar("Entry")


class Registry(dict[str, Entry]):
    """A dict from name to entry that says what there is where a name is not known.

    Entries are light: a dotted name, ``"package.module:Name"``, that is imported when it is used (`load`), or
    a value that holds one.

    Parameters
    ----------
    what : what an entry is, for messages: ``"encoder"``.
    entries : name -> entry, in the order in which lists show them.
    """

    def __init__(self, what: str, entries: dict[str, Entry]) -> None:
        super().__init__(entries)
        self.what = what

    def find(self, name: str) -> Entry:
        """The entry of a name.

        Raises
        ------
        ConfigError
            If there is none; the message lists the names.
        """
        if name not in self:
            raise ConfigError(f"no {self.what} is called {name!r}; there are {', '.join(self)}")
        return self[name]


def load(at: str) -> Any:
    """What stands at a dotted name, ``"package.module:Name"``."""
    module, _, name = at.partition(":")
    return getattr(importlib.import_module(module), name)
