"""``run.json``: what was run, on which data, with what."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from mien.runs.record import Count, Record
from mien.settings import Section
from mien.vocabulary import PARTS

SCHEMA = 2


class FacesInfo(Section):
    """The faces of a run.

    Attributes
    ----------
    source, licence, notes : as the data tell them.
    synthetic : True where these people do not exist, False where they do; None where nobody says.
    layout, dims, unit : of the landmarks.
    labels : label -> faces; those without one are not counted.
    """

    source: str
    licence: str = ""
    synthetic: bool | None = None
    layout: str = ""
    dims: int = Field(3, ge=2, le=3)
    unit: str = ""
    faces: Count
    subjects: Count
    notes: list[str] = []
    labels: dict[str, Count] = {}

    @property
    def commonest(self) -> float | None:
        """Share of the commonest label among labelled faces: the accuracy of always naming it."""
        counts = [count for label, count in self.labels.items() if label and count]
        return max(counts) / sum(counts) if counts else None


class Counts(Section):
    """What is in one part of a split; `labelled` is None where nobody counted."""

    subjects: Count
    faces: Count
    labelled: Count | None = None
    triplets: Count


class SplitCounts(Section):
    """The split of one seed; `crossing` counts people and triplets that are in two parts."""

    seed: int
    train: Counts
    validation: Counts
    test: Counts
    crossing: dict[str, Count] = {}

    def parts(self) -> dict[str, Counts]:
        """By name, in their order."""
        return {part: getattr(self, part) for part in PARTS}


class Machine(Section):
    """What a run was computed on."""

    cpus: Count
    threads: Count
    device: str = "cpu"


class Selection(Section):
    """Faces that people were asked about.

    Attributes
    ----------
    images : part -> how many.
    dropped : reason -> how many were not asked about.
    every : one frame in so many was trained on, beside these.
    """

    images: dict[str, Count] = {}
    dropped: dict[str, Count] = {}
    every: int = Field(1, ge=1)


class RunInfo(Record):
    """The description of a run.

    Attributes
    ----------
    experiment, command : what was run, and how it was asked for.
    asked : the faces, with the options that they were read with.
    started, seconds : ISO 8601; time in all.
    recipe, seeds : of the settings; one split a seed.
    minutes : model -> of training, all seeds together.
    leak : what of the test people is in training; all must be 0.
    raters : who judged the faces, empty where triplets come by rule.
    """

    FILE: ClassVar[str] = "run.json"

    mien: str
    experiment: str
    command: str = ""
    asked: str = ""
    started: str
    seconds: float = Field(0, ge=0)
    recipe: str = ""
    seeds: list[int]
    data: FacesInfo
    splits: list[SplitCounts] = []
    versions: dict[str, str] = {}
    machine: Machine | None = None
    minutes: dict[str, float] = {}
    leak: dict[str, Count] = {}
    selection: Selection = Selection()
    raters: str = ""

    @model_validator(mode="before")
    @classmethod
    def _known(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        schema = values.get("schema", SCHEMA)
        if schema == 1:
            raise ValueError("schema 1, made by an earlier version of Mien; this one reads schema 2")
        if schema != SCHEMA:
            raise ValueError(f"schema {schema!r} is not known to this version of Mien; it reads {SCHEMA}")
        return {name: value for name, value in values.items() if name != "schema"}

    @model_serializer(mode="wrap")
    def _with_schema(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"schema": SCHEMA, **serialise(self)}

    @property
    def crossing(self) -> int:
        """People and triplets that are in two parts, all seeds together."""
        return sum(sum(split.crossing.values()) for split in self.splits)
