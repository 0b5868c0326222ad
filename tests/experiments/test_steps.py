"""Each step of the spontaneous experiment as a command of its own, on files that people can look at."""

import csv

import numpy as np
import pytest

from mien.cli import main
from mien.faces.parquet import write_faces
from mien.sources.opening import open_faces
from mien.synthetic.perception import Perception, simulate_answers, simulate_labels
from mien.synthetic.spontaneous import builtin_video
from mien.triplets.formats.ours import read_questions, write_answers, write_label_answers

TINY = """
[model]
n_components = 3
encoder = [16]
decoder = [16]
[objective]
[objective.elbo]
samples = 1
[objective.topology]
samples = 1
[training]
steps = 20
learning_rate = 0.001
batch = 20
triplet_batch = 20
validate_every = 10
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which every step up to the model was done by its command."""
    folder = tmp_path_factory.mktemp("steps")
    dataset, faces = builtin_video(seed=6, n_subjects=6, n_tasks=2, seconds=24.0)
    write_faces(folder / "faces.parquet", dataset)
    (folder / "tiny.toml").write_text(TINY)
    run(folder, "neutral", "choose", "faces.parquet", "chosen.parquet")
    run(folder, "questions", "chosen.parquet", "questions.csv", "--seed", "2")
    questions, _ = read_questions(folder / "questions.csv", dataset.face)
    perception = Perception.of(faces)
    write_answers(folder / "answers.csv", questions, simulate_answers(questions, perception, 2))
    said = simulate_labels(np.unique(questions.rows), perception, 2)
    write_label_answers(folder / "said.csv", said, dataset.face)
    for part in ("train", "test"):
        run(folder, "votes", "questions.csv", "answers.csv", f"{part}.csv", "--part", part)
    run(folder, "labels", "said.csv", "labels.csv")
    training = ("--config", "tiny.toml", "--out", "run", "--quiet", "--seed", "2", "--split", "25,8,8")
    run(folder, "train", "--data", "chosen.parquet", "--triplets", "train.csv", *training)
    return folder


def run(folder, *words):
    """A command in a folder; file names in it are without the folder."""
    here = [str(folder / word) if (folder / word).suffix or word == "run" else word for word in words]
    assert main(here) == 0, words


def test_the_neutrals_are_in_the_file(folder):
    chosen = open_faces(str(folder / "chosen.parquet"))
    assert (chosen.neutral_rows >= 0).all()
    assert (chosen.action_units.present[np.unique(chosen.neutral_rows)] == 0).all()


def test_the_model_is_judged_by_difference_and_label(folder, capsys):
    words = ("evaluate", str(folder / "run/models/m2-seed2"), "--data", "chosen.parquet")
    words = (*words, "--tasks", "accuracy,triplets")
    run(folder, *words, "--triplets", "test.csv")
    plain = capsys.readouterr().out
    *table, missing, warning = plain.splitlines()
    assert missing == "Not judged: accuracy, because no face has a label"
    assert warning.startswith("Warning: Only 1 test person: there is no interval")
    lines = [line.split() for line in table[1:]]
    assert [line[:2] for line in lines] == [["triplets", "5"], ["triplets", "3"], ["triplets", "1"]]
    run(folder, *words, "--triplets", "test.csv", "--labels", "labels.csv")
    assert capsys.readouterr().out.splitlines()[1].startswith("accuracy  ")


def test_another_split_than_that_of_the_questions_is_refused(folder, capsys):
    words = ["train", "--data", str(folder / "chosen.parquet"), "--triplets", str(folder / "train.csv")]
    assert main([*words, "--out", str(folder / "other"), "--seed", "7", "--split", "2,2,2"]) == 2
    assert "of the split (seed 7); give the --split and --seed of the questions" in capsys.readouterr().err


def test_m2_without_triplets_or_labels_is_refused(folder, capsys):
    words = ["train", "--data", str(folder / "chosen.parquet"), "--out", str(folder / "none")]
    assert main(words) == 2
    assert "m2 needs triplets; give --triplets, or labels" in capsys.readouterr().err
    settings = str(folder / "tiny.toml")
    assert main([*words, "--model", "m1", "--config", settings, "--quiet"]) == 0


def test_labels_name_each_face_once(folder, tmp_path, capsys):
    with open(folder / "labels.csv", newline="") as file:
        rows = list(csv.reader(file))
    twice = tmp_path / "twice.csv"
    with open(twice, "w", newline="") as file:
        csv.writer(file).writerows([*rows, rows[-1]])
    words = ["evaluate", str(folder / "run/models/m2-seed2"), "--data", str(folder / "chosen.parquet")]
    assert main([*words, "--triplets", str(folder / "test.csv"), "--labels", str(twice)]) == 2
    assert f"twice.csv:{len(rows) + 1}: face {rows[-1][0]} is there twice" in capsys.readouterr().err
