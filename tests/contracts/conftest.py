"""What every entry of a registry must keep, whoever wrote it: the base tests that a new line inherits."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import load, save
from torch.func import functional_call, vmap

from mien.errors import ConfigError
from mien.evaluation import Judged
from mien.evaluation.registry import task
from mien.models.interface import UNIT, Shape
from mien.models.network import build_network
from mien.models.registry import MODELS, PARTS, part_of
from mien.models.tracing import traced
from mien.objective.interface import FACES, TRIPLETS, WINDOWS, Group
from mien.objective.registry import completed, term_of, terms_for
from mien.registry import load as load_at
from mien.representations.interface import Making
from mien.representations.registry import ROWS, represent
from mien.settings import PartSection, recipe
from mien.training.batch import FaceSet
from mien.training.engines.registry import ENGINES
from mien.training.loop import train_model
from mien.training.step import draws_of, terms_of
from mien.training.streams import FaceStream, NoiseStream
from mien.training.windows import windows_of
from mien.triplets import Triplets

D, K, R, V, W, L = 9, 3, 6, 4, 4, 2
WIDTHS = {FACES: 1, TRIPLETS: 3, WINDOWS: W}
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
        written = traced(lambda of, d=decoder: d(of.pop("z"), of), {"z": K, **conditions}, name)
        numbers = {"z": z[0].numpy(), **{name: column.numpy() for name, column in given.items()}}
        torch.testing.assert_close(torch.from_numpy(written.run(numbers)), found[0], **CLOSE)
        program = torch.export.export(decoder, (z, given)).module()
        torch.testing.assert_close(program(z, given), found, **CLOSE)


def posterior_of(name, dtype=torch.float32):
    part = made("posterior", name, COLUMNS[1])
    raw = rows({"raw": part.width}, dtype=dtype)["raw"].requires_grad_()
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
    torch.testing.assert_close((log_p - drawn.log_q).exp().mean(0), torch.ones(R), rtol=0.2, atol=0.0)
    (gradient,) = torch.autograd.grad(drawn.z.square().mean() + drawn.log_q.mean(), raw)
    assert torch.isfinite(gradient).all()
    some = posterior.take(slice(1, 4))
    torch.testing.assert_close(some.mean, posterior.mean[1:4], rtol=0, atol=0)
    alone = vmap(lambda one: part(one[None]).draw(noise[:2, :1]).z[:, 0])(raw)
    every = part(raw).draw(noise[:2, :1].expand(2, R, K)).z
    torch.testing.assert_close(alone.transpose(0, 1), every, **CLOSE)
    double, raw64 = posterior_of(name, torch.float64)
    torch.testing.assert_close(double(raw64).variance.float(), posterior.variance, **CLOSE)


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
    alone = vmap(lambda one: prior.by_dimension(gaussian(one[None]))[0])(raw)
    torch.testing.assert_close(alone, prior.by_dimension(posterior), **CLOSE)
    double = prior.by_dimension(gaussian(raw.double()))
    torch.testing.assert_close(double.float(), prior.by_dimension(posterior), **CLOSE)
    sample = prior.sample(torch.randn(5_000, K, generator=torch.Generator().manual_seed(3)))
    assert sample.shape == (5_000, K)
    assert torch.isfinite(sample).all()


def times_of(dtype=torch.float32):
    """Frame numbers of V windows of W frames, ascending; the first window lacks its first frame."""
    times = torch.tensor([[-9.0], [-4.0], [-2.0], [0.0]], dtype=dtype) * torch.arange(1, V + 1)
    times[0, 0] = -torch.inf
    return times


def groups(dtype=torch.float32):
    columns = COLUMNS[1]
    weight = torch.linspace(0.5, 2, V, dtype=dtype)
    return {
        FACES: Group(rows(columns, R, 1, dtype), R),
        TRIPLETS: Group(rows(columns, 3 * V, 2, dtype), V, weight, 1.7),
        WINDOWS: Group(rows(columns, W * V, 3, dtype), V, per_face=0.9, times=times_of(dtype)),
    }


def check_term(name):
    """A term alone on a network of the first model that has it."""
    kind = next(kind for kind, model in MODELS.items() if name in model.terms)
    parts = {"kind": kind, "n_components": K, "encoder": (8,), "decoder": (7,)}
    settings = recipe("fast").changed(model=parts)
    found, options = term_of(name, settings)
    with pytest.raises(ConfigError, match="unknown key 'nosuch'"):
        found.Options.of({"nosuch": 1})
    assert set(found.of_prior) <= set(found.names)
    assert found.group in WIDTHS

    def of(dtype):
        torch.manual_seed(0)
        network = build_network(settings.model, COLUMNS[1]).to(dtype).eval()
        terms = {name: found(options, network).to(dtype)}
        batch = groups(dtype)
        noise = NoiseStream(3).at(0).draw(draws_of(network, terms, batch), masks=False)
        noise = {key: tuple(one.to(dtype) for one in drawn) for key, drawn in noise.items()}
        return network, terms, batch, noise

    network, terms, batch, noise = of(torch.float32)
    figures = terms_of(network, terms, batch, noise)
    assert list(figures) == list(found.names)
    assert all(value.shape == () and torch.isfinite(value) for value in figures.values())
    again = terms_of(network, terms, batch, noise)
    assert all(torch.equal(again[key], value) for key, value in figures.items()), (
        "noise is not its only chance"
    )
    moved = list(network.parameters()) + list(terms[name].parameters())
    gradients = torch.autograd.grad(sum(figures.values()), moved, allow_unused=True)
    assert any(g is not None and g.abs().sum() > 0 for g in gradients)
    assert all(g is None or torch.isfinite(g).all() for g in gradients)
    for key, value in terms_of(*of(torch.float64)).items():
        torch.testing.assert_close(value.float(), figures[key], **CLOSE)
    twice = {
        group: Group(
            {n: twofold(c, group) for n, c in one.given.items()}, 2 * one.size,
            None if one.weight is None else one.weight.repeat(2), one.per_face,
            None if one.times is None else one.times.repeat(1, 2),
        )
        for group, one in batch.items()
    }  # fmt: skip
    repeated = {key: tuple(wider(one, found.group) for one in drawn) for key, drawn in noise.items()}
    for key, value in terms_of(network, terms, twice, repeated).items():
        torch.testing.assert_close(value, figures[key], **CLOSE, msg=f"{key} is not a mean a face")

    stacked = {key: torch.stack([value, value * 1.01]) for key, value in network.named_parameters()}

    whole = _Whole(network, terms, batch)

    def one_of_many(weights):
        return functional_call(whole, {f"network.{key}": value for key, value in weights.items()}, (noise,))

    many = vmap(one_of_many)(stacked)
    for key, value in figures.items():
        torch.testing.assert_close(many[key][0], value, **CLOSE)


class _Whole(torch.nn.Module):
    """The terms of a network as a module, for functional calls."""

    def __init__(self, network, terms, batch):
        super().__init__()
        self.network, self.terms, self.batch = network, terms, batch

    def forward(self, noise):
        return terms_of(self.network, self.terms, self.batch, noise)


def twofold(column, group):
    """The rows once more, in the group's order: all anchors, all near, all far."""
    return column.unflatten(0, (WIDTHS[group], -1)).repeat(1, 2, 1).flatten(0, 1)


def wider(noise, group):
    return noise.unflatten(1, (WIDTHS[group], -1)).repeat(1, 1, 2, 1).flatten(1, 2)


def small_set(seed, n=40):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, D)).astype(np.float32)
    triplets = np.array([rng.choice(n, 3, replace=False) for _ in range(60)])
    x = y + rng.normal(scale=0.3, size=(n, D)).astype(np.float32)
    windows = windows_of(np.repeat(["one", "two"], n // 2), np.tile(np.arange(n // 2), 2))
    return FaceSet(x, y, Triplets.of(triplets), windows=windows)


def small(kind="m2", **training):
    return recipe("fast").changed(
        model={"kind": kind, "n_components": K, "encoder": {"keep": 0.8}, "decoder": {"keep": 0.8}},
        objective={"anneal_steps": 10, "elbo": {"sigma2": 0.1}},
        training={
            "steps": 20, "batch": 16, "triplet_batch": 8, "validate_every": 10, "mirror": 0.0,
            "device": "cpu", **training,
        },
    )  # fmt: skip


def check_engine(name):
    """The numbers of the eager engine after 20 steps, and exact resumption."""
    assert name in ENGINES
    device = load_at(ENGINES.find(name)).device
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no GPU is there")
    # Noise is drawn on the device, so that the same device is compared.
    eager, other = (
        train_model(small(engine=one, device=device or "cpu"), small_set(0), small_set(1), 3)
        for one in ("eager", name)
    )
    for mine, theirs in zip(eager.records, other.records, strict=True):
        for key in ("total", "reconstruction", "kl", "topology"):
            assert theirs[key] == pytest.approx(mine[key], rel=1e-3), (mine["step"], key)
    settings = completed(small())
    torch.manual_seed(0)
    network = build_network(settings.model, COLUMNS[1])
    terms = terms_for(settings, network)
    engine = load_at(ENGINES.find(name))(network, terms, settings.training)
    stream, noise = FaceStream(small_set(0), settings.training, 0), NoiseStream(0)
    ones = {figure: 1.0 for term in terms.values() for figure in term.names}

    def step(number):
        return engine.step(stream, noise, number, ones, 1e-3)

    network.train()
    for number in range(3):
        step(number)
    kept = {key: value.clone() for key, value in engine.state().items()}
    weights = {key: value.clone() for key, value in network.state_dict().items()}
    after = step(3)
    assert not any(value.requires_grad for value in after.values())
    network.load_state_dict(weights)
    engine.restore(kept)
    again = step(3)
    assert all(torch.equal(after[key], value) for key, value in again.items())


def check_model(name):
    """A model trains, is finite, and its entry says the truth about what it needs."""
    model = MODELS.find(name)
    settings = small(name)
    trained = train_model(settings, small_set(0), small_set(1), 3)
    assert all(np.isfinite(record["total"]) for record in trained.records)
    figures = {f for term in terms_for(trained.settings, trained.network).values() for f in term.names}
    assert figures <= trained.records[-1].keys()
    assert tuple(trained.network.shape.columns) == model.columns
    given = rows(dict(trained.network.shape.columns))
    z = trained.network.encode(given).mean
    assert z.shape == (R, K)
    assert trained.network.decode(z, given).shape == (R, D)


def check_row(name):
    """A baseline learns from training rows alone and gives finite numbers of all faces."""
    rng = np.random.default_rng(0)
    x, y, train = rng.normal(size=(40, D)), rng.normal(size=(40, D)), np.arange(25)
    entry = ROWS.find(name)
    assert entry.title
    found = represent(Making(name, x, y, train, K))
    assert found.shape[0] == 40
    assert found.ndim == 2
    assert np.isfinite(found).all()
    other = x.copy()
    other[25:] += 5
    np.testing.assert_allclose(represent(Making(name, other, y, train, K))[:25], found[:25], atol=1e-9)
    if "neutral" in entry.needs:
        with pytest.raises(ConfigError, match="needs each face's neutral"):
            represent(Making(name, x, None, train, K))


def check_task(name):
    """Shares with replicates around them, none without anything to judge by; a good space is better."""
    rng = np.random.default_rng(0)
    label = np.array(["happy", "neutral", "sad"])[np.arange(120) % 3]
    subject = np.array([f"P{row // 10:02}" for row in range(120)])
    parts = np.split(np.arange(120), [60, 80])
    hidden = np.eye(3)[np.arange(120) % 3] + rng.normal(scale=0.05, size=(120, 3))
    drawn = np.array([rng.choice(parts[2], 3, replace=False) for _ in range(300)])
    near, far = (np.linalg.norm(hidden[drawn[:, 0]] - hidden[drawn[:, k]], axis=1) for k in (1, 2))
    drawn[near > far] = drawn[near > far][:, [0, 2, 1]]
    on = Judged(label, subject, *parts, {"all": Triplets.of(drawn)}, 0)
    judging = task(name)
    good, bad = judging.judge(hidden, on), judging.judge(rng.normal(size=(120, 3)), on)
    assert good.keys() == bad.keys() != set()
    for kind, outcome in good.items():
        assert judging.heading(kind)
        assert 0 <= bad[kind].value < outcome.value <= 1
        assert np.nanmean(bad[kind].replicates) == pytest.approx(bad[kind].value, abs=0.05)
        assert all(np.isfinite(value) for value in outcome.about.values())
    nothing = Judged(np.full(120, ""), subject, *parts, {}, 0)
    assert judging.judge(hidden, nothing) == {}


@pytest.fixture(scope="session")
def check():
    """The base test of each kind, by name of the entry: ``check.encoder("mlp")``."""
    return SimpleNamespace(
        encoder=check_encoder, posterior=check_posterior, decoder=check_decoder, prior=check_prior,
        term=check_term, engine=check_engine, model=check_model, row=check_row, task=check_task,
    )  # fmt: skip
