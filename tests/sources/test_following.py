"""Following one face: exchanges, crossings, gaps, and pairings against all there are."""

import itertools

import numpy as np
import pytest

from mien.sources.following import FORGET, Follower, least_cost


def _follow(keep, frames, step=1):
    """Rows chosen in each frame of (number, [(id, x, y, size)])."""
    follower = Follower(keep, step)
    chosen = []
    for number, faces in frames:
        who = [face[0] for face in faces]
        place = np.array([face[1:3] for face in faces], dtype=float).reshape(-1, 2)
        chosen.append(follower.choose(number, who, place, np.array([face[3] for face in faces], dtype=float)))
    return chosen, follower


def _two(a, b, left=0.0, right=200.0):
    return [(a, left, 0, 60), (b, right, 0, 60)]


def test_ids_that_are_exchanged_are_followed_by_place():
    frames = [
        (1, _two("0", "1")),
        (2, _two("0", "1")),
        (3, _two("1", "0")),
        (4, _two("1", "0")),
        (5, _two("0", "1")),
    ]
    chosen, follower = _follow("0", frames)
    assert chosen == [0] * 5
    assert follower.exchanged == [3, 5]
    chosen, _ = _follow("1", frames)
    assert chosen == [1] * 5


@pytest.mark.parametrize("crossing", [0, 40])
def test_people_who_cross_keep_their_ids(crossing):
    """Where places say nothing the ids do, and they are not said to be exchanged."""
    ways = [(t, [("a", 30 * t, 0, 60), ("b", 300 - 30 * t, crossing, 60)]) for t in range(11)]
    chosen, follower = _follow("a", ways)
    assert chosen == [0] * 11
    assert follower.exchanged == []


def test_a_jump_with_nobody_else_near_is_the_same_face():
    frames = [(1, [("0", 0, 0, 60)]), (2, [("0", 500, 0, 60)]), (3, [("0", 500, 0, 60), ("1", 0, 0, 60)])]
    assert _follow("0", frames)[0] == [0, 0, 0]


def test_an_id_that_somebody_else_takes_is_not_followed():
    """The kept face is gone, and the other one has its id: it is where the other was."""
    frames = [(1, _two("0", "1")), (2, [("0", 200, 0, 60)]), (3, [("0", 200, 0, 60)]), (20, _two("1", "0"))]
    chosen, follower = _follow("0", frames)
    assert chosen == [0, None, None, 0]
    assert follower.exchanged == [20]


def test_a_new_id_at_the_same_place_goes_on_for_a_while_only():
    near, later = 2 + FORGET - 1, 2 + FORGET + 5
    frames = [(1, [("0", 0, 0, 60)]), (2, [])]
    assert _follow("0", [*frames, (near, [("7", 10, 0, 60)])])[0] == [0, None, 0]
    assert _follow("0", [*frames, (later, [("7", 10, 0, 60)])])[0] == [0, None, None]
    # Every fifth frame only is there: neighbours are five apart.
    assert _follow("0", [*frames, (later, [("7", 10, 0, 60)])], step=5)[0] == [0, None, 0]


def test_a_face_that_comes_back_elsewhere_is_told_of():
    chosen, follower = _follow("0", [(1, [("0", 0, 0, 60)]), (FORGET + 10, [("0", 900, 0, 60)])])
    assert chosen == [0, 0]
    assert follower.back == [FORGET + 10]


def test_the_largest_is_followed_until_another_outgrows_it():
    frames = [
        (0, [("", 0, 0, 50), ("", 200, 0, 60)]),
        (1, [("", 0, 0, 61), ("", 200, 0, 60)]),
        (2, [("", 202, 0, 60), ("", 0, 0, 62)]),
        (3, [("", 202, 0, 60), ("", 0, 0, 100)]),
        (4, [("", 202, 0, 60), ("", 0, 0, 80)]),
    ]
    chosen, follower = _follow("largest", frames)
    assert chosen == [1, 1, 0, 1, 1]
    assert follower.over == [3]
    gone = [(0, [("", 0, 0, 60)]), (5, [("", 900, 0, 50)]), (FORGET + 5, [("", 900, 0, 50)])]
    chosen, follower = _follow("largest", gone)
    assert chosen == [0, None, 0]
    assert follower.over == [FORGET + 5]


def test_a_place_from_the_left_waits_for_a_frame_with_so_many():
    frames = [
        (0, [("", 50, 0, 60)]),
        (1, [("", 400, 0, 60), ("", 50, 0, 60)]),
        (2, [("", 50, 0, 60), ("", 380, 0, 60)]),
    ]
    assert _follow(1, frames)[0] == [None, 0, 1]
    assert _follow(0, frames)[0] == [0, 1, 0]
    assert _follow(2, frames)[0] == [None] * 3


def test_pairings_are_the_best_of_all():
    rng = np.random.default_rng(0)
    for _ in range(300):
        t, f = rng.integers(1, 5, size=2)
        cost, possible = rng.uniform(0, 5, size=(t, f)), rng.random((t, f)) < 0.7
        found = least_cost(cost, possible)
        best = (0, 0.0)
        columns = [*range(f), *[-1] * t]
        for way in set(itertools.permutations(columns, int(t))):
            pairs = [(row, column) for row, column in enumerate(way) if column >= 0]
            if all(possible[pair] for pair in pairs):
                best = max(best, (len(pairs), -sum(cost[pair] for pair in pairs)))
        pairs = [(row, column) for row, column in enumerate(found) if column >= 0]
        assert all(possible[pair] for pair in pairs)
        assert len({column for _, column in pairs}) == len(pairs)
        assert (len(pairs), pytest.approx(-sum(cost[pair] for pair in pairs))) == best


@pytest.mark.parametrize("seed", range(20))
def test_people_who_wander_are_kept_apart_whatever_their_ids(seed):
    """Three people far enough from each other, ids dealt anew at random frames, faces missing at others."""
    rng = np.random.default_rng(seed)
    home = np.array([[0, 0], [260, 30], [560, -20]])
    ids, wander = ["0", "1", "2"], np.zeros((3, 2))
    frames, truth = [], []
    for number in range(200):
        if rng.random() < 0.1:
            ids = rng.permutation(ids).tolist()
        wander = 0.95 * wander + rng.normal(scale=6, size=(3, 2))
        there = [person for person in rng.permutation(3).tolist() if number == 0 or rng.random() < 0.9]
        frames.append((number, [(ids[p], *(home[p] + wander[p]), 60) for p in there]))
        truth.append(there.index(1) if 1 in there else None)
    first = frames[0][1][truth[0]][0]
    assert _follow(first, frames)[0] == truth
