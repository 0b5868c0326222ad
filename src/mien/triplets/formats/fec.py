"""Google's facial expression comparison files (FEC): of three images, which is least like the other two.

No header (one that was added can be skipped); 15 columns (url, left, right, top, bottom of each image), the
kind of triplet, then pairs of an annotator's id and answer, 1 to 3. An answer k makes two judgments: either
of the others looks more like the other than like k.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path

import numpy as np

from mien.delimited import iter_rows
from mien.errors import FormatError, listed
from mien.triplets.formats.judgments import Judgments, Tolerance, judged
from mien.triplets.formats.lines import whole_number
from mien.triplets.formats.numbers import odd_one_out_triplets
from mien.triplets.formats.stimuli import faces_of

KINDS = ("ONE_CLASS_TRIPLET", "TWO_CLASS_TRIPLET", "THREE_CLASS_TRIPLET")
_FIXED = 16


def read_fec(
    path: str | Path,
    part: str = "",
    tolerance: Tolerance | None = None,
    header: bool | None = None,
    face: np.ndarray | None = None,
) -> Judgments:
    """Read an FEC file; faces are named ``url#left,right,top,bottom``.

    Parameters
    ----------
    part : part of the split that the whole file is, for example ``"train"``.
    tolerance : what to do with an annotator's second answer, and with images that are no face (`unknown`).
    face : (n,) str, the faces that the images are matched to (see `mien.triplets.formats.stimuli`); the
        images are the faces if None.
    header : the first line is one, to be skipped; None refuses what looks like one.

    Raises
    ------
    FormatError
        If the file cannot be read, a line is cut off, or an answer is not 1 to 3; the message names the line.
    """
    path = Path(path)
    place: dict[str, int] = {}
    rater_code: dict[str, int] = {}
    # Half a million lines make several million answers: numbers, not lists of strings.
    odd, raters, lines = array("q"), array("q"), array("q")
    rows = iter_rows(path)
    if header:
        next(rows, None)
    for row, line in rows:
        # Excel fills all lines up to the longest one.
        while row and not row[-1].strip():
            row.pop()
        if header is None and not odd and _is_header(row):
            raise FormatError(path, "the first line names columns; skip it with --header yes", line)
        faces = [place.setdefault(name, len(place)) for name in _images(path, row, line)]
        for rater, answer in zip(row[_FIXED::2], row[_FIXED + 1 :: 2], strict=True):
            if answer.strip() not in ("1", "2", "3"):
                raise FormatError(path, f"answer {answer!r}; expected 1, 2 or 3", line)
            said = int(answer) - 1
            odd.extend((*faces[:said], *faces[said + 1 :], faces[said]))
            raters.append(rater_code.setdefault(rater.strip(), len(rater_code)))
            lines.append(line)
    if not odd:
        raise FormatError(path, "there are no answers in this file")
    who = np.array(list(rater_code), dtype=np.str_)[raters]
    said_odd = np.frombuffer(odd, dtype=np.int64).reshape(-1, 3)
    line_of = np.frombuffer(lines, dtype=np.int64)
    return _judgments(path, list(place), said_odd, who, line_of, face, tolerance or Tolerance(), part)


def _judgments(
    path: Path, images: list[str], rows: np.ndarray, rater: np.ndarray, line: np.ndarray,
    face: np.ndarray | None, tolerance: Tolerance, part: str,
) -> Judgments:  # fmt: skip
    left_out: dict[str, int] = {}
    names = np.array(images, dtype=np.str_)
    notes: tuple[str, ...] = ()
    if face is not None:
        place, names, how = faces_of(path, images, [1] * len(images), face)
        rows, asked = place[rows], rows
        notes = (how,) if how else ()
        here = (rows >= 0).all(axis=1)
        if not here.all():
            lost = [images[number] for number in np.unique(asked[rows < 0]).tolist()]
            what = f"images that are no face of the data: {listed(lost, 3)}"
            if tolerance.unknown == "error":
                gone = int((~here).sum())
                way_out = f"{gone} answers name such; leave them out with --on-unknown drop"
                raise FormatError(path, f"{len(lost)} {what}; {way_out}", int(line[here.argmin()]))
            left_out[f"answers about {len(lost)} {what}"] = int((~here).sum())
        rows, rater, line = rows[here], rater[here], line[here]
        if not len(rows):
            raise FormatError(path, "no answer is about faces of the data")
    given = np.repeat(np.arange(len(rows)), 2)
    found = judged(
        path,
        np.repeat(line, 2),
        odd_one_out_triplets(rows),
        np.repeat(rater, 2),
        names,
        tolerance,
        part,
        given=given,
    )
    return replace(found, left_out={**left_out, **found.left_out}, notes=notes)


def _is_header(row: list[str]) -> bool:
    """All of the first image's five values are of the same kind, words or numbers; an image's never are."""
    numbers = [whole_number(value.strip()) is not None for value in row[:5]]
    return len(row) >= 5 and (all(numbers) or not any(_is_float(value) for value in row[1:5]))


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _images(path: Path, row: list[str], line: int) -> list[str]:
    if len(row) <= _FIXED or len(row) % 2:
        raise FormatError(
            path,
            f"{len(row)} values; expected 15 of the images, the kind, and pairs of annotator and answer",
            line,
        )
    if row[15].strip() not in KINDS:
        raise FormatError(path, f"kind {row[15]!r}; expected one of {', '.join(KINDS)}", line)
    names = []
    for start in (0, 5, 10):
        url, *box = (value.strip() for value in row[start : start + 5])
        try:
            numbers = [float(value) for value in box]
        except ValueError:
            raise FormatError(path, f"the box {','.join(box)!r} is not four numbers", line) from None
        if not url or not np.isfinite(numbers).all():
            raise FormatError(path, "an image has no address or no box", line)
        names.append(f"{url}#{','.join(box)}")
    if len(set(names)) < 3:
        raise FormatError(path, "an image is there twice in one line", line)
    return names
