"""The base tests of parts of a model, and what they share with those of whole models."""

import math

import numpy as np
import pytest
import torch
from safetensors.torch import load, save
from torch.func import vmap

from mien.errors import ConfigError
from mien.models.interface import UNIT, Shape
from mien.models.registry import PARTS, part_of
from mien.models.tracing import traced
from mien.settings import PartSection
from mien.training.streams import NoiseStream

D, K, R, V, L = 9, 3, 6, 4, 2
COLUMNS = [{"x": D}, {"x": D, "y": D}]
# Sums of some hundred float32 products.
CLOSE = {"rtol": 2e-4, "atol": 2e-5}


def rows(columns, n=R, seed=0, dtype=torch.float32):
    rng = np.random.default_rng(seed)
    return {name: torch.from_numpy(rng.normal(size=(n, width))).to(dtype) for name, width in columns.items()}


def noise_of(draws, seed=1, dtype=torch.float32):
    drawn = NoiseStream(seed).at(0).draw({"part": draws})["part"]
    return tuple(one.to(dtype) for one in drawn)


def made(what, name, columns, *more):
    """A part of that name in evaluation mode."""
    torch.manual_seed(0)
    _, part, options = part_of(what, PartSection(), name)
    return part(Shape(columns, K), *more, options).eval()


def finite_gradients(module, value):
    parameters = list(module.parameters())
    if parameters and value.requires_grad:
        gradients = torch.autograd.grad(value.square().sum(), parameters, allow_unused=True)
        assert all(g is None or torch.isfinite(g).all() for g in gradients)
        assert any(g is not None and g.abs().sum() > 0 for g in gradients)


def same_after_a_file(module, other, call):
    """Weights through a file give the same numbers in another one of the kind."""
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(1.0)
    if list(module.state_dict()):
        other.load_state_dict(load(save({k: v.contiguous() for k, v in module.state_dict().items()})))
    torch.testing.assert_close(call(module), call(other), rtol=0, atol=0)


def options_are_checked(what, name):
    _, part, _ = part_of(what, PartSection(), name)
    with pytest.raises(ConfigError, match="unknown key 'nosuch'"):
        part.Options.of({"nosuch": 1})


def check_encoder(name):
    options_are_checked("encoder", name)
    for columns in COLUMNS:
        given, width = rows(columns), 2 * K
        encoder = made("encoder", name, columns, width)
        found = encoder(given)
        assert found.shape == (R, width)
        noisy = encoder(given, noise_of(encoder.draws(R)))
        assert noisy.shape == (R, width)
        finite_gradients(encoder, noisy)
        alone = vmap(lambda one, e=encoder: e({n: c[None] for n, c in one.items()})[0])(given)
        torch.testing.assert_close(alone, found, **CLOSE)
        double = made("encoder", name, columns, width).double()
        double.load_state_dict({k: v.double() for k, v in encoder.state_dict().items()})
        torch.testing.assert_close(double(rows(columns, dtype=torch.float64)).float(), found, **CLOSE)
        same_after_a_file(encoder, made("encoder", name, columns, width), lambda e, g=given: e(g))
        written = traced(lambda of, e=encoder: {"raw": e(of)}, columns, name)
        numbers = {name: column.numpy() for name, column in given.items()}
        torch.testing.assert_close(torch.from_numpy(written.run(numbers)["raw"]), found, **CLOSE)
        program = torch.export.export(encoder, (given,)).module()
        torch.testing.assert_close(program(given), found, **CLOSE)


def check_decoder(name):
    options_are_checked("decoder", name)
    for columns in COLUMNS:
        given = rows(columns)
        z = rows({"z": K}, L * R)["z"].unflatten(0, (L, R))
        decoder = made("decoder", name, columns)
        found = decoder(z, given)
        assert found.shape == (L, R, D)
        noisy = decoder(z, given, noise_of(decoder.draws(L, R)))
        assert noisy.shape == (L, R, D)
        finite_gradients(decoder, noisy)
        torch.testing.assert_close(vmap(lambda one, d=decoder, g=given: d(one, g))(z), found, **CLOSE)
        double = made("decoder", name, columns).double()
        double.load_state_dict({k: v.double() for k, v in decoder.state_dict().items()})
        doubles = double(z.double(), rows(columns, dtype=torch.float64))
        torch.testing.assert_close(doubles.float(), found, **CLOSE)
        same_after_a_file(decoder, made("decoder", name, columns), lambda d, z=z, g=given: d(z, g))
        conditions = {name: width for name, width in columns.items() if name != "x"}
        written = traced(lambda of, d=decoder: {"face": d(of.pop("z"), of)}, {"z": K, **conditions}, name)
        numbers = {"z": z[0].numpy(), **{name: column.numpy() for name, column in given.items()}}
        torch.testing.assert_close(torch.from_numpy(written.run(numbers)["face"]), found[0], **CLOSE)
        program = torch.export.export(decoder, (z, given)).module()
        torch.testing.assert_close(program(z, given), found, **CLOSE)


def posterior_of(name, dtype=torch.float32):
    part = made("posterior", name, COLUMNS[1]).to(dtype)
    # As large as an encoder's numbers are: what is bent far more has means of heavy tails below.
    raw = (0.5 * rows({"raw": part.width}, dtype=dtype)["raw"]).requires_grad_()
    return part, raw


def check_posterior(name):
    options_are_checked("posterior", name)
    part, raw = posterior_of(name)
    posterior = part(raw)
    assert posterior.mean.shape == posterior.variance.shape == (R, K)
    assert (posterior.variance > 0).all()
    noise = torch.randn(4_000, R, K, generator=torch.Generator().manual_seed(0))
    drawn = posterior.draw(noise)
    assert drawn.z.shape == (4_000, R, K)
    assert drawn.log_q.shape == (4_000, R)
    spread = posterior.variance.sqrt().detach()
    error = (drawn.z.mean(0) - posterior.mean).abs().detach()
    assert (error < 5 * spread / np.sqrt(4_000)).all()
    torch.testing.assert_close(drawn.z.var(0), posterior.variance, rtol=0.15, atol=1e-4)
    # E[exp(log p − log q)] = 1 for any density p: a Gaussian with the posterior's moments, or a parabola.
    log_p = -0.5 * ((drawn.z - posterior.mean) ** 2 / posterior.variance).sum(-1)
    log_p = log_p - 0.5 * (2 * np.pi * posterior.variance).log().sum(-1)
    if part.support == UNIT:
        log_p = (6 * drawn.z * (1 - drawn.z)).log().sum(-1)
    torch.testing.assert_close((log_p - drawn.log_q).exp().mean(0), torch.ones(R), rtol=0.1, atol=0.0)
    (gradient,) = torch.autograd.grad(drawn.z.square().mean() + drawn.log_q.mean(), raw)
    assert torch.isfinite(gradient).all()
    some = posterior.take(slice(1, 4))
    torch.testing.assert_close(some.mean, posterior.mean[1:4], rtol=0, atol=0)
    alone = vmap(lambda one: part(one[None]).draw(noise[:2, :1]).z[:, 0])(raw)
    every = part(raw).draw(noise[:2, :1].expand(2, R, K)).z
    torch.testing.assert_close(alone.transpose(0, 1), every, **CLOSE)
    double, raw64 = posterior_of(name, torch.float64)
    torch.testing.assert_close(double(raw64).variance.float(), posterior.variance, **CLOSE)

    def moments(given):
        found = part(2 * given["half"])
        return {"mean": found.mean, "variance": found.variance}

    written = traced(moments, {"half": part.width}, name)
    for key, value in written.run({"half": raw.detach().numpy() / 2}).items():
        torch.testing.assert_close(torch.from_numpy(value), getattr(posterior, key).detach(), **CLOSE)
    drawing = _Drawing(part)
    program = torch.export.export(drawing, (raw, noise[:2])).module()
    for mine, theirs in zip(program(raw, noise[:2]), drawing(raw, noise[:2]), strict=True):
        torch.testing.assert_close(mine, theirs, **CLOSE)
    same_after_a_file(part, made("posterior", name, COLUMNS[1]), lambda one: one(raw).mean)


class _Drawing(torch.nn.Module):
    """What a posterior says of faces, as a program: moments, samples and their density."""

    def __init__(self, part):
        super().__init__()
        self.part = part

    def forward(self, raw, noise):
        posterior = self.part(raw)
        return posterior.mean, posterior.variance, *posterior.draw(noise)


def check_prior(name):
    options_are_checked("prior", name)
    prior = made("prior", name, COLUMNS[1])
    assert prior.ends[0] < prior.ends[1]
    fitting = [one for one in PARTS["posterior"] if posterior_of(one)[0].support == prior.support]
    for posterior_name in fitting:
        part, raw = posterior_of(posterior_name)
        posterior = part(raw)
        noise = torch.randn(8, R, K, generator=torch.Generator().manual_seed(2))
        nats = prior.divergence(posterior, posterior.draw(noise))
        assert nats.shape == (R,)
        shares = prior.by_dimension(posterior)
        assert shares.shape == (R, K)
        assert (shares > -1e-4).all()
        (gradient,) = torch.autograd.grad(nats.sum(), raw)
        assert torch.isfinite(gradient).all()
    gaussian, raw = posterior_of(fitting[0])
    posterior = gaussian(raw)
    nats = prior.divergence(posterior, posterior.draw(torch.zeros(1, R, K)))
    assert (nats > 0).all()
    normals = torch.randn(20_000, R, K, generator=torch.Generator().manual_seed(4))
    sampled = posterior.draw(normals)
    by_density = (sampled.log_q - prior.log_density(sampled.z)).mean(0)
    torch.testing.assert_close(by_density, nats, rtol=0.05, atol=0.05)
    # A density integrates to 1: the mean of its ratio to another's that is drawn from.
    wide, log_wide = 3 * normals[:, 0], -K * math.log(3 * math.sqrt(2 * math.pi))
    log_wide = log_wide - 0.5 * (wide / 3).square().sum(-1)
    if prior.support == UNIT:
        wide, log_wide = torch.special.ndtr(normals[:, 0]), torch.zeros(())
    assert (prior.log_density(wide) - log_wide).exp().mean() == pytest.approx(1, abs=0.1)
    alone = vmap(lambda one: prior.by_dimension(gaussian(one[None]))[0])(raw)
    torch.testing.assert_close(alone, prior.by_dimension(posterior), **CLOSE)
    double = prior.by_dimension(gaussian(raw.double()))
    torch.testing.assert_close(double.float(), prior.by_dimension(posterior), **CLOSE)
    sample = prior.sample(torch.randn(5_000, K, generator=torch.Generator().manual_seed(3)))
    assert sample.shape == (5_000, K)
    assert torch.isfinite(sample).all()
