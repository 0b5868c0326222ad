"""The plain VAE against pythae's loss: the same weights and noise give the same numbers."""

import warnings

import numpy as np
import pytest
import torch

from mien.models.network import build_network
from mien.objective.elbo import Elbo
from mien.objective.interface import Group
from mien.settings import ModelSection
from mien.training.step import terms_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pythae = pytest.importorskip("pythae", reason="pythae, an oracle for the plain VAE, is not installed")
    from pythae.models import VAE as PythaeVAE
    from pythae.models import VAEConfig
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder


class Encoder(BaseEncoder):
    def __init__(self, ours):
        BaseEncoder.__init__(self)
        self.ours = ours

    def forward(self, x):
        mean, log_variance = self.ours.encode({"x": x})
        return ModelOutput(embedding=mean, log_covariance=log_variance)


class Decoder(BaseDecoder):
    def __init__(self, ours):
        BaseDecoder.__init__(self)
        self.ours = ours

    def forward(self, z):
        return ModelOutput(reconstruction=self.ours.decode(z, {}))


def test_loss_and_gradient_are_pythaes():
    torch.manual_seed(0)
    section = ModelSection.of({"kind": "vae", "n_components": 5, "encoder": (16, 12), "decoder": (12, 16)})
    ours = build_network(section, {"x": 20}).eval()
    theirs = PythaeVAE(
        VAEConfig(input_dim=(20,), latent_dim=5, reconstruction_loss="mse"),
        encoder=Encoder(ours),
        decoder=Decoder(ours),
    )
    x = torch.from_numpy(np.random.default_rng(1).normal(size=(8, 20)).astype(np.float32))
    parameters = list(ours.parameters())
    torch.manual_seed(7)
    # pythae's likelihood has the variance 1: half the squared error, summed over features.
    noise = {"encoder": (), "elbo": (torch.randn(1, 8, 5),)}
    elbo = Elbo(Elbo.Options(sigma2=1.0, samples=1), ours)
    terms = terms_of(ours, {"elbo": elbo}, {"faces": Group({"x": x}, 8)}, noise)
    mine = torch.autograd.grad(sum(terms.values()), parameters)
    torch.manual_seed(7)
    out = theirs({"data": x})
    oracle = torch.autograd.grad(out.loss, parameters)
    assert float(terms["reconstruction"].detach()) == pytest.approx(float(out.recon_loss.detach()), rel=1e-6)
    assert float(terms["kl"].detach()) == pytest.approx(float(out.reg_loss.detach()), rel=1e-6)
    for one, other in zip(mine, oracle, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)
