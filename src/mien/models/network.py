"""A network put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor, nn

from mien.errors import ConfigError, DataError
from mien.models.interface import LINE, UNIT, Given, LayeredDecoder, Posterior, Reconstruction, Shape
from mien.models.registry import MODELS, NO_DECODER, PARTS, part_of
from mien.settings import ModelSection

_WHERE = {LINE: "any real numbers", UNIT: "from 0 to 1"}


class Network(nn.Module):
    """Encoder q(z | x, y), decoder f(y, z) and prior p(z) (eq. 1 to 3).

    Parameters
    ----------
    shape : widths of what is given, and k.
    encoder, posterior, decoder, prior : parts, see `mien.models.interface`; the decoder is None where nothing
        is reconstructed.
    """

    def __init__(self, shape: Shape, encoder: Any, posterior: Any, decoder: Any, prior: Any) -> None:
        super().__init__()
        self.shape = shape
        self.encoder, self.posterior, self.decoder, self.prior = encoder, posterior, decoder, prior
        self.layered = isinstance(decoder, LayeredDecoder)

    def encode(self, given: Given, noise: Sequence[Tensor] = ()) -> Posterior:
        """The posterior of r faces (eq. 3); without noise as in evaluation."""
        posterior: Posterior = self.posterior(self.encoder(given, noise))
        return posterior

    def decode(self, z: Tensor, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Mean of p(x | y, z), eq. 2: latents (…, r, k) to faces (…, r, d).

        Raises
        ------
        DataError
            If there is no decoder.
        """
        if self.decoder is None:
            raise DataError("this model has no decoder: it makes no faces of latents")
        faces: Tensor = self.decoder(z, given, noise)
        return faces

    def reconstruct(
        self, posterior: Posterior, z: Tensor, given: Given, noise: Sequence[Tensor] = ()
    ) -> Reconstruction:
        """Samples z (l, r, k) of a posterior to faces, by way of the decoder's own latents if it has any."""
        if not self.layered:
            return Reconstruction(self.decode(z, given, noise))
        found: Reconstruction = self.decoder.reconstruct(posterior, z, given, noise)
        return found

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
        if NO_DECODER in (chosen.kind, own):
            return None
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
