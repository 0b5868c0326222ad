"""Several trainings at once: side by side on the cores, or stacked into one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event
from typing import Any

import torch

from mien.models.device import device_of
from mien.models.registry import MODELS
from mien.objective.registry import names_of, term_of
from mien.settings import Settings
from mien.training.engines.eager import EagerEngine
from mien.training.engines.registry import engine_of
from mien.training.engines.stacked import Stack
from mien.training.interrupts import held
from mien.training.loop import Job, Loop, Trained, checked, train_model
from mien.training.peers import several
from mien.training.relative import absolute

_LOOK_EVERY_SECONDS = 0.1


def train_together(jobs: Sequence[Job]) -> list[Trained]:
    """Train models at once, each to what `train_model` gives alone, but for rounding.

    With the engine ``stacked``, trainings that differ in data, seed, annealing, σ² and γ alone are one, with
    stacked weights. Otherwise each has a thread and a share of the cores where it is the CPU that trains; on
    GPUs, and in the processes of torchrun, they follow each other.

    Raises
    ------
    ConfigError, DataError, RunError
        As of `train_model`, of the first training that has one; the others are stopped, as by Ctrl-C.
    """
    ways: dict[Hashable, list[int]] = {}
    for number, job in enumerate(jobs):
        ways.setdefault(_stack_of(job), []).append(number)
    found: dict[int, Trained] = {}
    for way, numbers in ways.items():
        chosen = [jobs[number] for number in numbers]
        found |= zip(numbers, _side_by_side(chosen) if way is None else _in_one(chosen), strict=True)
    return [found[number] for number in range(len(jobs))]


def at_once(settings: Settings) -> int:
    """How many seeds' models are worth training at once: as many as cores, which bounds memory, or all."""
    device = device_of(settings.training.device)
    if engine_of(settings.training.engine, device) == "stacked":
        return sys.maxsize
    return torch.get_num_threads() if device == "cpu" and not several() else 1


def _alone(job: Job) -> Trained:
    return train_model(**vars(job))


def _side_by_side(jobs: Sequence[Job]) -> list[Trained]:
    """On a CPU each with its share of the cores, the longest first."""
    cores = torch.get_num_threads()
    at_once = min(len(jobs), cores)
    if at_once < 2 or several() or any(device_of(job.settings.training.device) != "cpu" for job in jobs):
        return [_alone(job) for job in jobs]
    stop, share = Event(), cores // at_once
    with held() as let_go:
        # What is told last to PyTorch is for threads to come; each keeps its own.
        workers = ThreadPoolExecutor(at_once, "mien-training", torch.set_num_threads, (share,))
        futures: dict[int, Future[Trained]] = {
            number: workers.submit(_alone, _stopped_by(stop, jobs[number]))
            for number in sorted(range(len(jobs)), key=lambda number: -_length(jobs[number]))
        }
        try:
            while any(not one.done() for one in futures.values()):
                wait(futures.values(), _LOOK_EVERY_SECONDS, FIRST_EXCEPTION)
                if any(one.done() and one.exception() is not None for one in futures.values()):
                    break
                let_go()
        finally:
            stop.set()
            workers.shutdown(cancel_futures=True)
            torch.set_num_threads(cores)
    in_order = [futures[number] for number in range(len(jobs))]
    errors = [error for one in in_order if not one.cancelled() and (error := one.exception()) is not None]
    # Who was stopped because of another's error has none of its own.
    for error in sorted(errors, key=lambda error: isinstance(error, KeyboardInterrupt)):
        raise error
    return [one.result() for one in in_order]


def _stopped_by(stop: Event, job: Job) -> Job:
    """The job, which after the step in which it is told to stop ends as by Ctrl-C, its checkpoint written."""

    def watch(step: int, steps: int, records: Sequence[dict[str, Any]]) -> None:
        if job.watch is not None:
            job.watch(step, steps, records)
        if stop.is_set():
            raise KeyboardInterrupt

    return replace(job, watch=watch)


def _length(job: Job) -> int:
    """Rows that a training sees, which say how long it takes beside the others."""
    training, needs = job.settings.training, MODELS.find(job.settings.model.kind).needs
    triplets = 3 * training.triplet_batch if "triplets" in needs else 0
    windows = 4 * training.window_batch if "recordings" in needs else 0
    return training.steps * (training.batch + triplets + windows)


def _in_one(jobs: Sequence[Job]) -> list[Trained]:
    """Trainings with the same parts and steps, in one."""
    loops = [Loop(job) for job in jobs]
    by_step: dict[int, list[Loop]] = {}
    for loop in loops:
        by_step.setdefault(loop.state.progress.step, []).append(loop)
    try:
        with held() as let_go:
            for alike in by_step.values():
                _stack(alike, let_go)
    except KeyboardInterrupt:
        for loop in loops:
            loop.save()
        raise
    return [loop.trained() for loop in loops]


def _stack(loops: Sequence[Loop], let_go: Callable[[], None]) -> None:
    """All steps of loops that are at the same one; who has no patience left leaves the stack."""
    while going := [loop for loop in loops if loop.unfinished]:
        stack = Stack([loop.state.engine for loop in going if isinstance(loop.state.engine, EagerEngine)])
        streams, noise = [loop.stream for loop in going], [loop.noise for loop in going]
        while all(loop.unfinished for loop in going):
            due = [loop.due() for loop in going]
            weights, rate = [weights for weights, _ in due], due[0][1]
            figures = stack.step(streams, noise, going[0].state.progress.step, weights, rate)
            stopped: KeyboardInterrupt | None = None
            for number, loop in enumerate(going):
                loop.add({name: one[number] for name, one in figures.items()})
                try:
                    loop.done(weights[number], rate)
                except KeyboardInterrupt as error:
                    # The others have done this step, too, and are to say so in their checkpoints.
                    stopped = error
            if stopped is not None:
                raise stopped
            let_go()


def _stack_of(job: Job) -> Hashable:
    """What trainings of one stack have in common; None where a training is none of a stack's."""
    settings = checked(job.settings)
    if engine_of(settings.training.engine, device_of(settings.training.device)) != "stacked":
        return None
    alike = _without_scales(absolute(settings, job.train))
    return repr(alike.model_dump()), job.train.x.shape[1]


def _without_scales(settings: Settings) -> Settings:
    """The settings without what models of a stack may differ in."""
    classes = {name: term_of(name, settings)[0] for name in names_of(settings)}
    shared = {name for term in classes.values() for name in term.beside}
    divisors = {
        name: dict.fromkeys(term.divided_by.values(), 1.0)
        for name, term in classes.items()
        if name not in shared
    }
    objective = {"anneal": "kl", "anneal_steps": 0, **divisors}
    return settings.changed(objective=objective, training={"jitter": 0.0, "patience": 0})
