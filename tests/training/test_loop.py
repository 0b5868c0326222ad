"""The loop: same seed, same numbers; resuming is exact; M2 without triplets is M1."""

import copy
import dataclasses
import json
import os
import signal

import numpy as np
import pytest
import torch

from mien.errors import ConfigError, DataError, RunError
from mien.models.network import build_network
from mien.objective.registry import terms_for
from mien.settings import recipe
from mien.training.batch import FaceSet
from mien.training.engines.eager import EagerEngine
from mien.training.loop import learning_rate_at, train_model
from mien.training.streams import FaceStream, NoiseStream
from mien.triplets import Triplets


def faces(n, seed, triplets=60, d=9):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, d)).astype(np.float32)
    rows = np.array([rng.choice(n, 3, replace=False) for _ in range(triplets)])
    weight = rng.uniform(0.5, 2, triplets).astype(np.float32)
    return FaceSet((y + rng.normal(size=(n, d)) * 0.3).astype(np.float32), y, Triplets(rows, weight))


TRAIN, VALIDATION = faces(50, 0), faces(20, 1, 30)


def settings(kind="m2", steps=20, **training):
    """The fast recipe with everything switched on that has a state, small."""
    return recipe("fast").changed(
        model={"kind": kind, "n_components": 3, "encoder": (12, 8), "decoder": (10,)},
        objective={
            "anneal_steps": 15,
            "elbo": {"sigma2": 0.1, "samples": 2},
            "topology": {"samples": 2},
        },
        training={
            "steps": steps, "batch": 16, "triplet_batch": 8, "validate_every": 5, "average": 0.9,
            "mirror": 0.0, "exchange": 0.5, **training,
        },
    )  # fmt: skip


def weights(trained):
    return {name: tensor.clone() for name, tensor in trained.network.state_dict().items()}


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert torch.equal(one[name], other[name]), name


def without_time(records):
    return [{k: v for k, v in record.items() if k != "seconds"} for record in records]


@pytest.mark.parametrize("kind", ["vae", "m1", "m2"])
def test_same_seed_same_numbers_and_another_seed_others(kind):
    one, same = (train_model(settings(kind), TRAIN, VALIDATION, 3) for _ in range(2))
    other = train_model(settings(kind), TRAIN, VALIDATION, 4)
    assert_same(weights(one), weights(same))
    assert without_time(one.records) == without_time(same.records)
    assert not torch.equal(next(iter(weights(one).values())), next(iter(weights(other).values())))


def test_a_signal_in_the_middle_of_a_step_waits_for_its_end(tmp_path, monkeypatch):
    whole = train_model(settings(), TRAIN, VALIDATION, 3)
    path, moved = tmp_path / "checkpoint.safetensors", EagerEngine.moved

    def pressed(*arguments):
        # The weights have moved by the step that is not counted yet.
        figures = moved(*arguments)
        os.kill(os.getpid(), signal.SIGINT)
        return figures

    monkeypatch.setattr(EagerEngine, "moved", pressed)
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            train_model(settings(), TRAIN, VALIDATION, 3, path)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    monkeypatch.undo()
    resumed = train_model(settings(), TRAIN, VALIDATION, 3, path, True)
    for name, value in weights(whole).items():
        assert torch.equal(weights(resumed)[name], value), name


class Stop(Exception):
    """Ends a run as a kill would: nothing is saved that was not saved before."""


@pytest.mark.parametrize("kind", ["vae", "m2"])
@pytest.mark.parametrize("way", ["interrupt", "kill"])
def test_twenty_steps_are_ten_and_resume_and_ten(kind, way, tmp_path):
    whole = train_model(settings(kind), TRAIN, VALIDATION, 3)
    path = tmp_path / "checkpoint.safetensors"
    at, error = (13, KeyboardInterrupt) if way == "interrupt" else (10, Stop)

    def watch(step, steps, record):
        if step == at:
            raise error

    with pytest.raises(error):
        train_model(settings(kind), TRAIN, VALIDATION, 3, path, watch=watch)
    seen = []
    resumed = train_model(
        settings(kind), TRAIN, VALIDATION, 3, path, True, lambda step, *_: seen.append(step)
    )
    assert seen == list(range(at + 1, 21))
    assert_same(weights(whole), weights(resumed))
    assert without_time(whole.records) == without_time(resumed.records)
    assert whole.best_step == resumed.best_step


def test_a_finished_run_resumes_to_itself_at_once(tmp_path):
    path = tmp_path / "c.safetensors"
    whole = train_model(settings(), TRAIN, VALIDATION, 3, path)
    seen = []
    again = train_model(settings(), TRAIN, VALIDATION, 3, path, True, lambda step, *_: seen.append(step))
    assert seen == []
    assert_same(weights(whole), weights(again))


def test_m2_without_triplets_is_m1():
    bare = dataclasses.replace(TRAIN, triplets=None), dataclasses.replace(VALIDATION, triplets=None)
    m2 = train_model(settings("m2"), *bare, 3)
    m1 = train_model(settings("m1"), TRAIN, VALIDATION, 3)
    assert_same(weights(m1), weights(m2))
    assert without_time(m1.records) == without_time(m2.records)
    with_triplets = train_model(settings("m2"), TRAIN, VALIDATION, 3)
    assert not torch.equal(
        weights(m1)["encoder.layers.0.weight"], weights(with_triplets)["encoder.layers.0.weight"]
    )


def test_best_validation_is_kept_and_validated_at_full_weight():
    trained = train_model(settings(steps=30), TRAIN, VALIDATION, 3)
    validations = [r for r in trained.records if r["part"] == "validation"]
    best = min(validations, key=lambda record: record["total"])
    assert trained.best_step == best["step"]
    for record in validations:
        assert record["total"] == pytest.approx(record["reconstruction"] + record["kl"] + record["topology"])
    betas = [r["beta"] for r in trained.records if r["part"] == "train"]
    assert betas[0] == 0
    assert betas[-1] == 1


def test_the_callers_random_state_is_left_alone():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    train_model(settings(steps=2), TRAIN, None, 3)
    assert torch.equal(before, torch.get_rng_state())


def test_a_checkpoint_of_another_run_or_a_broken_one_is_refused(tmp_path):
    path = tmp_path / "c.safetensors"
    train_model(settings(), TRAIN, VALIDATION, 3, path)
    with pytest.raises(RunError, match="another seed"):
        train_model(settings(), TRAIN, VALIDATION, 4, path, resume=True)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(RunError, match="delete it to start anew"):
        train_model(settings(), TRAIN, VALIDATION, 3, path, resume=True)


def test_a_checkpoint_knows_its_faces_by_their_source_where_one_is_told(tmp_path):
    path = tmp_path / "c.safetensors"
    told, validated = (
        dataclasses.replace(faces, source=name) for faces, name in ((TRAIN, "a"), (VALIDATION, "b"))
    )

    def stop(step, steps, record):
        if step == 10:
            raise Stop

    with pytest.raises(Stop):
        train_model(settings(), told, validated, 3, path, watch=stop)
    seen = []
    nearly = dataclasses.replace(told, x=np.nextafter(told.x, np.float32(9)))
    other = dataclasses.replace(told, source="c")
    kept = path.read_bytes()
    for refused in (other, TRAIN):
        with pytest.raises(RunError, match="other data"):
            train_model(settings(), refused, validated, 3, path, resume=True)
    assert path.read_bytes() == kept
    train_model(settings(), nearly, validated, 3, path, True, lambda step, *_: seen.append(step))
    assert seen == list(range(11, 21))


def test_missing_inputs_and_broken_numbers_are_refused():
    with pytest.raises(DataError, match="m1 needs each face's neutral"):
        train_model(settings("m1"), dataclasses.replace(TRAIN, y=None))
    broken = TRAIN.x.copy()
    broken[3, 2] = np.nan
    with pytest.raises(DataError, match="training set holds values that are not finite"):
        train_model(settings(), dataclasses.replace(TRAIN, x=broken))
    with pytest.raises(ConfigError, match="mirror needs a landmark layout"):
        train_model(settings(mirror=0.5), TRAIN)
    with pytest.raises(DataError, match="went astray"):
        train_model(settings(learning_rate=1e12, schedule="constant"), TRAIN)


def test_learning_rate_follows_its_schedule():
    training = settings(steps=100, schedule="cosine", learning_rate=2e-3).training
    rates = [learning_rate_at(step, training) for step in range(100)]
    assert max(rates) == pytest.approx(2e-3)
    assert rates[-1] < 1e-5
    assert rates[51] == pytest.approx(1e-3, rel=0.02)
    constant = training.changed(schedule="constant")
    assert {learning_rate_at(step, constant) for step in (0, 50, 99)} == {2e-3}


def test_records_are_plain_json():
    trained = train_model(settings(steps=6), TRAIN, VALIDATION, 3)
    assert json.loads(json.dumps(trained.records, allow_nan=False)) == trained.records


@pytest.mark.parametrize(("clip", "kept"), [(0.5, 0.5), (0.0, None), (1e9, None)])
def test_a_gradient_is_no_longer_than_the_limit_and_keeps_its_direction(clip, kept):
    config = settings(average=0.0).changed(model={"encoder": {"widths": (12, 8), "keep": 1.0}})
    torch.manual_seed(0)
    network = build_network(config.model, {"x": 9, "y": 9})
    ones = dict.fromkeys(("reconstruction", "kl", "topology"), 1.0)

    def gradient(limit):
        own = copy.deepcopy(network)
        terms = terms_for(config, own)
        engine = EagerEngine(own, terms, config.training.changed(clip=limit))
        engine.step(FaceStream(TRAIN, config.training, 0), NoiseStream(0), 5, ones, 1.0)
        return torch.cat([parameter.grad.flatten() for parameter in own.parameters()])

    free, limited = gradient(0.0), gradient(clip)
    assert free.norm() > 1
    assert limited.norm().item() == pytest.approx(kept or free.norm().item(), rel=1e-4)
    torch.testing.assert_close(limited / limited.norm(), free / free.norm(), rtol=1e-3, atol=1e-6)


def test_nothing_waits_for_the_device_but_records_and_validations(monkeypatch):
    asked = []
    for name in ("__float__", "__bool__", "__int__", "item", "tolist", "cpu"):
        before = getattr(torch.Tensor, name)

        def counted(self, *given, _before=before, _name=name, **more):
            asked.append(_name)
            return _before(self, *given, **more)

        monkeypatch.setattr(torch.Tensor, name, counted)
    monkeypatch.setattr("mien.training.loop.SAVE_EVERY_SECONDS", 0.0)
    figures, steps, every = 3, 1_000, 5
    seen = []

    def watch(step, steps, record):
        seen.append(len(asked))

    train_model(settings(steps=steps, validate_every=500, average=0.0), TRAIN, VALIDATION, 3, watch=watch)
    waits = np.diff([0, *seen])
    quiet = [number for number in range(steps) if (number + 1) % every and (number + 1) % 500]
    assert not waits[quiet].any()
    assert waits.sum() >= figures * steps / every
    assert waits.max() < 50


def test_who_has_given_up_does_not_go_on_when_resumed(tmp_path):
    path = tmp_path / "checkpoint.safetensors"
    # Steps so great that it soon gets no better.
    hasty = settings(steps=400, patience=2, learning_rate=0.3, schedule="constant", average=0.0)
    stopped = train_model(hasty, TRAIN, VALIDATION, 3, path)
    validated = [one for one in stopped.records if one["part"] == "validation"]
    later = [one for one in validated if one["step"] > stopped.best_step]
    assert len(later) == 2
    assert stopped.records[-1]["step"] < 400
    steps = []
    again = train_model(hasty, TRAIN, VALIDATION, 3, path, True, lambda step, *_: steps.append(step))
    assert steps == []
    assert again.best_step == stopped.best_step
    assert_same(weights(again), weights(stopped))


def test_a_start_gives_the_first_weights_and_leaves_the_other_network_alone():
    first = train_model(settings(), TRAIN, VALIDATION, 3)
    before = weights(first)
    still = settings(steps=1, learning_rate=1e-12, average=0.0)
    on = train_model(still, TRAIN, VALIDATION, 4, start=first.network)
    assert_same(weights(first), before)
    for name, value in weights(on).items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=1e-9)
    with pytest.raises(ConfigError, match="of other parts, widths or features"):
        train_model(settings("m1").changed(model={"decoder": (11,)}), TRAIN, start=first.network)


def test_who_watches_is_given_every_record_once():
    told = []
    trained = train_model(settings(), TRAIN, VALIDATION, 3, watch=lambda *given: told.extend(given[2]))
    assert told == trained.records
    assert {(one["step"], one["part"]) for one in told} >= {(5, "train"), (5, "validation")}
