"""Pictures in the wild on the command line: one a person, no neutral faces, dead links."""

import csv
import json

import numpy as np
import pytest

from mien.cli import main
from mien.models.trained import load_model
from mien.synthetic.posed import builtin_posed
from mien.triplets.notes import read_notes

PEOPLE = 60
SETTINGS = """
[model]
n_components = 2
[model.encoder]
widths = [16]
[model.decoder]
widths = [16]
[training]
steps = 40
batch = 16
triplet_batch = 8
validate_every = 20
"""


def said(*words):
    assert main([str(word) for word in words]) == 0


@pytest.fixture
def refused(capsys):
    """Runs a command that has to fail, and gives its one line."""

    def run(*words):
        capsys.readouterr()
        assert main([str(word) for word in words]) == 2
        lines = capsys.readouterr().err.strip().splitlines()
        return lines[-1]

    return run


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """Faces as ``face12``, and FEC answers about pictures ``http://…/face12.jpg``, one of which is gone."""
    folder = tmp_path_factory.mktemp("wild")
    table = builtin_posed(n_subjects=PEOPLE)
    rows = np.array(
        [np.flatnonzero(table.subject == name)[7 * n % 25] for n, name in enumerate(table.subjects)]
    )
    names = np.array([f"face{number}" for number in range(PEOPLE)])
    np.savez(
        folder / "wild.npz", landmarks=table.landmarks.points[rows], subject=names, face=names,
        label=np.full(PEOPLE, ""), intensity=np.full(PEOPLE, np.nan),
        layout=np.array(table.landmarks.layout.name), unit=np.array(table.landmarks.unit),
    )  # fmt: skip
    rng = np.random.default_rng(0)
    lines = []
    threes = {tuple(sorted(rng.choice(PEOPLE, 3, replace=False).tolist())) for _ in range(150)}
    threes = [(PEOPLE, 0, 1), *sorted(threes), (2, PEOPLE, 3)]
    for three in threes:
        images = [f"http://x.org/face{face}.jpg,0.1,0.9,0.2,0.8" for face in three]
        answers = [f"R{rater},{1 + int(rng.integers(0, 3))}" for rater in rng.choice(9, 3, replace=False)]
        lines.append(",".join([*images, "TWO_CLASS_TRIPLET", *answers]))
    (folder / "fec.csv").write_text("\n".join(lines) + "\n")
    (folder / "small.toml").write_text(SETTINGS)
    return folder


def test_from_answers_about_pictures_to_a_judged_model(wild, tmp_path, refused, capsys):
    read = ("answers", "read", "fec", wild / "fec.csv", tmp_path / "q.csv", tmp_path / "a.csv")
    data = ("--data", wild / "wild.npz")
    message = refused(*read, *data)
    assert "images that are no face of the data: http://x.org/face60.jpg" in message
    assert "--on-unknown drop" in message
    said(*read, *data, "--on-unknown", "drop")
    printed = capsys.readouterr().out
    gone, lines = 2, len((wild / "fec.csv").read_text().splitlines())
    assert f"left out   {3 * gone} answers about 1 images" in printed
    assert f"{3 * (lines - gone)}, which make {6 * (lines - gone)} judgments" in printed
    assert str(3 * gone) in read_notes(tmp_path / "a.csv")[0]
    said("agreement", tmp_path / "q.csv", tmp_path / "a.csv", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["pairs"]["of"] == 3 * (lines - gone)
    assert found["pairs"]["chance"] == pytest.approx(1 / 3)
    assert found["notes"] == list(read_notes(tmp_path / "a.csv"))
    said("agreement", tmp_path / "q.csv", tmp_path / "a.csv")
    text = capsys.readouterr().out
    assert f"Left out: {3 * gone} answers about" in text
    assert "chance 0.333" in text
    said("votes", tmp_path / "q.csv", tmp_path / "a.csv", tmp_path / "t.csv")
    assert read_notes(tmp_path / "t.csv") == read_notes(tmp_path / "a.csv")
    with open(tmp_path / "t.csv", newline="") as file:
        triplets = len(list(csv.DictReader(file)))

    train = ("train", *data, "--config", wild / "small.toml", "--triplets", tmp_path / "t.csv", "--quiet")
    train = (*train, "--split", "1,1,1")
    assert "--on-crossing drop" in refused(*train, "--model", "vae-t", "--out", tmp_path / "x")
    assert "need" in (line := refused(*train, "--model", "m2", "--out", tmp_path / "x"))
    assert "train a model that needs none: vae, vae-t" in line
    capsys.readouterr()
    said(*train, "--model", "vae-t", "--on-crossing", "drop", "--out", tmp_path / "run")
    told = capsys.readouterr().err
    assert f"of {triplets} triplets join people of different parts" in " ".join(told.split())
    model = load_model(tmp_path / "run" / "models" / "vae-t-seed0")
    assert 0 < model.about.triplets.count < triplets
    info = json.loads((tmp_path / "run" / "run.json").read_text())
    notes = " ".join(info["data"]["notes"])
    assert "join people of different parts" in notes
    assert "face60" in notes
    table = json.loads((tmp_path / "run" / "table.json").read_text())
    assert set(table["rows"][0]["figures"]) == {
        "triplets", "odd-one-out", "calibration", "dimensions", "reconstruction",
    }  # fmt: skip
    evaluate = (
        "evaluate",
        tmp_path / "run" / "models" / "vae-t-seed0",
        *data,
        "--triplets",
        tmp_path / "t.csv",
    )
    assert "outside the test people" in refused(*evaluate)
    said(*evaluate, "--on-crossing", "drop")
    assert capsys.readouterr().out.splitlines()[1].startswith("triplets")


def test_triplets_with_faces_that_are_gone(wild, tmp_path, refused, capsys):
    path = tmp_path / "t.csv"
    path.write_text("anchor,near,far\nface0,face1,gone\nface0,face1,face2\nface0,face1,face2\n")
    train = (
        "train",
        "--data",
        wild / "wild.npz",
        "--config",
        wild / "small.toml",
        "--triplets",
        path,
        "--quiet",
    )
    train = (*train, "--model", "vae", "--out", tmp_path / "run", "--split", "50,1,1")
    assert refused(*train).endswith("(1 such lines); leave them out with --on-unknown drop")
    said(*train, "--on-unknown", "drop", "--on-crossing", "drop")
    told = " ".join(capsys.readouterr().err.split())
    assert "1 triplets with a face that is not in the data, for example of anchor face0 (t.csv)" in told
    assert "1 triplets are there more than once" in told
    assert "vae is not trained with triplets; the 2 given are only what it is judged by." in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("anchor,near,far,weights\na,b,c,2\n", ":1: column weights is not known; is it weight?"),
        ("anchor,near,far\na,,c\n", ":2: near is empty"),
        ("anchor,near,far\nface1,face1,face2\n", ":2: names the same face twice"),
    ],
)
def test_triplets_that_cannot_be_read(wild, tmp_path, refused, text, message):
    (tmp_path / "t.csv").write_text(text)
    assert message in refused(
        "train", "--data", wild / "wild.npz", "--model", "vae-t", "--triplets", tmp_path / "t.csv", "--out",
        tmp_path / "x", "--on-unknown", "drop",
    )  # fmt: skip


def test_a_vae_of_people_without_neutral_faces_from_the_command_line(wild, tmp_path, capsys):
    for more in ((), ("--missing-neutral", "drop")):
        out = tmp_path / f"run{len(more)}"
        train = ("train", "--data", wild / "wild.npz", "--model", "vae", "--config", wild / "small.toml")
        said(*train, "--out", out, "--quiet", *more)
        info = json.loads((out / "run.json").read_text())
        assert info["data"]["faces"] == PEOPLE
        assert (out / "report.html").exists()


def test_tables_of_answers_from_the_command_line(tmp_path, refused, capsys):
    (tmp_path / "t.csv").write_text("who,a,x,y,said,ms\nr,f1,f2,f3,f3,900\n")
    read = ("answers", "read", "table", tmp_path / "t.csv", tmp_path / "q.csv", tmp_path / "a.csv")
    assert "--columns must say anchor and near and far" in refused(*read)
    said(
        *read,
        "--columns",
        "anchor=a,first=x,second=y,choice=said,rater=who,milliseconds=ms",
        "--part",
        "test",
    )
    assert (tmp_path / "a.csv").read_text().splitlines()[1] == "q-00001,r,second,0.9,,0"
    assert (tmp_path / "q.csv").read_text().splitlines()[1] == "q-00001,test,f1,f2,f3"
    other = ("answers", "read", "cblearn-order", tmp_path / "t.csv", tmp_path / "q2.csv", tmp_path / "a2.csv")
    assert "--columns, --choices and --where are for table, salmon" in refused(
        *other, "--columns", "anchor=a"
    )
    (tmp_path / "n.csv").write_text("0,1,2\n4,5,6\n")
    numbers = (
        "answers",
        "read",
        "cblearn-order",
        tmp_path / "n.csv",
        tmp_path / "q3.csv",
        tmp_path / "a3.csv",
    )
    assert "--header yes or --header no" in refused(*numbers)
    said(*numbers, "--header", "yes")
    assert "answers    1" in capsys.readouterr().out
