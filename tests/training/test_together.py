"""Models trained at once come to what each comes to alone: side by side, and stacked into one."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from mien.errors import DataError
from mien.models.tracing import mean_program
from mien.settings import recipe
from mien.training.batch import FaceSet
from mien.training.loop import Job, train_model
from mien.training.together import train_together
from mien.triplets import Triplets

D = 9


def faces(seed, count=40):
    rng = np.random.default_rng(seed)
    y = np.repeat(rng.normal(size=(count // 5, D)), 5, axis=0).astype(np.float32)
    triplets = Triplets.of(np.array([rng.choice(count, 3, replace=False) for _ in range(3 * count)]))
    people = np.repeat(np.arange(count // 5), 5).astype(str)
    return FaceSet((y + 0.3 * rng.normal(size=(count, D))).astype(np.float32), y, triplets, people)


def job(seed, engine="auto", kind="m2", count=40, **objective):
    settings = (
        recipe("fast")
        .changed(
            model={"kind": kind, "n_components": 3, "encoder": (16, 8), "decoder": (12,)},
            objective={"anneal_steps": 10, **objective},
            training={"steps": 20, "validate_every": 10, "mirror": 0.0, "batch": 16, "triplet_batch": 8},
        )
        .changed(training={"engine": engine})
    )
    return Job(settings, faces(seed, count), faces(100 + seed), seed)


def same(found, alone, rel):
    assert [record["step"] for record in found.records] == [record["step"] for record in alone.records]
    for one, other in zip(found.records, alone.records, strict=True):
        told = {name: value for name, value in other.items() if name not in ("part", "seconds")}
        assert {name: one[name] for name in told} == pytest.approx(told, rel=rel), other["step"]
    assert found.best_step == alone.best_step
    for name, value in alone.network.state_dict().items():
        torch.testing.assert_close(found.network.state_dict()[name], value, rtol=10 * rel, atol=1e-5)


@pytest.fixture
def two_cores(monkeypatch):
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_side_by_side_each_is_what_it_is_alone(two_cores):
    jobs = [job(0, kind="vae"), job(1), job(2, kind="m1")]
    for found, one in zip(train_together(jobs), jobs, strict=True):
        same(found, train_model(**vars(one)), rel=1e-5)
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize(
    "kind", ["vae", "m2", "m2-iw", "m2-adversarial", "m2-ladder", "m2-beta", "contrastive"]
)
def test_stacked_models_of_different_people_are_what_they_are_alone(kind):
    """Other faces, other numbers of them and of triplets a face, other movement; other networks."""
    jobs = [job(0, "stacked", kind), job(1, "stacked", kind, count=60), job(2, "stacked", kind)]
    for found, one in zip(train_together(jobs), jobs, strict=True):
        alone = replace(one, settings=one.settings.changed(training={"engine": "eager"}))
        same(found, train_model(**vars(alone)), rel=2e-4)


def test_stacked_models_differ_in_what_their_figures_are_divided_by_and_in_annealing():
    jobs = [
        job(0, "stacked"),
        job(0, "stacked", elbo={"sigma2": 0.5}, topology={"gamma": 0.02}),
        job(0, "stacked", anneal_steps=3, anneal="prior"),
        job(1, "stacked", elbo={"samples": 2}),
    ]
    outcomes = train_together(jobs)
    for found, one in zip(outcomes, jobs, strict=True):
        alone = replace(one, settings=one.settings.changed(training={"engine": "eager"}))
        same(found, train_model(**vars(alone)), rel=2e-4)
    ends = [found.records[-1]["total"] for found in outcomes]
    assert len({round(end, 3) for end in ends}) == 4


def test_who_is_interrupted_is_told_so_where_others_had_not_begun(two_cores):
    def watch(step, steps, records):
        raise KeyboardInterrupt

    # The longer ones begin.
    jobs = [job(0, kind="vae"), job(1), job(2)]
    with pytest.raises(KeyboardInterrupt):
        train_together([jobs[0], *(replace(one, watch=watch) for one in jobs[1:])])


def test_who_has_no_patience_left_ends_alone_in_a_stack():
    def hasty(engine, patience):
        training = {"steps": 60, "validate_every": 1, "learning_rate": 0.03, "schedule": "constant"}
        one = job(0, engine)
        return replace(one, settings=one.settings.changed(training={**training, "patience": patience}))

    found = train_together([hasty("stacked", 1), hasty("stacked", 0)])
    for outcome, patience in zip(found, (1, 0), strict=True):
        same(outcome, train_model(**vars(hasty("eager", patience))), rel=2e-3)
    assert found[0].records[-1]["step"] < 60 == found[1].records[-1]["step"]


@pytest.mark.parametrize("engine", ["auto", "stacked"])
def test_ctrl_c_stops_all_and_each_goes_on_where_it_was(engine, tmp_path, two_cores):
    stopped = threading.Event()

    def watch(step, steps, records):
        if step == 7:
            stopped.set()
            raise KeyboardInterrupt

    jobs = [
        replace(job(seed, engine), checkpoint=tmp_path / f"{seed}.safetensors", watch=watch if seed else None)
        for seed in range(3)
    ]
    with pytest.raises(KeyboardInterrupt):
        train_together(jobs)
    assert stopped.is_set()
    again = [replace(one, resume=True, watch=None) for one in jobs]
    for found, one in zip(train_together(again), jobs, strict=True):
        alone = replace(one, checkpoint=None, watch=None)
        same(found, train_model(**vars(alone)), rel=2e-4)


def test_what_one_training_raises_is_told_and_the_others_stop(two_cores):
    seen = []
    without = replace(job(1), train=replace(faces(1), y=None))
    with pytest.raises(DataError, match="m2 needs each face's neutral"):
        train_together([replace(job(0), watch=lambda *at: seen.append(at[0])), without])
    assert len(seen) < 20 or seen[-1] == 20


def test_who_looks_at_a_stacked_model_sees_it_as_it_is():
    """Programs of encoders are kept for as long as nothing changes them."""
    given = {name: torch.from_numpy(column) for name, column in faces(0).columns().items()}
    seen = []

    def look(step, network):
        program = mean_program(network)
        found = program.run({name: column.numpy() for name, column in given.items()})["z"]
        with torch.no_grad():
            torch.testing.assert_close(torch.from_numpy(found), network.encode(given).mean, atol=1e-5, rtol=0)
        seen.append(found)

    train_together([replace(job(0, "stacked"), look=look), job(1, "stacked")])
    assert len(seen) == 2
    assert np.abs(seen[0] - seen[1]).max() > 1e-3


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU is there")
def test_a_stack_on_a_gpu_is_what_each_model_is_alone_there():
    jobs = [job(seed, "stacked") for seed in range(3)]
    jobs = [replace(one, settings=one.settings.changed(training={"device": "cuda"})) for one in jobs]
    for found, one in zip(train_together(jobs), jobs, strict=True):
        alone = replace(one, settings=one.settings.changed(training={"engine": "eager"}))
        same(found, train_model(**vars(alone)), rel=1e-3)
