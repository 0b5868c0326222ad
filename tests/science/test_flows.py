"""Flows against NumPy, and their log-determinants against the Jacobian."""

import numpy as np
import pytest
import torch

from mien.models.interface import Shape
from mien.models.posteriors.flow import Flowed, spread_normals
from mien.models.posteriors.gaussian import Gaussian
from mien.models.posteriors.iaf import IAFPosterior
from mien.models.posteriors.planar import Planar, PlanarPosterior

K, R = 4, 5
MADE = {"planar": PlanarPosterior, "iaf": IAFPosterior}


def posterior_of(name, k=K, size=1.0):
    torch.manual_seed(0)
    made = MADE[name]
    part = made(Shape({"x": 9}, k), made.Options(steps=3)).double()
    raw = size * torch.randn(R, part.width, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    return part, raw


def normals(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)


@pytest.mark.parametrize("k", [1, 2, K])
@pytest.mark.parametrize("name", MADE)
def test_log_determinants_are_those_of_the_jacobian(name, k):
    part, raw = posterior_of(name, k, 2.0)
    posterior, noise = part(raw), normals(1, R, k)
    z = posterior.base.draw(noise).z
    for step in posterior.steps:
        found, log_determinant = step.through(z)
        for row in range(R):
            own = step.take(slice(row, row + 1))
            jacobian = torch.autograd.functional.jacobian(
                lambda one, own=own: own.through(one[None, None])[0][0, 0], z[0, row].detach()
            )
            sign, exact = torch.linalg.slogdet(jacobian)
            assert sign != 0
            torch.testing.assert_close(log_determinant[0, row], exact, rtol=1e-8, atol=1e-10)
        z = found
    drawn = posterior.draw(noise)
    torch.testing.assert_close(drawn.z, z)
    for row in range(R):
        own = posterior.take(slice(row, row + 1))
        jacobian = torch.autograd.functional.jacobian(
            lambda one, own=own: own.draw(one[None, None]).z[0, 0], noise[0, row]
        )
        log_normal = -0.5 * (noise[0, row].square() + np.log(2 * np.pi)).sum()
        torch.testing.assert_close(drawn.log_q[0, row], log_normal - torch.linalg.slogdet(jacobian)[1])


def test_planar_steps_are_the_papers():
    part, raw = posterior_of("planar")
    noise = normals(2, R, K)
    drawn = part(raw).draw(noise)
    for row, numbers in enumerate(raw.numpy()):
        for sample in range(2):
            epsilon = noise[sample, row].numpy()
            z = numbers[:K] + np.exp(numbers[K : 2 * K] / 2) * epsilon
            log_q = sum(-(epsilon**2) / 2 - np.log(2 * np.pi) / 2 - numbers[K : 2 * K] / 2)
            for step in numbers[2 * K :].reshape(3, 2 * K + 1):
                u, w, b = step[:K], step[K : 2 * K], step[-1]
                allowed = -1 + np.log(1 + np.exp(w @ u + np.log(np.e - 1)))
                u = u + (allowed - w @ u) * w / (w @ w)
                slope = 1 - np.tanh(w @ z + b) ** 2
                log_q -= np.log(abs(1 + u @ w * slope))
                z = z + u * np.tanh(w @ z + b)
            np.testing.assert_allclose(drawn.z[sample, row], z, rtol=1e-10)
            assert float(drawn.log_q[sample, row]) == pytest.approx(log_q, rel=1e-10)


def test_a_planar_step_can_be_undone_however_it_is_asked_for():
    w = torch.tensor([[3.0, -1.0], [1e-9, 0.0], [0.0, 0.0]], dtype=torch.float64)
    u = torch.tensor([[-40.0, 5.0], [7.0, 1.0], [2.0, 2.0]], dtype=torch.float64)
    step = Planar.of(u, w, torch.zeros(3, dtype=torch.float64))
    assert ((step.u * step.w).sum(-1) > -1).all()
    assert torch.isfinite(step.u).all()
    assert (step.u.norm(dim=-1)[1:] <= 1.5 * u.norm(dim=-1)[1:]).all()
    nothing = Planar.of(torch.zeros_like(u), w + 1, torch.ones(3, dtype=torch.float64))
    z = normals(4, 3, 2)
    torch.testing.assert_close(nothing.through(z)[0], z)


def test_autoregressive_steps_are_the_papers_and_see_only_what_is_before():
    part, raw = posterior_of("iaf")
    noise = normals(1, R, K)
    drawn = part(raw).draw(noise)

    def weights(layer):
        return layer.weight.detach().numpy()

    for row, numbers in enumerate(raw.numpy()):
        mean, log_variance, context = np.split(numbers, 3)
        z = mean + np.exp(log_variance / 2) * noise[0, row].numpy()
        log_q = sum(-(noise[0, row].numpy() ** 2) / 2 - np.log(2 * np.pi) / 2 - log_variance / 2)
        for number, step in enumerate(part.steps):
            order = [*range(K)][:: -1 if number % 2 else 1]
            beside = weights(step.context) @ context + step.context.bias.detach().numpy()
            z, before = z.copy(), z.copy()
            for place, dimension in enumerate(order):
                # What dimension number `place` sees: hidden units of that degree or less, which see as many.
                m, gate = step.last.bias.detach().numpy()[[dimension, K + dimension]]
                for unit in range(4 * K):
                    if unit % K > place:
                        continue
                    seen = order[: unit % K]
                    a = beside[unit] + weights(step.first)[unit][seen] @ before[seen]
                    a = a if a > 0 else np.expm1(a)
                    m += weights(step.last)[dimension, unit] * a
                    gate += weights(step.last)[K + dimension, unit] * a
                kept = 1 / (1 + np.exp(-gate - 1.5))
                z[dimension] = kept * before[dimension] + (1 - kept) * m
                log_q -= np.log(kept)
        np.testing.assert_allclose(drawn.z[0, row].detach(), z, rtol=1e-10)
        assert float(drawn.log_q[0, row].detach()) == pytest.approx(log_q, rel=1e-10)


def test_each_face_has_its_own_first_dimension():
    part, raw = posterior_of("iaf", k=1)
    raw[:, :2] = 0
    z = part(raw).draw(torch.zeros(1, R, 1, dtype=torch.float64)).z
    assert len(z.unique()) == R


@pytest.mark.parametrize("name", MADE)
def test_moments_are_always_the_same_and_those_of_many_samples(name):
    part, raw = posterior_of(name, size=0.6)
    posterior = part(raw)
    again = posterior_of(name, size=0.6)[0](raw)
    assert torch.equal(posterior.mean, again.mean)
    drawn = posterior.draw(normals(40_000, R, K)).z
    spread = posterior.variance.sqrt()
    assert ((drawn.mean(0) - posterior.mean).abs() / spread).max() < 0.06
    torch.testing.assert_close(drawn.std(0), spread, rtol=0.08, atol=0)


@pytest.mark.parametrize("k", [1, 2, 7, 30, 90])
def test_the_fixed_points_are_normals_in_mean_and_covariance(k):
    points = spread_normals(k).double().numpy()
    assert 64 <= len(points) <= max(64 + 2 * k, 4 * k)
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(points.T @ points / len(points), np.eye(k), atol=1e-5)
    np.testing.assert_allclose((points[:, :1] * points**2).mean(axis=0), 0, atol=1e-5)
    assert 1.2 < np.abs(points).max() < 6


def test_moments_are_exact_where_nothing_is_bent():
    linear = Gaussian(torch.tensor([[100.0, -2.0]]), torch.tensor([[-8.0, -1.0]]))
    flowed = Flowed(linear, (), spread_normals(2))
    torch.testing.assert_close(flowed.mean, linear.mean)
    torch.testing.assert_close(flowed.variance, linear.variance, rtol=1e-3, atol=0)
