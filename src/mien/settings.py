"""Settings in one way: frozen sections that know their bounds, TOML both ways, errors in one line."""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from mien.errors import ConfigError
from mien.files import write_text
from mien.models.recipes import composition
from mien.objective.annealing import WAYS


class Section(BaseModel):
    """Settings that belong together: frozen, of exact types, unknown keys refused.

    Bounds are data: ``sigma2: float = Field(0.001, gt=0)``. Sections may hold sections.

    Raises
    ------
    ConfigError
        If a value is of the wrong type or out of range, or a key is not known; one line that names it.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=False
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ConfigError(one_line(error, type(self))) from None

    # Nested sections are checked by pydantic itself, so that the outermost one tells of all of them.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def of(cls, values: Mapping[str, Any], where: str = "") -> Self:
        """The section of values as TOML and JSON have them (a list where there is a tuple).

        Parameters
        ----------
        where : file or option, printed first in errors.
        """
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            raise ConfigError(f"{where}: {one_line(error, cls)}" if where else one_line(error, cls)) from None

    @classmethod
    def from_toml(cls, text: str, where: str = "settings") -> Self:
        """Read settings from TOML text; what is left out keeps its default.

        Raises
        ------
        ConfigError
            On TOML that does not parse, an unknown key, a wrong type or a value out of range.
        """
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{where}: not TOML ({error})") from error
        return cls.of(data, where)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read settings from a TOML file (see `from_toml`)."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read ({error})") from error
        return cls.from_toml(text, str(path))

    def to_toml(self) -> str:
        """The settings as TOML text; what is None is left out."""
        import tomli_w

        return tomli_w.dumps(self.model_dump(exclude_none=True))

    def save(self, path: str | Path) -> None:
        """Write settings to a TOML file."""
        write_text(path, self.to_toml())

    def changed(self, **values: Any) -> Self:
        """A copy with some settings changed, sections within by dicts: ``changed(model={"kind": "m1"})``."""
        return type(self).of(_merged(self.model_dump(), values))


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(old)
    for key, value in new.items():
        before = found.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        found[key] = _merged(before, value) if both else value  # type: ignore[arg-type]
    return found


_EXPECTED = {
    "int_type": "a whole number", "int_from_float": "a whole number", "float_type": "a number",
    "string_type": "text", "bool_type": "true or false", "tuple_type": "a list", "list_type": "a list",
    "dict_type": "a table", "model_type": "a table", "model_attributes_type": "a table",
}  # fmt: skip
_BOUNDS = {
    "greater_than": ("gt", "above"), "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"), "less_than_equal": ("le", "at most"),
}  # fmt: skip


def one_line(error: ValidationError, kind: type[BaseModel]) -> str:
    """The first thing that is wrong, in Mien's words: which setting, what it is, what it can be."""
    first = error.errors(include_url=False)[0]
    place, value, context = first["loc"], first["input"], first.get("ctx", {})
    name = ".".join(str(part) for part in place)
    what = first["type"]
    if what == "extra_forbidden":
        for part in place[:-1]:
            inner = getattr(kind.model_fields.get(str(part)), "annotation", None)
            kind = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else kind
        return f"unknown key {name!r}; there are {', '.join(kind.model_fields)}"
    if what == "missing":
        return f"{name} is missing"
    if what in _BOUNDS:
        key, words = _BOUNDS[what]
        return f"{name} is {value!r}; it must be {words} {context[key]:g}"
    if what in ("literal_error", "enum"):
        return f"{name} is {value!r}; it can be {context['expected']}"
    if what == "finite_number":
        return f"{name} is {value!r}; it must be a finite number"
    if what in _EXPECTED:
        return f"{name} is {value!r}; expected {_EXPECTED[what]}"
    text = first["msg"].removeprefix("Value error, ")
    return f"{name}: {text}" if name else text


@dataclass(frozen=True)
class ModelSection:
    """Which model and how wide; empty widths mean the paper's, scaled to the layout."""

    kind: str = "m2"
    n_components: int = 30
    encoder: tuple[int, ...] = ()
    decoder: tuple[int, ...] = ()
    keep: float = 0.9


@dataclass(frozen=True)
class ObjectiveSection:
    """The loss of eq. 11: σ², γ, Monte-Carlo samples L and M, and the annealing."""

    sigma2: float = 0.001
    gamma: float = 0.04
    samples: int = 3
    triplet_samples: int = 10
    anneal: str = "kl"
    anneal_steps: int = 100_000


@dataclass(frozen=True)
class TrainingSection:
    """How the loss is minimised.

    `schedule` is ``constant`` or ``cosine`` (to zero at the last step, after a warm-up). `average` is the
    decay of the running mean of the weights that is validated and kept instead of the weights themselves, 0
    for none. `clip` is the most that the gradient's norm over all weights may be, 0 for no limit. `mirror`
    and `exchange` are the chances that a training face is seen mirrored, or on the neutral face of another
    training subject; `jitter` is the deviation of noise added to every coordinate of faces and neutrals, in
    eye distances.
    """

    steps: int = 100_000
    learning_rate: float = 1e-4
    schedule: str = "constant"
    batch: int = 200
    triplet_batch: int = 10
    validate_every: int = 2_500
    average: float = 0.0
    clip: float = 0.0
    mirror: float = 0.0
    exchange: float = 0.0
    jitter: float = 0.0


@dataclass(frozen=True)
class RunConfig:
    """All settings of one training run."""

    recipe: str = "custom"
    model: ModelSection = field(default_factory=ModelSection)
    objective: ObjectiveSection = field(default_factory=ObjectiveSection)
    training: TrainingSection = field(default_factory=TrainingSection)

    def __post_init__(self) -> None:
        composition(self.model.kind)
        _check(self)

    def to_toml(self) -> str:
        """The settings as TOML text."""
        import tomli_w

        return tomli_w.dumps(dataclasses.asdict(self))

    @classmethod
    def from_toml(cls, text: str, where: str = "settings") -> RunConfig:
        """Read settings from TOML text; what is left out keeps its default.

        Raises
        ------
        ConfigError
            On TOML that does not parse, an unknown key, a wrong type or a value out of range.
        """
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{where}: not TOML ({error})") from error
        return _read(cls, data, where)

    @classmethod
    def load(cls, path: str | Path) -> RunConfig:
        """Read settings from a TOML file (see `from_toml`)."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read ({error})") from error
        return cls.from_toml(text, str(path))

    def save(self, path: str | Path) -> None:
        """Write settings to a TOML file."""
        write_text(path, self.to_toml())

    def changed(self, **sections: dict[str, Any]) -> RunConfig:
        """A copy with some settings changed, for example ``changed(model={"kind": "m1"})``."""
        parts = {name: dataclasses.replace(getattr(self, name), **new) for name, new in sections.items()}
        return dataclasses.replace(self, **parts)


def _read(kind: type, data: dict[str, Any], where: str) -> Any:
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; there are {', '.join(hints)}")
    values = {key: _value(hints[key], value, f"{where}: {key}") for key, value in data.items()}
    return kind(**values)


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise ConfigError(f"{where} is {value!r}; expected a table [{where.rsplit(' ', 1)[-1]}]")
        return _read(typing.cast(type, hint), value, where)
    if isinstance(hint, types.GenericAlias):
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise ConfigError(f"{where} is {value!r}; expected a list of whole numbers")
        return tuple(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise ConfigError(f"{where} is {value!r}; expected {hint.__name__}")
    return value


def _check(config: RunConfig) -> None:
    model, objective, training = config.model, config.objective, config.training
    at_least_one = {
        "model.n_components": model.n_components,
        "objective.samples": objective.samples,
        "objective.triplet_samples": objective.triplet_samples,
        "training.steps": training.steps,
        "training.batch": training.batch,
        "training.triplet_batch": training.triplet_batch,
        "training.validate_every": training.validate_every,
    }
    above_zero = {
        "objective.sigma2": objective.sigma2,
        "objective.gamma": objective.gamma,
        "training.learning_rate": training.learning_rate,
    }
    shares = {"training.mirror": training.mirror, "training.exchange": training.exchange}
    for name, value in at_least_one.items():
        if value < 1:
            raise ConfigError(f"{name} is {value}; it must be at least 1")
    if objective.anneal_steps < 0:
        raise ConfigError(f"objective.anneal_steps is {objective.anneal_steps}; it must be at least 0")
    for name, number in above_zero.items():
        if not 0 < number < float("inf"):
            raise ConfigError(f"{name} is {number}; it must be above 0")
    for name, number in shares.items():
        if not 0 <= number <= 1:
            raise ConfigError(f"{name} is {number}; it must be from 0 to 1")
    if not 0 < model.keep <= 1:
        raise ConfigError(f"model.keep is {model.keep}; it must be above 0 and at most 1")
    if not 0 <= training.jitter < float("inf"):
        raise ConfigError(f"training.jitter is {training.jitter}; it must be 0 or above")
    if not 0 <= training.clip < float("inf"):
        raise ConfigError(f"training.clip is {training.clip}; it must be 0 or above")
    if not 0 <= training.average < 1:
        raise ConfigError(f"training.average is {training.average}; it must be from 0 to below 1")
    if any(width < 1 for width in model.encoder + model.decoder):
        raise ConfigError("model.encoder and model.decoder hold layer widths; each must be at least 1")
    if objective.anneal not in WAYS:
        raise ConfigError(f"objective.anneal is {objective.anneal!r}; it can be {' or '.join(WAYS)}")
    if training.schedule not in ("constant", "cosine"):
        raise ConfigError(f"training.schedule is {training.schedule!r}; it can be constant or cosine")


RECIPES = ("fast", "paper")
EXPERIMENTS = ("posed", "spontaneous")


def recipe(name: str, experiment: str = "posed") -> RunConfig:
    """The settings of a named recipe.

    ``paper`` is all of the paper's V-C and the best configuration of its V-D; for spontaneous faces the paper
    gives the batch size alone. ``fast`` is the default: see docs/models.md for how it was found.

    Parameters
    ----------
    name : ``fast`` or ``paper``.
    experiment : ``posed`` or ``spontaneous``.

    Raises
    ------
    ConfigError
        If there is no such recipe or experiment.
    """
    if name not in RECIPES:
        raise ConfigError(f"no recipe is called {name!r}; there are fast and paper")
    if experiment not in EXPERIMENTS:
        raise ConfigError(f"no experiment is called {experiment!r}; there are posed and spontaneous")
    spontaneous = experiment == "spontaneous"
    if name == "paper":
        paper = RunConfig(recipe="paper")
        return paper.changed(training={"batch": 250}) if spontaneous else paper
    fast = RunConfig(
        recipe="fast",
        objective=ObjectiveSection(sigma2=1e-4, gamma=0.004, samples=1, triplet_samples=1, anneal_steps=750),
        training=TrainingSection(
            steps=1_500,
            learning_rate=3e-3,
            schedule="cosine",
            batch=100,
            triplet_batch=100,
            validate_every=300,
            clip=1.0,
            mirror=0.5,
            exchange=0.5,
        ),
    )
    if spontaneous:
        # Per face there are far fewer triplets (T/N of eq. 11), so that each must count for more.
        return fast.changed(objective={"gamma": 0.001}, training={"validate_every": 500})
    return fast
