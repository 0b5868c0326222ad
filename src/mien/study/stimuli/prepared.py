"""The copies of all pictures of a folder, made ahead, and what is the same for all: kind, size and length.

They lie in ``stimuli/copies``, each called as the picture's file, with ``copies.json`` beside them. All of it
follows from the pictures and can be made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mien.errors import DataError, RunError, listed
from mien.files import replacing, write_json
from mien.study.stimuli.copies import clip_copies, packed, picture_copies, unpacked
from mien.study.stimuli.store import Stimulus, fault, read_stimuli

FOLDER, INDEX = "copies", "copies.json"
SCHEMA = 1
CLIP, PICTURE = "clip", "picture"


@dataclass(frozen=True)
class Prepared:
    """What a server needs to know.

    Attributes
    ----------
    kind : ``"picture"`` or ``"clip"``, of all stimuli of the folder.
    width, height : pixels of all copies.
    lengths : file of a picture -> bytes of its longest copy.
    """

    kind: str = PICTURE
    width: int = 1
    height: int = 1
    lengths: Mapping[str, int] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Of every copy."""
        return max(self.lengths.values(), default=0)


def prepare_copies(folder: Path, progress: Callable[[int, int], None] | None = None) -> Prepared:
    """Make the copies that are not there yet; pictures that are missing or damaged are passed over.

    Parameters
    ----------
    folder : of stimuli.
    progress : called with pictures done and in all, where something is to be done.

    Raises
    ------
    DataError
        If the folder holds both pictures and clips: which of the two it is would tell a question.
    RunError, FormatError
        If the index of the stimuli cannot be read, or the copies cannot be written.
    """
    shown = {one.file: one for one in read_stimuli(folder).faces.values()}
    before = read_prepared(folder)
    kind, size = _kind(shown), (before.width, before.height)
    if not before.lengths or kind != before.kind:
        size = _size(shown)
    lengths = dict(before.lengths) if (kind, *size) == (before.kind, before.width, before.height) else {}
    there = {file for file in lengths if (folder / FOLDER / file).is_file()}
    lengths = {file: lengths[file] for file in there}
    missing = [file for file in shown if file not in there and not fault(folder / file)]
    try:
        for done, file in enumerate(missing, 1):
            lengths[file] = _make(folder, file, kind, size)
            if progress is not None:
                progress(done, len(missing))
        made = Prepared(kind, *size, dict(sorted(lengths.items())))
        if made != before:
            write_json(folder / INDEX, {"schema": SCHEMA, **asdict(made)})
    except OSError as error:
        raise RunError(f"{folder}: copies of the pictures cannot be written ({error.strerror})") from error
    return made


def read_prepared(folder: Path) -> Prepared:
    """What is known of the copies of a folder; nothing where there are none, or of another version."""
    try:
        found = json.loads((folder / INDEX).read_text("utf-8"))
        if found.pop("schema") != SCHEMA:
            return Prepared()
        return Prepared(**found)
    except FileNotFoundError:
        return Prepared()
    except OSError as error:
        raise RunError(f"{folder / INDEX}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError):
        return Prepared()


def copies_file(folder: Path, file: str) -> Path:
    """Where the copies of a picture are."""
    return folder / FOLDER / file


def _make(folder: Path, file: str, kind: str, size: tuple[int, int]) -> int:
    make = clip_copies if kind == CLIP else picture_copies
    path = copies_file(folder, file)
    copies = make((folder / file).read_bytes(), size)
    with replacing(path) as beside:
        beside.write_bytes(packed(copies))
    return unpacked(path.read_bytes(), str(path)).longest


def _kind(shown: Mapping[str, Stimulus]) -> str:
    clips = sorted(file for file in shown if file.endswith(f".{CLIP}"))
    if clips and len(clips) < len(shown):
        raise DataError(
            f"the stimuli hold clips ({listed(clips)}) and still pictures; a study shows one of the two"
        )
    return CLIP if clips else PICTURE


def _size(shown: Mapping[str, Stimulus]) -> tuple[int, int]:
    """One frame for all pictures: as wide as the widest, as high as the highest."""
    if not shown:
        return 1, 1
    return max(one.width for one in shown.values()), max(one.height for one in shown.values())
