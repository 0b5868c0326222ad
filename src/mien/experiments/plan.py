"""What an experiment would do, said before it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mien.experiments.run import Work
from mien.faces.faces import Faces
from mien.models.device import device_of
from mien.models.network import build_network
from mien.models.registry import MODELS
from mien.objective.registry import completed
from mien.representations.registry import rows
from mien.runs import FacesInfo, SplitCounts
from mien.training.engines.registry import engine_of
from mien.training.prepare import Prepared, about_data


@dataclass(frozen=True)
class PlannedTraining:
    """A model that would be trained; `trained` where the run has it already."""

    model: str
    seed: int
    steps: int
    parameters: int
    trained: bool


@dataclass(frozen=True)
class Plan:
    """Everything that an experiment would do.

    Attributes
    ----------
    out : the run directory; `there` is True where an interrupted run would go on in it.
    recipe, engine, device : of the settings.
    data : the faces.
    splits : what is in the parts, a seed each.
    rows : name -> title, of those that would be made and judged.
    trainings : of the rows that are models.
    notes : what would be left out, or is odd.
    """

    out: Path
    there: bool
    recipe: str
    engine: str
    device: str
    data: FacesInfo
    splits: list[SplitCounts]
    rows: dict[str, str]
    trainings: list[PlannedTraining]
    notes: list[str]


def planned(work: Work, dataset: Faces, seeds: Iterable[Prepared]) -> Plan:
    """The plan of an experiment whose faces were read and prepared; nothing is written.

    Raises
    ------
    RunError
        If the run directory cannot be taken.
    """
    there = work.claimable()
    settings, names = work.experiment.settings, dict[str, str]()
    device = device_of(settings.training.device)
    splits, trainings = [], []
    for prepared in seeds:
        on = prepared.judged()
        splits.append(work.counts(prepared, on))
        for name, _ in work.makings(prepared, on):
            names[name] = rows()[name].title
            if name in MODELS:
                trainings.append(_training(work, prepared, name))
    return Plan(
        out=work.run.path,
        there=there,
        recipe=settings.recipe,
        engine=engine_of(settings.training.engine, device),
        device=device,
        data=FacesInfo(**about_data(dataset)),
        splits=splits,
        rows=names,
        trainings=trainings,
        notes=list(dict.fromkeys([*dataset.notes, *work.watcher.notes])),
    )


def _training(work: Work, prepared: Prepared, name: str) -> PlannedTraining:
    settings = completed(work.experiment.settings.changed(model={"kind": name}))
    columns = {"x": prepared.x.shape[1]}
    if "neutral" in MODELS.find(name).needs:
        columns["y"] = prepared.x.shape[1]
    network = build_network(settings.model, columns)
    return PlannedTraining(
        model=name,
        seed=prepared.seed,
        steps=settings.training.steps,
        parameters=sum(one.numel() for one in network.parameters()),
        trained=(work.run.model(name, prepared.seed) / "model.safetensors").exists(),
    )
