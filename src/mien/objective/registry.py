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
        "topology": "mien.objective.topology:Topology",
        "dynamics": "mien.objective.dynamics:Dynamics",
    },
)


def term_of(name: str, settings: Settings) -> tuple[Any, Any]:
    """A term's class, and its options in these settings; ConfigError if there is no such term or option."""
    found = load(TERMS.find(name))
    return found, found.Options.of(settings.objective.options(name), f"objective.{name}")


def terms_for(settings: Settings, network: Any) -> dict[str, Any]:
    """The terms of the settings' model by name, in its order.

    Raises
    ------
    ConfigError
        If a term needs a column that the network is not given.
    """
    found = {}
    for name in MODELS.find(settings.model.kind).terms:
        term, options = term_of(name, settings)
        lacking = ", ".join(sorted(term.needs - set(network.shape.columns)))
        if lacking:
            raise ConfigError(f"the term {name} needs {lacking}; {settings.model.kind} has none")
        found[name] = term(options, network)
    return found


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
    names = dict.fromkeys([*MODELS.find(settings.model.kind).terms, *asked])
    return settings.changed(objective={name: term_of(name, settings)[1].model_dump() for name in names})
