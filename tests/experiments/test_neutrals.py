"""The comparison of neutral choices against the figures computed one by one."""

import json

import numpy as np
import pytest
from sklearn.decomposition import PCA

from mien.errors import ConfigError, DataError
from mien.experiments.neutrals import compare_neutrals, comparison_lines, judged_on_all
from mien.faces.neutrals import choose_given, choose_median
from mien.triplets import Triplets


@pytest.fixture(scope="module")
def faces(make_posed):
    return make_posed(people=9).whole()


@pytest.fixture(scope="module")
def triplets(faces):
    rng = np.random.default_rng(4)
    rows = np.array([rng.choice(len(faces), 3, replace=False) for _ in range(300)])
    return Triplets(rows, rng.choice([5.0, 3.0, 1.0], size=300))


def chosen(faces):
    points = faces.landmarks.points
    given = choose_given(points, faces.subject, faces.label, faces.neutral_rows)
    return {"given": given, "median": choose_median(points, faces.subject)}


def test_distances_and_figures_are_those_of_plain_loops(faces, triplets):
    points, choices = faces.landmarks.points, chosen(faces)
    on = judged_on_all(faces.label, faces.subject, triplets, 0)
    found = compare_neutrals(points, faces.face, faces.subject, choices, "given", on, components=4)
    apart = []
    for person in faces.subjects:
        a, b = (points[choice.of_faces(np.array([person]))[0]] for choice in choices.values())
        apart.append(np.mean([np.linalg.norm(p - q) for p, q in zip(a, b, strict=True)]))
    assert found["distance"]["median"]["mean"] == pytest.approx(np.mean(apart), rel=1e-5)
    assert found["distance"]["median"]["most"] == pytest.approx(max(apart), rel=1e-5)
    assert found["distance"]["median"]["subject"] == faces.subjects[int(np.argmax(apart))]
    for way, choice in choices.items():
        change = (points - points[choice.of_faces(faces.subject)]).reshape(len(points), -1).astype(float)
        spaces = {
            "difference": change,
            "difference-pca": PCA(4).fit(change[on.train]).transform(change),
        }
        for name, space in spaces.items():
            row = found["ways"][way]["rows"][name]
            assert list(row["triplets"]) == ["5", "3", "1"]
            for kind, value in row["triplets"].items():
                rows = triplets.rows[triplets.weight == float(kind)]
                agreed = [
                    np.linalg.norm(space[a] - space[near]) <= np.linalg.norm(space[a] - space[far])
                    for a, near, far in rows
                ]
                assert value == pytest.approx(np.mean(agreed), abs=0.02)
            assert 0 < row["accuracy"] <= 1
    assert found["subjects"]["P00"]["face"] == "P00-neutral-0"
    json.dumps(found, allow_nan=False)


def test_people_whom_one_way_leaves_without_are_left_out_everywhere(faces, triplets):
    label = np.where(faces.subject == "P03", "happy", faces.label)
    neutral = np.where(faces.subject == "P03", -1, faces.neutral_rows)
    points = faces.landmarks.points
    choices = chosen(faces) | {"given": choose_given(points, faces.subject, label, neutral)}
    on = judged_on_all(faces.label, faces.subject, Triplets.of(triplets.rows), 0)
    found = compare_neutrals(points, faces.face, faces.subject, choices, "median", on)
    named = (faces.subject[triplets.rows] == "P03").any(axis=1).sum()
    assert found["left_out"] == {"people": ["P03"], "triplets": {"all": named}}
    assert found["distance"]["given"]["people"] == 8
    assert f"Left out: 1 people without a neutral by some way (P03), {named} triplets." in comparison_lines(
        found
    )


def test_faces_without_labels_are_judged_by_triplets_only(faces, triplets):
    on = judged_on_all(np.full(len(faces), ""), faces.subject, triplets, 0)
    found = compare_neutrals(faces.landmarks.points, faces.face, faces.subject, chosen(faces), "given", on)
    assert {row["accuracy"] for way in found["ways"].values() for row in way["rows"].values()} == {None}
    assert any(line.split()[:3] == ["given", "difference", "-"] for line in comparison_lines(found))


def test_without_anything_to_judge_only_distances_are_told(faces):
    found = compare_neutrals(faces.landmarks.points, faces.face, faces.subject, chosen(faces), "given")
    assert found["ways"] == {"given": {"rows": {}}, "median": {"rows": {}}}
    lines = comparison_lines(found)
    assert lines[1].split() == ["given", "chosen"]
    assert lines[2].split()[0] == "median"
    assert lines[4] == f"A face is {found['expression']:.3f} from its neutral."
    assert lines[5:] == ["Neither labels nor triplets are there to say what the choice moves."]
    on = judged_on_all(np.full(len(faces), ""), faces.subject, None, 0)
    same = compare_neutrals(faces.landmarks.points, faces.face, faces.subject, chosen(faces), "given", on)
    assert same["ways"] == found["ways"]


def test_what_cannot_be_compared_is_refused(faces):
    points = faces.landmarks.points
    with pytest.raises(ConfigError, match="the chosen way is 'still'; compared are given, median"):
        compare_neutrals(points, faces.face, faces.subject, chosen(faces), "still")
    nobody = choose_given(points, faces.subject, np.full(len(faces), ""), np.full(len(faces), -1))
    with pytest.raises(DataError, match="nobody has a neutral face by every one"):
        compare_neutrals(points, faces.face, faces.subject, {"given": nobody}, "given")
