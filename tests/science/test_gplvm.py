"""The Bayesian GP-LVM against quadrature, plain NumPy, exact Gaussian processes, and p(Y) by sampling."""

import warnings

import numpy as np
import pytest
import torch
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF as TheirRBF
from sklearn.gaussian_process.kernels import ConstantKernel
from torch import nn

from mien.representations.gp.bound import bound, infer, likelihood, predicted
from mien.representations.gp.kernel import RBF
from mien.representations.gp.latent import minimise

N, Q, M, D = 7, 3, 5, 4
VARIANCE, PRECISION = 1.7, 6.0
RELEVANCE = np.array([0.8, 2.1, 0.05])


def tensor(values):
    return torch.as_tensor(values, dtype=torch.float64)


KERNEL = RBF(tensor(VARIANCE), tensor(RELEVANCE))


@pytest.fixture(scope="module")
def drawn():
    """Y (n, d), mean and spread of q(X) (n, q), Z (m, q)."""
    rng = np.random.default_rng(4)
    return (
        rng.normal(size=(N, D)), rng.normal(size=(N, Q)), rng.uniform(0.05, 0.9, (N, Q)),
        rng.normal(size=(M, Q)),
    )  # fmt: skip


def k(first, second):
    """The kernel written out, one pair at a time."""
    return VARIANCE * np.exp(-0.5 * sum(RELEVANCE[q] * (first[q] - second[q]) ** 2 for q in range(Q)))


def gram(first, second):
    return np.array([[k(one, other) for other in second] for one in first])


def by_quadrature(mean, spread, inducing):
    """E[k(x, z)] and Σ E[k(x, z) k(x, z')]: dimensions factor, each by Gauss and Hermite's 60 nodes."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    one, two = np.full((N, M), VARIANCE), np.full((N, M, M), VARIANCE**2)
    for q in range(Q):
        x = mean[:, q, None] + np.sqrt(spread[:, q, None]) * nodes
        near = np.exp(-0.5 * RELEVANCE[q] * (x[:, None] - inducing[None, :, q, None]) ** 2)
        one *= near @ weights
        two *= np.einsum("nas,nbs,s->nab", near, near, weights)
    return one, two.sum(0)


def test_kernel_is_its_definition(drawn):
    _, mean, _, inducing = drawn
    np.testing.assert_allclose(
        KERNEL.between(tensor(mean), tensor(inducing)), gram(mean, inducing), rtol=1e-12
    )


def test_expectations_of_the_kernel_are_the_integrals(drawn):
    _, mean, spread, inducing = drawn
    one, two = by_quadrature(mean, spread, inducing)
    arguments = tensor(mean), tensor(spread), tensor(inducing)
    np.testing.assert_allclose(KERNEL.expected(*arguments), one, rtol=1e-9)
    np.testing.assert_allclose(KERNEL.expected_products(*arguments), two, rtol=1e-9)
    assert float(KERNEL.total(N)) == pytest.approx(N * VARIANCE)


def test_bound_is_equation_14_written_out(drawn):
    """With inverses and determinants as printed, in NumPy; the integrals by quadrature."""
    data, mean, spread, inducing = drawn
    one, two = by_quadrature(mean, spread, inducing)
    prior = gram(inducing, inducing) + 1e-6 * VARIANCE * np.eye(M)
    both = PRECISION * two + prior
    w = PRECISION * np.eye(N) - PRECISION**2 * one @ np.linalg.inv(both) @ one.T
    expected = 0.0
    for column in data.T:
        expected += (
            N / 2 * np.log(PRECISION) + 0.5 * np.linalg.slogdet(prior)[1] - N / 2 * np.log(2 * np.pi)
            - 0.5 * np.linalg.slogdet(both)[1] - 0.5 * column @ w @ column
            - PRECISION * N * VARIANCE / 2 + PRECISION / 2 * np.trace(np.linalg.inv(prior) @ two)
        )  # fmt: skip
    expected -= 0.5 * (mean**2 + spread - 1 - np.log(spread)).sum()
    found = bound(*map(tensor, drawn), KERNEL, tensor(PRECISION))
    assert float(found) == pytest.approx(expected, rel=1e-9)


def exact(data, inputs):
    """Log marginal likelihood of each column, summed, and the process itself, by scikit-learn."""
    kernel = ConstantKernel(VARIANCE) * TheirRBF(1 / np.sqrt(RELEVANCE))
    process = GaussianProcessRegressor(kernel, alpha=1 / PRECISION, optimizer=None).fit(inputs, data)
    # Of several columns it gives the sum.
    return process.log_marginal_likelihood(process.kernel_.theta), process


def by_gpytorch(data, inputs):
    """The same by the other library."""
    with warnings.catch_warnings():
        # It is written for an earlier PyTorch.
        warnings.simplefilter("ignore")
        gpytorch = pytest.importorskip(
            "gpytorch", reason="gpytorch, an oracle of exact processes, is not installed"
        )

    class Exact(gpytorch.models.ExactGP):
        def __init__(self, likelihood):
            super().__init__(tensor(inputs), tensor(data[:, 0]), likelihood)
            self.mean_module = gpytorch.means.ZeroMean()
            self.covar_module = gpytorch.kernels.ScaleKernel(gpytorch.kernels.RBFKernel(ard_num_dims=Q))

        def forward(self, x):
            return gpytorch.distributions.MultivariateNormal(self.mean_module(x), self.covar_module(x))

    noise = gpytorch.likelihoods.GaussianLikelihood().double()
    model = Exact(noise).double()
    noise.noise = 1 / PRECISION
    model.covar_module.outputscale = VARIANCE
    model.covar_module.base_kernel.lengthscale = tensor(1 / np.sqrt(RELEVANCE))
    prior = noise(model.forward(tensor(inputs)))
    return sum(float(prior.log_prob(tensor(column)).detach()) for column in data.T)


def test_with_fixed_latents_and_all_of_them_inducing_it_is_the_exact_marginal_likelihood(drawn):
    data, mean, _, _ = drawn
    fixed = tensor(data), tensor(mean), torch.zeros(N, Q, dtype=torch.float64)
    found = float(likelihood(*fixed, tensor(mean), KERNEL, tensor(PRECISION)))
    theirs, process = exact(data, mean)
    assert found == pytest.approx(theirs, abs=1e-3)
    fewer = float(likelihood(*fixed, tensor(mean[:4]), KERNEL, tensor(PRECISION)))
    assert fewer < found, "fewer inducing inputs are a looser bound"
    new = np.random.default_rng(1).normal(size=(6, Q))
    inferred = infer(*fixed, tensor(mean), KERNEL, tensor(PRECISION))
    made = predicted(inferred, tensor(new), torch.zeros(6, Q, dtype=torch.float64), tensor(mean), KERNEL)
    np.testing.assert_allclose(made, process.predict(new), atol=1e-4)


def test_gpytorch_says_the_same(drawn):
    data, mean, _, _ = drawn
    fixed = tensor(data), tensor(mean), torch.zeros(N, Q, dtype=torch.float64)
    found = float(likelihood(*fixed, tensor(mean), KERNEL, tensor(PRECISION)))
    assert found == pytest.approx(by_gpytorch(data, mean), abs=1e-3)


def test_it_is_below_the_evidence_and_near_it_at_its_best():
    """log p(Y) = log E[N(Y | 0, K + 1/β)] under the prior of X, by sampling, for three faces."""
    rng = np.random.default_rng(2)
    data, kernel = rng.normal(size=(3, 2)), RBF(tensor(1.0), tensor(RELEVANCE / 5))
    x = rng.normal(size=(20_000, 3, Q))
    apart = (RELEVANCE / 5 * (x[:, :, None] - x[:, None]) ** 2).sum(-1)
    covariance = np.exp(-0.5 * apart) + np.eye(3) / PRECISION
    each = sum(
        -0.5 * np.einsum("i,sij,j->s", column, np.linalg.inv(covariance), column)
        - 0.5 * np.linalg.slogdet(2 * np.pi * covariance)[1]
        for column in data.T
    )
    evidence = np.logaddexp.reduce(each) - np.log(len(x))
    free = nn.ParameterList(tensor(rng.normal(scale=0.1, size=shape)) for shape in ((3, Q), (3, Q), (M, Q)))

    def loss():
        mean, log_spread, inducing = free
        return -bound(tensor(data), mean, log_spread.exp(), inducing, kernel, tensor(PRECISION))

    first, best = float(loss().detach()), minimise(free, loss, 60)
    assert evidence - 6 < -best < evidence
    assert best < first - 1


def test_gradient_is_that_of_differences(drawn):
    arguments = [tensor(one).requires_grad_() for one in drawn]
    more = [
        tensor(VARIANCE).requires_grad_(),
        tensor(RELEVANCE).requires_grad_(),
        tensor(PRECISION).requires_grad_(),
    ]

    def of(data, mean, spread, inducing, variance, relevance, precision):
        return bound(data, mean, spread, inducing, RBF(variance, relevance), precision)

    assert torch.autograd.gradcheck(of, (*arguments, *more), eps=1e-6, atol=1e-4)
