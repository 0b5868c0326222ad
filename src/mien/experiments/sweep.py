"""Many trainings over a space of settings: which are best by validation people, and what matters."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, RunError
from mien.evaluation.validated import Validated, validated
from mien.experiments.run import Experiment, Work, compared, tell_of_reading
from mien.experiments.space import Dimension, Space, said
from mien.experiments.trials import Claimed, Done, Pruned, Queue
from mien.files import write_text
from mien.models.about import About
from mien.models.network import Network
from mien.models.registry import MODELS
from mien.models.trained import ExpressionModel
from mien.report.sweep import build_sweep
from mien.representations.interface import Silent, Watcher
from mien.runs import FacesInfo, RunDirectory, Sweep, Trial, Varied
from mien.settings import Settings
from mien.sources.asked import Asked
from mien.sources.opening import open_faces
from mien.training.loop import Trained, train_model
from mien.training.prepare import Prepared, about_data, prepare
from mien.triplets import Triplets

STORAGE = "trials.sqlite"
CHOSEN, CHOSEN_SETTINGS = "chosen", "chosen.toml"
GRACE = 120


@dataclass(frozen=True)
class SweepExperiment:
    """What to search.

    Attributes
    ----------
    data, command : see `mien.experiments.run.Experiment`; the faces have labels, which triplets by rule come
        from.
    space : what is varied.
    seed : decides split, triplets, weights and what is suggested.
    storage : ``postgresql://…`` that several processes share, or a file; a file of the run if None.
    name : of the sweep there.
    grace : seconds of silence after which another process counts as dead.
    missing_neutral : people without a neutral face: ``"error"`` or ``"drop"``.
    """

    data: Asked | str
    space: Space
    seed: int = 0
    storage: str | None = None
    name: str = ""
    grace: int = GRACE
    missing_neutral: str = "error"
    command: str = ""


def sweep(
    experiment: SweepExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Path:
    """Try every point of a grid, or as many as are wanted, and write ``sweep.json``, ``.csv`` and ``.html``.

    A trial trains one model and is scored by validation people alone (`mien.evaluation.validated`); test
    people are looked at once, for what was chosen, whose run lies in ``chosen`` and whose settings are in
    ``chosen.toml``. Each process that is started with the same space, data and storage takes its share; each
    writes the same result once all is done.

    Parameters
    ----------
    out, resume, watcher : see `mien.experiments.run.Work`.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ConfigError, DataError, RunError
    """
    watcher = watcher or Silent()
    run = RunDirectory(out)
    tell_of_reading(experiment.data, watcher)
    dataset = compared(open_faces(experiment.data, missing_neutral=experiment.missing_neutral))
    prepared = prepare(dataset, experiment.seed)
    run.claim(resume)
    run.keep_settings(experiment.space.base)
    run.keep_reading(Asked.of(experiment.data))
    queue = Queue(
        experiment.storage or out / STORAGE,
        experiment.name or experiment.space.name,
        _identity(experiment, prepared),
        experiment.space,
        experiment.seed,
        experiment.grace,
    )
    _Trials(experiment.space, prepared, queue, run, watcher).work()
    return _written(experiment, prepared, queue, run, watcher)


def _identity(experiment: SweepExperiment, prepared: Prepared) -> str:
    """Hash of what decides the scores; where a trial runs does not."""
    space = experiment.space
    anywhere = space.base.changed(training={"device": "auto"})
    what: list[Any] = [anywhere.model_dump(), space.search, space.prune, experiment.seed]
    what += [repr(space.dimensions), prepared.faces("train").source, prepared.faces("validation").source]
    what += [prepared.triplets[part].digest() for part in ("train", "validation")]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()


class _Trials:
    """The trials that fall to this process, one after the other."""

    def __init__(
        self, space: Space, prepared: Prepared, queue: Queue, run: RunDirectory, watcher: Watcher
    ) -> None:
        self.space, self.prepared, self.queue, self.run, self.watcher = space, prepared, queue, run, watcher
        self.sets = {part: prepared.faces(part) for part in ("train", "validation")}
        # Training and validation rows alone: nothing here can look at test people.
        rows = [prepared.split.train, prepared.split.validation]
        self.rows, self.first = np.concatenate(rows), len(rows[0])

    def work(self) -> None:
        """Until every trial is done, here or elsewhere; the trials of processes that die are done here."""
        self.watcher.stage(f"{self.space.title}: {self.space.size} trials")
        waits = False
        while True:
            claimed = self.queue.next()
            if claimed is not None:
                self._do(claimed)
                waits = False
                continue
            running = self.queue.running()
            if not running:
                return
            if not waits:
                self.watcher.stage(f"Waiting for {running} trials that run elsewhere")
                waits = True
            time.sleep(min(1.0, self.queue.interval / 4))

    def _do(self, claimed: Claimed) -> None:
        done, size = len(self.queue.done()), self.space.size
        self.watcher.stage(f"Trial {claimed.place} ({done} of {size} done): {said(claimed.point)}")
        folder, begun = folder_of(self.run, claimed.place), time.monotonic()
        try:
            settings = self.space.settings(claimed.point)
            trained = self._trained(settings, claimed, folder)
            found = self.score(trained.network, trained.settings)
            about = {
                "triplets": found.triplets,
                "accuracy": found.accuracy,
                "best_step": trained.best_step,
                "seconds": round(trained.seconds, 2),
            }
            claimed.complete(found.score, about)
            self._keep_best()
        except Pruned:
            claimed.prune({"seconds": round(time.monotonic() - begun, 2)})
            shutil.rmtree(folder, ignore_errors=True)
        except (ConfigError, DataError) as error:
            claimed.fail(" ".join(str(error).split()))
            self.watcher.note(f"Trial {claimed.place} failed: {error}")
            shutil.rmtree(folder, ignore_errors=True)
        except BaseException:
            with contextlib.suppress(RunError):
                claimed.leave()
            raise

    def _trained(self, settings: Settings, claimed: Claimed, folder: Path) -> Trained:
        last = settings.training.steps

        def look(step: int, network: Network) -> None:
            # The last is scored by the best weights, which it may not be.
            if step < last:
                claimed.report(step, self.score(network, settings).score)

        watch = self.watcher.training(f"trial {claimed.place}", self.prepared.seed)
        checkpoint = RunDirectory(folder).checkpoint(settings.model.kind, self.prepared.seed)
        train, validation = self.sets["train"], self.sets["validation"]
        return train_model(
            settings, train, validation, self.prepared.seed, checkpoint, True, watch, look=look
        )

    def score(self, network: Network, settings: Settings) -> Validated:
        """A network by validation people."""
        about = About(settings=settings, seed=self.prepared.seed, best_step=0)
        model, prepared = ExpressionModel(network, self.prepared.alignment, about), self.prepared
        own = prepared.y if "neutral" in MODELS.find(settings.model.kind).needs else None
        space = model.encode_prepared(prepared.x[self.rows], None if own is None else own[self.rows])
        rows = np.arange(len(self.rows))
        triplets = self.sets["validation"].triplets
        return validated(
            space,
            prepared.dataset.label[self.rows],
            rows[: self.first],
            rows[self.first :],
            None if triplets is None else Triplets(triplets.rows + self.first, triplets.weight),
        )

    def _keep_best(self) -> None:
        """Delete what the trainings of other trials left on this machine."""
        best = best_of(self.queue.done())
        for done in self.queue.done():
            if best is not None and done.place != best.place:
                shutil.rmtree(folder_of(self.run, done.place), ignore_errors=True)


def folder_of(run: RunDirectory, place: int) -> Path:
    """Where the training of a trial is under way."""
    return run.path / "trials" / f"{place:04}"


def best_of(done: list[Done]) -> Done | None:
    """The best by its score, the first of equals; None where none is complete."""
    complete = [one for one in done if one.score is not None]
    return min(complete, key=lambda one: (-(one.score or 0.0), one.place), default=None)


def _written(
    experiment: SweepExperiment, prepared: Prepared, queue: Queue, run: RunDirectory, watcher: Watcher
) -> Path:
    space, done = experiment.space, queue.done()
    best = best_of(done)
    if best is None:
        why = next((one.error for one in done if one.error), "")
        raise DataError(f"no trial was trained to its end, so none can be chosen; the first failed: {why}")
    chosen = space.settings(best.point)
    _judged(experiment, prepared, chosen, best, run, watcher)
    found = Sweep(
        mien=version("mien"),
        title=space.title,
        command=experiment.command,
        search=space.search,
        recipe=space.base.recipe,
        steps=space.base.training.steps,
        seed=experiment.seed,
        data=FacesInfo(**about_data(prepared.dataset)),
        seconds=round(sum(one.about.get("seconds", 0.0) for one in done), 1),
        mark=space.mark_title if space.mark else "",
        varied=[_varied(space, dimension) for dimension in space.dimensions],
        trials=[_trial(space, one) for one in done],
        chosen=best.place,
        settings=chosen.to_toml(),
    )
    run.save(found)
    found.write_csv(run.path / "sweep.csv")
    write_text(run.path / CHOSEN_SETTINGS, found.settings)
    return build_sweep(run.path)


def _judged(
    experiment: SweepExperiment,
    prepared: Prepared,
    chosen: Settings,
    best: Done,
    run: RunDirectory,
    watcher: Watcher,
) -> None:
    """A run of what was chosen, judged by test people; its training is there already if it was done here."""
    inner, kind, dataset = RunDirectory(run.path / CHOSEN), chosen.model.kind, prepared.dataset
    if inner.config.exists() and not Settings.load(inner.config).same_run(chosen):
        # What was best before more was tried.
        shutil.rmtree(inner.path)
    trained = RunDirectory(folder_of(run, best.place)).checkpoint(kind, experiment.seed)
    target = inner.checkpoint(kind, experiment.seed)
    if trained.exists() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(trained, target)
    asked = Experiment(experiment.data, chosen, (experiment.seed,), (kind,), experiment.command)
    work = Work(asked, inner.path, True, watcher)
    work.claim()
    on = prepared.judged()
    work.keep_latents(prepared, work.judge(prepared, on), on.test, dataset.label)
    work.finish("single", dataset)


def _varied(space: Space, dimension: Dimension) -> Varied:
    ends = {} if dimension.choices is not None else {"low": dimension.low, "high": dimension.high}
    return Varied(
        name=dimension.name,
        choices=list(dimension.choices or ()),
        log=dimension.log,
        mark=space.mark.get(dimension.name),
        **ends,
    )


def _trial(space: Space, done: Done) -> Trial:
    known = ("triplets", "accuracy", "best_step", "seconds")
    return Trial(
        number=done.place,
        state=done.state,
        values=done.point,
        score=done.score,
        curve=done.curve,
        deaths=done.deaths,
        error=done.error,
        marked=space.marked(done.point),
        **{name: done.about[name] for name in known if name in done.about},
    )
