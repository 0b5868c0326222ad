"""A run directory: where everything of a run lies, claimed, written and read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from mien.errors import ConfigError, RunError
from mien.files import write_text
from mien.runs.arrays import Latents, Strips
from mien.runs.details import Details
from mien.runs.errors import Errors
from mien.runs.info import RunInfo
from mien.runs.metrics import Metric, read_metrics
from mien.runs.neutrals import Neutrals
from mien.runs.reading import Reading
from mien.runs.record import Record
from mien.runs.replicates import Replicates
from mien.runs.table import Table
from mien.runs.trajectories import Trajectories
from mien.runs.votes import Agreement, Ceiling
from mien.settings import Settings
from mien.sources.asked import Asked

Kept = TypeVar("Kept", bound=Record)
Array = TypeVar("Array")


@dataclass(frozen=True, eq=False)
class Run:
    """Everything that a run directory tells; what is not there is None or empty.

    Attributes
    ----------
    info, table : None where the run was interrupted.
    config : text of ``config.toml``.
    metrics : row -> seed -> records of its training.
    latents : (seed, latents) of the first seed.
    strips, errors, trajectories : row -> (seed, what it is) of its first seed.
    explorer : the file of what the explorer is given.
    """

    path: Path
    info: RunInfo | None
    config: str
    reading: Reading | None
    table: Table | None
    metrics: dict[str, dict[int, list[Metric]]]
    latents: tuple[int, Latents] | None
    strips: dict[str, tuple[int, Strips]]
    errors: dict[str, tuple[int, Errors]]
    replicates: Replicates | None
    agreement: Agreement | None
    ceiling: Ceiling | None
    neutrals: Neutrals | None
    details: Details | None = None
    trajectories: dict[str, tuple[int, Trajectories]] = field(default_factory=dict)
    explorer: Path | None = None


@dataclass(frozen=True)
class RunDirectory:
    """Knows every path of a run."""

    path: Path

    @property
    def config(self) -> Path:
        """The settings, TOML."""
        return self.path / "config.toml"

    @property
    def report(self) -> Path:
        """The report, HTML."""
        return self.path / "report.html"

    def model(self, name: str, seed: int) -> Path:
        """The folder of a trained model."""
        return self.path / "models" / f"{name}-seed{seed}"

    def checkpoint(self, name: str, seed: int) -> Path:
        """The state that a training resumes from."""
        return self.path / "checkpoints" / f"{name}-seed{seed}.safetensors"

    def metrics(self, name: str, seed: int) -> Path:
        """The metrics of a training, `Metric` a line."""
        return self.path / "metrics" / f"{name}-seed{seed}.jsonl"

    def latents(self, seed: int) -> Path:
        """The test faces in every row's space, `Latents`."""
        return self.path / "latents" / f"seed{seed}.npz"

    def strips(self, name: str, seed: int) -> Path:
        """Faces along a model's latent dimensions, `Strips`."""
        return self.path / "strips" / f"{name}-seed{seed}.npz"

    def errors(self, name: str, seed: int) -> Path:
        """How far a model's faces are from those it was given, `Errors`."""
        return self.path / "errors" / f"{name}-seed{seed}.npz"

    def trajectories(self, name: str, seed: int) -> Path:
        """A model's latents over a recording, `Trajectories`."""
        return self.path / "trajectories" / f"{name}-seed{seed}.npz"

    @property
    def replicates(self) -> Path:
        """The draws behind the intervals, `Replicates`."""
        return self.path / Replicates.FILE

    @property
    def explorer(self) -> Path:
        """What the explorer's page is given of the run's last model, `mien.explorer.payload.Payload`."""
        return self.path / "explorer.npz"

    def claimable(self, resume: bool, settings: Settings, asked: Asked) -> bool:
        """Whether something is there already; RunError where the directory cannot be taken for this."""
        self._refuse_another(resume)
        first = next(path for path in (self.path, *self.path.absolute().parents) if path.exists())
        if not os.access(first, os.W_OK):
            raise RunError(f"{self.path}: cannot be made ({first} cannot be written to)")
        if self.path.exists():
            self._refuse_other_settings(settings)
            self._refuse_other_reading(asked)
            return any(self.path.iterdir())
        return False

    def claim(self, resume: bool = False) -> None:
        """Make the directory; RunError where it holds something and nothing is resumed."""
        self._refuse_another(resume)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"{self.path}: cannot be made ({error.strerror})") from error

    def _refuse_another(self, resume: bool) -> None:
        out = self.path
        try:
            if not resume and out.exists() and (not out.is_dir() or any(out.iterdir())):
                raise RunError(
                    f"{out}: already there and not empty; add --resume to go on with it, "
                    "or name another --out"
                )
        except OSError as error:
            raise RunError(f"{out}: cannot be made ({error.strerror})") from error

    def keep_settings(self, settings: Settings) -> None:
        """Write the settings; RunError where the run was begun with other ones."""
        self._refuse_other_settings(settings)
        settings.save(self.config)

    def _refuse_other_settings(self, settings: Settings) -> None:
        try:
            begun = Settings.load(self.config) if self.config.exists() else settings
        except ConfigError as error:
            raise RunError(f"{error}; begun by an earlier version of Mien? Name another --out") from error
        if not begun.same_run(settings):
            raise RunError(
                f"{self.config}: begun with other settings; resume with the same ones, or name another --out"
            )

    def keep_reading(self, asked: Asked) -> None:
        """Write how the faces are read; RunError where the run was begun with other options of reading."""
        self._refuse_other_reading(asked)
        self.save(Reading(spec=asked.spec, options=dict(asked.options)))

    def _refuse_other_reading(self, asked: Asked) -> None:
        before = self.find(Reading)
        if before is not None and before.options != dict(asked.options):
            raise RunError(
                f"{self.path / Reading.FILE}: begun with --data {before.asked}; resume with the same "
                "options, or name another --out"
            )

    def save(self, record: Record) -> None:
        """Write a record into its file."""
        record.write(self.path / record.FILE)

    def load(self, kind: type[Kept]) -> Kept:
        """Read a record from its file; RunError where it is missing or damaged."""
        return kind.read(self.path / kind.FILE)

    def find(self, kind: type[Kept]) -> Kept | None:
        """Read a record from its file, or None where there is none."""
        return self.load(kind) if (self.path / kind.FILE).exists() else None

    def save_metrics(self, name: str, seed: int, metrics: Sequence[Metric]) -> None:
        """Write the metrics of a training, whole or not at all."""
        lines = (metric.model_dump_json() + "\n" for metric in metrics)
        write_text(self.metrics(name, seed), "".join(lines))

    def minutes(self, name: str, seed: int) -> float | None:
        """How long a training took; None for what was not trained."""
        path = self.metrics(name, seed)
        records = read_metrics(path) if path.exists() else []
        return records[-1].seconds / 60 if records else None

    def read(self) -> Run:
        """Read everything that is there; what an interrupted or older run lacks is None or empty.

        A RunError if it is no run directory, or a file in it is damaged; the message names the file and says
        what to do.
        """
        self._check()
        info, table = self.find(RunInfo), self.find(Table)
        order = {row.name: place for place, row in enumerate(table.rows if table else ())}
        metrics: dict[str, dict[int, list[Metric]]] = {}
        for name, seed, file in self._files("metrics", r"(.+)-seed(\d+)\.jsonl", order):
            metrics.setdefault(name, {})[seed] = read_metrics(file)
        latents = self._files("latents", r"()seed(\d+)\.npz", order)
        text = self.config.read_text("utf-8", errors="replace") if self.config.is_file() else ""
        return Run(
            path=self.path,
            info=info,
            config=text,
            reading=self.find(Reading),
            table=table,
            metrics=metrics,
            latents=(latents[0][1], Latents.read(latents[0][2])) if latents else None,
            strips=self._first("strips", Strips.read, order),
            errors=self._first("errors", Errors.read, order),
            replicates=Replicates.read(self.replicates) if self.replicates.exists() else None,
            agreement=self.find(Agreement),
            ceiling=self.find(Ceiling),
            neutrals=self.find(Neutrals),
            details=self.find(Details),
            trajectories=self._first("trajectories", Trajectories.read, order),
            explorer=self.explorer if self.explorer.is_file() else None,
        )

    def _check(self) -> None:
        """RunError where there is no run: nothing at all, a model's folder, another folder."""
        if not self.path.is_dir():
            raise RunError(f"{self.path}: there is no such run directory")
        if is_run(self.path):
            return
        if (self.path / "model.json").exists():
            run = self.path.resolve().parent.parent
            told = f"its run is {run}" if (run / RunInfo.FILE).exists() else "give the directory of its run"
            raise RunError(f"{self.path}: this is a trained model, not a run; {told}")
        raise RunError(
            f"{self.path}: no {RunInfo.FILE}; not a run directory: give one that train or reproduce made"
        )

    def _first(
        self, folder: str, read: Callable[[Path], Array], order: dict[str, int]
    ) -> dict[str, tuple[int, Array]]:
        """Row -> its first seed and what is kept of it there."""
        found: dict[str, tuple[int, Array]] = {}
        for name, seed, file in self._files(folder, r"(.+)-seed(\d+)\.npz", order):
            if name not in found:
                found[name] = seed, read(file)
        return found

    def _files(self, folder: str, pattern: str, order: dict[str, int]) -> list[tuple[str, int, Path]]:
        """Name, seed and path of files: in the table's order by name, then by seed."""
        inside = self.path / folder
        found = []
        for file in inside.iterdir() if inside.is_dir() else ():
            match = re.fullmatch(pattern, file.name)
            if match:
                found.append((match[1], int(match[2]), file))
        return sorted(found, key=lambda one: (order.get(one[0], len(order)), one[:2]))


def is_run(path: Path) -> bool:
    """Whether a folder is a run's, finished or not."""
    return any((path / name).exists() for name in (RunDirectory(path).config.name, RunInfo.FILE, Table.FILE))
