"""``metrics/NAME-seedN.jsonl``: the terms of the loss along the training, a line a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field

from mien.errors import RunError
from mien.runs.record import Count, Record

SCHEDULES = ("beta", "learning_rate")


class Metric(Record):
    """Means over the steps since the last record, or a validation.

    Attributes
    ----------
    step : steps done.
    total : plain sum of the terms, nats a face.
    terms : before their weights, nats a face.
    schedule : weights and learning rate of the last step, of training.
    seconds : since the training began.
    """

    step: Count
    part: Literal["train", "validation"]
    total: float
    terms: dict[str, float] = {}
    schedule: dict[str, float] = {}
    seconds: float = Field(0, ge=0)

    @classmethod
    def of_values(cls, values: Mapping[str, Any]) -> Self:
        """From the loop's record, whose terms stand beside the rest."""
        own = {name: values[name] for name in ("step", "part", "total", "seconds") if name in values}
        schedule = {name: values[name] for name in SCHEDULES if name in values}
        terms = {name: value for name, value in values.items() if name not in own and name not in schedule}
        return cls(**own, terms=terms, schedule=schedule)


def read_metrics(path: Path) -> list[Metric]:
    """Read a file of metrics; RunError names the line that is damaged."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: cannot be read ({error}); run the command again") from error
    return [
        Metric.parsed(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip()
    ]


def best_step(metrics: Sequence[Metric]) -> int | None:
    """The step whose validation total is lowest, the first of several."""
    totals = [(metric.total, metric.step) for metric in metrics if metric.part == "validation"]
    return min(totals)[1] if totals else None
