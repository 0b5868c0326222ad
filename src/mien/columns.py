"""Frozen columns of equal length: made of one kind, checked, taken by rows, joined."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from mien.errors import DataError, listed

_SHOWN_COLUMNS, _SHOWN_ROWS, _SHOWN_LETTERS = 7, 5, 72


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    kind : the NumPy type of its values; None for a table of its own with as many rows (anything that has a
        length and `take`).
    shape : of one value, ``()`` for a number or text; None stands for any length.
    unknown : value of every row where an empty column is given; a column without one must be given.
    optional : the column as a whole may be None.
    """

    kind: type | None
    shape: tuple[int | None, ...] = ()
    unknown: Any = None
    optional: bool = False


class Table:
    """n rows as columns; a frozen dataclass derives from it, names its columns and calls `_settle`.

    What `COLUMNS` does not name (a layout, a source) holds for all rows; what `SAME` names of it must be the
    same in tables that are joined.
    """

    COLUMNS: ClassVar[Mapping[str, Column]]
    SAME: ClassVar[tuple[str, ...]] = ()
    WRONG: ClassVar[type[DataError]] = DataError
    ROWS: ClassVar[str] = "rows"

    def __init_subclass__(cls, **kinds: Any) -> None:
        super().__init_subclass__(**kinds)
        # A dataclass makes one that prints every row, unless the class has its own.
        if "__repr__" not in vars(cls):
            cls.__repr__ = Table.__repr__  # type: ignore[method-assign]

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self.COLUMNS))))

    def __repr__(self) -> str:
        """What it is, then a line a column with its first values; nine lines at most."""
        known = self._known()
        lines = [(name, ", ".join(self._cells(name))) for name in known[:_SHOWN_COLUMNS]]
        if len(known) > _SHOWN_COLUMNS:
            lines.append(("…", f"and {listed(known[_SHOWN_COLUMNS:], 20)}"))
        width = max((len(name) for name, _ in lines), default=0)
        return "\n".join([self.headline(), *(_cut(f"  {name:<{width}}  {text}") for name, text in lines)])

    def _repr_html_(self) -> str:
        """The first rows as a table, for notebooks."""
        known = [name for name in self._known() if self.COLUMNS[name].kind is not None]
        cells = zip(*(self._cells(name) for name in known), strict=True)
        rows = [known, *cells]
        lines = (
            "".join(f"<{kind}>{html.escape(_cut(cell))}</{kind}>" for cell in row)
            for kind, row in zip(["th", *["td"] * len(rows)], rows, strict=False)
        )
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<table><caption>{html.escape(self.headline())}</caption>{body}</table>"

    def headline(self) -> str:
        """What it is and of how many rows, in one line."""
        return f"{type(self).__name__}: {len(self):,} {self.ROWS}"

    def _known(self) -> list[str]:
        """The columns in which some row has a value."""
        return [name for name, column in self.COLUMNS.items() if _anything(getattr(self, name), column)]

    def _cells(self, name: str) -> list[str]:
        """The first values of a column as text, and ``…`` where there are more."""
        value = getattr(self, name)
        if self.COLUMNS[name].kind is None:
            return [value.headline() if isinstance(value, Table) else repr(value)]
        return [*map(_text, value[:_SHOWN_ROWS]), *(["…"] if len(self) > _SHOWN_ROWS else [])]

    def _settle(self) -> None:
        """Make every column what it should be; the first one says how many rows there are.

        Raises
        ------
        DataError
            If a column has another shape than the rows ask for; it is of the table's own class `WRONG`.
        """
        n: int | None = None
        for name, column in self.COLUMNS.items():
            value = getattr(self, name)
            if value is None and column.optional:
                continue
            if column.kind is None:
                if n is not None and len(value) != n:
                    raise self.WRONG(f"{name.replace('_', ' ')} of {len(value)} {self.ROWS}; there are {n}")
                n = len(value) if n is None else n
                continue
            found = np.asarray(value)
            n = len(found) if n is None else n
            if column.unknown is not None and n and not len(found):
                found = np.full((n, *column.shape), column.unknown)  # type: ignore[arg-type]
            found = found.astype(column.kind, copy=False)
            wanted = (n, *column.shape)
            fits = [want in (None, have) for have, want in zip(found.shape, wanted, strict=False)]
            if found.ndim != len(wanted) or not all(fits):
                raise self.WRONG(f"column {name} has shape {found.shape}; there are {n} {self.ROWS}")
            object.__setattr__(self, name, found)

    def _refuse(self, wrong: Any, text: str, names: np.ndarray | None = None) -> None:
        """Raise `WRONG` where rows are wrong; ``{}`` in the text stands for their names, or their numbers."""
        rows = np.flatnonzero(wrong)
        if len(rows):
            raise self.WRONG(text.replace("{}", listed(rows if names is None else names[rows]), 1))

    def take(self, rows: Any) -> Self:
        """The rows at these places (or where a mask is true), in this order."""
        taken: dict[str, Any] = {}
        for name, column in self.COLUMNS.items():
            value = getattr(self, name)
            if value is not None:
                taken[name] = value.take(rows) if column.kind is None else value[rows]
        return dataclasses.replace(self, **taken)  # type: ignore[type-var]

    @classmethod
    def joined(cls, tables: Sequence[Self], **given: Any) -> Self:
        """Tables one after the other; what is no column is the first one's.

        Parameters
        ----------
        given : columns that are joined already, by name.

        Raises
        ------
        DataError
            If there is no table, a column is missing in some of them and there in others, or they differ in
            what must be the same.
        """
        if not tables:
            raise cls.WRONG(f"there are no {cls.ROWS}")
        for name in cls.SAME:
            if any(getattr(table, name) != getattr(tables[0], name) for table in tables):
                raise cls.WRONG(f"{cls.ROWS} that differ in {name.replace('_', ' ')} cannot be joined")
        if len(tables) == 1:
            return tables[0]
        columns = dict(given)
        for name, column in cls.COLUMNS.items():
            if name in given:
                continue
            parts = [getattr(table, name) for table in tables]
            known = [part for part in parts if part is not None]
            if not known:
                continue
            if len(known) < len(parts):
                raise cls.WRONG(f"{cls.ROWS} with and without {name.replace('_', ' ')} cannot be joined")
            columns[name] = type(known[0]).joined(known) if column.kind is None else np.concatenate(known)
        return dataclasses.replace(tables[0], **columns)  # type: ignore[type-var]


def _anything(value: Any, column: Column) -> bool:
    """Whether a column has another value than the one that stands for unknown."""
    if value is None or column.kind is None or column.unknown is None or not len(value):
        return value is not None
    unknown = np.isnan(value) if column.unknown != column.unknown else value == column.unknown
    return not np.all(unknown)


def _text(value: Any) -> str:
    """A value in few letters: of several numbers, how many they are."""
    if np.ndim(value) and np.size(value) > len("xyz"):
        return " × ".join(map(str, np.shape(value)))
    return " ".join(f"{one:.4g}" if isinstance(one, np.floating) else str(one) for one in np.ravel(value))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_LETTERS else f"{text[: _SHOWN_LETTERS - 1]}…"
