"""Weights of the terms as a pure function of the step (paper V-C, eq. 13)."""

from __future__ import annotations

from collections.abc import Collection

from mien.objective.interface import Term
from mien.settings import ObjectiveSection


def weights_at(step: int, objective: ObjectiveSection, terms: Collection[Term]) -> dict[str, float]:
    """Weight of every figure of the terms at a step.

    β grows linearly from 0 to 1 over ``anneal_steps`` and stays there. The way ``kl`` anneals the KL alone,
    ``prior`` all that is −log p(z).

    Parameters
    ----------
    step : 0-based number of the step.
    """
    beta = 1.0 if objective.anneal_steps == 0 else min(1.0, step / objective.anneal_steps)
    whole = objective.anneal == "prior"
    annealed = {name for term in terms for name in (term.of_prior if whole else term.of_kl)}
    names = [name for term in terms for name in (*term.names, *term.own_names)]
    return {name: beta if name in annealed else 1.0 for name in names}
