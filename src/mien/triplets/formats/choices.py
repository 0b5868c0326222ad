"""What a column of choices means: names of faces, places in a list, sides, or words that somebody
explains."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from mien.errors import FormatError
from mien.tabular import Columns
from mien.triplets.formats.stimuli import picture

_WORDS = {
    "as first and second": {"first": 0, "second": 1},
    "as 0 for the first, 1 for the second": {"0": 0, "1": 1, "0.0": 0, "1.0": 1},
    "as 1 for the first, 2 for the second": {"1": 0, "2": 1, "1.0": 0, "2.0": 1},
}


def chosen_of(
    table: Columns,
    name: str,
    stimuli: np.ndarray,
    first_left: np.ndarray,
    choices: Mapping[str, str],
    path: Path,
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Which face was chosen, by the one meaning that explains all choices of the file.

    Parameters
    ----------
    name : column of the choice.
    stimuli : (3, a) str, anchor, first and second.
    first_left : (a,) int64; 1 the first face was on the left, 0 on the right, -1 unknown.
    choices : ``first`` or ``second`` -> the word for it, instead of finding out.

    Returns
    -------
    (a,) int64, 0 first, 1 second, -1 neither; and the meaning where it is not by name, as a line to tell.

    Raises
    ------
    FormatError
        If two meanings explain as many choices, and differ.
    """
    # PsychoPy writes what was clicked as a list: ['left'].
    said = [text.strip("[]'\" ") for text in table.text[name]]
    if choices:
        word = {
            choices[role].lower(): place for place, role in enumerate(("first", "second")) if role in choices
        }
        return np.array([word.get(text.lower(), -1) for text in said], dtype=np.int64), ()
    found = {"by name": _by_name(said, stimuli)}
    for how, words in _WORDS.items():
        found[how] = np.array([words.get(text.lower(), -1) for text in said], dtype=np.int64)
    found["as left and right"] = _by_side(said, first_left)
    explained = {how: int((choice >= 0).sum()) for how, choice in found.items()}
    most = max(explained.values())
    if not most:
        return found["by name"], ()
    best = [how for how, count in explained.items() if count == most]
    if any((found[how] != found[best[0]]).any() for how in best[1:]):
        raise FormatError(
            path,
            f"column {name} could be read {' or '.join(best)}; say which with --choices first=…,second=…",
            table.line[0],
        )
    told = () if best[0] == "by name" else (f"choices of {name} read {best[0]}",)
    return found[best[0]], told


def _by_name(said: list[str], stimuli: np.ndarray) -> np.ndarray:
    found = np.full(len(said), -1, dtype=np.int64)
    for row, text in enumerate(said):
        pair = stimuli[1:, row].tolist()
        if text in pair:
            found[row] = pair.index(text)
        elif text and picture(text) in (names := [picture(one) for one in pair]):
            found[row] = names.index(picture(text))
    return found


def _by_side(said: list[str], first_left: np.ndarray) -> np.ndarray:
    words = {"left": 1, "right": 0, "arrowleft": 1, "arrowright": 0}
    side = np.array([words.get(text.lower(), -1) for text in said], dtype=np.int64)
    known = (side >= 0) & (first_left >= 0)
    return np.where(known, np.where(side == first_left, 0, 1), -1)
