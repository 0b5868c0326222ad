"""SPACE.toml: which settings a sweep varies, over what, and what is fixed."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from mien.errors import ConfigError
from mien.settings import Section, Settings, recipe
from mien.training.loop import checked

Value = str | int | float
Point = dict[str, Value]
BUILT_IN = ("paper", "short")


class _Range(Section):
    """Numbers from low to high: whole ones where both ends are."""

    low: int | float
    high: int | float
    log: bool = False
    when: dict[str, Any] = {}


class _Choices(Section):
    """Values to choose from."""

    choices: list[Any]
    when: dict[str, Any] = {}


class _File(Section):
    """The file as it is written."""

    title: str = ""
    recipe: str = "fast"
    search: Literal["grid", "tpe"] = "grid"
    trials: int | None = Field(None, ge=1)
    prune: bool = True
    fixed: dict[str, Any] = {}
    space: dict[str, Any] = {}
    together: dict[str, dict[str, dict[str, Any]]] = {}
    mark: dict[str, Any] = {}


@dataclass(frozen=True)
class Dimension:
    """One thing that is varied.

    Attributes
    ----------
    name : dotted name of a setting, or a name of its own for settings that change together.
    choices : label -> settings, as `Settings.changed` takes them; None for a range.
    low, high, log : of a range, else nothing.
    when : other dimension -> labels of it with which this one is varied.
    """

    name: str
    choices: dict[str, dict[str, Any]] | None = None
    low: int | float = 0
    high: int | float = 0
    log: bool = False
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is a range of whole numbers."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def varied(self, point: Mapping[str, Value]) -> bool:
        """Whether it is varied where the others are at a point."""
        return all(point.get(name) in labels for name, labels in self.when)

    def settings(self, value: Value) -> dict[str, Any]:
        """What a value of it sets."""
        if self.choices is not None:
            return self.choices[str(value)]
        return _nested({self.name: value})


@dataclass(frozen=True)
class Space:
    """What a sweep searches.

    Attributes
    ----------
    name, title : for messages and the page.
    base : settings of every trial, before what is varied.
    search : ``grid``, each point once, or ``tpe``, chosen by what was found so far.
    trials : of a search that is no grid.
    prune : give up trials that do worse than half of the others did at the same step.
    dimensions : in an order in which each comes after those that it depends on.
    mark : a point of interest, by its title; empty where none is.
    """

    name: str
    title: str
    base: Settings
    search: str
    trials: int
    prune: bool
    dimensions: tuple[Dimension, ...]
    mark: Point
    mark_title: str = ""

    def settings(self, point: Mapping[str, Value]) -> Settings:
        """The settings of a point; ConfigError where they cannot be."""
        found = self.base
        for dimension in self.dimensions:
            if dimension.name in point:
                found = found.changed(**dimension.settings(point[dimension.name]))
        return found

    @cached_property
    def grid(self) -> list[Point]:
        """Every point of a grid."""
        return list(self._points(0, {}))

    @property
    def size(self) -> int:
        """How many trials there are to be."""
        return len(self.grid) if self.search == "grid" else self.trials

    def _points(self, place: int, point: Point) -> Iterator[Point]:
        if place == len(self.dimensions):
            yield dict(point)
            return
        dimension = self.dimensions[place]
        if not dimension.varied(point):
            yield from self._points(place + 1, point)
            return
        for label in dimension.choices or ():
            yield from self._points(place + 1, {**point, dimension.name: label})

    def marked(self, point: Mapping[str, Value]) -> bool:
        """Whether a point is the marked one, as far as the mark says."""
        return bool(self.mark) and all(point.get(name) == value for name, value in self.mark.items())


def built_in(name: str) -> Path:
    """The file of a space that comes with Mien."""
    return Path(str(resources.files("mien.experiments").joinpath("spaces", f"{name}.toml")))


def read_space(path: str | Path, trials: int | None = None, **training: Any) -> Space:
    """Read a space, and check every setting that it can come to.

    Parameters
    ----------
    path : file, or a name of `BUILT_IN`.
    trials : instead of the file's; not of a grid.
    training : settings of the training that stand above the file's, as device and engine.

    Raises
    ------
    ConfigError
        One line that names file and entry: what is not known, out of its bounds or twice.
    """
    name = str(path)
    found = built_in(name) if name in BUILT_IN else Path(path)
    try:
        raw = tomllib.loads(found.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        there = ", ".join(BUILT_IN)
        raise ConfigError(f"{path}: cannot be read ({error}); built in are {there}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML ({error})") from error
    try:
        return _checked(_space(found.stem, _File.of(raw), trials, training))
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def _space(name: str, file: _File, trials: int | None, training: Mapping[str, Any]) -> Space:
    written = {*_names(file.fixed), *_names(file.space), *_names(file.together)}
    base = recipe(file.recipe).meant(written).changed(**file.fixed).changed(training=dict(training))
    found = [*_together(file.together), *_alone(file.space)]
    if not found:
        raise ConfigError("nothing is varied; give settings in [space] or [together]")
    names = [dimension.name for dimension in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ConfigError(f"{', '.join(sorted(twice))} is both in [space] and in [together]")
    if file.search == "grid":
        endless = [dimension.name for dimension in found if dimension.choices is None]
        if endless:
            raise ConfigError(f'{endless[0]} is a range; a grid takes choices, or write search = "tpe"')
        if trials is not None or file.trials is not None:
            raise ConfigError('a grid has all its points as trials; for fewer write search = "tpe"')
    elif trials is None and file.trials is None:
        raise ConfigError(f'search = "{file.search}" needs trials, how many')
    ordered = _ordered(found)
    mark = _flat({key: value for key, value in file.mark.items() if key != "title"}, {})
    return Space(
        name=name,
        title=file.title or name,
        base=base,
        search=file.search,
        trials=trials or file.trials or 0,
        prune=file.prune,
        dimensions=ordered,
        mark=_mark(ordered, mark),
        mark_title=str(file.mark.get("title", "the marked point")),
    )


def _names(table: Mapping[str, Any]) -> Iterator[str]:
    """The last names of all settings in a table of tables."""
    for name, value in table.items():
        yield name.rsplit(".", 1)[-1]
        if isinstance(value, Mapping):
            yield from _names(value)


def _alone(space: Mapping[str, Any]) -> Iterator[Dimension]:
    for name, value in _flat(space, {}, ("low", "high", "choices")).items():
        if isinstance(value, list):
            value = {"choices": value}
        if not isinstance(value, dict):
            raise ConfigError(
                f"space.{name} is {value!r}; expected a list of choices, or a table with low and high"
            )
        if "choices" in value:
            made = _Choices.of(value, f"space.{name}")
            choices = _labelled(name, [(label(one), _nested({name: one})) for one in made.choices])
            yield Dimension(name, choices, when=_when(name, made.when))
            continue
        ends = _Range.of(value, f"space.{name}")
        if not ends.low < ends.high or (ends.log and ends.low <= 0):
            raise ConfigError(
                f"space.{name}: from {ends.low} to {ends.high} is no range"
                + (" of a logarithm" if ends.log else "")
            )
        yield Dimension(name, None, ends.low, ends.high, ends.log, _when(name, ends.when))


def _together(tables: Mapping[str, Mapping[str, dict[str, Any]]]) -> Iterator[Dimension]:
    for name, table in tables.items():
        choices = [(choice, settings) for choice, settings in table.items() if choice != "when"]
        yield Dimension(name, _labelled(name, choices), when=_when(name, table.get("when", {})))


def _labelled(name: str, choices: list[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    found = dict(choices)
    if not choices or len(found) < len(choices):
        raise ConfigError(f"{name}: " + ("a choice is there twice" if choices else "there is no choice"))
    return found


def _when(name: str, condition: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    flat = _flat(condition, {})
    return tuple(
        (other, tuple(label(one) for one in (value if isinstance(value, list) else [value])))
        for other, value in flat.items()
    )


def _ordered(found: list[Dimension]) -> tuple[Dimension, ...]:
    """Each after those that it depends on; ConfigError for a condition that can never hold."""
    known = {dimension.name: dimension for dimension in found}
    for dimension in found:
        for other, labels in dimension.when:
            choices = known[other].choices if other in known else None
            wrong = [one for one in labels if one not in (choices or ())]
            if wrong:
                there = f"its choices are {', '.join(choices)}" if choices else "it has no choices here"
                raise ConfigError(f"{dimension.name}: when {other} is {wrong[0]}, but {there}")
    ordered: dict[str, Dimension] = {}
    while len(ordered) < len(found):
        ready = [
            one for one in found if one.name not in ordered and all(other in ordered for other, _ in one.when)
        ]
        if not ready:
            raise ConfigError("conditions (when) that go round in a circle")
        ordered[ready[0].name] = ready[0]
    return tuple(ordered.values())


def _mark(dimensions: tuple[Dimension, ...], mark: Mapping[str, Any]) -> Point:
    known = {dimension.name: dimension for dimension in dimensions}
    found: Point = {}
    for name, value in mark.items():
        if name not in known:
            raise ConfigError(f"mark.{name}: not varied; there are {', '.join(known)}")
        choices = known[name].choices
        found[name] = value if choices is None else label(value)
        if choices is not None and found[name] not in choices:
            raise ConfigError(f"mark.{name} is {label(value)}; its choices are {', '.join(choices)}")
    return found


def _checked(space: Space) -> Space:
    """The space, if all that it can come to are settings, no two of a grid the same ones."""
    checked(space.base)
    if space.search != "grid":
        for dimension in space.dimensions:
            ends = dimension.choices if dimension.choices is not None else (dimension.low, dimension.high)
            conditions = {other: labels[0] for other, labels in dimension.when}
            for value in ends:
                checked(space.settings({**conditions, dimension.name: value}))
        return space
    seen: dict[str, Point] = {}
    for point in space.grid:
        text = checked(space.settings(point)).model_dump_json()
        if text in seen:
            raise ConfigError(
                f"two points of the grid are the same settings: {said(seen[text])} and {said(point)}"
            )
        seen[text] = point
    return space


def said(point: Mapping[str, Value]) -> str:
    """A point in words: the last part of each name, and its value."""
    return ", ".join(f"{name.rpartition('.')[2]} {_short(value)}" for name, value in point.items())


def _short(value: Value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def label(value: Any) -> str:
    """How a choice is called: ``0.001``, ``kl``, ``480-240-120-60``, ``true``."""
    if isinstance(value, list):
        return "-".join(map(label, value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) else f"{value:g}"


def _flat(table: Mapping[str, Any], into: dict[str, Any], leaves: tuple[str, ...] = ()) -> dict[str, Any]:
    """Dotted names of what is in tables; a table with one of the keys `leaves` is a value itself."""

    def walk(inner: Mapping[str, Any], before: str) -> None:
        for key, value in inner.items():
            name = f"{before}{key}"
            if isinstance(value, Mapping) and not any(leaf in value for leaf in leaves):
                walk(value, f"{name}.")
            else:
                into[name] = value

    walk(table, "")
    return into


def _nested(settings: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in settings.items():
        *path, last = name.split(".")
        place = found
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return found


def counted(space: Space) -> str:
    """How large a space is, in words."""
    kind = "points of a grid" if space.search == "grid" else f"trials ({space.search})"
    ways = itertools.islice((one.name for one in space.dimensions), 8)
    return f"{space.size} {kind} over {', '.join(name.rpartition('.')[2] for name in ways)}"
