"""Which faces to ask about: against going through the frames one by one."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import ConfigError, DataError
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.faces.stimuli import REASONS, blinks, choose_stimuli, eye_opening
from mien.landmarks import NAMES, Landmarks, get_layout


def one_face(layout, opening=0.3, size=60.0):
    """(p, 3) a face whose eyes are `opening` of their width open, corners and mouth in place."""
    points = np.random.default_rng(0).normal(scale=0.02, size=(layout.n_points, 3))
    for side, sign in (("left", 1), ("right", -1)):
        lower = getattr(layout, f"{side}_lower_lid")
        inner, outer = getattr(layout, f"{side}_eye_corners")
        upper = [p for p in layout.regions[f"{side}_eye"] if p not in (*lower, inner, outer)]
        points[inner] = (sign * 0.25, 0, 0)
        points[outer] = (sign * 0.75, 0, 0)
        points[list(lower)] = (sign * 0.5, -0.05, 0)
        points[upper] = (sign * 0.5, -0.05 + opening * 0.5, 0)
    mouth = list(layout.regions["mouth"])
    points[mouth] += (0, -1, 0) - points[mouth].mean(axis=0)
    return size * points


def turned(points, seed):
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    return points @ (turn * np.sign(np.linalg.det(turn))).T


@pytest.mark.parametrize("name", NAMES)
def test_opening_is_lid_distance_over_eye_width_in_any_pose(name):
    layout = get_layout(name)
    openings = [0.4, 0.3, 0.05, 0.0, -0.05]
    points = [
        turned(one_face(layout, opening, size), seed)
        for seed, (opening, size) in enumerate(itertools.product(openings, [1.0, 200.0]))
    ]
    got = eye_opening(Landmarks(np.array(points, np.float32), layout))
    assert got == pytest.approx(np.repeat(openings, 2), abs=1e-5)
    broken = np.array(points[:2], np.float32)
    broken[0, list(layout.left_lower_lid)] = np.nan
    assert np.isnan(eye_opening(Landmarks(broken, layout))).tolist() == [True, False]


def test_a_blink_is_judged_by_the_persons_own_eyes():
    opening = np.array([0.3, 0.3, 0.13, 0.11, 0.1, 0.1, 0.1, 0.041, 0.039, np.nan])
    subject = np.array(list("AAAAABBBBB"))
    # Medians .13 and .0705; 40 % of them .052 and .0282: nothing of A's or B's is below but what is unknown.
    assert np.flatnonzero(blinks(opening, subject, 0.4)).tolist() == [9]
    assert np.flatnonzero(blinks(opening, subject, 0.8)).tolist() == [4, 7, 8, 9]
    assert blinks(np.full(2, np.nan), np.array(["A", "A"])).all()
    with pytest.raises(DataError, match="upper lids of subject B are below"):
        blinks(np.array([0.3, -0.1]), np.array(["A", "B"]))
    with pytest.raises(ConfigError, match="expected 0 to 1"):
        blinks(opening, subject, 1.2)


def video(codes, closed=(), people=None, sequences=None, frames=None, intensity=None):
    """A data set of frames with these codes of action units; `closed` frames blink."""
    n = len(codes)
    layout = get_layout("ibug51")
    opened, shut = one_face(layout), one_face(layout, 0.02)
    points = np.array([shut if row in closed else opened for row in range(n)], np.float32)
    codes = np.array([[int(c) if c != "-" else -1 for c in code] for code in codes])
    units = ActionUnits(
        tuple(f"AU{number:02}" for number in range(1, codes.shape[1] + 1)),
        codes,
        np.full(codes.shape, np.nan),
    )
    return Faces(
        Landmarks(points, layout, "mm"), np.array([f"f{row:03}" for row in range(n)]),
        np.array(people or ["A"] * n), np.full(n, ""), np.full(n, np.nan),
        sequence=np.array(sequences or ["A_T1"] * n), frame=np.array(frames or range(n)), action_units=units,
    )  # fmt: skip


def counts(stimuli):
    return {reason: count for reason, count in stimuli.by_reason().items() if count}


def test_the_middle_of_the_longest_run():
    #               0     1     2     3     4     5     6     7     8     9     10    11
    data = video(["--", "10", "10", "00", "10", "10", "10", "10", "01", "00", "00", "-1"])
    got = choose_stimuli(data)
    assert got.rows.tolist() == [5, 8, 9]
    assert counts(got) == {
        "not coded": 1,
        "only some action units coded": 1,
        "same action units as a chosen face of this person": 7,
    }
    assert got.kept.tolist() == [3]


def test_blinks_break_runs_and_are_never_chosen():
    data = video(["10"] * 8 + ["01", "00", "00"], closed={1, 4, 5, 8})
    got = choose_stimuli(data)
    # Runs of 10: {0}, {2, 3}, {6, 7}; of equally long ones the first, of two middles the earlier.
    assert got.rows.tolist() == [2, 9]
    assert counts(got)["blink"] == 4
    assert got.only_blinking.tolist() == [1]


def test_order_of_rows_does_not_matter_and_recordings_break_runs():
    codes = ["1", "1", "1", "1", "1", "0"]
    data = video(codes, sequences=["T2", "T2", "T1", "T1", "T1", "T1"], frames=[8, 9, 1, 2, 3, 4])
    assert choose_stimuli(data).rows.tolist() == [3, 5]
    shuffled = data.take(np.array([4, 1, 5, 0, 3, 2]))
    assert sorted(shuffled.face[choose_stimuli(shuffled).rows]) == ["f003", "f005"]


def test_people_have_combinations_and_action_units_of_their_own():
    data = video(["1-", "1-", "10", "10", "0-", "1-"], people=["A", "A", "B", "B", "A", "B"])
    got = choose_stimuli(data)
    # Nobody coded A's second action unit; for B's last frame it is missing.
    assert got.rows.tolist() == [0, 2, 4]
    assert got.subjects == ("A", "B")
    assert got.kept.tolist() == [2, 1]
    assert got.dropped[:, REASONS.index("only some action units coded")].tolist() == [0, 1]
    assert got.dropped.sum() + len(got.rows) == len(data)


def test_most_a_person_takes_the_commonest_then_the_farthest():
    data = video(["0001", "0000", "0000", "1110", "0011", "1111"])
    assert choose_stimuli(data, most=1).rows.tolist() == [1]
    assert choose_stimuli(data, most=2).rows.tolist() == [1, 5]
    assert choose_stimuli(data, most=3).rows.tolist() == [1, 4, 5]
    assert counts(choose_stimuli(data, most=3))["more than the most a person"] == 2
    assert len(choose_stimuli(data, most=9).rows) == 5


@given(
    seed=st.integers(0, 2**32 - 1), n=st.integers(1, 80), kinds=st.integers(1, 3), blinking=st.floats(0, 0.4)
)
@settings(max_examples=60, deadline=None)
def test_against_one_by_one(seed, n, kinds, blinking):
    rng = np.random.default_rng(seed)
    pool = ["".join(code) for code in itertools.product("01", repeat=kinds)] + [
        "-" * kinds,
        "-" * (kinds - 1) + "1",
    ]
    codes = [pool[number] for number in np.repeat(rng.integers(0, len(pool), n), 3)[:n]]
    closed = set(np.flatnonzero(rng.random(n) < blinking).tolist())
    people = sorted(np.array(["A", "B"])[rng.integers(0, 2, n)].tolist())
    sequences = [
        f"{person}{number}" for person, number in zip(people, np.sort(rng.integers(0, 2, n)), strict=True)
    ]
    data = video(codes, closed, people, sequences, list(range(n)))
    shut = blinks(eye_opening(data.landmarks), data.subject)
    expected, keys = [], {}
    for person in sorted(set(people)):
        rows = [row for row in range(n) if people[row] == person]
        rows.sort(key=lambda row: (sequences[row], row))
        seen = [unit for unit in range(kinds) if any(codes[row][unit] != "-" for row in rows)]
        whole = {row for row in rows if seen and all(codes[row][unit] != "-" for unit in seen)}
        runs = {}
        kinds_of_frames = {row: (sequences[row], codes[row], row in whole and not shut[row]) for row in rows}
        for (_, code, usable), run in itertools.groupby(rows, kinds_of_frames.__getitem__):
            if usable:
                runs.setdefault(code, []).append(list(run))
        for code, found in runs.items():
            longest = max(found, key=len)
            keys[(person, code)] = longest[(len(longest) - 1) // 2]
    expected = sorted(keys.values())
    if not expected:
        with pytest.raises(DataError, match="no face is left"):
            choose_stimuli(data)
        return
    got = choose_stimuli(data)
    assert got.rows.tolist() == expected
    assert got.dropped.sum() + len(got.rows) == n


def test_what_cannot_be_chosen_from_is_refused():
    data = video(["1", "0"])
    with pytest.raises(DataError, match="no action units"):
        choose_stimuli(replace(data, action_units=None))
    with pytest.raises(DataError, match="no face is left"):
        choose_stimuli(video(["-", "-"]))
    with pytest.raises(ConfigError, match="at least 1"):
        choose_stimuli(data, most=0)
