"""Every entry of every registry keeps the base test of its kind."""

import pytest

from mien.errors import ConfigError
from mien.evaluation.registry import TASKS
from mien.models.registry import DECODERS, ENCODERS, MODELS, POSTERIORS, PRIORS
from mien.objective.registry import TERMS
from mien.registry import Registry
from mien.representations.registry import ROWS
from mien.training.engines.registry import ENGINES

KINDS = {
    "encoder": ENCODERS, "posterior": POSTERIORS, "decoder": DECODERS, "prior": PRIORS, "term": TERMS,
    "engine": ENGINES, "model": MODELS, "row": ROWS, "task": TASKS,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, registry in KINDS.items() for name in registry]
)
def test_base(kind, name, check):
    getattr(check, kind)(name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_is_not_known_is_refused_with_those_there_are(kind):
    registry = KINDS[kind]
    with pytest.raises(
        ConfigError, match=f"no {registry.what} is called 'nosuch'; there are {next(iter(registry))}"
    ):
        registry.find("nosuch")


def test_a_registry_is_a_dict_in_its_order():
    assert list(Registry("thing", {"b": 1, "a": 2})) == ["b", "a"]
