"""Projections of the latent spaces against independent computations."""

import json
import re

import numpy as np
import pytest
from sklearn.decomposition import PCA

from mien.drawing.colours import label_colours
from mien.drawing.names import Names
from mien.drawing.spaces import principal_components
from mien.explorer.payload import script_json
from mien.report.spaces import latent_panels
from mien.runs import RunDirectory


def test_principal_components_are_sklearns_up_to_sign():
    points = np.random.default_rng(0).normal(size=(60, 12)) * np.linspace(3, 0.2, 12) + 5
    scores, captured = principal_components(points)
    reference = PCA(3, svd_solver="full").fit(points)
    theirs = reference.transform(points)
    signs = np.sign((scores * theirs).sum(axis=0))
    np.testing.assert_allclose(scores * signs, theirs, atol=1e-9)
    assert captured == pytest.approx(reference.explained_variance_ratio_.sum())


def test_principal_components_of_few_dimensions_or_no_variance():
    points = np.random.default_rng(1).normal(size=(20, 2))
    scores, captured = principal_components(points)
    assert scores.shape == (20, 3)
    assert not scores[:, 2].any()
    assert captured == pytest.approx(1)
    assert principal_components(np.ones((5, 4)))[1] == 0


def panels(run, *order):
    return latent_panels(*run.latents, Names(run.table), order or [row.name for row in run.table.rows])


def test_panels_follow_the_table_and_carry_the_projected_points(run_dir):
    run = RunDirectory(run_dir).read()
    html = panels(run)
    assert re.findall(r'data-space="([^"]+)"', html) == [row.name for row in run.table.rows]
    data = json.loads(re.search(r'id="latents">(.*?)</script>', html).group(1))
    assert [data["labels"][place] for place in data["label"]] == run.latents[1].label.tolist()
    m2 = np.array(data["spaces"][-1]["points"], dtype=float).reshape(-1, 3)
    theirs = PCA(3).fit_transform(run.latents[1].spaces["m2"].astype(float))
    for axis in range(3):
        assert abs(np.corrcoef(m2[:, axis], theirs[:, axis])[0, 1]) == pytest.approx(1, abs=1e-3)
    share = PCA(3).fit(run.latents[1].spaces["m2"].astype(float)).explained_variance_ratio_.sum()
    assert f"{share:.0%} of variance shown" in html


def test_labels_have_different_colours_and_emotions_always_the_same():
    emotions = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprised"]
    assert len(set(label_colours(emotions).values())) == 7
    assert label_colours(["neutral", "happy"])["happy"] == label_colours(emotions)["happy"]
    assert len(set(label_colours(["a", "b", "c", "d", "happy"]).values())) == 5


def test_json_in_a_script_cannot_end_it():
    text = script_json({"name": "</script><!--"})
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><!--"}


def test_faces_without_a_label_are_neither_drawn_nor_projected(judged_dir):
    run = RunDirectory(judged_dir).read()
    html = panels(run)
    data = json.loads(re.search(r'id="latents">(.*?)</script>', html).group(1))
    labelled = run.latents[1].label != ""
    assert data["labels"] == ["negative", "positive"]
    assert data["colours"] == ["blue", "orange"]
    assert [data["labels"][place] for place in data["label"]] == run.latents[1].label[labelled].tolist()
    m2 = np.array(data["spaces"][-1]["points"], dtype=float).reshape(-1, 3)
    theirs = PCA(3).fit_transform(run.latents[1].spaces["m2"][labelled].astype(float))
    assert abs(np.corrcoef(m2[:, 0], theirs[:, 0])[0, 1]) == pytest.approx(1, abs=1e-3)
    assert f"{(~labelled).sum()} faces without a label are not drawn." in html


def test_with_no_labels_at_all_every_face_is_drawn(judged_dir):
    file = judged_dir / "latents" / "seed0.npz"
    arrays = dict(np.load(file))
    np.savez(file, **{**arrays, "label": np.full(len(arrays["label"]), "")})
    html = panels(RunDirectory(judged_dir).read(), "m2")
    data = json.loads(re.search(r'id="latents">(.*?)</script>', html).group(1))
    assert data["labels"] == ["no label"]
    assert len(data["label"]) == len(arrays["label"])
