"""What an estimator's parameters mean: which model, which settings, which seed, who is told."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from mien.errors import ConfigError, DataError
from mien.models.registry import MODELS, of_inputs
from mien.settings import Settings, recipe

PLAIN_SIGMA2 = 0.1
# Out of this module and out of fit, to who called it.
_CALLER = 3


def kind_of(model: str, has_neutral: bool, has_triplets: bool) -> str:
    """Name of the model that is meant by a name or ``"auto"``, for these inputs.

    Triplets that it does not need are warned of; a DataError if it needs what is not there.
    """
    if model == "auto":
        return of_inputs(has_neutral, has_triplets)
    needs = MODELS.find(model).needs
    if "neutral" in needs and not has_neutral:
        raise DataError(f"model {model!r} needs the neutral of every face: pass neutral=")
    if "triplets" in needs and not has_triplets:
        instead = of_inputs(has_neutral and "neutral" in needs, False)
        raise DataError(f"model {model!r} needs triplets: pass triplets=, or use model={instead!r}")
    if has_triplets and "triplets" not in needs:
        instead = of_inputs("neutral" in needs, True)
        warnings.warn(
            f"model {model!r} is not trained with triplets, so that those given are not used; {instead!r} is",
            stacklevel=_CALLER,
        )
    return model


def settings_of(space: Any, kind: str, aligned: bool) -> Settings:
    """The recipe of an `ExpressionSpace` with its other parameters; `aligned` faces have a layout."""
    settings = space.recipe if isinstance(space.recipe, Settings) else recipe(space.recipe)
    for name in ("n_components", "patience"):
        value = getattr(space, name)
        if not isinstance(value, int | np.integer) and (name != "patience" or value is not None):
            raise ConfigError(f"{name} is {value!r}; expected a whole number")
    settings = settings.meant([name for name in ("sigma2", "gamma") if getattr(space, name) is not None])
    known = aligned or "sigma2" in settings.relative
    sigma2 = PLAIN_SIGMA2 if space.sigma2 is None and not known else space.sigma2
    objective: dict[str, Any] = {
        term: {name: float(value)}
        for term, name, value in (("elbo", "sigma2", sigma2), ("topology", "gamma", space.gamma))
        if value is not None
    }
    training: dict[str, Any] = {"device": space.device} | ({} if aligned else {"mirror": 0.0})
    if space.steps is not None:
        share = space.steps / settings.training.steps
        training |= {
            "steps": int(space.steps),
            "validate_every": max(1, round(settings.training.validate_every * share)),
        }
        objective["anneal_steps"] = round(settings.objective.anneal_steps * share)
    if space.patience is not None:
        training["patience"] = int(space.patience)
    model = {"kind": kind, "n_components": int(space.n_components)}
    return settings.changed(model=model, objective=objective, training=training)


def seed_of(random_state: Any) -> int:
    """A seed of whatever scikit-learn or NumPy takes for one; a Generator goes on by one draw."""
    if isinstance(random_state, int | np.integer):
        return int(random_state)
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(2**31 - 1))
    return int(check_random_state(random_state).randint(2**31 - 1))


def normals(random_state: Any, shape: tuple[int, int]) -> np.ndarray:
    """Standard normals of that shape."""
    if not isinstance(random_state, np.random.Generator):
        random_state = check_random_state(random_state)
    return np.asarray(random_state.standard_normal(shape))


def told_of(verbose: int, callbacks: Any) -> list[Any]:
    """The callbacks of a fit: the log always, lines on the terminal where it is verbose, and those given."""
    from mien.callbacks import made
    from mien.callbacks.log import Log
    from mien.callbacks.progress import Progress

    shown = [Progress(every=verbose > 1)] if verbose else []
    return [Log(), *shown, *made(callbacks)]
