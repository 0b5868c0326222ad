"""Trials in a database: each place once, none lost, on SQLite and PostgreSQL."""

import os
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from mien.errors import ConfigError, RunError
from mien.experiments import trials
from mien.experiments.space import read_space
from mien.experiments.storage import gone, owner
from mien.experiments.trials import DEATHS, Pruned, Queue

from ..study.store.postgres_server import PostgresServer, binaries

GRID = "[space]\nobjective.elbo.sigma2 = [0.001, 0.01, 0.1]\nobjective.anneal = ['kl', 'prior']\n"
TPE = (
    "search = 'tpe'\ntrials = 12\n[space]\ntraining.learning_rate = { low = 1e-4, high = 0.1, log = true }\n"
)


@pytest.fixture(scope="module")
def server():
    if binaries() is None:
        reason = "PostgreSQL's server is not installed (Debian: postgresql)"
        if "postgres" in os.environ.get("MIEN_REQUIRE", "").split(","):
            pytest.fail(reason)
        pytest.skip(reason)
    found = PostgresServer.started()
    yield found
    found.remove()


on_both = pytest.mark.parametrize("storage", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def storage(request, tmp_path):
    if getattr(request, "param", "sqlite") == "sqlite":
        return tmp_path / "trials.sqlite"
    # What is tested here is not whether a commit outlives a loss of power.
    return request.getfixturevalue("server").new_database() + "?options=-csynchronous_commit%3Doff"


def space_of(tmp_path, text=GRID):
    path = tmp_path / "space.toml"
    path.write_text(text, encoding="utf-8")
    return read_space(path)


@pytest.fixture
def opened(storage, tmp_path):
    """Opens the queue of a space as another process would."""

    def made(text=GRID, grace=60, identity="the same", **more):
        return Queue(storage, "sweep", identity, space_of(tmp_path, text), grace=grace, **more)

    return made


def points(queue):
    return [tuple(sorted(one.point.items())) for one in queue.done()]


@on_both
def test_each_point_of_a_grid_is_done_once_by_two_at_a_time(opened):
    queues = [opened(), opened()]
    held = [queue.next() for queue in queues]
    assert held[0].place != held[1].place
    assert queues[0].running() == 2
    counted = 0
    while any(held):
        for number, claimed in enumerate(held):
            if claimed is not None:
                assert claimed.complete(0.5, {"seconds": 1.0})
                counted += 1
                held[number] = queues[number].next()
    assert counted == 6
    found = points(opened())
    assert len(set(found)) == len(found) == 6
    assert queues[0].running() == 0


def test_processes_that_write_the_trials_down_at_the_same_moment_do_none_twice(opened):
    first, second = opened(), opened()
    # As if both had seen an empty database.
    first._write_down()
    empty, second._places = second._places, dict
    second._write_down()
    second._places = empty
    assert len(first.study.get_trials()) == 12
    places = []
    for queue in [first, second] * 6:
        if (claimed := queue.next()) is not None:
            places.append(claimed.place)
            claimed.complete(0.1, {})
    assert sorted(places) == list(range(6))
    assert len(first.done()) == 6


def silent_for(queue, seconds):
    """As if all that run had been silent for so long."""
    from optuna.storages._rdb.models import TrialHeartbeatModel

    with queue.storage.scoped_session() as session:
        for one in session.query(TrialHeartbeatModel).all():
            one.heartbeat -= timedelta(seconds=seconds)
        session.commit()


@on_both
def test_a_silent_process_loses_its_trial_and_counts_no_more(opened, monkeypatch):
    monkeypatch.setattr(trials, "owner", lambda: "elsewhere machine 1")
    lost = opened().next()
    lost._stop.set()
    monkeypatch.undo()
    other = opened()
    silent_for(other, 50)
    again = other.next()
    assert again.place != lost.place
    again.complete(0.2, {})
    silent_for(other, 50)
    again = other.next()
    assert (again.place, again.point) == (lost.place, lost.point)
    assert not lost.complete(0.9, {}), "it woke up too late"
    assert again.complete(0.3, {})
    done = {one.place: one for one in other.done()}
    assert done[lost.place].score == 0.3
    assert done[lost.place].deaths == 1


def test_a_trial_that_is_alive_is_not_taken(opened):
    holding, other = opened(), opened()
    holding.interval, told = 0.01, threading.Event()
    record = holding.storage.record_heartbeat
    held = holding.next()
    holding.storage.record_heartbeat = lambda number: (record(number), told.set())
    silent_for(other, 100)
    told.clear()
    assert told.wait(60)
    places = []
    while (claimed := other.next()) is not None:
        places.append(claimed.place)
        claimed.complete(0.1, {})
    assert sorted([*places, held.place]) == list(range(6))
    assert held.complete(0.2, {})


def test_who_kills_every_process_is_given_up_and_who_cannot_be_done_too(opened, monkeypatch):
    queue = opened()
    # Whoever claims a trial is dead when the next one looks.
    monkeypatch.setattr(trials, "gone", bool)
    for _ in range(DEATHS):
        assert queue.next().place == 0
    claimed = queue.next()
    monkeypatch.undo()
    assert claimed.place == 1
    claimed.fail("training went astray")
    assert queue.next().place == 2
    first, second = queue.done()
    assert (first.state, first.error, first.deaths) == ("failed", f"{DEATHS} processes died over it", DEATHS)
    assert (second.state, second.error) == ("failed", "training went astray")


def test_what_is_left_is_done_next_with_the_same_values(opened):
    queue = opened(TPE)
    claimed = queue.next()
    claimed.leave()
    again = queue.next()
    assert (again.place, again.point) == (claimed.place, claimed.point)
    again.complete(0.5, {})
    assert queue.done()[0].deaths == 0, "nobody died"


def test_a_search_finds_what_is_good_and_suggests_the_same_again(opened):
    queue = opened(TPE)
    rates = []
    while (claimed := queue.next()) is not None:
        rate = claimed.point["training.learning_rate"]
        assert 1e-4 <= rate <= 0.1
        rates.append(rate)
        claimed.complete(1 - abs(rate - 0.01), {})
    assert len(set(rates)) == 12
    file = queue.storage.url.removeprefix("sqlite:///")
    again = Queue(file, "again", "x", queue.space).next()
    assert again.point == {"training.learning_rate": rates[0]}


def test_a_search_begins_at_the_marked_point(opened):
    queue = opened(TPE + "[mark]\ntraining.learning_rate = 0.02\n")
    assert queue.next().point == {"training.learning_rate": 0.02}
    assert queue.next().point != {"training.learning_rate": 0.02}


def test_who_falls_behind_is_pruned_but_not_the_marked_point(opened):
    mark = "[mark]\nobjective.elbo.sigma2 = 0.1\nobjective.anneal = 'prior'\n"
    queue = opened("[fixed]\ntraining.steps = 30\n" + GRID + mark)
    queue.study.pruner._n_startup_trials = 4
    for _ in range(4):
        claimed = queue.next()
        claimed.report(15, 0.8)
        claimed.complete(0.9, {})
    claimed = queue.next()
    claimed.report(5, 0.1)
    with pytest.raises(Pruned):
        claimed.report(15, 0.1)
    claimed.prune({"seconds": 1.0})
    last = queue.done()[-1]
    assert (last.state, last.score, last.curve) == ("pruned", None, [(5, 0.1), (15, 0.1)])
    marked = queue.next()
    marked.report(15, 0.1)
    marked.complete(0.2, {})
    assert queue.next() is None


def test_another_sweep_of_the_name_is_refused(opened):
    opened()
    with pytest.raises(RunError, match="begun there over another space"):
        opened(identity="another")


def test_an_address_is_refused_without_its_password(tmp_path):
    space = space_of(tmp_path)
    with pytest.raises(ConfigError, match=r"mysql://host/x: expected a file, or postgresql"):
        Queue("mysql://me:secret@host/x", "sweep", "x", space)
    with pytest.raises(RunError, match=r"^postgresql://127\.0\.0\.1:9/x: the trials cannot be") as error:
        Queue("postgresql://me:secret@127.0.0.1:9/x", "sweep", "x", space)
    assert "secret" not in str(error.value)
    (tmp_path / "broken.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(RunError, match=r"broken\.sqlite: the trials cannot be"):
        Queue(tmp_path / "broken.sqlite", "sweep", "x", space)


def test_a_process_of_this_machine_that_is_gone_is_known():
    own = owner()
    assert not gone(own)
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert gone(f"{own.rpartition(' ')[0]} {child.pid}")
    assert not gone("elsewhere machine 1")
    assert not gone("")


def test_sqlite_serves_threads_of_one_machine(tmp_path):
    space, places = space_of(tmp_path), []

    def work():
        queue = Queue(tmp_path / "trials.sqlite", "sweep", "x", space)
        while (claimed := queue.next()) is not None:
            places.append(claimed.place)
            claimed.complete(0.1, {})

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(places) == list(range(6))
    with sqlite3.connect(tmp_path / "trials.sqlite") as link:
        [[complete]] = link.execute("SELECT count(*) FROM trials WHERE state = 'COMPLETE'").fetchall()
    link.close()
    assert complete == 6
