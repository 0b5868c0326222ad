"""A network put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor, nn

from mien.errors import ConfigError
from mien.models.interface import LINE, UNIT, Given, Posterior, Shape
from mien.models.registry import MODELS, PARTS, part_of
from mien.settings import ModelSection

_WHERE = {LINE: "any real numbers", UNIT: "from 0 to 1"}


class Network(nn.Module):
    """Encoder q(z | x, y), decoder f(y, z) and prior p(z) (eq. 1 to 3).

    Parameters
    ----------
    shape : widths of what is given, and k.
    encoder, posterior, decoder, prior : parts, see `mien.models.interface`.
    """

    def __init__(self, shape: Shape, encoder: Any, posterior: Any, decoder: Any, prior: Any) -> None:
        super().__init__()
        self.shape = shape
        self.encoder, self.posterior, self.decoder, self.prior = encoder, posterior, decoder, prior

    def encode(self, given: Given, noise: Sequence[Tensor] = ()) -> Posterior:
        """The posterior of r faces (eq. 3); without noise as in evaluation."""
        posterior: Posterior = self.posterior(self.encoder(given, noise))
        return posterior

    def decode(self, z: Tensor, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Mean of p(x | y, z), eq. 2: latents (…, r, k) to faces (…, r, d)."""
        faces: Tensor = self.decoder(z, given, noise)
        return faces

    def options(self) -> dict[str, dict[str, Any]]:
        """Part -> its options as they were worked out, of the parts that tell."""
        parts = {what: getattr(getattr(self, what), "options", None) for what in PARTS}
        return {what: options.model_dump() for what, options in parts.items() if options is not None}


def build_network(section: ModelSection, columns: Mapping[str, int]) -> Network:
    """A fresh network; its weights come from PyTorch's global random numbers.

    Parameters
    ----------
    section : the model and its parts; parts that it does not name are the model's own.
    columns : width of each column that the model is given, see `Shape`.

    Raises
    ------
    ConfigError
        If the model, a part or an option is not known, or posterior and prior do not go together.
    """
    shape = Shape(columns, section.n_components)

    def made(what: str, *more: int) -> Any:
        chosen = getattr(section, what)
        own = "" if chosen.kind else getattr(MODELS.find(section.kind), what)
        _, part, options = part_of(what, chosen, own)
        return part(shape, *more, options)

    posterior, prior = made("posterior"), made("prior")
    if posterior.support != prior.support:
        raise ConfigError(
            f"{section.kind}: the posterior's latents are {_WHERE[posterior.support]}, the prior's "
            f"{_WHERE[prior.support]}; set both [model.posterior] and [model.prior]"
        )
    encoder = made("encoder", posterior.width)
    return Network(shape, encoder, posterior, made("decoder"), prior)
