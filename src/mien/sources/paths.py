"""The files of a source, and the names that they give: short, and never the same for two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from mien.errors import FormatError


@dataclass(frozen=True)
class Found:
    """A file that a source reads.

    Attributes
    ----------
    path : where it is.
    below : its path below the folder that was asked for, with ``/``; its name alone where a file was.
    name : what it gives its recording, picture or person: see `short_names`.
    """

    path: Path
    below: str
    name: str


def found_files(paths: Sequence[Path], folder: Path | None = None) -> list[Found]:
    """Files with the names that they give.

    Parameters
    ----------
    folder : that was asked for; the innermost one that all the files are in if None.
    """
    below = below_common(paths) if folder is None else [path.relative_to(folder).as_posix() for path in paths]
    # A picture p01/a.jpg and a picture p01/a.png are told apart by their endings alone.
    bare = [str(PurePosixPath(name).with_suffix("")) for name in below]
    told = [name if bare.count(short) > 1 else short for name, short in zip(below, bare, strict=True)]
    named = short_names(told)
    return [Found(path, name, named[of]) for path, name, of in zip(paths, below, told, strict=True)]


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The shortest ending of each path that no other path has: its last part, or so many more as are needed.

    Paths whose last part is the same get as many parts each: of ``a/p1/x``, ``a/p2/x`` and ``a/p1/y`` these
    are ``p1/x``, ``p2/x`` and ``y``.

    Parameters
    ----------
    paths : with ``/`` between their parts; the same path twice counts once.
    """
    groups: dict[str, list[tuple[str, ...]]] = {}
    for path in dict.fromkeys(paths):
        parts = PurePosixPath(path).parts
        groups.setdefault(parts[-1], []).append(parts)
    names = {}
    for group in groups.values():
        deepest = max(map(len, group))
        length = next(k for k in range(1, deepest + 1) if len({parts[-k:] for parts in group}) == len(group))
        for parts in group:
            names[str(PurePosixPath(*parts))] = "/".join(parts[-length:]).lstrip("/")
    return {path: names[str(PurePosixPath(path))] for path in paths}


def below_common(paths: Sequence[PurePath]) -> list[str]:
    """Paths below the innermost folder that all of them are in; as they are where there is no such folder."""
    if not paths:
        return []
    parents = {path.parent for path in paths}
    base = paths[0].parent
    while not all(parent.is_relative_to(base) for parent in parents):
        if base == base.parent:
            return [path.as_posix() for path in paths]
        base = base.parent
    return [path.relative_to(base).as_posix() for path in paths]


def files_of(path: str | Path, endings: Sequence[str]) -> list[Path]:
    """The file, or all of a folder and those below it with such an ending; a FormatError if there is none."""
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FormatError(path, "there is no such file or folder")
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in endings and file.is_file())
    if not files:
        raise FormatError(path, f"there is no {' or '.join(endings)} file")
    return files


def folder_of(path: str | Path) -> Path | None:
    """The path where it is a folder; None where it is a file, whose name alone then tells what is in it."""
    return Path(path) if Path(path).is_dir() else None
