"""The commands about neutral faces, on files."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from mien.cli.neutral import neutral
from mien.errors import DataError
from mien.faces.parquet import write_faces
from mien.sources.opening import open_faces
from mien.triplets import Triplets
from mien.triplets.files import write_triplets


def run(*arguments):
    result = CliRunner().invoke(neutral, [str(word) for word in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def filmed(make_posed, tmp_path):
    """A file of faces as recordings of each person, none marked as neutral."""
    table = make_posed(people=6)
    frame = np.concatenate(
        [np.arange((table.subject == person).sum()) for person in np.unique(table.subject)]
    )
    label = np.where(table.label == "neutral", "calm", table.label)
    table = replace(table, label=label, sequence=np.char.add(table.subject, "_T1"), frame=frame)
    write_faces(tmp_path / "faces.parquet", table)
    return tmp_path / "faces.parquet"


def test_choose_writes_faces_with_neutrals(filmed, tmp_path):
    result = run("choose", filmed, tmp_path / "out.parquet", "--way", "median")
    assert result.exit_code == 0
    chosen = open_faces(str(tmp_path / "out.parquet"))
    assert len(np.unique(chosen.neutral_rows)) == 6
    for person in chosen.subjects:
        row = chosen.neutral_rows[chosen.subject == person][0]
        line = next(line for line in result.stdout.splitlines() if line.startswith(person))
        assert line.split()[1] == "7"
        assert line.split()[3] == chosen.face[row]


def test_choose_refuses_people_without_and_writes_nothing(filmed, tmp_path):
    with pytest.raises(
        DataError, match=r"no neutral face for subject P00, .* another way \(coded or median or still\)"
    ):
        run("choose", filmed, tmp_path / "out.parquet", "--way", "given")
    with pytest.raises(DataError, match="no action units are coded"):
        run("choose", filmed, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


def test_compare_prints_a_table_or_json(filmed, tmp_path):
    face = open_faces(str(filmed), missing_neutral="keep").face
    rng = np.random.default_rng(0)
    rows = np.array([rng.choice(len(face), 3, replace=False) for _ in range(50)])
    write_triplets(tmp_path / "triplets.csv", Triplets.of(rows), face)
    arguments = ("compare", filmed, "--ways", "median,still", "--triplets", tmp_path / "triplets.csv")
    lines = run(*arguments).stdout.splitlines()
    assert all(len(line) <= 82 for line in lines)
    assert [line.split()[0] for line in lines[:3]] == ["way", "median", "still"]
    assert lines[6].split() == ["way", "row", "accuracy", "triplets", "all"]
    told = json.loads(run(*arguments, "--json").stdout)
    assert told["chosen"] == "median"
    shown = [line.split() for line in lines[7:11]]
    for way, name, accuracy, share in shown:
        row = told["ways"][way]["rows"][name]
        assert (accuracy, share) == (f"{row['accuracy']:.3f}", f"{row['triplets']['all']:.3f}")


def test_people_without_a_neutral_are_left_out_on_demand_and_named(filmed, tmp_path):
    dataset = open_faces(str(filmed), missing_neutral="keep")
    calm = (dataset.label == "calm") & (dataset.subject != "P04")
    table = replace(dataset, label=np.where(calm, "neutral", dataset.label))
    write_faces(tmp_path / "some.parquet", table)
    arguments = ("--way", "given", "--missing-neutral", "drop")
    result = run("choose", tmp_path / "some.parquet", tmp_path / "out.parquet", *arguments)
    assert "1 people without a neutral face left out (7 faces): P04" in result.stdout
    line = next(line for line in result.stdout.splitlines() if line.startswith("P04"))
    assert line.split() == ["P04", "0", "-", "none"]
    chosen = open_faces(str(tmp_path / "out.parquet"))
    assert set(chosen.face[chosen.neutral_rows]) == set(dataset.face[calm])
