"""A model judged on other people than it was trained with: everything in the model's own coordinates."""

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
