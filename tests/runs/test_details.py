"""What lies behind the figures comes back as it was, or is refused."""

import json

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from mien.errors import ConfigError, RunError
from mien.evaluation import Outcome, RowResult
from mien.evaluation.details import (
    Bin,
    Breakdown,
    Confusion,
    Correlations,
    Item,
    Line,
    Reliability,
)
from mien.runs import Details

TRUE, TOLD = np.array(["sad", "sad", "happy", "angry"]), np.array(["sad", "happy", "happy", "sad"])


def details():
    kinds = {
        "accuracy": Confusion.counted(TRUE, TOLD),
        "units": Breakdown(by="action unit", counted="faces", items=[Item(name="AU12", value=0.5, count=3)]),
        "retrieval": Line(along="nearest faces", places=[1.0, 2.0], values=[0.5, 0.25], chance=[0.1, 0.1]),
        "calibration": Reliability(bins=[Bin(low=0.5, high=1.0, triplets=0)], scale=0.3),
        "dimensions": Correlations(
            units=["AU12"], values=[[0.5, None]], chosen={"AU12": 0}, deviation=[1.0, 0.0]
        ),
    }
    outcomes = {
        task: {"all": Outcome(0.5, np.zeros(2), detail=detail), "other": Outcome(0.5, np.zeros(2))}
        for task, detail in kinds.items()
    }
    results = [RowResult(seed, 2, outcomes) for seed in (0, 3)]
    return kinds, Details.judged({"m2": results, "none": [RowResult(0, 9, {})]})


def test_every_kind_of_detail_comes_back(tmp_path):
    kinds, found = details()
    found.write(tmp_path / "details.json")
    again = Details.read(tmp_path / "details.json")
    assert again == found
    for task, detail in kinds.items():
        assert again.of_row("m2", task) == {0: detail, 3: detail}
        assert again.of_row("m2", task, "other") == {}
    assert again.rows["none"] == {0: {}}
    assert again.of_row("nobody", "accuracy") == {}


def test_confusion_is_scikit_learns_and_adds_over_seeds():
    _, found = details()
    assert found.confusion("m2").labels == ["angry", "happy", "sad"]
    expected = confusion_matrix(TRUE, TOLD, labels=["angry", "happy", "sad"])
    assert found.confusion("m2").counts == (2 * expected).tolist()
    assert found.confusion("none") is None
    other = Confusion.counted(np.array(["odd"]), np.array(["sad"]))
    both = found.confusion("m2").plus(other)
    assert both.labels == ["angry", "happy", "odd", "sad"]
    assert both.counts[2] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Confusion(labels=["a", "b"], counts=[[1, 2]]), "not 2 rows of 2"),
        (lambda: Line(along="k", places=[1.0, 2.0], values=[0.5]), "2 places have not as many values"),
        (lambda: Correlations(units=["AU01"], values=[[0.5]], deviation=[1.0, 1.0]), "not 1 rows of 2"),
        (lambda: Correlations(units=["AU01"], values=[[1.5]], deviation=[1.0]), "at most 1"),
        (lambda: Reliability(bins=[Bin(low=0.5, high=1.2, triplets=1)]), "high is 1.2"),
        (lambda: Item(name="AU01", count=-1), "count is -1"),
    ],
)
def test_details_that_cannot_be_are_refused_in_one_line(make, says):
    with pytest.raises(ConfigError, match=says) as refused:
        make()
    assert "\n" not in str(refused.value)


def test_a_damaged_file_is_named(tmp_path):
    _, found = details()
    path = tmp_path / "details.json"
    found.write(path)
    told = json.loads(path.read_text())
    told["rows"]["m2"]["0"]["retrieval"]["all"]["kind"] = "spiral"
    path.write_text(json.dumps(told))
    with pytest.raises(RunError, match=r"details.json: damaged .*run the command again"):
        Details.read(path)
