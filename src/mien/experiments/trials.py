"""The trials of a sweep in a database that several processes share: each is done once, and none is lost.

Optuna keeps the trials, tells a process that is alive by its heartbeat, and suggests values; which trial is
whose turn is decided here. A sweep has places, numbered from 0; of a grid each is a point. A place may have
several trials, because a process may die over one, and because two processes that start at the same moment
both write the trials down. Of the trials of a place that nobody gave up, the first written counts and the
others are left alone: a later one cannot come before it, so that all processes agree without a lock.
"""

from __future__ import annotations

import contextlib
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mien.errors import ConfigError, RunError
from mien.experiments.space import Dimension, Point, Space
from mien.experiments.storage import gone, opened, owner, reachable, shown

State = Literal["complete", "pruned", "failed"]
DEATHS = 3
_PLACE, _OWNER, _ERROR, _LEFT, _IDENTITY = "place", "owner", "error", "left", "identity"


class Pruned(Exception):
    """The trial is behind the others: its training ends here."""


@dataclass(frozen=True)
class Done:
    """What became of a place.

    Attributes
    ----------
    state : ``complete``, ``pruned`` or ``failed``.
    score : of a complete one.
    curve : (step, score) on the way.
    about : what the process that did it told.
    error : why it failed.
    deaths : how many processes died over it, or were interrupted.
    """

    place: int
    point: Point
    state: State
    score: float | None
    curve: list[tuple[int, float]]
    about: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    deaths: int = 0


class Claimed:
    """A trial that is this process's now; a thread tells the others that it is alive.

    Attributes
    ----------
    place, point : which, and what it is to be done with.
    """

    def __init__(self, queue: Queue, trial: Any, place: int, point: Point) -> None:
        self._queue, self._trial, self.place, self.point = queue, trial, place, point
        self._stop = threading.Event()
        self._beating = threading.Thread(target=self._beat, daemon=True)
        self._beating.start()

    def _beat(self) -> None:
        while not self._stop.wait(self._queue.interval):
            # An outage of the database shorter than the time of grace is nobody's death.
            with contextlib.suppress(Exception):
                self._queue.storage.record_heartbeat(self._trial._trial_id)

    def report(self, step: int, score: float) -> None:
        """Tell of a validation; raises `Pruned` where others did better."""
        with reachable(self._queue.where):
            self._trial.report(score, step)
            space = self._queue.space
            # The marked point is there to be compared with.
            if space.prune and not space.marked(self.point) and self._trial.should_prune():
                raise Pruned

    def complete(self, score: float, about: Mapping[str, Any]) -> bool:
        """The trial is done; False where it was given to another process meanwhile, which counts then."""
        return self._end("COMPLETE", about, score)

    def prune(self, about: Mapping[str, Any]) -> bool:
        """The trial was given up as it fell behind."""
        return self._end("PRUNED", about)

    def fail(self, error: str) -> bool:
        """The trial cannot be done: no other try would end in another way."""
        return self._end("FAIL", {_ERROR: error})

    def leave(self) -> None:
        """The trial is for another process, or for this one when it resumes."""
        self._end("FAIL", {_LEFT: True})

    def _end(self, state: str, about: Mapping[str, Any], score: float | None = None) -> bool:
        from optuna.exceptions import UpdateFinishedTrialError
        from optuna.trial import TrialState

        self._stop.set()
        self._beating.join()
        storage, number = self._queue.storage, self._trial._trial_id
        with reachable(self._queue.where):
            try:
                for name, value in about.items():
                    storage.set_trial_user_attr(number, name, value)
                values = None if score is None else [score]
                return bool(storage.set_trial_state_values(number, TrialState[state], values))
            except UpdateFinishedTrialError:
                return False


class Queue:
    """The trials of a sweep.

    Parameters
    ----------
    storage : address of a PostgreSQL, ``postgresql://…``, or the file of a SQLite that is made where it is
        not there.
    name : of the sweep in it.
    identity : hash of all that decides the scores; processes of one sweep have the same.
    space : what is searched.
    seed : of what is suggested.
    grace : seconds of silence after which a process counts as dead.

    Raises
    ------
    ConfigError
        If the storage is neither.
    RunError
        If it cannot be reached, or holds a sweep of this name over something else.
    """

    def __init__(
        self, storage: str | Path, name: str, identity: str, space: Space, seed: int = 0, grace: int = 120
    ) -> None:
        try:
            import optuna
        except ImportError as error:
            raise ConfigError(f"a sweep needs Optuna ({error}): pip install 'mien[sweep]'") from error
        self.where, self.space, self.seed = shown(storage), space, seed
        self.interval = max(1, grace // 4)
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with reachable(self.where):
            self.storage = opened(storage, self.interval, grace)
            self.study = optuna.create_study(
                storage=self.storage,
                study_name=name,
                direction="maximize",
                load_if_exists=True,
                pruner=_pruner(space),
            )
            begun = self.study.user_attrs.get(_IDENTITY, identity)
            self.study.set_user_attr(_IDENTITY, identity if begun == identity else begun)
        if begun != identity:
            raise RunError(
                f"{self.where}: a sweep called {name!r} was begun there over another space, other faces or "
                "another seed; start it with the same ones, or name another --name"
            )

    def next(self) -> Claimed | None:
        """Claim the next trial; None where none is left that nobody does."""
        from optuna.exceptions import UpdateFinishedTrialError
        from optuna.trial import TrialState

        with reachable(self.where):
            self._bury()
            self._write_down()
            for place, trials in sorted(self._places().items()):
                first = _counting(trials)
                if first is None or first.state != TrialState.WAITING:
                    continue
                # Before it is claimed: a process that dies right after has left its sign of life.
                self.storage.record_heartbeat(first._trial_id)
                try:
                    if not self.storage.set_trial_state_values(first._trial_id, TrialState.RUNNING):
                        continue
                except UpdateFinishedTrialError:
                    continue
                self.storage.set_trial_user_attr(first._trial_id, _OWNER, owner())
                return self._claimed(place, first._trial_id)
        return None

    def _claimed(self, place: int, number: int) -> Claimed:
        import optuna

        # The same values whichever process the trial falls to, as far as it knows the same of the others.
        self.study.sampler = _sampler(self.seed, place)
        trial = optuna.Trial(self.study, number)
        point: Point = {}
        for dimension in self.space.dimensions:
            if dimension.varied(point):
                point[dimension.name] = _suggested(trial, dimension)
        return Claimed(self, trial, place, point)

    def running(self) -> int:
        """How many trials other processes are at."""
        from optuna.trial import TrialState

        with reachable(self.where):
            counting = [_counting(trials) for trials in self._places().values()]
        return sum(one is not None and one.state == TrialState.RUNNING for one in counting)

    def done(self) -> list[Done]:
        """What became of every place that is done, in order."""
        with reachable(self.where):
            places = self._places()
        found = [self._done(place, trials) for place, trials in sorted(places.items())]
        return [one for one in found if one is not None]

    def _done(self, place: int, trials: list[Any]) -> Done | None:
        last = _counting(trials)
        fallen = _fallen(_deaths(trials))
        if last is None and len(fallen) >= DEATHS:
            last = fallen[-1]
        if last is None:
            return None
        states: dict[str, State] = {"COMPLETE": "complete", "PRUNED": "pruned", "FAIL": "failed"}
        if last.state.name not in states:
            return None
        known = {name: value for name, value in last.user_attrs.items() if name not in (_PLACE, _ERROR)}
        error = last.user_attrs.get(_ERROR, f"{len(fallen)} processes died over it")
        return Done(
            place,
            dict(last.params),
            states[last.state.name],
            last.value if last.state.name == "COMPLETE" else None,
            sorted(last.intermediate_values.items()),
            known,
            error if last.state.name == "FAIL" else "",
            len(fallen),
        )

    def _places(self) -> dict[int, list[Any]]:
        """Place -> its trials, in the order in which they were written down."""
        found: dict[int, list[Any]] = {}
        for trial in self.study.get_trials(deepcopy=False):
            found.setdefault(trial.user_attrs[_PLACE], []).append(trial)
        return {place: sorted(trials, key=lambda one: one.number) for place, trials in found.items()}

    def _write_down(self) -> None:
        """A trial for each place that has none that counts; what died is tried again with the same values.

        A search that is no grid begins at the marked point.
        """
        known = self._places()
        for place in range(self.space.size):
            trials = known.get(place, [])
            deaths = _deaths(trials)
            if _counting(trials) or len(_fallen(deaths)) >= DEATHS:
                continue
            point: Point = deaths[-1].params if deaths else self.space.mark if place == 0 else {}
            if self.space.search == "grid":
                point = self.space.grid[place]
            self.study.enqueue_trial(dict(point), user_attrs={_PLACE: place})

    def _bury(self) -> None:
        """Give up the trials of processes that are dead: long silent, or of this machine and gone."""
        from optuna.exceptions import UpdateFinishedTrialError
        from optuna.storages import fail_stale_trials
        from optuna.trial import TrialState

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fail_stale_trials(self.study)
        for trial in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            if gone(trial.user_attrs.get(_OWNER, "")):
                with contextlib.suppress(UpdateFinishedTrialError):
                    self.storage.set_trial_state_values(trial._trial_id, TrialState.FAIL)


def _counting(trials: list[Any]) -> Any:
    """The trial of a place that counts: the first that nobody died over or left; None where there is none."""
    return next((one for one in trials if one.state.name != "FAIL" or _ERROR in one.user_attrs), None)


def _deaths(trials: list[Any]) -> list[Any]:
    """The trials of a place that were begun and given up before their end."""
    return [one for one in trials if one.state.name == "FAIL" and _ERROR not in one.user_attrs]


def _fallen(deaths: list[Any]) -> list[Any]:
    """Of those, where nobody said that it was left for later."""
    return [one for one in deaths if not one.user_attrs.get(_LEFT)]


def _suggested(trial: Any, dimension: Dimension) -> Any:
    if dimension.choices is not None:
        return trial.suggest_categorical(dimension.name, list(dimension.choices))
    kind = trial.suggest_int if dimension.whole else trial.suggest_float
    return kind(dimension.name, dimension.low, dimension.high, log=dimension.log)


def _sampler(seed: int, place: int) -> Any:
    import numpy as np
    import optuna

    own = int(np.random.SeedSequence([seed, place]).generate_state(1)[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # What others are at counts as bad, so that several processes do not all try the same.
        return optuna.samplers.TPESampler(seed=own, constant_liar=True)


def _pruner(space: Space) -> Any:
    import optuna

    # While the KL is annealed, who is ahead says little of who will be.
    return optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=space.base.training.steps // 3)
