"""Where faces come from: a source is one file of this room and one line of `SOURCES`."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from mien.registry import Registry

FOLDER = "folder"


@dataclass(frozen=True)
class Source:
    """One kind of source.

    Attributes
    ----------
    at : its module, which has a section `Options` (a `mien.sources.stream.Reading`) and a function
        ``open_source(path, options) -> Stream``; imported when it is used.
    title : what people call it.
    summary : what it reads, for lists and docs.
    place : what stands after ``KIND:`` on the command line; nothing for a built-in set.
    reads : file endings with their dot that it reads, and `FOLDER`.
    suffix : file ending by which it is known without its kind.
    """

    at: str
    title: str
    summary: str
    place: str = ""
    reads: tuple[str, ...] = ()
    suffix: str = ""

    def module(self) -> ModuleType:
        """The source's module."""
        return importlib.import_module(self.at)


SOURCES: Registry[Source] = Registry(
    "source",
    {
        "builtin": Source("mien.sources.builtin", "the built-in set", "the synthetic posed set below"),
        "builtin-spontaneous": Source(
            "mien.sources.builtin_spontaneous",
            "the built-in video",
            "[synthetic video](spontaneous.md) with coded action units",
        ),
        "bu3dfe": Source("mien.sources.bu3dfe", "BU-3DFE", "a BU-3DFE folder", "DIR", (FOLDER,)),
        "bp4d": Source("mien.sources.bp4d", "BP4D", "a BP4D-Spontaneous folder", "DIR", (FOLDER,)),
        "bu4dfe": Source("mien.sources.bu4dfe", "BU-4DFE", "a BU-4DFE folder", "DIR", (FOLDER,)),
        "openface": Source(
            "mien.sources.openface",
            "OpenFace",
            "a CSV file of OpenFace, or a folder of them",
            "PATH",
            (".csv", ".txt", FOLDER),
        ),
        "pyfeat": Source(
            "mien.sources.pyfeat",
            "py-feat",
            "a Fex CSV file of py-feat, or a folder of them",
            "PATH",
            (".csv", FOLDER),
        ),
        "mediapipe": Source(
            "mien.sources.mediapipe",
            "MediaPipe",
            "MediaPipe's face mesh as `.npy`, `.npz` or JSON",
            "FILE",
            (".npy", ".npz", ".json"),
        ),
        "pts": Source(
            "mien.sources.pts",
            "iBUG",
            "an iBUG `.pts` file, or a folder of them",
            "PATH",
            (".pts", FOLDER),
            ".pts",
        ),
        "deepmvlm": Source(
            "mien.sources.deepmvlm",
            "Deep-MVLM",
            "a text file of Deep-MVLM, or a folder of them",
            "PATH",
            (".txt", FOLDER),
        ),
        "points": Source(
            "mien.sources.points",
            "dlib, face-alignment",
            "points in pixels, `.npy` or `.json`",
            "FILE",
            (".npy", ".json"),
        ),
        "npz": Source("mien.sources.npz", ".npz", "the generic file", "FILE", (".npz",), ".npz"),
        "parquet": Source(
            "mien.sources.parquet",
            "Parquet",
            "Mien's own faces table, or one that pandas or R wrote anew, `.csv` too",
            "FILE",
            (".parquet", ".csv"),
            ".parquet",
        ),
    },
)


def forms() -> str:
    """What `--data` takes, in words."""
    words = [kind for kind, source in SOURCES.items() if not source.place]
    kinds = [kind for kind, source in SOURCES.items() if source.place]
    files = [f"FILE{source.suffix}" for source in SOURCES.values() if source.suffix]
    ways = [*words, f"KIND:PATH (KIND is {', '.join(kinds[:-1])} or {kinds[-1]})", *files]
    return f"{', '.join(ways[:-1])} or {ways[-1]}"


def kinds_of(path: str | Path) -> list[str]:
    """Kinds that read such a path, by its ending or because it is a folder; the likeliest first."""
    path = Path(path)
    what = FOLDER if path.is_dir() else path.suffix.lower()
    kinds = [kind for kind, source in SOURCES.items() if what in source.reads]
    return sorted(kinds, key=lambda kind: SOURCES[kind].suffix != what)
