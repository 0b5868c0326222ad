"""Frozen columns of equal length: made of one kind, checked, taken by rows, joined."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from mien.errors import DataError, listed


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

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self.COLUMNS))))

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
