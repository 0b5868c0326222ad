"""Annealing weights as a pure function of the step (paper V-C, eq. 13)."""

from __future__ import annotations

from dataclasses import dataclass

from mien.errors import ConfigError

WAYS = ("kl", "prior")


@dataclass(frozen=True)
class Weights:
    """Weights of the loss terms at a step."""

    kl: float = 1.0
    topology: float = 1.0


def annealed(step: int, anneal_steps: int, way: str = "kl") -> Weights:
    """Weights at a step: β grows linearly from 0 to 1 over `anneal_steps` and stays there.

    Parameters
    ----------
    step : 0-based number of the step.
    anneal_steps : length of the annealing; 0 for none.
    way : ``"kl"`` anneals the KL alone, ``"prior"`` the whole prior, triplets included.

    Raises
    ------
    ConfigError
        If there is no such way.
    """
    if way not in WAYS:
        raise ConfigError(f"annealing is {way!r}; it can be {' or '.join(WAYS)}")
    beta = 1.0 if anneal_steps <= 0 else min(1.0, step / anneal_steps)
    return Weights(kl=beta, topology=beta if way == "prior" else 1.0)
