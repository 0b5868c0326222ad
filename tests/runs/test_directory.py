"""The run directory: claimed once, and what is written is read again or refused."""

import json

import numpy as np
import pytest

from mien.errors import ConfigError, RunError
from mien.landmarks.layout import get_layout
from mien.runs import Agreement, Ceiling, FacesInfo, Latents, Metric, RunDirectory, RunInfo, Strips
from mien.settings import Settings


def info(**changed):
    data = FacesInfo(source="drawn", faces=3, subjects=1, labels={"sad": 1, "": 5, "happy": 2})
    values = {"mien": "1", "experiment": "posed", "started": "now", "seeds": [0], "data": data}
    return RunInfo(**values | changed)


def latents(**changed):
    names = np.array(["a", "b"])
    values = {"spaces": {"m2": np.ones((2, 3))}, "label": names, "subject": names, "face": names}
    return Latents(**values | {"intensity": np.array([1.0, np.nan])} | changed)


def strips(**changed):
    points = get_layout("ibug51").n_points
    values = {
        "layout": get_layout("ibug51"), "subject": "S1", "values": np.arange(3.0),
        "faces": np.ones((2, 3, points, 3)), "neutral": np.zeros((points, 3)), "movement": np.ones(2),
        "active": np.ones(2),
    }  # fmt: skip
    return Strips(**values | changed)


def test_records_come_back_as_they_were(tmp_path):
    run = RunDirectory(tmp_path)
    found = info(leak={"people": 0}, minutes={"m2": 0.5})
    run.save(found)
    assert json.loads((tmp_path / "run.json").read_text())["schema"] == 2
    assert run.load(RunInfo) == found
    assert found.data.commonest == pytest.approx(2 / 3)
    assert run.find(Agreement) is None
    ceiling = Ceiling(best={"5": (0.4, 0.5)}, recovered={"m2": {"rank_correlation": -0.2}})
    run.save(ceiling)
    assert run.find(Ceiling) == ceiling


def test_metrics_come_back_as_they_were(tmp_path):
    run = RunDirectory(tmp_path)
    values = {"step": 3, "part": "train", "total": 2.5, "kl": 2.0, "odd": 0.5, "beta": 0.1, "seconds": 6.0}
    metric = Metric.of_values(values)
    assert (metric.terms, metric.schedule) == ({"kl": 2.0, "odd": 0.5}, {"beta": 0.1})
    run.save_metrics("mine", 4, [metric])
    assert run.minutes("mine", 4) == pytest.approx(0.1)
    assert run.minutes("none", 4) is None
    assert [*run.metrics("mine", 4).parent.iterdir()] == [tmp_path / "metrics" / "mine-seed4.jsonl"]


def test_arrays_come_back_as_they_were(tmp_path):
    run = RunDirectory(tmp_path)
    latents().write(run.latents(0))
    strips().write(run.strips("m2", 0))
    again, drawn = Latents.read(run.latents(0)), Strips.read(run.strips("m2", 0))
    assert again.label.tolist() == ["a", "b"]
    np.testing.assert_array_equal(again.spaces["m2"], np.ones((2, 3)))
    assert drawn.layout.name == "ibug51"
    np.testing.assert_array_equal(drawn.faces, strips().faces)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"spaces": {"m2": np.ones((3, 3))}}, r"'m2' has shape \(3, 3\), expected 2 faces"),
        ({"spaces": {"m2": np.full((2, 3), np.nan)}}, "'m2' has values that are not finite"),
        ({"subject": np.array(["a"])}, "'subject' has shape"),
    ],
)
def test_latents_that_cannot_be_are_refused(wrong, says):
    with pytest.raises(RunError, match=says):
        latents(**wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"neutral": np.zeros((4, 3))}, "not ibug51 faces of 2 dimensions"),
        ({"active": np.array([np.inf, 1])}, "'active' of the decoded faces has values that are not finite"),
    ],
)
def test_strips_that_cannot_be_are_refused(wrong, says):
    with pytest.raises(RunError, match=says):
        strips(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seconds": float("nan")},
        {"seconds": -1.0},
        {"seeds": ["zero"]},
        {"of_nobody": 1},
    ],
)
def test_a_description_that_cannot_be_is_refused_before_it_is_written(wrong):
    with pytest.raises(ConfigError):
        info(**wrong)


def test_a_directory_is_claimed_once_and_keeps_its_settings(tmp_path):
    run, settings = RunDirectory(tmp_path / "run"), Settings()
    run.claim()
    run.keep_settings(settings)
    with pytest.raises(RunError, match="already there and not empty; add --resume"):
        run.claim()
    run.claim(resume=True)
    run.keep_settings(settings)
    with pytest.raises(RunError, match="begun with other settings"):
        run.keep_settings(settings.changed(model={"n_components": 7}))
