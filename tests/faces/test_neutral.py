"""Each way of choosing neutral faces against a plain reading of its rule."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from mien.errors import ConfigError, DataError
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.faces.neutrals import (
    aligned_faces,
    choose_coded,
    choose_given,
    choose_median,
    choose_neutrals,
    choose_still,
    set_neutrals,
)

RNG = np.random.default_rng(11)
POINTS = RNG.normal(size=(60, 5, 3)).astype(np.float32)
SUBJECT = RNG.choice(["Ann", "Bo", "Cy"], size=60)


def brute_medoid(rows):
    flat = POINTS[rows].reshape(len(rows), -1).astype(float)
    return int(rows[cdist(flat, flat).sum(axis=1).argmin()])


def test_coded_takes_the_medoid_of_frames_without_any_coded_unit():
    present = RNG.choice([1, 0, -1], p=[0.1, 0.6, 0.3], size=(60, 6)).astype(np.int8)
    present[:4] = -1
    for least in (1, 3, 5):
        choice = choose_coded(POINTS, SUBJECT, present, least)
        for place, person in enumerate(["Ann", "Bo", "Cy"]):
            rows = np.array(
                [
                    row
                    for row in range(60)
                    if SUBJECT[row] == person
                    and not any(unit == 1 for unit in present[row])
                    and sum(unit == 0 for unit in present[row]) >= least
                ]
            )
            assert choice.subject[place] == person
            assert choice.candidates[place] == len(rows)
            assert choice.row[place] == brute_medoid(rows)
    assert not np.isin(choice.row, range(4)).any()


def test_how_sure_a_choice_is():
    place = np.arange(4)
    points = np.zeros((4, 2, 3), dtype=np.float32)
    points[:, :, 0] = np.array([0, 1, 2, 9])[:, None]
    choice = choose_coded(points, np.full(4, "Ann"), np.zeros((4, 1), dtype=np.int8))
    # Row 1 is 1, 1 and 8 from the others in each of two points; row 2 is 2, 1 and 7, as much in all.
    assert choice.row[0] == 1
    assert choice.total[0] == pytest.approx(10 * np.sqrt(2))
    assert choice.distance[0] == pytest.approx(10 / 3)
    assert choice.spread[0] == pytest.approx(np.std([0, 1, 2, 9]))
    facts = choice.to_dict(np.array([f"face-{row}" for row in place]))
    assert facts == {
        "Ann": {"face": "face-1", "candidates": 4, "mean_distance": pytest.approx(10 / 3),
                "spread": pytest.approx(np.std([0, 1, 2, 9]))}
    }  # fmt: skip


def test_a_person_without_a_candidate_is_named_with_the_other_ways():
    present = np.zeros((60, 2), dtype=np.int8)
    present[SUBJECT == "Bo", 1] = 1
    choice = choose_coded(POINTS, SUBJECT, present)
    assert choice.row[1] == -1
    assert choice.candidates[1] == 0
    assert np.isnan(choice.total[1])
    assert (choice.of_faces(SUBJECT) == -1).tolist() == (SUBJECT == "Bo").tolist()
    assert list(choice.to_dict(np.arange(60).astype(str))) == ["Ann", "Cy"]
    with pytest.raises(
        DataError, match=r"subject Bo: the way 'coded' .*another way \(given or median or still\)"
    ):
        choice.require()


def test_given_prefers_named_neutrals_to_labels_and_takes_the_medoid_of_several():
    label = np.where(np.arange(60) % 4 == 0, "neutral", "happy")
    neutral = np.full(60, -1)
    bo = np.flatnonzero(SUBJECT == "Bo")
    neutral[bo] = bo[1]
    choice = choose_given(POINTS, SUBJECT, label, neutral)
    assert choice.row[1] == bo[1]
    assert choice.candidates[1] == 1
    for place, person in ((0, "Ann"), (2, "Cy")):
        assert choice.row[place] == brute_medoid(np.flatnonzero((person == SUBJECT) & (label == "neutral")))


def test_median_takes_the_face_nearest_to_the_median_of_each_coordinate():
    choice = choose_median(POINTS, SUBJECT)
    for place, person in enumerate(["Ann", "Bo", "Cy"]):
        rows = np.flatnonzero(person == SUBJECT)
        middle = np.array([[np.median(POINTS[rows, p, c]) for c in range(3)] for p in range(5)])
        lengths = [np.linalg.norm(POINTS[row] - middle) for row in rows]
        assert choice.row[place] == rows[int(np.argmin(lengths))]
    np.testing.assert_array_equal(
        choice.candidates, [(person == SUBJECT).sum() for person in ("Ann", "Bo", "Cy")]
    )


def video(seed, n):
    rng = np.random.default_rng(seed)
    return (
        rng.normal(scale=rng.uniform(0.2, 1, size=(n, 1, 1)), size=(n, 4, 3))
        .cumsum(axis=0)
        .astype(np.float32)
    )


def brute_stillest(points, frame, length, step=1):
    best = None
    order = np.argsort(frame)
    for start in range(len(order) - length + 1):
        rows = order[start : start + length]
        if any(b - a != step for a, b in itertools.pairwise(frame[rows].tolist())):
            continue
        faces = points[rows].reshape(length, -1).astype(float)
        movement = float(np.square(faces - faces.mean(axis=0)).sum(axis=1).mean())
        if best is None or movement < best[0]:
            best = (movement, int(rows[length // 2]))
    return best


@pytest.mark.parametrize("step", [1, 2])
def test_still_takes_the_middle_of_the_stillest_stretch_without_a_gap(step):
    points = video(3, 50)
    frame = step * np.concatenate([np.arange(7, 27), np.arange(40, 70)])
    mixed = np.random.default_rng(0).permutation(50)
    points, frame = points[mixed], frame[mixed]
    choice = choose_still(points, np.full(50, "Ann"), np.full(50, "Ann_T1"), frame, 6)
    assert choice.row[0] == brute_stillest(points, frame, 6, step)[1]
    assert choice.candidates[0] == 1


def test_still_compares_a_persons_recordings_and_takes_the_one_nearest_to_the_others():
    parts = {"T1": video(1, 20), "T2": video(2, 30), "T3": video(3, 4), "T4": video(4, 1)}
    parts["T2"] += 40
    points = np.concatenate(list(parts.values()))
    sequence = np.repeat(list(parts), [len(part) for part in parts.values()])
    frame = np.concatenate([np.arange(len(part)) for part in parts.values()])
    middles, start = [], 0
    for part in list(parts.values())[:3]:
        middles.append(start + brute_stillest(part, np.arange(len(part)), min(5, len(part)))[1])
        start += len(part)
    choice = choose_still(points, np.full(len(points), "Ann"), sequence, frame, 5)
    assert choice.candidates[0] == 3
    flat = points[middles].reshape(3, -1)
    assert choice.row[0] == middles[int(cdist(flat, flat).sum(axis=1).argmin())]


def test_of_two_recordings_the_stiller_one():
    points = np.concatenate([video(1, 20), 0.1 * video(2, 20)])
    sequence, frame = np.repeat(["A", "B"], 20), np.tile(np.arange(20), 2)
    choice = choose_still(points, np.full(40, "Ann"), sequence, frame, 5)
    assert choice.row[0] >= 20


def test_still_needs_recordings_and_frames_of_their_own():
    frame = np.arange(60)
    with pytest.raises(DataError, match=r"60 faces of subject Ann, Bo, Cy; .* 'median'"):
        choose_still(POINTS, SUBJECT, np.full(60, ""), frame)
    with pytest.raises(DataError, match="recording T1: frame 7 is there twice"):
        choose_still(POINTS, np.full(60, "Ann"), np.full(60, "T1"), np.where(frame == 8, 7, frame))
    lonely = choose_still(POINTS[:2], np.full(2, "Ann"), np.array(["T1", "T2"]), frame[:2])
    assert lonely.missing.tolist() == ["Ann"]


@pytest.fixture
def spontaneous(make_posed) -> Faces:
    """Posed people as if filmed: turned heads with their poses, action units coded, no neutral marked."""
    table = make_posed(people=4)
    dataset = table.whole()
    n, rng = len(dataset), np.random.default_rng(2)
    angles = rng.uniform(-0.4, 0.4, size=n)
    turn = np.zeros((n, 3, 3))
    turn[:, 0, 0] = turn[:, 2, 2] = np.cos(angles)
    turn[:, 0, 2], turn[:, 2, 0], turn[:, 1, 1] = np.sin(angles), -np.sin(angles), 1
    present = np.column_stack([dataset.label == "happy", dataset.label == "sad", dataset.label == "angry"])
    units = ActionUnits(("AU04", "AU12", "AU15"), present.astype(np.int8), np.full(present.shape, np.nan))
    points = dataset.landmarks.points @ turn
    landmarks = replace(dataset.landmarks, points=points.astype(np.float32))
    return replace(
        dataset,
        landmarks=landmarks,
        neutral=np.full(n, ""),
        label=np.full(n, ""),
        action_units=units,
        rotation=turn,
    )


def test_given_poses_are_used_for_aligning(spontaneous, make_posed):
    aligned = aligned_faces(spontaneous)
    upright = make_posed(people=4).whole().landmarks.points
    layout = spontaneous.landmarks.layout
    left, right = (
        upright[:, list(lid)].mean(axis=1) for lid in (layout.left_lower_lid, layout.right_lower_lid)
    )
    expected = (upright - ((left + right) / 2)[:, None]) / np.linalg.norm(left - right, axis=1)[:, None, None]
    np.testing.assert_allclose(aligned, expected - expected.mean(axis=0), atol=2e-5)


def test_chosen_neutrals_are_set_for_all_faces_of_a_person(spontaneous):
    choice = choose_neutrals(spontaneous, "coded")
    chosen = set_neutrals(spontaneous, choice)
    assert (chosen.subject[chosen.neutral_rows] == chosen.subject).all()
    assert [str(name).split("-")[1] for name in chosen.face[np.unique(chosen.neutral_rows)]] == [
        "neutral"
    ] * 4
    assert chosen.notes[-1] == "neutral faces of 4 people chosen by the way 'coded'"
    assert (spontaneous.neutral_rows == -1).all()


def test_people_without_a_neutral_are_refused_or_dropped_with_a_note(spontaneous):
    present = spontaneous.action_units.present.copy()
    present[spontaneous.subject == "P02", 0] = 1
    units = replace(spontaneous.action_units, present=present)
    dataset = replace(spontaneous, action_units=units)
    choice = choose_neutrals(dataset, "coded")
    with pytest.raises(DataError, match="no neutral face for subject P02"):
        set_neutrals(dataset, choice)
    kept = set_neutrals(dataset, choice, "drop")
    assert kept.subjects.tolist() == ["P00", "P01", "P03"]
    assert kept.notes[-1] == "1 people without a neutral face left out (7 faces): P02"
    assert (kept.subject[kept.neutral_rows] == kept.subject).all()


def test_data_without_what_a_way_needs_are_refused(spontaneous):
    with pytest.raises(DataError, match="no action units are coded"):
        choose_neutrals(replace(spontaneous, action_units=None), "coded")
    with pytest.raises(ConfigError, match="no way of choosing neutral faces is called 'best'"):
        choose_neutrals(spontaneous, "best")
    with pytest.raises(DataError, match="no neutral face for subject P00, P01, P02, P03"):
        set_neutrals(spontaneous, choose_neutrals(spontaneous, "given"), "drop")
