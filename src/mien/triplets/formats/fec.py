"""Google's facial expression comparison files (FEC): of three images, which is least like the other two.

No header (one that was added can be skipped); 15 columns (url, left, right, top, bottom of each image), the
kind of triplet, then pairs of an annotator's id and answer, 1 to 3. An answer k makes two judgments: either
of the others looks more like the other than like k.
"""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np

from mien.errors import FormatError
from mien.tabular import iter_rows
from mien.triplets.formats.judgments import Judgments, Tolerance, judged
from mien.triplets.formats.lines import whole_number
from mien.triplets.formats.numbers import odd_one_out_triplets

KINDS = ("ONE_CLASS_TRIPLET", "TWO_CLASS_TRIPLET", "THREE_CLASS_TRIPLET")
_FIXED = 16


def read_fec(
    path: str | Path, part: str = "", tolerance: Tolerance | None = None, header: bool | None = None
) -> Judgments:
    """Read an FEC file; faces are named ``url#left,right,top,bottom``.

    Parameters
    ----------
    part : part of the split that the whole file is, for example ``"train"``.
    tolerance : what to do with an annotator's second answer; an error where left out.
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
    names = np.array(list(place), dtype=np.str_)
    rater = np.array(list(rater_code), dtype=np.str_)[np.repeat(raters, 2)]
    judgments = odd_one_out_triplets(np.frombuffer(odd, dtype=np.int64))
    given = np.repeat(np.arange(len(lines)), 2)
    return judged(
        path, np.repeat(lines, 2), judgments, rater, names, tolerance or Tolerance(), part, given=given
    )


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
