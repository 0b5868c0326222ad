"""The spontaneous experiment from files to table, on few people and with trainings that take no time."""

import json
from dataclasses import replace

import numpy as np
import pytest

from mien.cli import main
from mien.errors import ConfigError, RunError, TripletError
from mien.experiments import SpontaneousExperiment, reproduce_spontaneous
from mien.experiments.judgments import FRACTIONS, RecordedRaters, SimulatedRaters, raters_for
from mien.experiments.measures import leaks
from mien.experiments.spontaneous import watch
from mien.explorer.gather import payload_at
from mien.explorer.payload import Payload
from mien.faces.parquet import write_faces
from mien.faces.splits import split_subjects
from mien.faces.stimuli import choose_stimuli
from mien.models.trained import load_model
from mien.representations.interface import Silent
from mien.runs import RunDirectory, Table
from mien.settings import Settings
from mien.synthetic.perception import Perception, simulate_answers, simulate_labels
from mien.synthetic.spontaneous import builtin_video
from mien.triplets import Triplets
from mien.triplets.formats.ours import write_answers, write_label_answers, write_questions
from mien.triplets.questions import questions_by_part

AUS = [f"AU{number:02}" for number in range(1, 27)]
TINY = Settings().changed(
    model={"n_components": 3, "encoder": (16,), "decoder": (16,)},
    objective={"anneal_steps": 10, "elbo": {"samples": 1}, "topology": {"samples": 1}},
    training={"steps": 20, "learning_rate": 1e-3, "batch": 20, "triplet_batch": 20, "validate_every": 10},
)


@pytest.fixture(scope="module")
def video():
    """Six synthetic people in two tasks, and what is behind their faces."""
    return builtin_video(seed=5, n_subjects=6, n_tasks=2, seconds=24.0)


@pytest.fixture(scope="module")
def files(video, tmp_path_factory):
    """Faces, questions, answers and labels as files."""
    dataset, faces = video
    folder = tmp_path_factory.mktemp("said")
    write_faces(folder / "faces.parquet", dataset)
    images = choose_stimuli(dataset).rows
    parts = split_subjects(dataset.subject, FRACTIONS, 3).parts()
    questions = questions_by_part(
        {part: np.intersect1d(rows, images) for part, rows in parts.items()}, seed=3
    )
    perception = Perception.of(faces)
    write_questions(folder / "questions.csv", questions, dataset.face)
    write_answers(folder / "answers.csv", questions, simulate_answers(questions, perception, 3))
    write_label_answers(folder / "labels.csv", simulate_labels(images, perception, 3), dataset.face)
    return folder


@pytest.fixture(scope="module")
def run(files, tmp_path_factory):
    """A run on the files of people's answers."""
    out = tmp_path_factory.mktemp("runs") / "said"
    experiment = SpontaneousExperiment(
        data=str(files / "faces.parquet"),
        settings=TINY,
        questions=files / "questions.csv",
        answers=files / "answers.csv",
        labels=files / "labels.csv",
    )
    report = reproduce_spontaneous(experiment, out)
    assert report == out / "report.html"
    return out


def read(run, name):
    return json.loads((run / name).read_text(encoding="utf-8"))


def test_every_row_is_judged_at_every_vote_difference(run):
    rows = {row["name"]: row for row in read(run, "table.json")["rows"]}
    assert list(rows) == ["none", "difference", "pca", "difference-pca", "vae", "m1", "m2"]
    assert all(list(row["figures"]["triplets"]) == ["5", "3", "1"] for row in rows.values())
    assert all(0 <= row["figures"]["accuracy"]["all"]["value"] <= 1 for row in rows.values())


def test_latents_over_a_recording_of_a_test_person_are_kept(run, video):
    kept = RunDirectory(run).read()
    assert list(kept.trajectories) == ["vae", "m1", "m2"]
    _, found = kept.trajectories["m2"]
    assert (
        found.subject in load_model(run / "models" / "m2-seed0").about.people.among(video[0].subject)["test"]
    )
    # All frames, though each fifth is trained on.
    rows = np.flatnonzero(video[0].sequence == found.recording)
    np.testing.assert_array_equal(found.frame, video[0].frame[rows])
    assert found.movements.rough_smoothed < found.movements.rough
    assert '<section id="trajectories"' in (run / "report.html").read_text("utf-8")


def test_spaces_are_judged_by_units_votes_and_ratings(run):
    rows = {row["name"]: row for row in read(run, "table.json")["rows"]}
    figures = rows["m2"]["figures"]
    assert {"units", "few-shot", "dimensions", "calibration", "similarity"} <= figures.keys()
    # One test person, whose expressions nobody else shows.
    assert {"intensity", "retrieval", "transfer", "person"} <= rows["m2"]["unjudged"].keys()
    assert figures["calibration"].keys() >= {"log", "log-5", "error", "error-5"}
    # M2 says probabilities itself; for the others validation triplets set a scale.
    about = {name: row["seeds"][0]["about"]["calibration"]["log"] for name, row in rows.items()}
    assert about["m2"] == {}
    assert about["m1"]["scale"] >= 0
    assert rows["none"]["unjudged"]["transfer"] == "the space makes no faces"
    kept = read(run, "details.json")["rows"]["m2"]["0"]
    assert kept["accuracy"]["all"]["kind"] == "confusion"
    assert {item["name"] for item in kept["units"]["all"]["items"]} <= {*AUS}


def test_people_in_the_files_keep_their_parts(run, video):
    parts = split_subjects(video[0].subject, FRACTIONS, 3).parts()
    people = load_model(run / "models" / "m2-seed0").about.people.among(video[0].subject)
    for part, rows in parts.items():
        assert people[part] == sorted(set(video[0].subject[rows].tolist()))


def test_agreement_counts_every_question(run, files):
    found = read(run, "agreement.json")
    asked = (files / "questions.csv").read_text().splitlines()[1:]
    assert sum(found["parts"]["all"].values()) == len(asked)
    assert sum(found["parts"]["test"].values()) == sum(line.startswith("test-") for line in asked)
    assert found["chance"] == {"5": 0.0625, "3": 0.3125, "1": 0.625}
    assert found["better"]


def test_no_leak_is_found_and_said(run):
    assert read(run, "run.json")["leak"] == {
        "test_people_in_training_triplets": 0, "people_in_two_parts": 0, "triplets_in_two_parts": 0,
    }  # fmt: skip


def test_the_command_prints_both_tables_and_the_leak_check(files, tmp_path, capsys):
    settings = tmp_path / "tiny.toml"
    TINY.save(settings)
    words = ["--data", str(files / "faces.parquet"), "--config", str(settings), "--only", "none,difference"]
    said = [f"--{name}={files / name}.csv" for name in ("questions", "answers", "labels")]
    assert main(["reproduce", "spontaneous", *words, *said, "--out", str(tmp_path / "run"), "--quiet"]) == 0
    out = capsys.readouterr().out
    assert "Table I: this run" in out
    assert "Table III: this run" in out
    assert "test people in training triplets 0" in out
    assert out.rstrip().endswith("report.html")


def test_what_neutrals_cost_is_written_for_every_way_the_data_allow(run):
    found = read(run, "neutral.json")
    assert found["chosen"] == "coded"
    assert set(found["ways"]) == {"coded", "median", "still"}


def test_simulated_raters_are_compared_with_their_hidden_metric(files, tmp_path):
    experiment = SpontaneousExperiment(
        data=str(files / "faces.parquet"),
        settings=TINY,
        only=("difference", "ridge-ratings", "m2"),
        simulated_raters=True,
    )
    out = tmp_path / "simulated"
    reproduce_spontaneous(experiment, out)
    found = read(out, "ceiling.json")
    assert set(found["recovered"]) == {"difference", "ridge-ratings", "m2"}
    rows = {row.name: row for row in RunDirectory(out).load(Table).rows}
    assert (rows["ridge-ratings"].dim, rows["ridge-ratings"].sees) == (3, ["ratings"])
    assert found["hidden"]["5"] > 0.9
    assert found["people"]["5"] > found["people"]["1"]
    low, high = found["best"]["5"]
    assert found["hidden"]["5"] <= high
    assert low <= high <= 1


def test_nobody_to_ask_is_an_error_that_says_what_to_do(video, files, tmp_path, capsys):
    with pytest.raises(ConfigError, match="--simulated-raters"):
        raters_for(video[0], None, (None, None, None), False)
    with pytest.raises(ConfigError, match="go together"):
        raters_for(video[0], None, (files / "questions.csv", None, None), False)
    faces = str(files / "faces.parquet")
    out = tmp_path / "nobody"
    assert main(["reproduce", "spontaneous", "--data", faces, "--out", str(out), "--quiet"]) == 2
    assert "nobody has judged these faces" in capsys.readouterr().err
    assert not out.exists()


def test_a_person_in_two_parts_is_refused(video, files, tmp_path):
    lines = (files / "questions.csv").read_text().splitlines()
    turned = [line.replace(",train,", ",test,") if n == 1 else line for n, line in enumerate(lines)]
    assert turned != lines
    wrong = tmp_path / "questions.csv"
    wrong.write_text("\n".join(turned) + "\n")
    raters = RecordedRaters(wrong, files / "answers.csv", files / "labels.csv")
    with pytest.raises(TripletError, match=r"subject S00\d.* is asked about in train and test"):
        raters.split(video[0], 0)


def test_a_test_person_in_a_training_triplet_is_refused(video):
    dataset, faces = video
    experiment = SpontaneousExperiment(data="builtin", settings=TINY)
    raters = SimulatedRaters(Perception.of(faces))
    watched = watch(experiment, dataset, raters, choose_stimuli(dataset), 0, None, Silent())
    assert set(leaks(watched.prepared).values()) == {0}
    own, test = watched.prepared.triplets["train"], watched.prepared.triplets["test"]
    rows = np.vstack([own.rows, test.rows[:1]])
    triplets = {**watched.prepared.triplets, "train": Triplets.of(rows)}
    with pytest.raises(RunError, match="test people are in training triplets"):
        leaks(replace(watched.prepared, triplets=triplets))


def test_frames_are_thinned_but_none_that_was_asked_about(video):
    dataset, faces = video
    raters = SimulatedRaters(Perception.of(faces))
    stimuli = choose_stimuli(dataset)
    experiment = SpontaneousExperiment(data="builtin", settings=TINY, every=50)
    watched = watch(experiment, dataset, raters, stimuli, 0, None, Silent())
    kept = watched.prepared.dataset
    assert np.isin(dataset.face[stimuli.rows], kept.face).all()
    other = ~np.isin(kept.face, dataset.face[stimuli.rows])
    assert ((kept.frame[other] % 50 == 0) | (kept.neutral_rows[other] == np.flatnonzero(other))).all()
    assert len(kept) < len(dataset) / 10 + len(stimuli.rows)


def test_the_explorer_has_all_frames_of_recordings_and_the_runs_neutrals(run, video):
    dataset, _ = video
    kept = Payload.read(RunDirectory(run).explorer)
    again = payload_at(run, name="m1")
    chosen = {person: one["face"] for person, one in read(run, "neutral.json")["subjects"].items()}
    for payload in (kept, again):
        header, arrays = payload.header, payload.arrays
        recordings = header["video"]["recordings"]
        assert len(recordings) == header["video"]["total"] == len(np.unique(dataset.sequence)) == 12
        assert sum(one["count"] for one in recordings) == len(dataset) > header["faces"]["count"]
        neutrals = header["faces"]["neutrals"]
        assert dict(zip(neutrals["subject"], neutrals["face"], strict=True)) == chosen
        for one in recordings:
            assert neutrals["subject"][one["neutral"]] == one["subject"]
        rows = arrays["video.row"]
        known = rows >= 0
        np.testing.assert_allclose(
            arrays["video.z"][known], arrays["faces.z"][rows[known]], atol=1e-2, rtol=1e-2
        )
        assert np.bincount(rows[known]).max() == 1
