"""Latents of a corpus: a folder of faces tables, a partition each, on this machine or on many by Ray."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from mien.errors import ConfigError, DataError, RunError
from mien.inference.partitions import Encoder, Outcome, Partition
from mien.models.stored import DESCRIPTION, TENSORS
from mien.models.trained import load_model
from mien.runs.record import Record
from mien.sources.asked import Asked
from mien.sources.opening import tell

ENGINES = ("local", "ray")
SUFFIX = ".parquet"
Counted = Callable[[int, int | None], None]


class CorpusInfo(Record):
    """``corpus.json``: what the latents of a folder were made with."""

    FILE: ClassVar[str] = "corpus.json"

    model_sha256: str
    missing_neutral: str
    options: dict[str, str] = {}


def encode_corpus(
    model: str | Path,
    asked: Asked | str,
    out: str | Path,
    missing_neutral: str = "error",
    engine: str = "local",
    device: str = "auto",
    counted: Counted | None = None,
) -> int:
    """Write the latents of a folder of faces tables, a file a partition, equal to the bit on every engine.

    A partition is encoded by `mien.inference.encode.encode_source` alone, by one core: it holds its people's
    neutral faces. One that is done is not done again, by whichever engine: a restart goes on. One that
    cannot be encoded stops no other.

    Parameters
    ----------
    model : folder of a trained model; on Ray, where every machine finds it, as `asked` and `out`.
    asked : folder of ``.parquet`` files, with the options of reading them.
    out : folder, for ``NAME.parquet`` of each and a record beside it.
    engine : one of `ENGINES`.
    counted : told how many partitions are done, of how many.

    Returns
    -------
    int
        Number of faces, those that were done before included.

    Raises
    ------
    ConfigError
        If the engine is not known, or Ray is not installed.
    DataError
        If there are no partitions, or some cannot be encoded: which, and why the first.
    RunError
        If the folder holds latents of another model.
    """
    if engine not in ENGINES:
        raise ConfigError(f"no engine is called {engine!r}; there are {' and '.join(ENGINES)}")
    asked, folder = Asked.of(asked), Path(out)
    partitions = _partitions(asked, folder, missing_neutral)
    _claimed(folder, _digest(Path(model)), missing_neutral, asked)
    done = {one.name: found for one in partitions if (found := one.stands()) is not None}
    left = [one for one in partitions if one.name not in done]
    faces, failed = sum(one.faces for one in done.values()), []
    told = counted or (lambda so_far, of: None)
    told(len(done), len(partitions))
    for number, outcome in enumerate(_outcomes(engine, Path(model), left, device), 1):
        tell(tuple(f"{outcome.name}: {note}" for note in outcome.notes))
        faces += outcome.faces
        failed += [outcome] if outcome.error else []
        told(len(done) + number, len(partitions))
    if failed:
        failed.sort(key=lambda one: one.name)
        names = ", ".join(one.name for one in failed[:5]) + (" …" if len(failed) > 5 else "")
        raise DataError(
            f"{len(failed)} of {len(partitions)} partitions cannot be encoded ({names}); the first: "
            f"{failed[0].error}; the others are kept: mend these and start the command again"
        )
    return faces


def _outcomes(engine: str, model: Path, left: list[Partition], device: str) -> Iterable[Outcome]:
    if engine == "ray" and left:
        from mien.inference.on_ray import outcomes

        return outcomes(model, left, device)
    encode = Encoder(model, device) if left else None
    return (encode(one) for one in left) if encode is not None else ()


def _partitions(asked: Asked, out: Path, missing_neutral: str) -> list[Partition]:
    folder = Path(asked.spec.removeprefix("parquet:"))
    if not folder.is_dir():
        raise ConfigError(f"{folder}: a corpus is a folder of {SUFFIX} files, a partition each")
    if out.exists() and folder.resolve() == out.resolve():
        raise ConfigError(f"{out}: the faces are there; name another folder for their latents")
    files = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    if not files:
        raise DataError(f"{folder}: no {SUFFIX} file is there")
    return [
        Partition(path.name, Asked(str(path), asked.options), out / path.name, missing_neutral)
        for path in files
    ]


def _claimed(out: Path, digest: str, missing_neutral: str, asked: Asked) -> None:
    options = {name: repr(value) for name, value in asked.options.items()}
    now = CorpusInfo(model_sha256=digest, missing_neutral=missing_neutral, options=options)
    path = out / CorpusInfo.FILE
    if not path.exists():
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise RunError(f"{out}: already there and no folder of latents; name another --out")
        now.write(path)
    elif CorpusInfo.read(path) != now:
        raise RunError(
            f"{out}: holds latents of another model, or of faces read in another way; name another --out"
        )


def _digest(model: Path) -> str:
    folder = model.parent if model.name == TENSORS else model
    digest = hashlib.sha256()
    for name in (TENSORS, DESCRIPTION):
        try:
            digest.update((folder / name).read_bytes())
        except OSError:
            # Which says what is wrong with it.
            load_model(model)
    return digest.hexdigest()
