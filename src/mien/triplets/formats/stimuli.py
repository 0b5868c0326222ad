"""What an experiment calls its stimuli, and which faces they are.

A stimulus is the face of its name. Else it is named by its picture: the ``src`` of the first ``<img>`` of
HTML, of an address or path the last part without the ending of a picture or film. Faces of the data are known
by the same rule, where only one of them has that name.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from mien.errors import FormatError, listed

_IMAGE = re.compile(
    r"<(?:img|source|video|image)\b[^>]*?\b(?:src|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I
)
_ENDING = re.compile(r"\.(png|jpe?g|webp|gif|bmp|svg|tiff?|avif|mp4|webm|mov)$", re.IGNORECASE)


def picture(text: str) -> str:
    """The name of a stimulus's picture: last part of its path, without the picture's ending."""
    text = html.unescape(text.strip())
    found = _IMAGE.search(text)
    if found:
        text = next(group for group in found.groups() if group is not None).strip()
    elif "<" in text:
        text = re.sub(r"<[^>]*>", "", text).strip()
    if not re.search(r"[/\\]|:|\?|#", text) and not _ENDING.search(text):
        return text
    path = unquote(re.split(r"[?#]", text, maxsplit=1)[0]) if "/" in text or "?" in text else text
    return _ENDING.sub("", re.split(r"[/\\]", path.rstrip("/\\"))[-1])


def faces_of(
    path: Path, stimuli: Sequence[str], line: Sequence[int], face: np.ndarray | None, count_from: int = 0
) -> tuple[np.ndarray, np.ndarray, str]:
    """Rows of the faces that stimuli are, the faces, and how they were matched where that is to be said.

    Parameters
    ----------
    stimuli, line : (m,) what the file calls them, and where.
    face : (n,) str, the faces there are; None takes what the stimuli name.
    count_from : number of the first face, where stimuli are numbers and no face is named by one.

    Returns
    -------
    (m,) int64, -1 for a stimulus that is no face; (n,) str; str, empty where names are as in the data.

    Raises
    ------
    FormatError
        If no `face` is given and two different stimuli have the same picture's name.
    """
    texts = list(dict.fromkeys(stimuli))
    if face is None:
        named = {text: picture(text) for text in texts}
        counts = Counter(named.values())
        for text, number in zip(stimuli, line, strict=True):
            if counts[named[text]] > 1:
                same = [other for other in texts if named[other] == named[text]]
                raise FormatError(
                    path,
                    f"{listed(same)} would both be face {named[text]}; give the faces with --data",
                    number,
                )
        faces = np.unique(np.array(list(named.values()), dtype=np.str_))
        place = {name: row for row, name in enumerate(faces.tolist())}
        return np.array([place[named[text]] for text in stimuli], dtype=np.int64), faces, ""
    faces = np.asarray(face, dtype=np.str_)
    exact = {name: row for row, name in enumerate(faces.tolist())}
    numbers = [int(text) if re.fullmatch(r"\d{1,9}", text) else -1 for text in texts]
    if texts and min(numbers) >= 0 and not any(text in exact for text in texts):
        rows = {text: number - count_from for text, number in zip(texts, numbers, strict=True)}
        found = [rows[text] if 0 <= rows[text] < len(faces) else -1 for text in stimuli]
        return np.array(found, dtype=np.int64), faces, f"stimuli are numbers of faces, from {count_from}"
    pictures = [picture(name) for name in faces.tolist()]
    counts = Counter(pictures)
    by_picture = {name: row for row, name in enumerate(pictures) if counts[name] == 1}
    found_of, by_name = {}, 0
    for text in texts:
        row = exact.get(text, exact.get(picture(text), by_picture.get(picture(text), -1)))
        by_name += row >= 0 and text not in exact
        found_of[text] = row
    how = f"{by_name} stimuli are known by their picture's name" if by_name else ""
    return np.array([found_of[text] for text in stimuli], dtype=np.int64), faces, how
