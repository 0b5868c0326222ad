"""What is written down about a trained model."""

from __future__ import annotations

import dataclasses
import platform
from importlib.metadata import version
from typing import Any

from mien.settings import ModelSection, ObjectiveSection, RunConfig, TrainingSection
from mien.triplets.values import Triplets


def about_model(
    config: RunConfig,
    seed: int,
    triplets: Triplets | None,
    subjects: dict[str, list[str]] | None,
    best_step: int,
) -> dict[str, Any]:
    """The description stored with a model beside its architecture and preparation."""
    return {
        "kind": config.model.kind,
        "recipe": config.recipe,
        "seed": seed,
        "best_step": best_step,
        "keep": config.model.keep,
        "objective": dataclasses.asdict(config.objective),
        "training": dataclasses.asdict(config.training),
        "triplets": {
            "count": 0 if triplets is None else len(triplets),
            "sha256": None if triplets is None else triplets.digest(),
        },
        "subjects": subjects,
        "data": None,
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Versions of what decides the numbers."""
    names = ("mien", "torch", "numpy", "scipy", "scikit-learn")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def config_of(about: dict[str, Any]) -> RunConfig:
    """The settings that a model's description tells of, but for the widths of its layers."""
    return RunConfig(
        recipe=about["recipe"],
        model=ModelSection(kind=about["kind"], keep=about["keep"]),
        objective=ObjectiveSection(**about["objective"]),
        training=TrainingSection(**about["training"]),
    )
