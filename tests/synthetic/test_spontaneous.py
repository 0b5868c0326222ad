from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from mien.errors import ConfigError
from mien.landmarks import Alignment
from mien.synthetic.action_units import as_arrays
from mien.synthetic.acts import BLENDS, CODED, TASKS, UNITS, intended_emotion
from mien.synthetic.rig import load_rig
from mien.synthetic.spontaneous import LEVELS, SpontaneousStyle, builtin_video, spontaneous_faces


def builtin_spontaneous(*arguments, **named):
    return builtin_video(*arguments, **named)[0]


SMALL = {"n_subjects": 4, "n_tasks": 4, "seconds": 12.0}
STEADY = SpontaneousStyle(noise=0, shake=0, slide=0, jitter=0, pose_error=0)


@pytest.fixture(scope="module")
def data():
    return builtin_spontaneous(3, **SMALL)


@pytest.fixture(scope="module")
def truth():
    return spontaneous_faces(3, **SMALL)


def test_the_set_is_video_of_people_in_tasks(data):
    assert data.subjects.tolist() == ["S001", "S002", "S003", "S004"]
    names = np.unique(data.sequence)
    assert names.tolist() == [f"{person}_T{task}" for person in data.subjects for task in (1, 2, 3, 4)]
    for name in names:
        frames = data.frame[data.sequence == name]
        np.testing.assert_array_equal(frames, np.arange(1, len(frames) + 1))
        assert 0.9 * 12 * 25 - 1 <= len(frames) <= 1.1 * 12 * 25 + 1
        assert (data.subject[data.sequence == name] == name[:4]).all()
    assert data.face[0] == "S001_T1_0001"
    points = data.landmarks.points
    assert (data.landmarks.unit, data.landmarks.layout.name, points.dtype) == ("mm", "bu3dfe83", np.float32)
    assert np.isfinite(points).all()


def test_nothing_is_marked_and_nobody_was_measured(data):
    assert (data.neutral_rows == -1).all()
    assert (data.label == "").all()
    assert np.isnan(data.intensity).all()
    assert data.synthetic
    assert data.licence == "CC0-1.0"
    assert "synthetic" in data.source


def test_the_tasks_tell_what_they_are_meant_for():
    emotions = intended_emotion(np.array(["S001_T1", "S002_T8", "S001_T1", "elsewhere"]))
    assert emotions.tolist() == ["happiness", "disgust", "happiness", ""]
    names, chance, amount = as_arrays(BLENDS, UNITS)
    for _, talking, shares in TASKS.values():
        assert sum(shares.values()) == pytest.approx(1)
        assert set(shares) <= set(names)
        assert 0 <= talking < 1
    assert ((chance > 0) == (amount > 0)).all()


def test_the_same_arguments_give_the_same_and_others_do_not(data):
    again = builtin_spontaneous(3, **SMALL)
    np.testing.assert_array_equal(again.landmarks.points, data.landmarks.points)
    np.testing.assert_array_equal(again.rotation, data.rotation)
    np.testing.assert_array_equal(again.action_units.present, data.action_units.present)
    other = builtin_spontaneous(4, **SMALL)
    assert np.abs(other.landmarks.points[:200] - data.landmarks.points[:200]).mean() > 0.5


def test_a_person_does_not_change_with_the_others(data):
    fewer = builtin_spontaneous(3, n_subjects=2, n_tasks=3, seconds=12.0)
    rows = np.isin(data.face, fewer.face)
    assert rows.sum() == len(fewer)
    np.testing.assert_allclose(data.landmarks.points[rows], fewer.landmarks.points, atol=1e-3)
    np.testing.assert_array_equal(data.action_units.present[rows], fewer.action_units.present)


def test_one_segment_a_sequence_is_coded(data):
    units = data.action_units
    assert units.names == tuple(f"AU{unit:02d}" for unit in CODED)
    coded = (units.present >= 0).all(axis=1)
    np.testing.assert_array_equal(coded, (units.present >= 0).any(axis=1))
    np.testing.assert_array_equal(
        np.isfinite(units.intensity), np.broadcast_to(coded[:, None], units.present.shape)
    )
    for name in np.unique(data.sequence):
        rows = np.flatnonzero(coded & (data.sequence == name))
        assert (np.diff(rows) == 1).all()
        assert len(rows) == round(0.8 * (data.sequence == name).sum())
    long = spontaneous_faces(3, n_subjects=1, n_tasks=2, seconds=30.0)
    assert np.bincount(np.unique(long.sequence, return_inverse=True)[1], long.coded).tolist() == [500, 500]


def test_everybody_rests_in_coded_frames_but_not_entirely(data, truth):
    quiet = (data.action_units.present == 0).all(axis=1)
    for person in range(4):
        rows = quiet & (truth.person == person)
        assert rows.sum() >= 10
        still = truth.activation[rows][:, [UNITS.index(unit) for unit in CODED]]
        assert 0.005 < still.mean() < 0.1


def test_the_coder_sees_what_moves_and_errs_at_the_borders(data, truth):
    coded = truth.coded
    moved = truth.activation[coded].mean(axis=2)[:, [UNITS.index(unit) for unit in CODED]]
    present, intensity = data.action_units.present[coded], data.action_units.intensity[coded]
    np.testing.assert_array_equal(present == 1, intensity > 0)
    assert set(np.unique(intensity)) <= set(range(6))
    assert (present[moved > 0.3] == 1).all()
    assert (present[moved < 0.07] == 0).all()
    wrong = (present == 1) != (moved >= 0.15)
    assert 0 < wrong.mean() < 0.03
    exact = spontaneous_faces(3, **SMALL, style=replace(SpontaneousStyle(), coder=0.0))
    moved = exact.activation[exact.coded].mean(axis=2)[:, [UNITS.index(unit) for unit in CODED]]
    grade = (moved[..., None] >= np.array([0.15, *LEVELS])).sum(axis=-1)
    # Sides are limited at 1.1 and stored as float32; only values at a border may differ.
    assert (exact.intensity[exact.coded] != grade).mean() < 1e-4


def test_movements_rise_stay_and_fall_smoothly(truth):
    step = np.abs(np.diff(truth.activation.mean(axis=2), axis=0))[np.diff(truth.frame) == 1]
    assert truth.activation.max() > 0.5
    assert step.max() < 0.4
    assert truth.activation.min() >= 0


def test_blinks_have_the_published_rate_and_length():
    faces = spontaneous_faces(5, n_subjects=12, n_tasks=8, seconds=30.0)
    shut = faces.blink > 0.3
    begins = shut & ~np.concatenate([[False], shut[:-1]])
    rate = begins.sum() / (len(faces) / 25 / 60)
    assert 12 < rate < 28
    lengths = shut.sum() / begins.sum() * 40
    assert 80 < lengths < 250
    quiet, talking = (
        np.isin(faces.sequence, [f"S{n:03d}_{task}" for n in range(1, 13)]) for task in ("T2", "T4")
    )
    assert begins[talking].mean() > begins[quiet].mean()


def test_a_blink_closes_the_lids_of_the_landmarks():
    style = replace(STEADY, turn=0, rest=0, nod=0, shift=0)
    data, faces = (make(5, 2, 2, 20.0, style) for make in (builtin_spontaneous, spontaneous_faces))
    # Nothing turns, so that up is y.
    gap = (data.landmarks.points[:, [1, 2, 3], 1] - data.landmarks.points[:, [7, 6, 5], 1]).mean(axis=1)
    assert abs(np.median(gap[faces.blink > 0.9])) < 0.25 * np.median(gap[faces.blink < 0.01])


def test_the_pose_undoes_the_head_movement():
    data = builtin_spontaneous(5, 2, 2, 10.0, STEADY)
    faces = spontaneous_faces(5, 2, 2, 10.0, STEADY)
    still = load_rig().points(faces.identity[faces.person], faces.expression(slice(None)))
    still *= faces.size[faces.person][:, None, None]
    turned = np.einsum("fpc,fdc->fpd", data.landmarks.points, data.rotation)
    for points in (still, turned):
        points -= points.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(turned, still, atol=1e-3)


def test_the_pose_errs_by_about_a_degree_and_people_move():
    data = builtin_spontaneous(5, 4, 2, 20.0)
    exact = builtin_spontaneous(5, 4, 2, 20.0, replace(SpontaneousStyle(), pose_error=0))
    error = Rotation.from_matrix(data.rotation) * Rotation.from_matrix(exact.rotation).inv()
    degrees = np.degrees(error.magnitude())
    assert 0.5 < np.sqrt((degrees**2).mean()) < 3
    assert 4 < np.degrees(Rotation.from_matrix(exact.rotation).magnitude()).mean() < 20


def test_noise_is_correlated_in_time_with_bursts():
    quiet = replace(STEADY, turn=0, rest=0, nod=0, shift=0)
    noisy = replace(quiet, noise=0.5)
    off = (
        builtin_spontaneous(6, 2, 2, 20.0, noisy).landmarks.points
        - builtin_spontaneous(6, 2, 2, 20.0, quiet).landmarks.points
    )[:, :16].reshape(-1, 48)
    assert off.std() == pytest.approx(0.5, rel=0.05)
    lagged = (off[1:] * off[:-1]).mean() / (off**2).mean()
    assert lagged == pytest.approx(np.exp(-1 / (0.3 * 25)), abs=0.03)
    jumping = builtin_spontaneous(6, 2, 2, 20.0, replace(noisy, jitter=4.0)).landmarks.points
    burst = (
        np.abs(jumping - builtin_spontaneous(6, 2, 2, 20.0, noisy).landmarks.points).max(axis=(1, 2)) > 0.5
    )
    assert 0.002 < burst.mean() < 0.1


def test_poses_and_landmarks_go_through_the_alignment(data):
    aligned = Alignment.fit(data.landmarks, rotations=data.rotation).apply(data.landmarks, data.rotation)
    spread = aligned.std(axis=0).mean()
    unposed = Alignment.fit(data.landmarks, rotation="none").apply(data.landmarks).std(axis=0).mean()
    assert spread < 0.8 * unposed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_subjects": 0}, "at least one person"),
        ({"n_tasks": 9}, "1 to 8"),
        ({"seconds": 1.0}, "3 to 600"),
        ({"seed": -1}, "seed is -1"),
        ({"style": replace(SpontaneousStyle(), episode=0.5), "n_subjects": 1}, "choose more"),
    ],
)
def test_senseless_arguments_are_refused(arguments, message):
    with pytest.raises(ConfigError, match=message):
        builtin_spontaneous(**arguments)
