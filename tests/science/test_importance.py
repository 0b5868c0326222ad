"""The importance-weighted bound against NumPy, and where the evidence itself is known."""

import numpy as np
import pytest
import torch
from torch import nn

from mien.models.interface import Shape
from mien.models.network import Network, build_network
from mien.models.posteriors.gaussian import GaussianPosterior
from mien.models.priors.normal import NormalPrior
from mien.objective.elbo import Elbo
from mien.objective.importance import Importance
from mien.objective.interface import Group
from mien.objective.registry import made
from mien.settings import Settings
from mien.training.step import draws_of, terms_of
from mien.training.streams import NoiseStream

D, K, B, SIGMA2 = 7, 3, 5, 0.2


def network_of(**model):
    torch.manual_seed(0)
    section = {"n_components": K, "encoder": (8,), "decoder": (6,), **model}
    settings = Settings().changed(model=section, objective={"elbo": {"sigma2": SIGMA2, "beta": 1.5}})
    return build_network(settings.model, {"x": D, "y": D}).double().eval(), settings


def batch_of(seed=1):
    rng = np.random.default_rng(seed)
    return {"faces": Group({name: torch.from_numpy(rng.normal(size=(B, D))) for name in "xy"}, B)}


def normals(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)


def test_the_figures_are_a_transcription_and_sum_to_the_bound(through):
    network, settings = network_of()
    term = made("importance", settings, network)
    batch, noise = batch_of(), normals(5, B, K)
    found = terms_of(network, {"importance": term}, batch, {"encoder": (), "importance": (noise,)})
    x, y, epsilon = (one.numpy() for one in (*batch["faces"].given.values(), noise))
    out = through(network.encoder, np.concatenate([x, y], axis=1))
    mean, deviation = out[:, :K], np.exp(out[:, K:] / 2)
    bound, error, ratio = 0.0, 0.0, 0.0
    for i in range(B):
        log_w, own = [], []
        for e in epsilon[:, i]:
            z = mean[i] + deviation[i] * e
            face = through(network.decoder, np.concatenate([y[i], z]))
            log_q = sum(-0.5 * np.log(2 * np.pi) - np.log(deviation[i]) - e**2 / 2)
            log_p = sum(-0.5 * np.log(2 * np.pi) - z**2 / 2)
            own.append((((x[i] - face) ** 2).sum() / (2 * SIGMA2), 1.5 * (log_q - log_p)))
            log_w.append(-sum(own[-1]))
        weight = np.exp(log_w)
        bound += np.log(weight.mean())
        error, ratio = np.add((error, ratio), weight / weight.sum() @ np.array(own))
    assert float(found["reconstruction"].detach()) == pytest.approx(error / B, rel=1e-9)
    assert float(found["kl"].detach()) == pytest.approx(ratio / B, rel=1e-9)
    assert float(sum(found.values()).detach()) == pytest.approx(-bound / B, rel=1e-9)
    assert float(found["importance"].detach()) > 0


def test_its_gradient_is_that_of_the_bound():
    network, settings = network_of()
    term = made("importance", settings, network)
    given, noise = batch_of()["faces"].given, normals(5, B, K)
    told = terms_of(network, {"importance": term}, batch_of(), {"encoder": (), "importance": (noise,)})
    drawn = network.encode(given).draw(noise)
    error = (network.decode(drawn.z, given) - given["x"]).square().sum(-1) / (2 * SIGMA2)
    log_w = -error - 1.5 * (drawn.log_q - network.prior.log_density(drawn.z))
    bound = (torch.logsumexp(log_w, 0) - np.log(5)).mean()
    weights = list(network.parameters())
    for mine, exact in zip(
        torch.autograd.grad(sum(told.values()), weights), torch.autograd.grad(-bound, weights), strict=True
    ):
        torch.testing.assert_close(mine, exact)


@pytest.mark.parametrize("model", [{"posterior": {"kind": "planar"}}, {"posterior": {"kind": "iaf"}}])
def test_one_sample_is_the_elbo_of_that_sample(model):
    network, settings = network_of(**model)
    one = settings.changed(objective={"importance": {"samples": 1}, "elbo": {"samples": 1}})
    noise = {"encoder": (), "importance": (normals(1, B, K),), "elbo": (normals(1, B, K),)}
    bound, elbo = (
        terms_of(network, {name: made(name, one, network)}, batch_of(), noise)
        for name in ("importance", "elbo")
    )
    assert float(bound.pop("importance").detach()) == 0
    assert elbo.keys() == bound.keys()
    for name, value in elbo.items():
        torch.testing.assert_close(bound[name], value)


class Linear(nn.Module):
    """x = W z, and an encoder that is not quite the posterior of it."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight)

    def draws(self, *rows):
        return ()

    def forward(self, z, given, noise=()):
        return z @ self.weight.T


class Wrong(nn.Module):
    """A mean that is short and a variance that is too large, of the exact posterior's."""

    def __init__(self, weight):
        super().__init__()
        precision = torch.eye(K).double() + weight.T @ weight / SIGMA2
        self.read = torch.linalg.solve(precision, weight.T / SIGMA2)
        self.log_variance = (1.5 * torch.linalg.inv(precision).diagonal()).log()

    def draws(self, rows):
        return ()

    def forward(self, given, noise=()):
        mean = 0.9 * given["x"] @ self.read.T
        return torch.cat([mean, self.log_variance.expand(len(mean), K)], dim=-1)


def test_it_rises_with_samples_from_the_elbo_to_the_evidence():
    rng = np.random.default_rng(3)
    weight = torch.from_numpy(rng.normal(size=(D, K)))
    shape = Shape({"x": D}, K)
    parts = Wrong(weight), GaussianPosterior(shape, GaussianPosterior.Options()), Linear(weight)
    network = Network(shape, *parts, NormalPrior(shape, NormalPrior.Options()))
    x = rng.normal(size=(40, K)) @ weight.numpy().T + rng.normal(size=(40, D)) * SIGMA2**0.5
    # log p(x) of N(0, W Wᵀ + σ² I), without the constant that the terms leave out.
    covariance = weight.numpy() @ weight.numpy().T + SIGMA2 * np.eye(D)
    squared = np.einsum("ni,ij,nj->n", x, np.linalg.inv(covariance), x)
    evidence = (-0.5 * (squared + np.linalg.slogdet(covariance)[1]) + D / 2 * np.log(SIGMA2)).mean()
    batch = {"faces": Group({"x": torch.from_numpy(x)}, 40)}

    def bound(term, repeats):
        noise = NoiseStream(4).at(0)
        told = []
        for _ in range(repeats):
            drawn = noise.draw(draws_of(network, {"term": term}, batch))
            told.append(float(sum(terms_of(network, {"term": term}, batch, drawn).values()).detach()))
        return -np.mean(told)

    likelihood = Elbo.Options(sigma2=SIGMA2)
    elbo = bound(Elbo(Elbo.Options(sigma2=SIGMA2, samples=2_000), network), 1)
    found = [
        bound(Importance(Importance.Options(samples=samples), network, likelihood), repeats)
        for samples, repeats in ((1, 600), (4, 150), (32, 30), (4_000, 1))
    ]
    assert found[0] == pytest.approx(elbo, abs=0.03)
    assert elbo < evidence - 0.3
    assert found[0] + 0.05 < found[1] < found[2] - 0.05, found
    assert found[2] <= found[3] == pytest.approx(evidence, abs=0.02), found
