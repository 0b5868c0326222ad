"""A study of every kind as a Psych-DS dataset, held against its rules, and read again."""

import csv
import json

import pytest

from mien.errors import RunError
from mien.study.dictionary import MEANINGS
from mien.study.directory import StudyDirectory
from mien.study.psych_ds import DESCRIPTION, export_psych_ds, file_name, problems

pytestmark = pytest.mark.anyio
DATA = "data/study-x_data.csv"


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def test_a_dataset_keeps_the_rules_and_says_what_every_column_is(answered_study, tmp_path):
    directory, store, said = await answered_study()
    done = await export_psych_ds(directory, store, tmp_path / "out")
    assert problems(tmp_path / "out") == []
    about = json.loads((tmp_path / "out" / DESCRIPTION).read_text("utf-8"))
    named = {one["name"]: one["description"] for one in about["variableMeasured"]}
    assert {"valence", "odd", "best", "label", "flags", "condition"} <= set(named)
    assert all(named[name] == MEANINGS[name].text for name in named)
    kinds = {kind for kind, *_ in said}
    assert len(kinds) == 5
    for kind in kinds:
        name = next(
            path.name for path in done.files if f"task-{kind.replace('-', '')}_".lower() in path.name.lower()
        )
        with (tmp_path / "out" / "data" / name).open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == sum(one == kind and role == "vote" for one, role, *_ in said)
    assert "3 people consented" in about["description"]
    assert f"{directory.design.questions.k} different people" in about["description"]
    assert "1: 3" in about["description"], "the consent version and how many agreed to it"
    assert (tmp_path / "out" / "materials" / "consent-1.en.md").is_file()
    raters = next(path for path in done.files if "raters" in path.name)
    text = raters.read_text("utf-8")
    assert "a secret remark" not in text
    assert "screening.glasses" in text
    with pytest.raises(RunError, match="a dataset needs a new folder"):
        await export_psych_ds(directory, store, tmp_path / "out")
    await store.close()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda out: (out / DESCRIPTION).write_text("{"), "cannot be read as JSON"),
        (lambda out: (out / DATA).write_text("strange\n1\n"), "'strange' is not in variable"),
        (lambda out: (out / DATA).write_text("rater,choice\n1\n"), "1 cells, the header has 2"),
        (lambda out: (out / "data" / "answers.csv").write_text("rater\n1\n"), "not named by keywords"),
        (lambda out: [path.unlink() for path in (out / "data").iterdir()], "holds no file"),
    ],
)  # fmt: skip
async def test_what_breaks_the_rules_is_named(answered_study, tmp_path, damage, says):
    directory, store, _ = await answered_study()
    await export_psych_ds(directory, store, tmp_path / "out")
    await store.close()
    damage(tmp_path / "out")
    assert any(says in line for line in problems(tmp_path / "out"))


def test_names_are_made_of_keywords():
    assert file_name("my faces 2", "label-answers") == "study-myFaces2_task-label_data.csv"
    assert file_name("ä", "all-answers") == "study-study_description-allAnswers_data.csv"


def test_a_folder_of_another_kind_is_no_study(tmp_path):
    assert problems(tmp_path) != []
    with pytest.raises(RunError, match="is no study"):
        StudyDirectory(tmp_path)


async def test_a_dataset_is_read_again_as_our_own_files(answered_study, tmp_path, capsys):
    from mien.cli import main
    from mien.study.export import export

    directory, store, _ = await answered_study()
    await export_psych_ds(directory, store, tmp_path / "out")
    await export(store, tmp_path / "own")
    await store.close()
    assert main(["answers", "from-psych-ds", str(tmp_path / "out"), str(tmp_path / "back")]) == 0
    capsys.readouterr()
    names = {path.name for path in (tmp_path / "back").iterdir()}
    assert names == {path.name for path in (tmp_path / "own").iterdir()}
    for name in names:
        ours, theirs = ((tmp_path / folder / name).read_text("utf-8") for folder in ("own", "back"))
        assert theirs.splitlines() == ours.splitlines(), name
    assert main(["answers", "from-psych-ds", str(tmp_path / "own"), str(tmp_path / "x")]) == 2
    assert "is no Psych-DS dataset" in capsys.readouterr().err
