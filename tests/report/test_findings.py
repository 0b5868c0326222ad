"""The files of a run on people's votes: read whole, or refused in one line."""

import json

import pytest

from mien.errors import RunError
from mien.runs import RunDirectory


def damage(judged_dir, name, change):
    file = judged_dir / f"{name}.json"
    told = json.loads(file.read_text())
    change(told)
    file.write_text(json.dumps(told))


def test_what_is_read_is_what_was_written(judged_dir):
    run = RunDirectory(judged_dir).read()
    assert run.agreement.parts["train"] == {"5": 2312, "3": 2290, "1": 2398}
    assert run.agreement.differences == ["5", "3", "1"]
    assert run.agreement.raters[7].flags[1] == "40 % of answers too fast"
    assert run.agreement.raters[3].seconds is None
    assert run.ceiling.best["5"] == (0.98, 0.999)
    assert run.ceiling.recovered["none"]["noise_free"] == 0.7
    assert tuple(vars(run.neutrals.subjects["S002"]).values())[:3] == ("S002_T1_42", 25, 0.022)
    assert run.neutrals.ways["median"].rows["difference"].accuracy == pytest.approx(0.832)


def test_files_that_are_not_there_are_none(judged_dir):
    for name in ("agreement", "ceiling", "neutral"):
        (judged_dir / f"{name}.json").unlink()
    run = RunDirectory(judged_dir).read()
    assert (run.agreement, run.ceiling, run.neutrals) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("agreement", lambda told: told.pop("chance"), r"agreement\.json: damaged \(chance is missing"),
        (
            "agreement",
            lambda told: told["raters"][0].update(left=1.4),
            r"raters\.0\.left is 1\.4; it must be at most 1",
        ),
        ("agreement", lambda told: told["parts"]["test"].update({"five": 3}), r"five.*should match pattern"),
        (
            "ceiling",
            lambda told: told["people"].update({"5": -0.1}),
            r"ceiling\.json: damaged \(people\.5 is -0\.1; it must be at least 0",
        ),
        ("ceiling", lambda told: told["best"].update({"5": [0.9]}), r"best\.5\.1 is missing"),
        ("neutral", lambda told: told["subjects"]["S001"].pop("face"), r"neutral\.json: .*face is missing"),
        (
            "ceiling",
            lambda told: told["best"].update({"5": [0.9, 0.8]}),
            r"best\.5: 0\.9 to 0\.8 is no",
        ),
        ("neutral", lambda told: told.update(ways=[]), r"neutral\.json: damaged"),
    ],
)
def test_a_damaged_file_gives_one_clear_line(judged_dir, name, change, says):
    damage(judged_dir, name, change)
    with pytest.raises(RunError, match=says) as caught:
        RunDirectory(judged_dir).read()
    assert "\n" not in str(caught.value)


def test_a_cut_file_is_named(judged_dir):
    file = judged_dir / "ceiling.json"
    file.write_text(file.read_text()[:-20])
    with pytest.raises(RunError, match=r"ceiling\.json: cannot be read"):
        RunDirectory(judged_dir).read()
