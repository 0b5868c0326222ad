"""``.bnd`` files: a landmark a line, ``id x y z`` or ``x y z`` in white space (BU-3DFE, BU-4DFE, BP4D)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError
from mien.sources.notes import Notes

N_POINTS = 83
_MOST_BYTES = 65_536
_AT_ONCE = 256
_TAB, _RETURN, _SPACE = 9, 13, 32


def read_bnd(path: str | Path) -> np.ndarray:
    """The landmarks of one face, 83 points; an 84th (BU-3DFE's tip of the nose) may follow and is left out.

    The first of four columns is the id of the mesh vertex (0-based) and says nothing about order; the order
    of the lines does. Files whose ids are plain point numbers are put into the order of these numbers, so a
    shuffled one is read right or, where a number is missing or repeated, refused. Files of three columns, as
    Deep-MVLM writes them, have no ids.

    Returns
    -------
    (83, 3) float32, in the file's unit (mm).

    Raises
    ------
    FormatError
        If the file is not that, with the number of the offending line.
    """
    rows = [(number, line.split()) for number, line in enumerate(_lines(path), 1) if line.strip()]
    right = len(rows) in (N_POINTS, N_POINTS + 1)
    bare = right and all(len(columns) == 3 for _, columns in rows)
    for number, columns in () if bare else rows:
        if len(columns) != 4:
            raise FormatError(path, f"{len(columns)} columns; expected 4: id x y z", number)
    if not right:
        what = f"{len(rows)} points; expected {N_POINTS} or {N_POINTS + 1}"
        raise FormatError(path, what, rows[-1][0] if rows else None)
    ids: list[int] = []
    values: list[list[float]] = []
    for row, (number, columns) in enumerate(rows):
        try:
            ids.append(row if bare else int(columns[0]))
            values.append([float(value) for value in columns[-3:]])
        except ValueError:
            what = "three numbers" if bare else "an id and three numbers"
            raise FormatError(path, f"not {what}: {' '.join(columns)}", number) from None
    with np.errstate(over="ignore"):
        points = np.array(values, dtype=np.float64).astype(np.float32)
    bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(bad):
        raise FormatError(path, "a coordinate is not a finite number", rows[bad[0]][0])
    return points[_order(path, ids, [number for number, _ in rows])][:N_POINTS]


def read_bnds(paths: Sequence[str | Path], broken: dict[int, FormatError] | None = None) -> np.ndarray:
    """The landmarks of many faces, the same as of `read_bnd` one by one, several times as fast.

    Files are parsed many at a time; whatever is not plainly well-formed goes through `read_bnd`.

    Parameters
    ----------
    paths : n files.
    broken : takes place in `paths` -> error of each file that is broken; its landmarks are NaN. If None, the
        FormatError of the first broken file is raised.

    Returns
    -------
    (n, 83, 3) float32
    """
    out = np.full((len(paths), N_POINTS, 3), np.nan, dtype=np.float32)
    for start in range(0, len(paths), _AT_ONCE):
        part = range(start, min(start + _AT_ONCE, len(paths)))
        for row in _read_plain(paths, part, out):
            try:
                out[row] = read_bnd(paths[row])
            except FormatError as error:
                if broken is None:
                    raise
                broken[row] = error
    return out


def readable_bnds(
    paths: Sequence[str | Path], skip_broken: bool, notes: Notes
) -> tuple[np.ndarray, np.ndarray]:
    """Landmarks of the files that are not broken, and places of these; broken ones are noted or raised."""
    broken: dict[int, FormatError] = {}
    points = read_bnds(paths, broken if skip_broken else None)
    for error in broken.values():
        notes.add("broken files left out", str(error))
    good = np.delete(np.arange(len(paths)), list(broken))
    return points[good], good


def _read_plain(paths: Sequence[str | Path], part: range, out: np.ndarray) -> list[int]:
    """Put what is plainly well-formed into `out`; gives the rows that are not."""
    rows, texts, odd = [], [], []
    for row in part:
        try:
            with open(paths[row], "rb") as file:
                text = file.read(_MOST_BYTES + 1).strip()
        except OSError:
            text = b""
        lines = text.count(b"\n") == N_POINTS - 1 and text.count(b"\r") == text.count(b"\r\n")
        if lines and len(text) <= _MOST_BYTES:
            rows.append(row)
            texts.append(text)
        else:
            odd.append(row)
    if not rows:
        return odd
    parsed = _parsed(b"\n".join(texts))
    if parsed is None or len(parsed[0]) != len(rows) * N_POINTS:
        return list(part)
    ids = parsed[0].reshape(len(rows), N_POINTS)
    with np.errstate(over="ignore"):
        points = parsed[1].astype(np.float32).reshape(len(rows), N_POINTS, 3)
    in_order = (ids == np.arange(N_POINTS)).all(axis=1) | (2 * (ids <= N_POINTS).sum(axis=1) <= N_POINTS)
    plain = in_order & (ids >= 0).all(axis=1) & np.isfinite(points).all(axis=(1, 2))
    places = np.array(rows)
    out[places[plain]] = points[plain]
    return sorted([*odd, *places[~plain].tolist()])


def _parsed(text: bytes) -> tuple[np.ndarray, np.ndarray] | None:
    """Ids and (m, 3) float64 coordinates of lines of four columns; None where a line is anything else."""
    import pyarrow as pa
    from pyarrow import csv

    content = np.frombuffer(text, dtype=np.uint8)
    gap = (content == _SPACE) | (content == _TAB) | (content == _RETURN)
    keep = ~gap
    keep[1:] |= ~gap[:-1] & (content[:-1] != ord("\n"))
    content = np.where(gap, np.uint8(_SPACE), content)[keep]
    # A gap at the end of a line is no empty column.
    content = content[~((content == _SPACE) & (np.append(content[1:], _SPACE) == ord("\n")))]
    kinds: dict[str, Any] = {"id": pa.int64(), "x": pa.float64(), "y": pa.float64(), "z": pa.float64()}
    try:
        table = csv.read_csv(
            io.BytesIO(content.tobytes()),
            csv.ReadOptions(column_names=list(kinds), use_threads=False, block_size=max(len(content), 1)),
            csv.ParseOptions(delimiter=" ", quote_char=False),
            csv.ConvertOptions(column_types=kinds, null_values=[]),
        )
    except pa.ArrowException:
        return None
    return table["id"].to_numpy(), np.stack([table[axis].to_numpy() for axis in "xyz"], axis=1)


def _lines(path: str | Path) -> list[str]:
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise FormatError(path, f"cannot be read ({error.strerror or 'no such file'})") from None
    if len(content) > _MOST_BYTES:
        raise FormatError(path, f"larger than {_MOST_BYTES // 1024} KB; not a .bnd file")
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        raise FormatError(path, "not text; expected lines of id x y z") from None
    # int() and float() would take 1_0 for 10.
    if "_" in text or "\0" in text:
        raise FormatError(path, "not lines of id x y z")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _order(path: str | Path, ids: list[int], lines: list[int]) -> np.ndarray:
    """Rows in the order of the point numbers, or as they are where the ids are vertices of a mesh."""
    count = len(ids)
    negative = [line for vertex, line in zip(ids, lines, strict=True) if vertex < 0]
    if negative:
        raise FormatError(path, "the id is negative", negative[0])
    # A mesh has thousands of vertices; landmarks never sit on mostly its very first ones.
    if 2 * sum(vertex <= count for vertex in ids) <= count:
        return np.arange(count)
    first = 0 if 0 in ids else 1
    seen: set[int] = set()
    for vertex, line in zip(ids, lines, strict=True):
        if vertex in seen or not first <= vertex < count + first:
            wrong = "twice" if vertex in seen else f"outside {first} to {count + first - 1}"
            raise FormatError(path, f"point number {vertex} is {wrong}", line)
        seen.add(vertex)
    return np.argsort(ids)
