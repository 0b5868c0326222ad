"""Two layers of latents against NumPy, and what is read of them."""

import numpy as np
import pytest
import torch

from mien.models.network import build_network
from mien.models.posteriors.gaussian import Gaussian
from mien.models.posteriors.ladder import merged
from mien.objective.interface import Group
from mien.objective.registry import made
from mien.settings import Settings
from mien.training.step import terms_of

D, K, B, L, SIGMA2 = 7, 2, 5, 3, 0.2
WIDTHS = {"encoder": {"widths": (9, 8, 6)}, "decoder": {"widths": (6,), "upper": (5,)}}


def ladder(conditions=("x", "y"), **elbo):
    torch.manual_seed(0)
    settings = Settings().changed(
        model={"kind": "ladder", "n_components": K, **WIDTHS},
        objective={"elbo": {"sigma2": SIGMA2, "samples": L, "free": 0.0, **elbo}},
    )
    network = build_network(settings.model, dict.fromkeys(conditions, D)).double().eval()
    with torch.no_grad():
        network.encoder.upper.layers[-1].weight.mul_(3)
        network.encoder.telling.weight.mul_(3)
    return network, settings


def batch_of(conditions=("x", "y")):
    rng = np.random.default_rng(1)
    return {"faces": Group({name: torch.from_numpy(rng.normal(size=(B, D))) for name in conditions}, B)}


def normals(*shape, seed=2):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def elu(a):
    return np.where(a > 0, a, np.expm1(np.minimum(a, 0)))


def upward(through, network, x, y):
    """Mean and log-variance of the top and of what is below: the middle tells of the latter."""
    hidden = elu(through(network.encoder.lower, np.concatenate([x, y], axis=1)))
    weight, bias = (one.detach().numpy() for one in network.encoder.telling.parameters())
    top, lower = through(network.encoder.upper, hidden), hidden @ weight.T + bias
    return top[:, :K], top[:, K:], lower[:, : 2 * K], lower[:, 2 * K :]


def expected(through, network, x, y, normal, normal_below):
    """Reconstruction, KL of the top and KL below it, nats a face."""
    mean, log_variance, upward_mean, upward_log = upward(through, network, x, y)
    error = below = 0.0
    for i in range(B):
        for e, e_below in zip(normal[:, i], normal_below[:, i], strict=True):
            z = mean[i] + np.exp(log_variance[i] / 2) * e
            prior = through(network.decoder.upper, np.concatenate([y[i], z]))
            prior_mean, prior_variance = prior[: 2 * K], np.exp(prior[2 * K :])
            precision = np.exp(-upward_log[i]), 1 / prior_variance
            variance = 1 / sum(precision)
            own = (upward_mean[i] * precision[0] + prior_mean * precision[1]) * variance
            lower = own + np.sqrt(variance) * e_below
            face = through(network.decoder.lower, np.concatenate([y[i], lower]))
            error += ((x[i] - face) ** 2).sum() / (2 * SIGMA2)
            ratio = variance / prior_variance
            below += 0.5 * (ratio - 1 - np.log(ratio) + (own - prior_mean) ** 2 / prior_variance).sum()
    kl = 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance)
    return error / (B * L), kl, below / (B * L)


def figures(network, settings):
    term = made("elbo", settings, network)
    drawn = normals(L, B, K), normals(L, B, 2 * K, seed=3)
    return terms_of(network, {"elbo": term}, batch_of(), {"encoder": (), "elbo": drawn}), drawn


def test_the_terms_are_a_transcription(through):
    network, settings = ladder(beta=1.5)
    found, drawn = figures(network, settings)
    x, y = (one.numpy() for one in batch_of()["faces"].given.values())
    error, kl, below = expected(through, network, x, y, *(one.numpy() for one in drawn))
    wanted = {"reconstruction": error, "kl": 1.5 * kl.sum() / B, "kl_below": 1.5 * below}
    assert list(found) == list(wanted)
    for name, value in wanted.items():
        assert float(found[name].detach()) == pytest.approx(value, rel=1e-9), name
    assert below > 0.1


def test_free_bits_are_of_each_dimension_of_z_over_the_batch(through):
    network, settings = ladder()
    x, y = (one.numpy() for one in batch_of()["faces"].given.values())
    mean = expected(through, network, x, y, *(one.numpy() for one in figures(network, settings)[1]))[1].mean(
        0
    )
    free = float(mean.mean())
    assert mean.min() < free < mean.max(), "one is dearer, one is free"
    found = figures(*ladder(free=free))[0]["kl"]
    assert float(found.detach()) == pytest.approx(np.maximum(mean, free).sum(), rel=1e-9)


def test_the_merge_is_the_product_of_the_densities():
    first, second = Gaussian(*normals(2, 40)[..., None]), Gaussian(*normals(2, 40, seed=5)[..., None])
    found = merged(first, second)
    z = normals(6, 40, 1, seed=6)
    apart = first.log_density(z) + second.log_density(z) - found.log_density(z)
    torch.testing.assert_close(apart, apart[:1].expand_as(apart), msg="up to a factor")
    sure = Gaussian(torch.zeros(1), torch.full((1,), -200.0))
    vague = Gaussian(torch.ones(1), torch.full((1,), 200.0))
    for one in (merged(sure, vague), merged(vague, sure)):
        torch.testing.assert_close(torch.stack([*one]), torch.stack([*sure]))


def test_z_is_the_top_and_is_decoded_by_the_mean_of_what_is_below(through):
    network, _ = ladder()
    given = batch_of()["faces"].given
    x, y = (one.numpy() for one in given.values())
    posterior = network.encode(given)
    mean, log_variance, *_ = upward(through, network, x, y)
    np.testing.assert_allclose(posterior.mean.detach(), mean, rtol=1e-10)
    np.testing.assert_allclose(posterior.variance.detach(), np.exp(log_variance), rtol=1e-10)
    below = through(network.decoder.upper, np.concatenate([y, mean], axis=1))[:, : 2 * K]
    faces = through(network.decoder.lower, np.concatenate([y, below], axis=1))
    np.testing.assert_allclose(network.decode(posterior.mean, given).detach(), faces, rtol=1e-9)


def test_decoding_with_noise_is_a_draw_of_what_is_below():
    network, _ = ladder()
    given, z = batch_of()["faces"].given, normals(1, B, K).expand(20_000, B, K)
    below = network.decoder.below(z[:1], given)
    drawn = below.draw(normals(20_000, B, 2 * K))
    faces = network.decode(z, given, (normals(20_000, B, 2 * K),))
    torch.testing.assert_close(faces, network.decoder._face(drawn.z, given, ()))
    assert faces.std(0).min() > 0.01


def test_a_posterior_that_knows_of_no_layer_below_costs_nothing_there():
    _, settings = ladder()
    plain = build_network(
        settings.changed(model={"posterior": {"kind": "gaussian"}}).model, dict.fromkeys("xy", D)
    )
    found, _ = figures(plain.double().eval(), settings)
    assert float(found["kl_below"].detach()) == pytest.approx(0, abs=1e-12)
    assert float(found["kl"].detach()) > 0


def test_the_importance_weighted_bound_counts_both_layers():
    network, settings = ladder()
    given, noise = batch_of()["faces"].given, (normals(1, B, K), normals(1, B, 2 * K, seed=3))
    one = settings.changed(objective={"importance": {"samples": 1}})
    term = made("importance", one, network)
    found = terms_of(network, {"importance": term}, batch_of(), {"encoder": (), "importance": noise})
    posterior = network.encode(given)
    drawn = posterior.draw(noise[0])
    below = network.decoder.below(drawn.z, given)
    lower = merged(posterior.lower, below)
    sample = lower.draw(noise[1])
    ratio = (lower.log_density(sample.z) - below.log_density(sample.z)).mean()
    torch.testing.assert_close(found["kl_below"], ratio)
    assert list(found) == ["reconstruction", "kl", "kl_below", "importance"]
    assert {*term.of_kl} == {*term.of_prior} == {"kl", "kl_below"}


def test_every_unit_has_its_mask():
    torch.manual_seed(0)
    section = Settings().changed(model={"kind": "ladder", "n_components": K, **WIDTHS}).model
    network = build_network(section, dict.fromkeys("xy", D))
    assert [one.shape for one in network.encoder.draws(B)] == [(B, 9), (B, 8), (B, 6)]
    normal, *masks = network.decoder.draws(L, B)
    assert normal.keep is None
    assert [one.shape for one in (normal, *masks)] == [(L, B, 2 * K), (L, B, 5), (L, B, 6)]
    given = {name: column.float() for name, column in batch_of()["faces"].given.items()}
    ones = [torch.ones(*one.shape) for one in network.encoder.draws(B)]
    whole = network.encoder(given, ones)
    torch.testing.assert_close(whole, network.encoder(given))
    for number in range(3):
        some = [one * (place != number) for place, one in enumerate(ones)]
        told = network.encoder(given, some)
        assert not torch.equal(told[:, : 2 * K], whole[:, : 2 * K])
        assert torch.equal(told[:, 2 * K :], whole[:, 2 * K :]) is (number == 2), (
            "the last is of the top alone"
        )
