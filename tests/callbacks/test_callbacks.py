"""Callbacks are told of a training, and change no number of it; real trackers write what they are told."""

import logging
import sys

import numpy as np
import pytest

from mien import ExpressionSpace
from mien.callbacks import CALLBACKS, Begun, Callback, made
from mien.callbacks.log import Log
from mien.callbacks.progress import Progress
from mien.errors import ConfigError
from mien.settings import recipe

X = np.random.default_rng(0).normal(size=(40, 6))


def space(**settings):
    return ExpressionSpace(**{"n_components": 2, "steps": 20, "validation_fraction": 0.2, **settings})


class Told(Callback):
    """Keeps all that it is told."""

    def __init__(self, fails_at=0):
        self.events, self.fails_at = [], fails_at

    def begin(self, begun):
        self.events.append(("begin", begun))

    def step(self, step, steps):
        if step == self.fails_at:
            raise OSError("disk full")
        self.events.append(("step", step, steps))

    def record(self, record):
        self.events.append(("record", record))

    def end(self, ended):
        self.events.append(("end", ended))


def test_a_callback_is_told_of_everything_in_order():
    told = Told()
    fitted = space().fit(X, callbacks=told)
    assert told.events[0][1].name == "vae-seed0"
    assert (told.events[0][1].faces, told.events[0][1].triplets) == (32, 0)
    assert [event[1:] for event in told.events if event[0] == "step"] == [(n, 20) for n in range(1, 21)]
    assert [event[1] for event in told.events if event[0] == "record"][-1] == fitted.history_[-1]
    assert told.events[-1][1].best_step == fitted.model_.about.best_step
    assert told.events[-1][1].seconds > 0


def test_nobody_who_is_told_changes_a_number():
    alone = space().fit(X).transform(X)
    np.testing.assert_array_equal(space().fit(X, callbacks=[Told(), Told()], verbose=2).transform(X), alone)


def test_who_was_told_of_the_beginning_is_told_of_a_bad_end():
    first, second = Told(), Told(fails_at=3)
    with pytest.raises(OSError, match="disk full"):
        space().fit(X, callbacks=[first, second])
    assert first.events[-1] == second.events[-1] == ("end", None)


def test_settings_are_told_by_dotted_name():
    settings = recipe("fast").changed(objective={"elbo": {"sigma2": 0.5}})
    told = Begun(settings, 3, 40, 9).parameters()
    assert (told["seed"], told["faces"], told["triplets"]) == (3, 40, 9)
    assert told["training.steps"] == 750
    assert told["objective.elbo.sigma2"] == 0.5
    assert not [value for value in told.values() if isinstance(value, dict) and value]


@pytest.mark.parametrize("wrong", [[Callback], [print], ["nosuch"], "nosuch", [3]])
def test_what_is_no_callback_is_refused_with_those_there_are(wrong):
    with pytest.raises(ConfigError, match="tensorboard"):
        made(wrong)


@pytest.mark.parametrize(
    ("name", "module"), [("tensorboard", "tensorboard"), ("wandb", "wandb"), ("mlflow", "mlflow")]
)
def test_a_package_that_is_missing_is_named_with_the_extra_before_anything_is_trained(
    name, module, monkeypatch, tmp_path
):
    monkeypatch.delitem(sys.modules, "torch.utils.tensorboard", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError, match=rf"{name} callback needs {module}: pip install 'mien\[track\]'"):
        space(steps=10**9).fit(X, callbacks=name)
    if name != "tensorboard":
        # What wandb leaves behind in the folder where it ran is no package either.
        monkeypatch.delitem(sys.modules, module)
        monkeypatch.setattr(sys, "path", [str(tmp_path)])
        (tmp_path / module).mkdir()
        with pytest.raises(ConfigError, match=f"needs {module}"):
            made(name)
        sys.modules.pop(module, None)


def test_every_callback_is_short():
    import inspect

    from mien.registry import load

    for at in CALLBACKS.values():
        assert issubclass(load(at), Callback)
        assert len(inspect.getsource(sys.modules[at.partition(":")[0]]).splitlines()) <= 50
    for name in ("tensorboard", "wandb", "mlflow"):
        module = sys.modules[CALLBACKS[name].partition(":")[0]]
        assert len(inspect.getsource(module).splitlines()) <= 40


def test_the_logger_mien_is_told_of_beginning_and_end(caplog):
    with caplog.at_level(logging.DEBUG, logger="mien"):
        space().fit(X)
    told = [(one.levelname, one.getMessage()) for one in caplog.records if one.name == "mien"]
    assert told[0] == ("INFO", "vae-seed0: training on 32 faces and 0 triplets, 20 steps")
    assert told[-1][1].startswith("trained in ")
    assert any(level == "DEBUG" and "validation loss" in text for level, text in told)


def test_nothing_is_printed_unless_asked_for(capsys):
    space().fit(X)
    assert capsys.readouterr() == ("", "")
    space().fit(X, verbose=1)
    out, err = capsys.readouterr()
    assert out == ""
    assert 3 <= len(err.splitlines()) <= 12
    assert "vae-seed0: step 20/20, train loss" in err
    assert "validation loss" in err
    space().fit(X, verbose=2)
    assert len(capsys.readouterr().err.splitlines()) == 20 + 5 + 1, "each record, and the end"


def test_progress_and_log_do_not_say_that_a_broken_training_ended_well(capsys, caplog):
    for callback in (Log(), Progress()):
        with caplog.at_level(logging.INFO, logger="mien"):
            callback.begin(Begun(recipe("fast"), 0, 1, 0))
            callback.end(None)
    assert capsys.readouterr().err == ""
    assert "did not come to its end" in caplog.text


def test_tensorboard_reads_what_was_written(tmp_path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    from mien.callbacks.tensorboard import TensorBoard

    fitted = space().fit(X, callbacks=TensorBoard(str(tmp_path)))
    read = EventAccumulator(str(tmp_path / "vae-seed0")).Reload()
    found = [(one.step, one.value) for one in read.Scalars("validation/total")]
    kept = [(one["step"], one["total"]) for one in fitted.history_ if one["part"] == "validation"]
    assert [step for step, _ in found] == [step for step, _ in kept]
    np.testing.assert_allclose([value for _, value in found], [value for _, value in kept], rtol=1e-5)
    assert "settings/text_summary" in read.Tags()["tensors"]


@pytest.mark.filterwarnings("ignore")
def test_mlflow_keeps_settings_figures_and_how_it_ended(tmp_path, monkeypatch):
    mlflow = pytest.importorskip("mlflow")
    from mien.callbacks.mlflow import MLflow

    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/tracked.db")
    fitted = space().fit(X, callbacks=MLflow("faces"))
    with pytest.raises(OSError, match="disk full"):
        space().fit(X, callbacks=[MLflow("faces"), Told(fails_at=3)])
    client = mlflow.MlflowClient()
    where = client.get_experiment_by_name("faces").experiment_id
    runs = {one.info.status: one for one in client.search_runs([where])}
    assert runs.keys() == {"FINISHED", "FAILED"}
    assert runs["FINISHED"].data.params["training.steps"] == "20"
    found = client.get_metric_history(runs["FINISHED"].info.run_id, "train/total")
    kept = [one["total"] for one in fitted.history_ if one["part"] == "train"]
    np.testing.assert_allclose([one.value for one in found], kept)


@pytest.mark.filterwarnings("ignore")
def test_weights_and_biases_offline(tmp_path):
    pytest.importorskip("wandb")
    from mien.callbacks.wandb import WeightsAndBiases

    callback = WeightsAndBiases("faces", mode="offline", dir=str(tmp_path))
    fitted = space().fit(X, callbacks=callback)
    last = [one["total"] for one in fitted.history_ if one["part"] == "validation"][-1]
    (written,) = (tmp_path / "wandb").glob("offline-run-*/run-*.wandb")
    text = written.read_bytes()
    for name in (b"validation/total", b"train/kl", b"training.steps", b"best_step", repr(last)[:9].encode()):
        assert name in text
