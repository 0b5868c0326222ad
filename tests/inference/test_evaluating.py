"""A model judged on other people than it was trained with: everything in the model's own coordinates."""

from dataclasses import replace

import numpy as np
import pytest

from mien.evaluation.transfer import matched, point_distance
from mien.inference.evaluate import evaluate_source
from mien.models.trained import load_model
from mien.sources.opening import open_faces
from mien.training.prepare import prepare


@pytest.fixture(scope="module")
def others(tmp_path_factory, make_posed, write_npz):
    """30 people whose faces another seed made, so that their mean is another."""
    return f"npz:{write_npz(tmp_path_factory.mktemp('others') / 'others.npz', make_posed(people=30, seed=5))}"


@pytest.fixture(scope="module")
def model(tmp_path_factory, make_posed, write_npz):
    from mien.experiments import train_model_on
    from mien.settings import Settings

    folder = tmp_path_factory.mktemp("trained")
    tiny = Settings().changed(
        model={"kind": "m1", "n_components": 3, "encoder": (8,), "decoder": (8,)},
        objective={"anneal_steps": 10, "elbo": {"samples": 1}},
        training={"steps": 20, "learning_rate": 1e-3, "batch": 20, "validate_every": 10},
    )
    faces = f"npz:{write_npz(folder / 'faces.npz', make_posed())}"
    return load_model(train_model_on(faces, tiny, folder / "run"))


def test_faces_are_decoded_and_compared_where_the_model_has_them(model, others):
    row = evaluate_source(model, others, tasks=["transfer"]).row
    dataset = open_faces(others)
    on = prepare(dataset, model.about.seed).judged()
    source, target = matched(on)
    x = model.prepare(dataset.landmarks.points)
    y = x[dataset.neutral_rows]
    z = model.encode_prepared(x, y)
    error = point_distance(model.network_output(z[source], y[target]), x[target], 3)
    own = point_distance(model.network_output(z[target], y[target]), x[target], 3)
    assert row.figure("transfer").value == pytest.approx(error.mean(), rel=1e-4)
    assert row.figure("transfer").chance == pytest.approx(point_distance(y[target], x[target], 3).mean())
    assert row.seeds[0].about["transfer"]["all"]["own"] == pytest.approx(own.mean(), rel=1e-4)
    assert row.figure("transfer").counts["people"] == 3


def test_ratings_of_a_file(model, others, tmp_path):
    dataset = open_faces(others)
    path, rng = tmp_path / "ratings.csv", np.random.default_rng(0)
    rows = [f"{face},{rng.integers(100)},{rng.integers(100)}" for face in dataset.face]
    path.write_text("\n".join(["face,valence,arousal", *rows]), encoding="utf-8")
    row = evaluate_source(model, others, tasks=["similarity", "few-shot"], ratings=path).row
    assert row.figures.keys() == {"similarity", "few-shot"}
    assert row.figure("similarity").counts == {"people": 3, "faces": 21, "pairs": 210}
    assert abs(row.figure("similarity").value) < 0.4


def test_faces_without_labels_are_judged_by_what_needs_none(model, others, tmp_path):
    dataset = open_faces(others)
    path, notes = tmp_path / "labels.csv", []
    rows = [f"{face},{label}" for face, label in zip(dataset.face[1:], dataset.label[1:], strict=True)]
    path.write_text("\n".join(["face,label", *rows]), encoding="utf-8")
    row = evaluate_source(model, others, labels=path, tell=notes.append).row
    assert {"accuracy", "person", "intensity"} <= row.figures.keys()
    assert row.unjudged["triplets"] == "there are no triplets of test people"
    assert notes == [
        "1 faces have no label, which triplets by rule need: none are made; give --triplets, or --labels for "
        "all faces"
    ]


@pytest.fixture(scope="module")
def blind(tmp_path_factory, make_posed, write_npz):
    """A VAE of faces without any label, and how such files are made."""
    from mien.experiments import train_model_on
    from mien.settings import Settings

    folder = tmp_path_factory.mktemp("blind")

    def file(people, seed=0, labels=False, name=""):
        faces = make_posed(people=people, seed=seed)
        shown = faces if labels else replace(faces, label=np.full(len(faces), ""), neutral=None)
        return f"npz:{write_npz(folder / f'{name or people}-{seed}-{labels}.npz', shown)}"

    tiny = Settings().changed(
        model={"kind": "vae", "n_components": 3, "encoder": (8,), "decoder": (8,)},
        objective={"elbo": {"samples": 1}},
        training={"steps": 20, "learning_rate": 1e-3, "batch": 20, "validate_every": 10},
    )
    return load_model(train_model_on(file(30), tiny, folder / "run")), file


def test_faces_without_labels_get_reconstruction_and_elbo(blind):
    model, file = blind
    row = evaluate_source(model, file(30)).row
    assert row.figures.keys() >= {"reconstruction", "dimensions"}
    assert "accuracy" not in row.figures
    assert "triplets" not in row.figures
    test = model.about.people.among(open_faces(file(30), "keep").subject)["test"]
    faces = open_faces(file(30), "keep")
    chosen = np.isin(faces.subject, test)
    x = model.prepare(faces.landmarks.points[chosen])
    back = model.network_output(model.encode_prepared(x, None), None)
    error = np.linalg.norm((back - x).reshape(len(x), -1, 3), axis=2).mean()
    assert row.figure("reconstruction", "error").value == pytest.approx(error, rel=1e-4)
    assert row.figure("reconstruction", "elbo").value == pytest.approx(
        model.elbo_prepared(x, None).mean(), rel=1e-4
    )
    assert row.figure("reconstruction", "error").counts == {"people": 3, "faces": len(x)}


@pytest.mark.parametrize(("people", "interval"), [(1, False), (2, True)])
def test_fewer_people_than_a_split_needs_are_all_tested(blind, people, interval):
    model, file = blind
    notes = []
    row = evaluate_source(model, file(people, seed=5), tell=notes.append).row
    assert notes[0] == f"{people} people are too few for a split: all are test people, and nothing is learned"
    found = row.figure("reconstruction", "error")
    assert found.counts["people"] == people
    assert (found.interval is not None) == interval
    labelled = evaluate_source(model, file(people, seed=5, labels=True)).row
    assert {"reconstruction", "triplets"} <= labelled.figures.keys()
    assert (
        labelled.unjudged["accuracy"] == "it needs two labels among training people, and some in every part"
    )


def test_labels_that_make_no_triplets_are_no_obstacle(blind, make_posed, write_npz, tmp_path):
    model, _ = blind
    faces = make_posed(people=12)
    same = replace(faces, label=np.full(len(faces), "happy"), intensity=np.ones(len(faces)), neutral=None)
    notes = []
    row = evaluate_source(model, f"npz:{write_npz(tmp_path / 'same.npz', same)}", tell=notes.append).row
    assert "reconstruction" in row.figures
    assert notes[0].startswith("no triplets by rule (no triplets can be made by rule")


def test_few_people_are_warned_of_with_the_figures(blind):
    from mien.cli.row import row_text

    model, file = blind
    text = row_text(evaluate_source(model, file(2, seed=5)))
    assert "2 people, " in text
    assert text.splitlines()[-1].startswith("Warning: Only 2 test people: intervals of so few say little")
    alone = row_text(evaluate_source(model, file(1, seed=5)))
    assert "1 person, " in alone
    assert "Warning: Only 1 test person: there is no interval" in alone
    assert "Warning" not in row_text(evaluate_source(model, file(110), tasks=["reconstruction"]))


def test_people_of_the_same_source_who_were_not_all_there_are_told_of(model, make_posed, write_npz, tmp_path):
    others = write_npz(tmp_path / "faces.npz", make_posed(people=7))
    notes = []
    row = evaluate_source(model, f"npz:{others}", tell=notes.append).row
    assert open_faces(f"npz:{others}").source == model.about.data["source"]
    assert "who was in its training is not kept by name" in notes[0]
    assert "accuracy" in row.figures or "accuracy" in row.unjudged


def test_a_model_of_the_estimator_says_that_it_has_seen_everybody(make_posed, write_npz, tmp_path):
    from mien import ExpressionSpace

    faces, notes = make_posed(people=12), []
    space = ExpressionSpace(n_components=2, steps=2).fit(faces)
    evaluate_source(
        load_model(space.save(tmp_path / "model")),
        f"npz:{write_npz(tmp_path / 'faces.npz', faces)}",
        tell=notes.append,
        tasks=["reconstruction"],
    )
    assert notes == ["the model was trained with all of these people: figures are of people it has seen"]
