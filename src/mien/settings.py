"""Settings in one way: frozen sections that know their bounds, TOML both ways, errors in one line."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from mien.errors import ConfigError, listed
from mien.files import write_text


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
    def of(cls, values: object, where: str = "") -> Self:
        """The section of values as TOML and JSON have them (a list where there is a tuple).

        Parameters
        ----------
        where : file or option, printed first in errors.
        """
        try:
            return cls.model_validate(values)
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

    def with_typed(self, changes: Iterable[str]) -> Self:
        """A copy with settings changed as somebody types them: ``training.steps=100``.

        Values are TOML; a word that is none is text, so that ``training.schedule=cosine`` needs no quotes.

        Raises
        ------
        ConfigError
            If one is no ``KEY=VALUE``, or a key or value is wrong.
        """
        found = self.model_dump()
        for change in changes:
            found = _merged(found, _nested(change))
        return type(self).of(found, "--set") if changes else self


def _nested(change: str) -> dict[str, Any]:
    """Tables of one ``a.b=value``."""
    key, equals, text = change.partition("=")
    names = key.strip().split(".")
    if not equals or not all(names):
        raise ConfigError(f"--set {change}: write KEY=VALUE, for example training.steps=100")
    try:
        found = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        found = {"value": text.strip()}
    if found.keys() != {"value"}:
        raise ConfigError(f"--set {key}: the value is more than one line")
    value = found["value"]
    for name in reversed(names):
        value = {name: value}
    return cast(dict[str, Any], value)


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
        return f"{name or 'it'} is {value!r}; expected {_EXPECTED[what]}"
    text = first["msg"].removeprefix("Value error, ")
    return f"{name}: {text}" if name else text


def _plain(value: Any) -> Any:
    """Tuples as the lists that TOML and JSON give, so that equal settings are equal."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


class PartSection(Section):
    """Which encoder, posterior, decoder or prior, and its own options (see its class in `mien.models`).

    Attributes
    ----------
    kind : name in its registry; empty for the model's own.
    """

    model_config = {**Section.model_config, "extra": "allow"}
    kind: str = ""

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, values: Any) -> Any:
        return _plain(values)

    @property
    def options(self) -> dict[str, Any]:
        """The options that are set; the part knows the others' defaults."""
        return dict(self.model_extra or {})


class ModelSection(Section):
    """Which model and how wide.

    Attributes
    ----------
    kind : a name of `mien.models.registry.MODELS`.
    n_components : k, dimensions of the latent space.
    encoder, posterior, decoder, prior : its parts; a list for encoder or decoder is short for their widths.
    terms : of the loss, names of `mien.objective.registry.TERMS`; none means the model's own.
    """

    kind: str = "m2"
    n_components: int = Field(30, ge=1)
    encoder: PartSection = PartSection()
    posterior: PartSection = PartSection()
    decoder: PartSection = PartSection()
    prior: PartSection = PartSection()
    terms: Annotated[tuple[str, ...], Field(strict=False)] = ()

    @field_validator("encoder", "decoder", mode="before")
    @classmethod
    def _widths(cls, value: Any) -> Any:
        return {"widths": list(value)} if isinstance(value, list | tuple) else value


class ObjectiveSection(Section):
    """The loss of eq. 11: how its prior is annealed, and a table of options a term.

    Attributes
    ----------
    anneal : ``kl`` anneals the KL alone, ``prior`` the whole prior, triplets included (V-C).
    anneal_steps : steps until their weight is 1.
    """

    model_config = {**Section.model_config, "extra": "allow"}
    anneal: Literal["kl", "prior"] = "kl"
    anneal_steps: int = Field(100_000, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _tables(cls, values: Any) -> Any:
        for key, value in values.items() if isinstance(values, Mapping) else ():
            if key not in cls.model_fields and not isinstance(value, Mapping):
                known = ", ".join(cls.model_fields)
                raise ValueError(
                    f"unknown key {key!r}; there are {known}, and a table for each term's options"
                )
        return _plain(values)

    def options(self, term: str) -> dict[str, Any]:
        """The options that are set of a term; the term knows the others' defaults."""
        return dict((self.model_extra or {}).get(term, {}))


class TrainingSection(Section):
    """How the loss is minimised.

    Attributes
    ----------
    schedule : ``constant``, or ``cosine``: to zero at the last step, after a warm-up.
    average : decay of the running mean of the weights that is validated and kept instead of the weights
        themselves, 0 for none.
    clip : the most that the gradient's norm over all weights may be, 0 for no limit.
    patience : validations in a row without a better one after which training stops, 0 to go on to the end.
    mirror, exchange : chances that a training face is seen mirrored, or on the neutral face of another
        training subject.
    jitter : deviation of noise added to every coordinate of faces and neutrals, in the unit of aligned faces
        (eye distances).
    engine : how a step runs, a name of `mien.training.engines.registry.ENGINES`; ``auto`` takes the fastest
        on the device.
    device : ``auto`` takes a GPU where there is one; else what PyTorch calls it, ``cpu`` or ``cuda``.
    """

    steps: int = Field(100_000, ge=1)
    learning_rate: float = Field(1e-4, gt=0)
    schedule: Literal["constant", "cosine"] = "constant"
    batch: int = Field(200, ge=1)
    triplet_batch: int = Field(10, ge=1)
    window_batch: int = Field(50, ge=1)
    validate_every: int = Field(2_500, ge=1)
    patience: int = Field(0, ge=0)
    average: float = Field(0.0, ge=0, lt=1)
    clip: float = Field(0.0, ge=0)
    mirror: float = Field(0.0, ge=0, le=1)
    exchange: float = Field(0.0, ge=0, le=1)
    jitter: float = Field(0.0, ge=0)
    engine: str = "auto"
    device: str = "auto"


Relative = Literal["sigma2", "gamma", "jitter"]


class Settings(Section):
    """All settings of one training.

    Attributes
    ----------
    relative : which of sigma2, gamma and jitter are relative to the training faces and triplets, so that they
        mean the same for every layout, unit and number of triplets, see `mien.training.relative`.
    """

    recipe: str = "custom"
    relative: Annotated[tuple[Relative, ...], Field(strict=False)] = ()
    model: ModelSection = ModelSection()
    objective: ObjectiveSection = ObjectiveSection()
    training: TrainingSection = TrainingSection()

    def with_typed(self, changes: Iterable[str]) -> Self:
        """As of any section; a number that is typed is no longer relative, unless that is typed, too."""
        changes = list(changes)
        names = {change.partition("=")[0].strip().rsplit(".", 1)[-1] for change in changes}
        found = super().with_typed(changes)
        return found if "relative" in names else found.meant(names)

    def meant(self, names: Collection[str]) -> Self:
        """A copy in which numbers of these names are themselves and not relative: who writes one means it."""
        relative = [name for name in self.relative if name not in names]
        return self if len(relative) == len(self.relative) else self.changed(relative=relative)

    def same_run(self, other: Settings) -> bool:
        """Whether a run begun with these may go on with others: all that decides its numbers is the same."""
        anywhere = {"training": {"device": "cpu"}}
        return self.changed(**anywhere) == other.changed(**anywhere)


RECIPES = ("fast", "quick", "paper")
EXPERIMENTS = ("posed", "spontaneous")


def recipe(name: str, experiment: str = "posed") -> Settings:
    """The settings of a named recipe.

    ``paper`` is all of the paper's V-C and the best configuration of its V-D; for spontaneous faces the paper
    gives the batch size alone. ``fast`` is the default, ``quick`` the same with fewer and longer strides: see
    docs/models.md for how they were found, and for what ``quick`` costs.

    Parameters
    ----------
    name : one of `RECIPES`.
    experiment : ``posed`` or ``spontaneous``.

    Raises
    ------
    ConfigError
        If there is no such recipe or experiment.
    """
    if name not in RECIPES:
        raise ConfigError(f"no recipe is called {name!r}; there are {listed(RECIPES)}")
    if experiment not in EXPERIMENTS:
        raise ConfigError(f"no experiment is called {experiment!r}; there are {' and '.join(EXPERIMENTS)}")
    spontaneous = experiment == "spontaneous"
    if name == "paper":
        terms = {"elbo": {"sigma2": 0.001, "samples": 3}, "topology": {"gamma": 0.04, "samples": 10}}
        paper = Settings(recipe="paper").changed(objective=terms)
        return paper.changed(training={"batch": 250}) if spontaneous else paper
    fast = Settings(recipe="fast", relative=get_args(Relative)).changed(
        model={"encoder": {"straight": True}},
        objective={
            "anneal_steps": 375,
            "elbo": {"sigma2": 0.05, "samples": 1},
            "topology": {"gamma": 0.25, "samples": 1},
        },
        training={
            "steps": 750,
            "learning_rate": 3e-3,
            "schedule": "cosine",
            "batch": 200,
            "triplet_batch": 200,
            "window_batch": 100,
            "validate_every": 250 if spontaneous else 150,
            "clip": 1.0,
            "mirror": 0.5,
            "exchange": 0.5,
            "jitter": 0.4,
        },
    )
    if name == "fast":
        return fast
    strides = {"steps": 300, "learning_rate": 5e-3, "validate_every": 100 if spontaneous else 60}
    return fast.changed(recipe="quick", objective={"anneal_steps": 150}, training=strides)
