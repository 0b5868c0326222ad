"""A file of faces encoded by one core, whole or not at all: what one machine does, and each of many."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path

from mien.errors import MienError, RunError
from mien.inference.encode import encode_source
from mien.models.trained import ExpressionModel, load_model
from mien.runs.record import Count, Record
from mien.sources.asked import Asked
from mien.sources.opening import LOG


class Finished(Record):
    """``NAME.json``: a partition that is done, and of which file.

    Attributes
    ----------
    bytes, modified : size of the file of faces, and when it was last changed, in nanoseconds.
    faces : rows of the latents.
    notes : what was left out.
    """

    bytes: Count
    modified: int
    faces: Count
    seconds: float
    notes: list[str] = []


@dataclass(frozen=True)
class Partition:
    """A file of faces, and where its latents go."""

    name: str
    asked: Asked
    out: Path
    missing_neutral: str

    @property
    def record(self) -> Path:
        """Says that it is done."""
        return self.out.with_suffix(".json")

    def stands(self) -> Finished | None:
        """What is there of the file as it is now; None where nothing is, or of another one."""
        if not self.out.exists() or not self.record.exists():
            return None
        try:
            found = Finished.read(self.record)
        except RunError:
            return None
        size, modified = _state(Path(self.asked.spec))
        return found if (found.bytes, found.modified) == (size, modified) else None


@dataclass(frozen=True)
class Outcome:
    """What became of a partition: how many faces, or why none."""

    name: str
    faces: int = 0
    error: str = ""
    notes: tuple[str, ...] = ()


class Encoder:
    """Encodes partitions with a model that is loaded once; the same on one machine and on Ray.

    Parameters
    ----------
    model : its folder.
    """

    def __init__(self, model: Path, device: str = "auto") -> None:
        self.model: ExpressionModel = load_model(model, device)

    def __call__(self, partition: Partition) -> Outcome:
        """Write the latents of a partition and then its record; what is wrong with it is in the outcome."""
        import torch

        before, threads = _state(Path(partition.asked.spec)), torch.get_num_threads()
        heard, begun = _Heard(), time.monotonic()
        LOG.addHandler(heard)
        LOG.propagate, propagated = False, LOG.propagate
        others = [one for one in LOG.handlers if one is not heard]
        for one in others:
            LOG.removeHandler(one)
        # A core each. Where PyTorch encodes, the last bits of a product may hang on the number of threads.
        torch.set_num_threads(1)
        try:
            faces = encode_source(
                self.model, partition.asked, partition.out, partition.missing_neutral, threads=1
            )
            Finished(
                bytes=before[0],
                modified=before[1],
                faces=faces,
                seconds=round(time.monotonic() - begun, 3),
                notes=heard.lines,
            ).write(partition.record)
        except MienError as error:
            return Outcome(partition.name, error=" ".join(str(error).split()), notes=tuple(heard.lines))
        finally:
            torch.set_num_threads(threads)
            LOG.removeHandler(heard)
            LOG.propagate = propagated
            for one in others:
                LOG.addHandler(one)
        return Outcome(partition.name, faces, notes=tuple(heard.lines))


class _Heard(logging.Handler):
    """Keeps what the readers tell of."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _state(path: Path) -> tuple[int, int]:
    """Size of a file and when it was last changed; nothing of one that is gone."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
