"""What is written down about a trained model: all its settings, its data and its triplets."""

from __future__ import annotations

import platform
import re
from importlib.metadata import version
from typing import Any, Self

import numpy as np
from pydantic import Field

from mien.models.people import People
from mien.models.registry import MODELS
from mien.settings import Section, Settings
from mien.triplets.values import Triplets


def versions() -> dict[str, str]:
    """Versions of what decides the numbers."""
    names = ("mien", "torch", "numpy", "scipy", "scikit-learn")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


class UsedTriplets(Section):
    """How many triplets a model was trained on, and their hash."""

    count: int = Field(0, ge=0)
    sha256: str | None = None


class About(Section):
    """The description of a trained model.

    Attributes
    ----------
    settings : whole, every part and option written out: a fit with them gives what a fresh fit gives.
    seed, best_step : of the training.
    triplets : those it was trained on.
    people : whom it was trained with, not by name; None where they were not told.
    validation_fraction : of the people of an estimator's fit; 0 where the parts were given.
    data : what is known of the faces, but for notes, which name people; None where nothing is.
    versions : of what decides the numbers.
    """

    settings: Settings
    seed: int
    best_step: int
    triplets: UsedTriplets = UsedTriplets()
    people: People | None = None
    validation_fraction: float = Field(0.0, ge=0, lt=1)
    data: dict[str, Any] | None = None
    versions: dict[str, str] = {}

    @classmethod
    def of_training(cls, settings: Settings, triplets: Triplets | None, **known: Any) -> Self:
        """Of a model that was just trained; triplets that its kind does not need are not counted."""
        used = UsedTriplets()
        if triplets is not None and "triplets" in MODELS.find(settings.model.kind).needs:
            used = UsedTriplets(count=len(triplets), sha256=triplets.digest())
        return cls(settings=settings, triplets=used, versions=versions(), **known)


def of_version_2(meta: dict[str, Any]) -> dict[str, Any]:
    """Description of schema 2, which listed the names of all people, as it is now."""
    now = {name: value for name, value in meta.items() if name != "subjects"}
    people, data = meta.get("subjects"), meta.get("data")
    if people is not None:
        now["people"] = People.in_parts(people).model_dump()
    if isinstance(data, dict):
        now["data"] = {name: value for name, value in data.items() if name != "notes"}
    return now


def of_version_1(
    meta: dict[str, Any], arrays: dict[str, np.ndarray]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Description and arrays of schema 1 as of schema 2.

    Version 1 had no parts, kept the widths beside the settings, and counted dropout among the layers.
    """
    old, objective = meta["architecture"], dict(meta["objective"])
    conditional = old["conditional"]
    if not isinstance(conditional, bool) or conditional != ("neutral" in MODELS[meta["kind"]].needs):
        raise ValueError(f"a model of kind {meta['kind']} is not of this architecture")
    terms = {
        "elbo": {name: objective.pop(name) for name in ("sigma2", "samples")},
        "topology": {"gamma": objective.pop("gamma"), "samples": objective.pop("triplet_samples")},
    }
    mlp = {"kind": "mlp", "keep": meta["keep"]}
    parts = {name: {**mlp, "widths": old[name]} for name in ("encoder", "decoder")}
    parts |= {"posterior": {"kind": "gaussian"}, "prior": {"kind": "normal"}}
    settings = {
        "recipe": meta["recipe"],
        "model": {"kind": meta["kind"], "n_components": old["n_components"], **parts},
        "objective": {**objective, **terms},
        "training": meta["training"],
    }
    columns = ("x", "y") if conditional else ("x",)
    kept = ("seed", "best_step", "triplets", "subjects", "data", "versions")
    now = {name: meta[name] for name in kept if name in meta} | {
        "schema": 2,
        "settings": settings,
        "columns": dict.fromkeys(columns, old["n_features"]),
        "preparation": meta["preparation"],
    }
    return now, _renumbered(arrays)


def _renumbered(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    pattern = re.compile(r"network\.(encoder|decoder)\.layers\.(\d+)\.(\w+)")
    found = {name: match for name in arrays if (match := pattern.fullmatch(name))}
    layers = sorted({(match[1], int(match[2])) for match in found.values()})
    renamed = {}
    for name, value in arrays.items():
        if name in found:
            part, number, last = found[name].groups()
            place = [layer for layer in layers if layer[0] == part].index((part, int(number)))
            name = f"network.{part}.layers.{place}.{last}"
        renamed[name] = value
    return renamed
