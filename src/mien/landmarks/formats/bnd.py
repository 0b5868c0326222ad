"""``.bnd`` files: one landmark a line, ``id x y z`` in any white space (BU-3DFE, BP4D)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mien.errors import FormatError

_MOST_BYTES = 65_536


def read_bnd(path: str | Path, n_points: int = 83, spare_points: int = 1) -> np.ndarray:
    """The landmarks of one face.

    The first column is the id of the mesh vertex (0-based) and says nothing about order; the order of the
    lines does. Files whose ids are plain point numbers are put into the order of these numbers, so a shuffled
    one is read right or, where a number is missing or repeated, refused.

    Parameters
    ----------
    path : the file.
    n_points : number of landmarks of the layout.
    spare_points : so many more lines may follow and are left out (BU-3DFE's 84th, the tip of the nose).

    Returns
    -------
    (n_points, 3) float32, in the file's unit (mm).

    Raises
    ------
    FormatError
        If the file is not that, with the number of the offending line.
    """
    rows = [
        (number, line.split()) for number, line in enumerate(_lines(path), 1) if not line.isspace() and line
    ]
    for number, columns in rows:
        if len(columns) != 4:
            raise FormatError(path, f"{len(columns)} columns; expected 4: id x y z", number)
    if not n_points <= len(rows) <= n_points + spare_points:
        most = f" or {n_points + spare_points}" if spare_points else ""
        raise FormatError(
            path, f"{len(rows)} points; expected {n_points}{most}", rows[-1][0] if rows else None
        )
    ids: list[int] = []
    values: list[list[float]] = []
    for number, (vertex, x, y, z) in rows:
        try:
            ids.append(int(vertex))
            values.append([float(x), float(y), float(z)])
        except ValueError:
            raise FormatError(path, f"not an id and three numbers: {vertex} {x} {y} {z}", number) from None
    with np.errstate(over="ignore"):
        points = np.array(values, dtype=np.float64).astype(np.float32)
    bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(bad):
        raise FormatError(path, "a coordinate is not a finite number", rows[bad[0]][0])
    return points[_order(path, ids, [number for number, _ in rows])][:n_points]


def _lines(path: str | Path) -> list[str]:
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise FormatError(path, f"cannot be read ({error.strerror or error})") from error
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
