"""Beta posterior and prior against SciPy, PyTorch's own gradients, and quadrature."""

import numpy as np
import pytest
import torch
from scipy import integrate, special, stats

from mien.errors import ConfigError
from mien.models.interface import Shape
from mien.models.network import build_network
from mien.models.posteriors.beta import Beta, BetaPosterior
from mien.models.priors.beta import BetaPrior, beta_kl
from mien.settings import recipe

RNG = np.random.default_rng(0)
A, B = (torch.from_numpy(10 ** RNG.uniform(np.log10(0.3), 2.5, size=(300, 2))) for _ in range(2))
NOISE = torch.from_numpy(RNG.normal(size=(20, 300, 2)))


def test_draws_are_the_quantiles_of_the_noise():
    drawn = Beta(A, B).draw(NOISE)
    exact = stats.beta(A.numpy(), B.numpy()).ppf(stats.norm.cdf(NOISE.numpy()))
    spread = Beta(A, B).variance.sqrt().numpy()
    assert np.abs((drawn.z.numpy() - exact) / spread).max() < 1e-3
    dense = stats.beta(A.numpy(), B.numpy()).logpdf(drawn.z.numpy()).sum(-1)
    seen = np.isfinite(dense)
    assert seen.mean() > 0.99
    np.testing.assert_allclose(drawn.log_q.numpy()[seen], dense[seen], rtol=1e-6, atol=1e-6)


def test_single_precision_is_enough():
    drawn = Beta(A.float(), B.float()).draw(NOISE.float())
    exact = Beta(A, B).draw(NOISE)
    spread = Beta(A, B).variance.sqrt()
    assert float(((drawn.z - exact.z).abs() / spread).max()) < 5e-3
    assert torch.isfinite(drawn.log_q).all()


def test_the_gradient_is_that_of_the_quantile():
    """By differences of SciPy's inverse distribution function."""
    a, b = A.clone().requires_grad_(), B.clone().requires_grad_()
    noise = NOISE[:1].clamp(-2, 2)
    Beta(a, b).draw(noise).z.sum().backward()
    u, step = stats.norm.cdf(noise[0].numpy()), 1e-4

    def slope(da, db):
        high = special.betaincinv(A.numpy() * (1 + step * da), B.numpy() * (1 + step * db), u)
        low = special.betaincinv(A.numpy() * (1 - step * da), B.numpy() * (1 - step * db), u)
        return (high - low) / (2 * step)

    for found, expected in ((a.grad * A, slope(1, 0)), (b.grad * B, slope(0, 1))):
        np.testing.assert_allclose(found.numpy(), expected, rtol=5e-3, atol=1e-5)


def test_the_kl_is_that_of_pytorch_and_of_quadrature():
    prior = BetaPrior(Shape({"x": 3}, 2), BetaPrior.Options(a=0.5, b=1.5))
    found = prior.double().by_dimension(Beta(A, B))
    one, other = torch.distributions.Beta(A, B), torch.distributions.Beta(*torch.tensor([0.5, 1.5]).double())
    np.testing.assert_allclose(
        found.numpy(), torch.distributions.kl_divergence(one, other).numpy(), rtol=1e-9
    )
    p, q = stats.beta(2.5, 4.0), stats.beta(0.5, 1.5)
    exact, _ = integrate.quad(lambda z: p.pdf(z) * (p.logpdf(z) - q.logpdf(z)), 0, 1)
    values = (torch.tensor(value, dtype=torch.float64) for value in (2.5, 4.0, 0.5, 1.5))
    assert float(beta_kl(*values)) == pytest.approx(exact, rel=1e-7)


def test_the_kl_is_also_what_samples_say():
    prior = BetaPrior(Shape({"x": 3}, 2), BetaPrior.Options()).double()
    posterior = Beta(A[:20].clamp(0.5, 30), B[:20].clamp(0.5, 30))
    noise = torch.randn(4_000, 20, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    drawn = posterior.draw(noise)
    log_p = stats.beta(0.5, 1.5).logpdf(drawn.z.numpy().clip(1e-300, 1 - 1e-16)).sum(-1)
    sampled = (drawn.log_q.numpy() - log_p).mean(0)
    np.testing.assert_allclose(sampled, prior.divergence(posterior).numpy(), rtol=0.1, atol=0.05)


def test_numbers_of_zero_are_the_even_distribution():
    part = BetaPosterior(Shape({"x": 3}, 2), BetaPosterior.Options())
    found = part(torch.zeros(1, 4))
    torch.testing.assert_close(found.a, torch.ones(1, 2))
    torch.testing.assert_close(found.mean, torch.full((1, 2), 0.5))
    torch.testing.assert_close(found.variance, torch.full((1, 2), 1 / 12))
    lowest = part(torch.full((1, 4), -80.0))
    assert (lowest.a >= 0.3).all()


def test_a_posterior_on_the_line_and_a_prior_from_0_to_1_are_refused():
    section = recipe("fast").changed(model={"kind": "m2", "prior": {"kind": "beta"}}).model
    with pytest.raises(
        ConfigError, match="m2: the posterior's latents are any real numbers, the prior's from"
    ):
        build_network(section, {"x": 9, "y": 9})
