"""What exactly VAE, M1 and M2 are made of: the condition and the prior (paper III)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mien.errors import ConfigError
from mien.models.vae import VAE

PAPER_FEATURES = 249
PAPER_ENCODER = (480, 240, 120, 60)
PAPER_DECODER = (300, 400, 300)


@dataclass(frozen=True)
class Composition:
    """The parts of a model.

    Attributes
    ----------
    conditional : a neutral face goes into encoder and decoder (eq. 1).
    topology : triplets shape the prior (eq. 6 and 7).
    """

    conditional: bool
    topology: bool


COMPOSITIONS = {
    "vae": Composition(conditional=False, topology=False),
    "m1": Composition(conditional=True, topology=False),
    "m2": Composition(conditional=True, topology=True),
}


def composition(kind: str) -> Composition:
    """The parts of the model of that name.

    Raises
    ------
    ConfigError
        If the name is none of ``vae``, ``m1``, ``m2``.
    """
    if kind not in COMPOSITIONS:
        raise ConfigError(f"no model is called {kind!r}; there are {', '.join(COMPOSITIONS)}")
    return COMPOSITIONS[kind]


def default_widths(
    kind: str, n_features: int, n_components: int = 30
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Hidden widths of encoder and decoder for a model and a number of features.

    At 249 features and 30 components these are the paper's best (V-D): encoder 498-480-240-120-60-30, decoder
    279-300-400-300-249. Other layouts scale the widths by the square root of their size, so that a layout of
    478 points costs about six times a step and not thirty. The VAE is symmetrical (V-C): its decoder is its
    encoder backwards.

    Returns
    -------
    encoder, decoder : hidden widths
    """
    factor = math.sqrt(n_features / PAPER_FEATURES)
    least = 2 * n_components

    def scaled(widths: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(max(least, round(width * factor)) for width in widths)

    encoder = scaled(PAPER_ENCODER)
    decoder = scaled(PAPER_DECODER) if composition(kind).conditional else encoder[::-1]
    return encoder, decoder


def build_model(
    kind: str,
    n_features: int,
    n_components: int = 30,
    encoder: tuple[int, ...] = (),
    decoder: tuple[int, ...] = (),
    keep: float = 0.9,
) -> VAE:
    """A fresh model; empty widths mean the defaults of `default_widths`."""
    usual_encoder, usual_decoder = default_widths(kind, n_features, n_components)
    return VAE(
        n_features,
        n_components,
        encoder or usual_encoder,
        decoder or usual_decoder,
        keep,
        composition(kind).conditional,
    )
