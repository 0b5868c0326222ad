"""A faces table that pandas or R wrote anew: Parquet or CSV without what Mien says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, LayoutError, listed, of_file
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import NAMES, get_layout
from mien.landmarks.values import DIMS, Landmarks
from mien.parquet import parquet_batches, parquet_file
from mien.sources.notes import Notes
from mien.sources.patterns import same_word
from mien.tabular import ROWS, header_of, iter_columns

_NEEDED = ("face", "subject")
_TEXT = ("face", "subject", "label", "neutral", "sequence")
_UNIT = re.compile(r"AU\d\d")
_POINT = re.compile(r"(x)_?(\d+)")
_ROTATION = [f"rotation_{place}" for place in range(9)]


@dataclass(frozen=True)
class About:
    """What holds for all faces of a table and is not in its columns."""

    layout: str
    unit: str
    source: str
    licence: str = "unknown"
    synthetic: bool | None = None


@dataclass(frozen=True)
class Shape:
    """Which columns a table has, and where the landmarks are.

    Attributes
    ----------
    names : all columns.
    points : how many points, None where the list of a row has to say.
    lists : landmarks are lists in a column; else numbers in columns x0 y0 z0 …, or x_0 y_0 z_0 ….
    between : what is between axis and number.
    """

    names: tuple[str, ...]
    points: int | None
    lists: bool
    between: str = ""

    @property
    def axes(self) -> str:
        """Those that columns of coordinates have; without a single z the faces have no depth."""
        return "xyz" if any(re.fullmatch(f"z{self.between}\\d+", name) for name in self.names) else "xy"

    @property
    def units(self) -> tuple[str, ...]:
        """Names of coded action units."""
        return tuple(name for name in self.names if _UNIT.fullmatch(name))

    @property
    def numbers(self) -> list[str]:
        """Columns that are a number a face."""
        known: list[str] = ["intensity", "frame"]
        known += [f"{unit}{tail}" for unit in self.units for tail in ("", "_intensity")]
        if not self.lists:
            known += [f"{axis}{self.between}{i}" for i in range(self.points or 0) for axis in "xyz"]
        if set(self.names).issuperset(_ROTATION):
            known += _ROTATION
        return [name for name in known if name in self.names]

    @property
    def texts(self) -> list[str]:
        """Columns that are a text a face."""
        return [name for name in _TEXT if name in self.names]


def shape_of(path: str | Path) -> Shape:
    """The columns of a table of faces; a FormatError if they are not those of one."""
    names = tuple(header_of(path))
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise FormatError(path, f"not a faces table: no column {listed(missing)}")
    if "landmarks" in names:
        return Shape(names, None, True)
    first = next((match for name in names if (match := _POINT.fullmatch(name)) and match[2] == "0"), None)
    if first is None:
        raise FormatError(path, "not a faces table: no column landmarks, and none x0 or x_0")
    between = first[0][1:-1]
    points = sum(1 for name in names if re.fullmatch(f"x{between}\\d+", name))
    shape = Shape(names, points, False, between)
    wanted = [f"{axis}{between}{i}" for i in range(points) for axis in shape.axes]
    lost = [name for name in wanted if name not in names]
    if lost:
        raise FormatError(path, f"coordinates are not whole: no column {listed(lost)}")
    return shape


def points_of(path: str | Path, shape: Shape) -> int:
    """How many points a face has; where they are in lists, the first row's."""
    if shape.points is not None:
        return shape.points
    for _, columns in _batches(path, shape):
        return int(columns["landmarks"].shape[1]) // 3
    raise FormatError(path, "there are no faces")


def advice(path: str | Path, missing: Sequence[str]) -> str:
    """What a table does not say any more, and the command that says it."""
    with_points = "LAYOUT"
    count = points_of(path, shape_of(path))
    fitting = [name for name in NAMES if get_layout(name).n_points == count]
    with_points = fitting[0] if fitting else with_points
    others = f" (or {listed(fitting[1:])})" if fitting[1:] else ""
    gone = " and no ".join(f"mien.{name}" for name in missing)
    options = {"layout": f"--layout {with_points}", "unit": "--unit mm"}
    words = " ".join(options[name] for name in missing)
    return (
        f"a faces table whose metadata are gone, as pandas and R leave them: no {gone}; say it, for example "
        f"mien convert parquet {path} OUT.parquet {words}{others}"
    )


def iter_edited(path: str | Path, about: About, notes: Notes) -> Iterator[Faces]:
    """The faces of a table in batches of bounded size.

    Needed are the columns face, subject, and landmarks (lists x0 y0 z0 x1 …; in CSV in brackets) or x0 y0 z0
    … or x_0 y_0 z_0 …. Label, intensity, neutral, sequence, frame, action units (AU12, AU12_intensity) and
    rotation (a list of nine, or rotation_0 …) are read where they are there.

    Raises
    ------
    FormatError
        If a value is missing or not what its column can have, with its row.
    LayoutError
        If the layout is unknown or has another number of points.
    """
    shape = shape_of(path)
    with of_file(path):
        layout = get_layout(about.layout)
    for line, columns in _batches(path, shape):
        points = columns["landmarks"]
        if points.shape[1] not in [dims * layout.n_points for dims in DIMS]:
            raise LayoutError(
                f"{path}: {points.shape[1]} coordinates a face; layout {layout.name} has {layout.n_points} "
                f"points and so {3 * layout.n_points}, or {2 * layout.n_points} without depth"
            )
        for name in _NEEDED:
            empty = np.flatnonzero(columns[name] == "")
            if len(empty):
                raise FormatError(path, f"column {name} is empty", line + int(empty[0]))
        frame = columns.get("frame", np.full(len(points), np.nan))
        wrong = np.flatnonzero(np.isfinite(frame) & (frame != np.floor(frame)))
        if len(wrong):
            raise FormatError(path, "column frame is not a whole number", line + int(wrong[0]))
        known: dict[str, Any] = {name: columns[name] for name in shape.texts}
        if "label" in known:
            known["label"] = np.array([same_word(text) for text in known["label"].tolist()], dtype=np.str_)
        with of_file(path):
            yield Faces(
                Landmarks(
                    points.reshape(len(points), layout.n_points, -1).astype(np.float32), layout, about.unit
                ),
                **known,
                intensity=columns.get("intensity", np.full(len(points), np.nan)).astype(np.float32),
                frame=np.where(np.isfinite(frame), frame, -1).astype(np.int64),
                action_units=_action_units(shape.units, columns) if shape.units else None,
                rotation=columns["rotation"].reshape(-1, 3, 3) if "rotation" in columns else None,
                source=about.source,
                licence=about.licence,
                synthetic=about.synthetic,
            )
    read = {*shape.numbers, *shape.texts, "landmarks", "rotation"}
    for name in shape.names:
        if name and name not in read:
            notes.add("columns not read", name)


def _action_units(units: tuple[str, ...], columns: dict[str, np.ndarray]) -> ActionUnits:
    nothing = np.full(len(columns["face"]), np.nan)
    present = np.array([np.nan_to_num(columns[unit], nan=-1) for unit in units]).T
    degree = np.array([columns.get(f"{unit}_intensity", nothing) for unit in units]).T
    return ActionUnits(units, present, degree)


def _batches(path: str | Path, shape: Shape) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """Line of the first row, and columns, ``landmarks`` and ``rotation`` (m, d) among them."""
    lists = [name for name in ("landmarks", "rotation") if name in shape.names]
    if Path(path).suffix.lower() != ".parquet":
        for line, columns in iter_columns(path, shape.numbers, [*shape.texts, *lists]):
            for name in lists:
                columns[name] = _from_text(path, name, columns[name], line)
            yield line, _gathered(shape, columns)
        return
    with parquet_file(path) as file:
        row = 1
        for batch in parquet_batches(file, [*shape.numbers, *shape.texts, *lists], ROWS):
            columns = {name: _values(path, name, batch.column(name), row) for name in shape.numbers}
            columns |= {name: _words(batch.column(name)) for name in shape.texts}
            columns |= {name: _from_lists(path, name, batch.column(name), row) for name in lists}
            yield row, _gathered(shape, columns)
            row += batch.num_rows


def _gathered(shape: Shape, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    if not shape.lists:
        names = [f"{axis}{shape.between}{i}" for i in range(shape.points or 0) for axis in shape.axes]
        columns["landmarks"] = np.stack([columns.pop(name) for name in names], axis=1)
    if "rotation" not in columns and _ROTATION[0] in columns:
        columns["rotation"] = np.stack([columns.pop(name) for name in _ROTATION], axis=1)
    return columns


def _words(values: Any) -> np.ndarray:
    """Texts; whole numbers that went through a column with gaps are whole again."""
    found = []
    for value in values.to_pylist():
        if value is None or (isinstance(value, float) and np.isnan(value)):
            found.append("")
        else:
            found.append(f"{value:.15g}" if isinstance(value, float) else str(value))
    return np.array(found, dtype=np.str_)


def _values(path: str | Path, name: str, values: Any, row: int) -> np.ndarray:
    import pyarrow as pa

    try:
        return np.asarray(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    except pa.ArrowException:
        raise FormatError(path, f"column {name} holds {values.type}, not numbers", row) from None


def _from_lists(path: str | Path, name: str, values: Any, row: int) -> np.ndarray:
    """(m, d) of lists of equal length."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _from_text(path, name, _words(values), row)
    if not any(of(kind) for of in (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)):
        raise FormatError(path, f"column {name} holds {kind}, not lists of numbers", row)
    lengths = np.asarray(values.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False))
    _refuse_uneven(path, name, lengths, row)
    flat = _values(path, name, values.flatten(), row)
    return flat.reshape(len(lengths), -1)


def _from_text(path: str | Path, name: str, texts: np.ndarray, line: int) -> np.ndarray:
    """(m, d) of lists that are written out, ``[1.5, 2, …]`` or with spaces alone."""
    rows = []
    for place, text in enumerate(texts.tolist()):
        if "..." in text:
            raise FormatError(
                path,
                f"{name} is abbreviated (…), so numbers are lost; write Parquet, or columns x0 y0 z0 x1 …",
                line + place,
            )
        try:
            words = text.strip().removeprefix("[").removesuffix("]").replace(",", " ").split()
            rows.append([float(word) for word in words])
        except ValueError:
            raise FormatError(path, f"{name} is {text[:40]!r}, not a list of numbers", line + place) from None
    _refuse_uneven(path, name, np.array([len(row) or -1 for row in rows]), line)
    return np.array(rows, dtype=np.float64)


def _refuse_uneven(path: str | Path, name: str, lengths: np.ndarray, line: int) -> None:
    wrong = np.flatnonzero((lengths != lengths[0]) | (lengths < 0))
    if len(wrong):
        first = int(wrong[0])
        found = (
            f"{lengths[first]} numbers; the rows before have {lengths[0]}" if lengths[first] >= 0 else "empty"
        )
        raise FormatError(path, f"column {name} is {found}", line + first)
