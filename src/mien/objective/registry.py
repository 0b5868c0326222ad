"""The terms of the loss; a new one is a file beside this one and a line here."""

from __future__ import annotations

from typing import Any

from mien.errors import ConfigError
from mien.models.registry import MODELS
from mien.models.registry import completed as completed_parts
from mien.registry import Registry, load
from mien.settings import Settings

TERMS = Registry(
    "term of the loss",
    {
        "elbo": "mien.objective.elbo:Elbo",
        "importance": "mien.objective.importance:Importance",
        "adversary": "mien.objective.adversary:Adversary",
        "topology": "mien.objective.topology:Topology",
        "dynamics": "mien.objective.dynamics:Dynamics",
        "triplet": "mien.objective.triplet:Triplet",
        "odd_one_out": "mien.objective.fec:OddOneOut",
        "contrastive": "mien.objective.contrastive:Contrastive",
    },
)


def term_of(name: str, settings: Settings) -> tuple[Any, Any]:
    """A term's class, and its options in these settings; ConfigError if there is no such term or option.

    What the settings leave open is as the model has it, else as the term.
    """
    found = load(TERMS.find(name))
    own = MODELS.find(settings.model.kind).options.get(name, {})
    return found, found.Options.of({**own, **settings.objective.options(name)}, f"objective.{name}")


def names_of(settings: Settings) -> tuple[str, ...]:
    """The terms of the loss: those of the settings, else the model's own."""
    return settings.model.terms or MODELS.find(settings.model.kind).terms


def made(name: str, settings: Settings, network: Any) -> Any:
    """A term with its options in these settings; ConfigError as of `term_of`."""
    term, options = term_of(name, settings)
    return term(options, network, *(term_of(other, settings)[1] for other in term.beside))


def terms_for(settings: Settings, network: Any) -> dict[str, Any]:
    """The terms of the settings' model by name, in its order.

    Raises
    ------
    ConfigError
        If a term needs a column that the network is not given, or triplets or recordings where the model has
        none, or two terms say the same.
    """
    from mien.objective.interface import TRIPLETS, WINDOWS

    found, of_groups = {}, {TRIPLETS: {"triplets"}, WINDOWS: {"recordings"}}
    kind = settings.model.kind
    for name in names_of(settings):
        term = found[name] = made(name, settings, network)
        lacking = term.needs - set(network.shape.columns)
        lacking |= of_groups.get(term.group, set()) - MODELS.find(kind).needs
        if lacking:
            raise ConfigError(f"the term {name} needs {', '.join(sorted(lacking))}; {kind} has none")
        for other, before in found.items():
            both = {*before.names, *before.own_names} & {*term.names, *term.own_names}
            if both and other != name:
                raise ConfigError(f"the terms {other} and {name} both give {', '.join(sorted(both))}")
    return found


def groups_of(settings: Settings) -> set[str]:
    """What the terms of the settings' model are about: faces, triplets, or both."""
    return {load(TERMS.find(name)).group for name in names_of(settings)}


def completed(settings: Settings) -> Settings:
    """The settings with every part, term and option written out, so that they mean the same later.

    Options of terms that the model does not have are kept and checked: one file serves all models.

    Raises
    ------
    ConfigError
        If a model, part, term or option is not known.
    """
    settings = completed_parts(settings)
    asked = settings.objective.model_extra or {}
    own = names_of(settings)
    beside = (other for name in own for other in load(TERMS.find(name)).beside)
    names = dict.fromkeys([*own, *beside, *asked])
    return settings.changed(objective={name: term_of(name, settings)[1].model_dump() for name in names})
