"""Files that commands read and write: there before any work begins, and ``-`` for the standard streams."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mien.errors import ConfigError, FormatError, MienError, ModelFileError

DASH = "-"
STDIN, STDOUT = "standard input", "standard output"
# How a file begins whose ending nobody can see.
_BEGINNINGS = ((b"PAR1", ".parquet"), (b"PK", ".npz"), (b"{", ".json"), (b"[", ".json"))


@dataclass(frozen=True)
class Reads:
    """Marks a parameter whose file the command reads.

    Attributes
    ----------
    suffix : of what comes from standard input, where it is not told by how it begins.
    """

    suffix: str = ".csv"


@dataclass(frozen=True)
class Writes:
    """Marks a parameter whose file the command writes, and as what it goes to standard output."""

    suffix: str = ".csv"


@dataclass(frozen=True)
class ReadsModel:
    """Marks a parameter that names a trained model."""


READS, READS_MODEL, WRITES, WRITES_FACES = Reads(), ReadsModel(), Writes(), Writes(".parquet")


class Streams:
    """The standard streams of one command, as files of a folder that is gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        self._out: Path | None = None

    @property
    def writes(self) -> bool:
        """Whether a file goes to standard output, so that nothing else may."""
        return self._out is not None

    def read(self, suffix: str = ".csv") -> Path:
        """Standard input as a file.

        A ConfigError if another parameter took it already.
        """
        if STDIN in self.names.values():
            raise ConfigError("- is standard input, which can be read once; name a file for the others")
        source: BinaryIO = sys.stdin.buffer
        start = source.read(4)
        ending = next((end for begin, end in _BEGINNINGS if start.lstrip().startswith(begin)), suffix)
        path = self._file(f"stdin{ending}", STDIN)
        with path.open("wb") as file:
            file.write(start)
            shutil.copyfileobj(source, file)
        return path

    def write(self, suffix: str) -> Path:
        """A file whose bytes go to standard output when the command is done."""
        if self.writes:
            raise ConfigError("- is standard output, which takes one file; name a file for the others")
        if suffix != ".csv" and sys.stdout.isatty():
            raise ConfigError(f"- would print {suffix} on the terminal; name a file, or pipe it on")
        self._out = self._file(f"stdout{suffix}", STDOUT)
        return self._out

    def _file(self, name: str, called: str) -> Path:
        path = self.folder / name
        self.names[str(path)] = called
        return path

    def flush(self) -> None:
        """Send what was written to standard output."""
        if self._out is not None and self._out.exists():
            sys.stdout.flush()
            with self._out.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()

    def told(self, text: str) -> str:
        """A text that names the streams, not the files that stand for them."""
        for path, name in self.names.items():
            text = text.replace(path, name)
        return text


@contextlib.contextmanager
def streams() -> Iterator[Streams]:
    """Streams for the time of a command, whose errors name them as the user knows them."""
    with tempfile.TemporaryDirectory(prefix="mien-") as folder:
        opened = Streams(Path(folder))
        try:
            yield opened
        except MienError as error:
            error.args = (opened.told(str(error)),)
            raise


def placed(values: dict[str, Any], markers: Mapping[str, object], opened: Streams) -> None:
    """Put files for ``-`` into the values of marked parameters, and refuse files that are not there.

    Raises
    ------
    FormatError, ModelFileError
        If a file or model to read is missing.
    """
    for name, marker in markers.items():
        value = values.get(name)
        if value is None:
            continue
        if isinstance(marker, ReadsModel):
            require_model(Path(value))
        elif isinstance(marker, Reads):
            values[name] = opened.read(marker.suffix) if str(value) == DASH else require_file(Path(value))
        elif isinstance(marker, Writes) and str(value) == DASH:
            values[name] = opened.write(marker.suffix)


def require_file(path: Path) -> Path:
    """The path, if there is a file; anything that can be read, a pipe too."""
    if path.is_dir():
        raise FormatError(path, "is a folder; a file is needed")
    if not path.exists():
        raise FormatError(path, "there is no such file")
    return path


def require_model(path: Path) -> None:
    """Refuse where no trained model is, as `mien.models.trained.load_model` does, but without PyTorch."""
    file = path if path.suffix == ".safetensors" else path / "model.safetensors"
    if not file.exists():
        raise ModelFileError(f"{file}: no model there; train one with `mien train` or name its folder")
