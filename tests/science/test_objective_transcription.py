"""The loss against a float64 NumPy transcription of eq. 10 and 11, and its gradients against differences."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mien.models.network import build_network
from mien.models.priors.normal import gaussian_kl
from mien.models.registry import MODELS
from mien.objective.interface import Group
from mien.objective.registry import terms_for
from mien.objective.topology import distance, topology_term
from mien.settings import Settings
from mien.training.step import terms_of, total_of

D, K = 12, 4
N, T = 70, 45


def equation_11(through, model, batch, noise, triplet_noise, sigma2, gamma):
    """The sum of eq. 11 as printed, N/B and T/V included, in float64; noise is given."""
    given = {name: column.double().numpy() for name, column in batch["faces"].given.items()}
    x, y = given["x"], given.get("y")

    def posterior(faces, neutrals):
        out = through(model.encoder, faces if neutrals is None else np.concatenate([faces, neutrals], axis=1))
        return out[:, :K], np.exp(0.5 * out[:, K:])

    b = len(x)
    mean, deviation = posterior(x, y)
    reconstruction = kl = 0.0
    for i in range(b):
        for epsilon in noise[:, i]:
            z = mean[i] + deviation[i] * epsilon
            face = through(model.decoder, z if y is None else np.concatenate([y[i], z]))
            reconstruction += ((x[i] - face) ** 2).sum() / (2 * sigma2 * len(noise))
        variance = deviation[i] ** 2
        kl += -0.5 * (1 + np.log(variance) - mean[i] ** 2 - variance).sum()
    total = N / b * (reconstruction + kl)
    parts = {"reconstruction": reconstruction / b, "kl": kl / b}
    if "triplets" not in batch:
        return total, parts
    given = {n: c.double().numpy().reshape(3, -1, D) for n, c in batch["triplets"].given.items()}
    faces, neutrals = given["x"], given.get("y", [None] * 3)
    posteriors = [posterior(faces[role], neutrals[role]) for role in range(3)]
    v, samples = faces.shape[1], len(triplet_noise)
    weight = batch["triplets"].weight.double().numpy()
    phi = 0.0
    for t in range(v):
        for epsilon in triplet_noise[:, :, t]:
            anchor, near, far = (m[t] + s[t] * e for (m, s), e in zip(posteriors, epsilon, strict=True))
            phi += weight[t] * np.log1p(np.exp(np.linalg.norm(anchor - near) - np.linalg.norm(anchor - far)))
    topology = T / v / (gamma * samples) * phi
    return total + topology, {**parts, "topology": topology / N}


def a_batch(rng, conditional, triplets):
    def tensor(*shape):
        return torch.from_numpy(rng.normal(size=shape).astype(np.float32))

    b, v = 9, 7
    columns = ("x", "y") if conditional else ("x",)
    batch = {"faces": Group({name: tensor(b, D) for name in columns}, b)}
    if triplets:
        weight = torch.from_numpy(rng.uniform(0, 3, v).astype(np.float32))
        batch["triplets"] = Group({name: tensor(3 * v, D) for name in columns}, v, weight, T / N)
    return batch


def a_model(kind, encoder, decoder, sigma2=0.05, gamma=0.2, samples=1, triplet_samples=1):
    """A network without dropout and its terms."""
    settings = Settings().changed(
        model={"kind": kind, "n_components": K, "encoder": encoder, "decoder": decoder},
        objective={
            "elbo": {"sigma2": sigma2, "samples": samples},
            "topology": {"gamma": gamma, "samples": triplet_samples},
        },
    )
    network = build_network(settings.model, dict.fromkeys(MODELS[kind].columns, D)).eval()
    return network, terms_for(settings, network)


@pytest.mark.parametrize(("kind", "triplets"), [("vae", False), ("m1", False), ("m2", True), ("m2", False)])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_term_and_the_total_are_those_of_equation_11(kind, triplets, seed, through):
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    model, terms = a_model(kind, (10, 8), (9,), samples=3, triplet_samples=5)
    with torch.no_grad():  # spread the posteriors, so that no term is nearly zero
        model.encoder.layers[-1].weight.mul_(3)
    batch = a_batch(rng, kind != "vae", triplets)
    noise = torch.randn(3, 9, K)
    triplet_noise = torch.randn(5, 21, K)
    given = {"encoder": (), "elbo": (noise,), "topology": (triplet_noise,)}
    found = terms_of(model, terms, batch, given)
    triplet_noise = triplet_noise.double().numpy().reshape(5, 3, 7, K) if triplets else None
    total, parts = equation_11(through, model, batch, noise.double().numpy(), triplet_noise, 0.05, 0.2)
    assert found.keys() == parts.keys()
    for name, value in found.items():
        assert float(value.detach()) == pytest.approx(parts[name], rel=1e-5), name
    ones = {name: torch.tensor(1.0) for name in found}
    assert float(total_of(found, ones).detach()) == pytest.approx(total / N, rel=1e-5)


def test_kl_is_the_integral_of_its_definition():
    from scipy.integrate import quad
    from scipy.stats import norm

    mean, deviation = 0.7, 0.4

    def integrand(z):
        return norm.pdf(z, mean, deviation) * (norm.logpdf(z, mean, deviation) - norm.logpdf(z))

    integral, _ = quad(integrand, -6, 8)
    got = gaussian_kl(*torch.tensor([mean, 2 * np.log(deviation)], dtype=torch.float64))
    assert float(got) == pytest.approx(integral, rel=1e-8)


def test_gradient_of_the_triplet_term_is_that_of_differences():
    rng = np.random.default_rng(3)
    latents = torch.from_numpy(rng.normal(size=(3, 2, 6, K))).requires_grad_()
    weight = torch.from_numpy(rng.uniform(0.5, 2, 6))

    def term(z):
        return topology_term(z[0], z[1], z[2], weight, 0.04, 4.0)

    assert torch.autograd.gradcheck(term, (latents,), eps=1e-6, atol=1e-5)
    (gradient,) = torch.autograd.grad(term(latents), latents)
    step = 1e-6
    place = (1, 0, 2, 3)
    moved = latents.detach().clone()
    moved[place] += step
    back = latents.detach().clone()
    back[place] -= step
    assert float(gradient[place]) == pytest.approx(
        float((term(moved) - term(back)).detach()) / (2 * step), rel=1e-5
    )


def test_gradient_at_coinciding_points_is_zero_and_finite():
    z = torch.zeros(3, 1, 2, K, requires_grad=True)
    topology_term(z[0], z[1], z[2], torch.ones(2), 0.04, 4.0).backward()
    assert torch.equal(z.grad, torch.zeros_like(z))
    assert float(distance(torch.ones(K), torch.ones(K))) == 0.0
    assert float(distance(torch.tensor([3.0, 0.0]), torch.tensor([0.0, 4.0]))) == 5.0


def gradient_of(weights=None, gamma=0.2, kl_weight=1.0, topology_weight=1.0):
    rng = np.random.default_rng(5)
    torch.manual_seed(5)
    model, terms = a_model("m2", (8,), (8,), gamma=gamma)
    batch = a_batch(rng, True, True)
    if weights is not None:
        triplets = batch["triplets"]
        batch["triplets"] = replace(triplets, weight=triplets.weight * weights)
    noise = {"encoder": (), "elbo": (torch.randn(1, 9, K),), "topology": (torch.randn(1, 21, K),)}
    found = terms_of(model, terms, batch, noise)
    parameters = list(model.encoder.parameters())

    def flat(loss):
        gradients = torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True)
        return torch.cat(
            [
                torch.zeros(p.numel()) if g is None else g.ravel()
                for p, g in zip(parameters, gradients, strict=True)
            ]
        )

    given = {"reconstruction": 1.0, "kl": kl_weight, "topology": topology_weight}
    whole = flat(total_of(found, {name: torch.tensor(weight) for name, weight in given.items()}))
    return whole, {name: flat(figure) for name, figure in found.items()}


def test_gamma_scales_the_triplets_gradient_inversely():
    _, one = gradient_of(gamma=0.2)
    _, half = gradient_of(gamma=0.1)
    torch.testing.assert_close(half["topology"], 2 * one["topology"])
    torch.testing.assert_close(half["kl"], one["kl"])
    assert one["topology"].norm() > 0


def test_beta_and_topology_weight_enter_the_gradient_linearly():
    whole, parts = gradient_of(kl_weight=0.3, topology_weight=0.6)
    expected = parts["reconstruction"] + 0.3 * parts["kl"] + 0.6 * parts["topology"]
    torch.testing.assert_close(whole, expected)
    without, _ = gradient_of(kl_weight=0.0)
    assert (without - whole).norm() > 0.01 * whole.norm()


def test_each_triplets_weight_scales_its_own_gradient():
    single = []
    for t in range(7):
        mask = torch.zeros(7)
        mask[t] = 1
        single.append(gradient_of(weights=mask)[1]["topology"])
    scale = torch.tensor([1.0, 0.0, 2.0, 0.5, 3.0, 1.0, 0.25])
    _, parts = gradient_of(weights=scale)
    torch.testing.assert_close(parts["topology"], sum(s * g for s, g in zip(scale, single, strict=True)))
    assert all(gradient.norm() > 0 for gradient in single)
