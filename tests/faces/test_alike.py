from dataclasses import replace

import numpy as np
import pytest

from mien.faces.alike import MOST_PEOPLE, NEAR, Sampled, alike_in, alike_people
from mien.sources.opening import open_faces
from mien.synthetic.posed import builtin_posed


@pytest.fixture(scope="module")
def people():
    return builtin_posed(n_subjects=12, seed=5)


def test_a_pair_is_found_by_its_share_of_the_usual_distance():
    """Points on a line: distances are the differences, and their median is known."""
    place = np.array([0.0, 1.0, 2.0, 4.0, 4.0 + 0.9 * NEAR * 2.0])
    points = np.zeros((5, 7, 3))
    points[:, :, 0] = place[:, None]
    apart = np.abs(place[:, None] - place)[np.triu_indices(5, 1)]
    (found,) = alike_people(points, list("abcde"))
    assert (found.first, found.second) == ("d", "e")
    assert found.distance == pytest.approx(0.9 * NEAR * 2.0, rel=1e-6)
    assert found.usual == pytest.approx(np.median(apart), rel=1e-6)
    assert alike_people(points[:4], list("abcd")) == []


def test_two_alone_and_one_under_many_names():
    rng = np.random.default_rng(0)
    face = rng.normal(size=(1, 20, 3))
    assert len(alike_people(np.repeat(face, 2, axis=0), ["a", "b"])) == 1
    copies = face + rng.normal(scale=1e-4, size=(6, 20, 3))
    assert len(alike_people(copies, list("abcdef"))) == 15
    assert alike_people(face, ["a"]) == []
    assert alike_people(rng.normal(scale=0.05, size=(2, 20, 3)), ["a", "b"]) == []


@pytest.mark.parametrize("seed", [0, 1])
def test_people_of_the_built_in_set_are_strangers(seed):
    assert alike_in(builtin_posed(seed=seed)) == ()


def test_real_people_are_strangers_but_for_one_scan(real_faces):
    assert alike_in(open_faces(f"npz:{real_faces / 'london.npz'}", "keep")) == ()
    # P00's only scan is one of P01, 0.0009 eye distances away; the next nearest two people are 0.031 apart.
    (note,) = alike_in(open_faces(f"npz:{real_faces / 'lee.npz'}", "keep"))
    assert note.startswith("1 pairs of people may be one person under two names")
    assert "P00 and P01" in note


def test_one_person_under_two_names_is_found_turned_and_scaled(people):
    rows = np.flatnonzero(people.subject == people.subjects[3])
    turn = np.array([[0.96, 0, 0.28], [0, 1, 0], [-0.28, 0, 0.96]])
    points = people.landmarks.points.copy()
    other = np.flatnonzero(people.subject == people.subjects[7])
    points[other] = (points[rows] @ turn.T + [3, -9, 40]) * 1.1
    (note,) = alike_in(replace(people, landmarks=replace(people.landmarks, points=points)))
    assert f"{people.subjects[3]} and {people.subjects[7]}" in note
    assert "--names or --table" in note


def test_the_neutral_face_counts_and_not_the_first(people):
    """The first faces of two people are the same, their neutral ones are not."""
    first, second = (np.flatnonzero(people.subject == name) for name in people.subjects[:2])
    order = np.argsort(people.label == "neutral", kind="stable")
    points = people.landmarks.points.copy()
    points[second[1]] = points[first[1]]
    mixed = replace(people, landmarks=replace(people.landmarks, points=points)).take(order)
    assert alike_in(mixed) == ()
    seen = Sampled()
    for start in range(0, len(mixed), 7):
        seen.see(mixed.take(slice(start, start + 7)))
    assert seen.told() == ()


def test_too_many_people_are_told_of(people):
    n, seen = MOST_PEOPLE + 5, Sampled()
    for start in range(0, n, len(people)):
        part = people.take(np.arange(min(len(people), n - start)))
        own = np.array([f"p{start + row}" for row in range(len(part))])
        seen.see(replace(part, subject=own, neutral=None))
    assert seen.told() == (f"people not compared with each other, there are {n:,} (at most {MOST_PEOPLE:,})",)
