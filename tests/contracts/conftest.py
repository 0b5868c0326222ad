"""What every entry of a registry must keep, whoever wrote it: the base tests that a new line inherits."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnxruntime
import pytest
import torch
from torch.func import functional_call, vmap

from mien.errors import ConfigError, DataError
from mien.evaluation import Judged, Lacking, Space
from mien.evaluation.registry import TASKS, task
from mien.exporting.onnx import decoder_graph, encoder_graph
from mien.exporting.programs import exported
from mien.faces.action_units import ActionUnits
from mien.landmarks.alignment import Scaling
from mien.models.about import About
from mien.models.network import build_network
from mien.models.registry import MODELS, NO_DECODER
from mien.models.trained import ExpressionModel
from mien.objective.interface import FACES, TRIPLETS, WINDOWS, Group
from mien.objective.registry import completed, term_of, terms_for
from mien.objective.registry import made as made_term
from mien.registry import load as load_at
from mien.representations.interface import Making, Training
from mien.representations.registry import NEEDS, ROWS, represent
from mien.runs import Figure
from mien.runtime import Runtime
from mien.settings import recipe
from mien.synthetic.posed import builtin_posed
from mien.training.batch import FaceSet
from mien.training.engines.registry import ENGINES
from mien.training.loop import train_model
from mien.training.prepare import prepare
from mien.training.step import draws_of, terms_of
from mien.training.streams import FaceStream, NoiseStream
from mien.training.windows import windows_of
from mien.triplets import Triplets

from .parts import (
    CLOSE,
    COLUMNS,
    D,
    K,
    R,
    V,
    check_decoder,
    check_encoder,
    check_posterior,
    check_prior,
    rows,
    same_after_a_file,
)

W = 4
WIDTHS = {FACES: 1, TRIPLETS: 3, WINDOWS: W}


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
    """A term alone on a network of the first model that has it, of M2 while none has."""
    kind = next((kind for kind, model in MODELS.items() if name in model.terms), "m2")
    parts = {"kind": kind, "n_components": K, "encoder": (8,), "decoder": (7,)}
    settings = recipe("fast").changed(model=parts)
    found, _ = term_of(name, settings)
    with pytest.raises(ConfigError, match="unknown key 'nosuch'"):
        found.Options.of({"nosuch": 1})
    assert set(found.of_prior) <= set(found.names)
    assert set(found.of_kl) <= set(found.names)
    assert found.group in WIDTHS

    def of(dtype):
        torch.manual_seed(0)
        network = build_network(settings.model, COLUMNS[1]).to(dtype).eval()
        terms = {name: made_term(name, settings, network).to(dtype)}
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


def check_exports(trained):
    """The model itself, NumPy and ONNX give what PyTorch gives, of features as they come."""
    scaling = Scaling(np.linspace(-1, 1, D), 1.7)
    model = ExpressionModel(
        trained.network, scaling, About.of_training(trained.settings, None, seed=0, best_step=1)
    )
    drawn = np.random.default_rng(0)
    x, y = (drawn.normal(size=(R, D)).astype(np.float32) for _ in range(2))
    neutral = y if model.needs_neutral else None
    mean, variance = model.posterior_prepared(model.prepare(x), None if neutral is None else model.prepare(y))
    np.testing.assert_allclose(model.encode(x, neutral), mean, rtol=2e-6, atol=2e-6)
    written = exported(model)
    runtime = Runtime(written, neutral)
    np.testing.assert_allclose(runtime.encode(x, np.arange(R)), mean, atol=1e-5)

    def by_onnx(graph, given):
        session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
        wanted = {one.name: given[one.name] for one in session.get_inputs()}
        return dict(zip((one.name for one in session.get_outputs()), session.run(None, wanted), strict=True))

    found = by_onnx(encoder_graph(written), {"face": x, "neutral": y})
    np.testing.assert_allclose(found["z"], mean, atol=1e-5)
    if "std" in found:
        np.testing.assert_allclose(found["std"], np.sqrt(variance), atol=1e-5)
    else:
        assert np.ptp(variance, axis=0).max() < 1e-6
    if model.decodes:
        faces = model.decode(mean, neutral)
        found = by_onnx(decoder_graph(written), {"z": mean, "neutral": y})
        np.testing.assert_allclose(found["features"], faces, atol=1e-5)
        one = Runtime(written, y[:1] if model.needs_neutral else None)
        np.testing.assert_allclose(one.decode(mean[0]), faces[0], atol=1e-5)


def check_model(name):
    """A model trains, is finite, is exported, goes on where it was, and its entry says what it needs."""
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
    assert torch.equal(trained.network.encode(given).mean, z)
    if model.decoder == NO_DECODER:
        assert trained.settings.model.decoder.kind == NO_DECODER
        with pytest.raises(DataError, match="no decoder"):
            trained.network.decode(z, given)
    else:
        assert trained.network.decode(z, given).shape == (R, D)
    check_exports(trained)
    again = build_network(trained.settings.model, trained.network.shape.columns).eval()
    same_after_a_file(trained.network, again, lambda one: one.encode(given).mean)
    resumed = interrupted_and_resumed(settings)
    for before, after in zip(trained.records, resumed.records, strict=True):
        assert {**before, "seconds": 0} == {**after, "seconds": 0}
    for key, value in trained.network.state_dict().items():
        assert torch.equal(value, resumed.network.state_dict()[key])


def interrupted_and_resumed(settings):
    """A training that is stopped by Ctrl-C after 10 steps and goes on from its checkpoint."""

    def stop(step, steps, record):
        if step == 10:
            raise KeyboardInterrupt

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checkpoint.safetensors"
        with pytest.raises(KeyboardInterrupt):
            train_model(settings, small_set(0), small_set(1), 3, path, watch=stop)
        return train_model(settings, small_set(0), small_set(1), 3, path, resume=True)


def row_making(name, moved=0.0):
    """What a row may learn from: 40 drawn faces, 25 to train on, 8 to choose by; the others may be moved."""
    rng = np.random.default_rng(0)
    x, y, label = rng.normal(size=(40, D)), rng.normal(size=(40, D)), np.array(["happy", "sad"] * 20)
    x[label == "sad", :2] += 2
    x[33:] += moved
    label[33:] = ""
    triplets = {
        part: Triplets.of(np.array([rng.choice(rows, 3, replace=False) for _ in range(60)]))
        for part, rows in (("train", np.arange(25)), ("validation", np.arange(25, 33)))
    }
    degree = np.where(label == "", np.nan, 1.0 + np.arange(40) % 3)
    parts = {"validation": np.arange(25, 33), "label": label, "intensity": degree, "triplets": triplets}
    said = np.column_stack([label == "sad", label == "happy"]).astype(float)
    said[label == ""] = np.nan
    return Making(name, x, y, np.arange(25), K, seen=said, **parts)


@cache
def built_in(moved=0.0):
    """The built-in posed set, small, for rows that know the truth behind it; test faces may be moved."""
    faces = builtin_posed(n_subjects=10)
    split = prepare(faces, 0).split
    faces.landmarks.points[split.test] += np.float32(moved) * np.arange(83)[:, None]
    return prepare(faces, 0)


def check_row(name):
    """A baseline learns from training rows alone, gives finite numbers, and again the same, of all faces."""
    entry = ROWS.find(name)
    assert entry.title
    assert set(entry.needs) <= set(NEEDS)
    assert set(entry.tasks) <= set(TASKS)

    def made(moved=0.0):
        if "truth" not in entry.needs:
            return row_making(name, moved)
        prepared = built_in(moved)
        return Making.of(name, Training(prepared, recipe("fast"), None), prepared.dataset.label)

    making = made()
    found = represent(making)
    assert found.shape[0] == len(making.x)
    assert found.ndim == 2
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(represent(made()), found)
    np.testing.assert_allclose(represent(made(5.0))[making.train], found[making.train], atol=1e-9)
    for need, missing in (
        ("neutral", {"y": None}), ("labels", {"label": None}), ("triplets", {"triplets": {}}),
        ("truth", {"training": None}), ("ratings", {"seen": None}),
    ):  # fmt: skip
        if need in entry.needs:
            with pytest.raises(ConfigError, match=f"{name} needs {NEEDS[need]}"):
                represent(replace(making, **missing))


def judged_by_everything(rng):
    """Faces of 12 people that everything is known of, and the space of their three action units."""
    number, person = np.arange(120), np.arange(120) // 10
    strength = np.eye(3)[number % 3] * (1 + number // 3 % 3)[:, None]
    parts = np.split(number, [60, 80])
    hidden = strength + rng.normal(scale=0.05, size=strength.shape)

    def triplets(rows):
        drawn = np.array([rng.choice(rows, 3, replace=False) for _ in range(300)])
        near, far = (np.linalg.norm(hidden[drawn[:, 0]] - hidden[drawn[:, k]], axis=1) for k in (1, 2))
        return Triplets.of(np.where((near > far)[:, None], drawn[:, [0, 2, 1]], drawn))

    moves, looks = rng.normal(size=(3, D)), rng.normal(size=(12, D))
    on = Judged(
        np.array(["happy", "neutral", "sad"])[number % 3],
        np.array([f"P{one:02}" for one in person]),
        *parts,
        {"all": triplets(parts[2])},
        0,
        intensity=strength.sum(axis=1),
        units=ActionUnits(("AU01", "AU02", "AU04"), (strength > 0).astype(np.int8), strength),
        sequence=np.array([f"{row}" for row in number]),
        faces=looks[person] + strength @ moves,
        neutral=person * 10,
        dims=3,
        seen=strength / strength.sum(axis=1, keepdims=True),
        validation_triplets=triplets(parts[1]),
    )
    return on, Space(hidden, lambda z, rows: looks[person[rows]] + z @ moves)


def check_task(name):
    """Figures with replicates around them, none without anything to judge by; a good space is better."""
    rng = np.random.default_rng(0)
    on, hidden = judged_by_everything(rng)
    judging = task(name)
    # All that the other one tells is who it is.
    person = np.unique(on.subject, return_inverse=True)[1]
    looks = rng.normal(size=(12, 3))[person] + rng.normal(scale=0.1, size=(120, 3))
    good, bad = (judging.judge(space, on) for space in (hidden, replace(hidden, latents=looks)))
    assert good.keys() == bad.keys() != set()
    for kind, outcome in good.items():
        assert judging.heading(kind)
        scale = outcome.scale
        for one in (outcome, bad[kind]):
            scale.check(one.value)
            drawn = one.replicates[np.isfinite(one.replicates)]
            assert drawn.min() <= one.value <= drawn.max()
            assert one.counts["people"] <= 4
            assert one.counts["faces"] <= 40
            assert all(np.isfinite(value) for value in one.about.values())
            Figure.over([one])
    first = next(iter(good))
    better = good[first].value - bad[first].value
    assert (-better if good[first].scale.lower else better) > 0
    nothing = Judged(np.full(120, ""), on.subject, *on.parts(), {}, 0)
    one_face = replace(nothing, test=on.test[:1])
    with pytest.raises(Lacking, match=r"^[^\n]+$"):
        judging.judge(Space(hidden.latents), one_face)


@pytest.fixture(scope="session")
def check():
    """The base test of each kind, by name of the entry: ``check.encoder("mlp")``."""
    return SimpleNamespace(
        encoder=check_encoder, posterior=check_posterior, decoder=check_decoder, prior=check_prior,
        term=check_term, engine=check_engine, model=check_model, row=check_row, task=check_task,
    )  # fmt: skip
