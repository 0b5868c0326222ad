"""Judgments as whole numbers: odd-one-out rows, and cblearn's ``list-order`` and ``list-boolean``.

Numbers are rows of the faces, from 0. Files are ``.npz`` (with the faces' names), ``.npy``, or text with one
row a line (see `mien.triplets.formats.lines`). No rater is known.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError, listed
from mien.files import replacing
from mien.triplets.formats.judgments import Judgments, Tolerance, judged
from mien.triplets.formats.lines import Lines, read_lines, whole_number
from mien.triplets.questions import Questions
from mien.triplets.values import shows_a_face_twice
from mien.triplets.votes import Answers

_ANCHOR = ("reference", "ref", "head", "center", "centre", "target")
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "odd-one-out": {"i": ("first", "face1"), "j": ("second", "face2"), "odd": ("k", "oddone", "oddoneout")},
    "cblearn-order": {
        "anchor": _ANCHOR,
        "near": ("nearer", "closer", "positive", "winner"),
        "far": ("farther", "further", "negative", "loser"),
    },
    "cblearn-boolean": {
        "anchor": _ANCHOR,
        "first": ("left",),
        "second": ("right",),
        "response": ("answer", "firstnearer"),
    },
}
"""Kind -> its columns in their order, with other names that they may have in a header."""
KINDS = tuple(ROLES)
# Where nothing says how many faces there are, one mistyped number must not fill the memory with names.
MOST_FACES = 10_000_000
_TRUTH = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "-1": False, "-1.0": False}


def triplet_answers(questions: Questions, answers: Answers) -> np.ndarray:
    """(a, 3) int64, anchor, near, far of each answer: cblearn's ``list-order``."""
    return ordered(*boolean_answers(questions, answers))


def boolean_answers(questions: Questions, answers: Answers) -> tuple[np.ndarray, np.ndarray]:
    """cblearn's ``list-boolean``: (a, 3) int64 anchor, first, second; (a,) bool, whether first is nearer."""
    return questions.rows[answers.question], answers.choice == 0


def ordered(query: np.ndarray, response: np.ndarray) -> np.ndarray:
    """(a, 3) int64, anchor, near, far of cblearn's queries with their responses (True: first is nearer)."""
    query = np.asarray(query, dtype=np.int64)
    return np.where(np.asarray(response, dtype=bool)[:, None], query, query[:, [0, 2, 1]])


def odd_one_out_triplets(rows: np.ndarray) -> np.ndarray:
    """(2 r, 3) int64, triplets (i; j, k) and (j; i, k) for each of (r, 3) rows i, j, k with k the odd one.

    Those of one row follow each other.
    """
    rows = np.asarray(rows, dtype=np.int64).reshape(-1, 3)
    return np.stack([rows, rows[:, [1, 0, 2]]], axis=1).reshape(-1, 3)


def odd_one_out_rows(questions: Questions, answers: Answers) -> tuple[np.ndarray, int]:
    """Odd-one-out rows behind answers: of three faces, a rater put i to j rather than k, and j to i.

    Gives (r, 3) int64 i, j, k with k the odd one and i < j, in the order of their first answers; and how many
    answers have no counterpart and cannot be said this way.
    """
    waiting: Counter[tuple[str, int, int, int]] = Counter()
    found = []
    for rater, (anchor, near, far) in zip(
        answers.rater.tolist(), triplet_answers(questions, answers).tolist(), strict=True
    ):
        other = (rater, near, anchor, far)
        if waiting[other]:
            waiting[other] -= 1
            found.append((min(anchor, near), max(anchor, near), far))
        else:
            waiting[(rater, anchor, near, far)] += 1
    return np.array(found, dtype=np.int64).reshape(-1, 3), sum(waiting.values())


def read_numbers(
    path: str | Path,
    kind: str,
    face: np.ndarray | None = None,
    part: str = "",
    header: bool | None = None,
    count_from: int = 0,
) -> Judgments:
    """Read judgments that are whole numbers.

    Parameters
    ----------
    kind : ``"odd-one-out"`` (i, j, k with k the odd one), ``"cblearn-order"`` (anchor, near, far) or
        ``"cblearn-boolean"`` (anchor, first, second, and whether first is nearer: true/false, or 1/-1).
    face : (n,) str, what the numbers mean; the names in the file, or else the numbers themselves.
    part : part of the split that all questions belong to.
    header : whether the first line of a text file names columns; None if that is to be found out.
    count_from : the number of the first face, 0 or 1.

    Raises
    ------
    FormatError
        If the file cannot be read or holds something else; the message names the line of a text file.
    """
    path = Path(path)
    left_out: dict[str, int] = {}
    if path.suffix.lower() in (".npz", ".npy"):
        rows, response, named = _read_arrays(path, len(ROLES[kind]))
        lines = list(range(1, len(rows) + 1))
        face = named if face is None else face
    else:
        found = read_lines(path, ROLES[kind], header)
        rows, response = _of_text(path, found)
        lines, left_out = found.line, found.left_out
    rows, face = _numbered(path, rows, lines, face, count_from)
    same = np.flatnonzero(shows_a_face_twice(rows))
    if len(same):
        raise FormatError(path, f"a face is twice in {listed(face[rows[same[0]]])}", lines[same[0]])
    known = {}
    if response is not None:
        rows = ordered(rows, response)
    elif kind == "odd-one-out":
        known["given"] = np.repeat(np.arange(len(rows)), 2)
        rows, lines = odd_one_out_triplets(rows), np.repeat(lines, 2).tolist()
    judgments = judged(path, lines, rows, np.full(len(rows), ""), face, Tolerance(), part, **known)
    notes = tuple(f"{count} {what}" for what, count in left_out.items())
    return replace(judgments, notes=notes)


def _numbered(
    path: Path, rows: np.ndarray, lines: list[int], face: np.ndarray | None, count_from: int
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers as rows of the faces, and their names; numbers without faces are the names themselves."""
    first = count_from if face is not None else 0
    count = min(int(rows.max()) + 1, MOST_FACES) if face is None else len(face)
    wrong = np.flatnonzero(((rows < first) | (rows >= count + first)).any(axis=1))
    if len(wrong):
        there = f"they are numbers from 0, below {MOST_FACES:,}"
        if face is not None:
            there = f"there are {count}, numbered from {first}"
            if not first and rows.min() >= 1 and rows.max() == count:
                there += "; 0 never occurs and the last number does: counted from 1? Then say --count-from 1"
        raise FormatError(path, f"face {listed(rows[wrong[0]])} does not exist; {there}", lines[wrong[0]])
    names = np.arange(count).astype(np.str_) if face is None else np.asarray(face, dtype=np.str_)
    return rows - first, names


def write_numbers(path: str | Path, judgments: Judgments, kind: str) -> int:
    """Write judgments as whole numbers, rows of ``judgments.face``; declared repeats are left out.

    An ``.npz`` holds ``query`` (or ``rows``), ``response`` and ``face``, a ``.csv`` the numbers below a
    comment that names the columns.
    Returns how many answers could not be said this way. A DataError if nothing can be said this way, or the
    file ends with neither.
    """
    path = Path(path)
    if path.suffix.lower() not in (".npz", ".csv"):
        raise DataError(f"{path}: the name of the file to write must end with .npz or .csv")
    questions, answers = judgments.questions, judgments.answers
    left_out = int(answers.repeat.sum())
    answers = answers.take(np.flatnonzero(~answers.repeat))
    arrays: dict[str, Any]
    if kind == "odd-one-out":
        rows, alone = odd_one_out_rows(questions, answers)
        arrays, left_out = {"rows": rows}, left_out + alone
    elif kind == "cblearn-order":
        arrays = {"query": triplet_answers(questions, answers)}
    else:
        query, response = boolean_answers(questions, answers)
        arrays = {"query": query, "response": response}
    if not len(next(iter(arrays.values()))):
        raise DataError(f"{path}: none of the {left_out} answers can be written as {kind}")
    with replacing(path) as beside:
        if path.suffix.lower() == ".npz":
            with open(beside, "wb") as file:
                np.savez(file, face=np.asarray(judgments.face, dtype=np.str_), **arrays)
        else:
            columns = np.column_stack([value.astype(np.int64) for value in arrays.values()])
            # A comment, which NumPy skips: the first line could be taken for a header otherwise.
            np.savetxt(beside, columns, fmt="%d", delimiter=",", header=",".join(ROLES[kind]))
    return left_out


def _read_arrays(path: Path, width: int) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    try:
        loaded = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
        arrays = {"rows": loaded} if isinstance(loaded, np.ndarray) else dict(loaded)
    except (OSError, ValueError, EOFError, KeyError, NotImplementedError, zipfile.BadZipFile) as error:
        raise FormatError(
            path, f"cannot be read as NumPy arrays ({' '.join(str(error).split())[:120]})"
        ) from error
    rows, response, face = arrays.get("rows", arrays.get("query")), arrays.get("response"), arrays.get("face")
    if rows is None:
        raise FormatError(path, f"no array query or rows; there are {listed(arrays)}")
    if width == 4 and response is None and rows.ndim == 2 and rows.shape[1] == 4:
        rows, response = rows[:, :3], rows[:, 3]
    if np.issubdtype(rows.dtype, np.floating) and rows.size and (rows == np.round(rows)).all():
        rows = rows.astype(np.int64)
    if rows.ndim != 2 or rows.shape[1] != 3 or not len(rows) or not np.issubdtype(rows.dtype, np.integer):
        raise FormatError(
            path, f"rows have shape {rows.shape} of {rows.dtype}; expected (m, 3) whole numbers"
        )
    if (response is None) != (width == 3):
        raise FormatError(path, "cblearn-boolean needs responses, the other kinds have none")
    if response is not None:
        if response.shape != (len(rows),) or not np.isin(response, (-1, 0, 1)).all():
            raise FormatError(path, f"responses must be {len(rows)} values true or false, or 1 and -1")
        response = response > 0
    return rows.astype(np.int64), response, None if face is None else face.astype(np.str_)


def _of_text(path: Path, lines: Lines) -> tuple[np.ndarray, np.ndarray | None]:
    """(r, 3) numbers and, of four columns, (r,) responses."""
    rows, response = np.zeros((len(lines.values), 3), dtype=np.int64), []
    for place, (values, line) in enumerate(zip(lines.values, lines.line, strict=True)):
        found = [whole_number(value) for value in values[:3]]
        numbers = [number for number in found if number is not None and abs(number) < 2**63]
        if len(numbers) < len(found):
            what = f"{' '.join(values[:3])[:60]!r} are not whole numbers of at most 64 bits"
            raise FormatError(path, what, line)
        rows[place] = numbers
        for value in values[3:]:
            if value.lower() not in _TRUTH:
                raise FormatError(path, f"response {value!r}; expected true or false, 1 or -1", line)
            response.append(_TRUTH[value.lower()])
    return rows, np.array(response) if response else None
