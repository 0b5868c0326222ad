"""Faces to a pandas frame and back."""

import sys

import numpy as np
import pytest

from mien.errors import ConfigError, DataError, LayoutError
from mien.faces import from_pandas, to_pandas
from mien.synthetic.spontaneous import builtin_video


def test_without_pandas_one_line_says_what_to_do(posed, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ConfigError, match="pip install pandas"):
        to_pandas(posed)


def same(one, other):
    for name in ("face", "subject", "label", "intensity", "sequence", "frame", "neutral_rows"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    np.testing.assert_array_equal(one.landmarks.points, other.landmarks.points)
    assert (one.landmarks.layout, one.landmarks.unit) == (other.landmarks.layout, other.landmarks.unit)
    for name in ("source", "licence", "synthetic"):
        assert getattr(one, name) == getattr(other, name)


def test_there_and_back_nothing_is_lost(posed):
    pytest.importorskip("pandas")
    frame = to_pandas(posed)
    assert frame.index.tolist() == posed.face.tolist()
    assert frame.loc[posed.face[7], "subject"] == posed.subject[7]
    assert frame.loc[posed.face[7], "y3"] == posed.landmarks.points[7, 3, 1]
    same(from_pandas(frame), posed)
    same(from_pandas(frame.reset_index()), posed)
    turned = from_pandas(frame.iloc[::-1])
    np.testing.assert_array_equal(turned.landmarks.points, posed.landmarks.points[::-1])
    np.testing.assert_array_equal(turned.names(turned.neutral_rows), posed.names(posed.neutral_rows)[::-1])


def test_video_with_action_units_and_poses():
    pytest.importorskip("pandas")
    video, _ = builtin_video(n_subjects=2, n_tasks=1, seconds=3.0)
    frame = to_pandas(video)
    back = from_pandas(frame)
    same(back, video)
    np.testing.assert_array_equal(back.rotation, video.rotation)
    assert back.action_units.names == video.action_units.names
    np.testing.assert_array_equal(back.action_units.present, video.action_units.present)
    np.testing.assert_array_equal(back.action_units.intensity, video.action_units.intensity)


def test_a_frame_of_somebody_elses(make_faces):
    pandas = pytest.importorskip("pandas")
    points = make_faces("ibug51", 3)[..., :2]
    columns = {f"{axis}_{i}": points[:, i, k] for i in range(51) for k, axis in enumerate("xy")}
    frame = pandas.DataFrame({"face": ["a", "b", "c"], "subject": ["p", "p", "q"], "note": 1, **columns})
    faces = from_pandas(frame, "ibug51", "pixel", synthetic=True)
    np.testing.assert_array_equal(faces.landmarks.points, points.astype(np.float32))
    assert (faces.landmarks.unit, faces.synthetic, faces.label.tolist()) == ("pixel", True, ["", "", ""])
    assert from_pandas(frame, "ibug51").synthetic is None
    for wrong, message, kind in (
        (frame, "does not say its layout: pass layout=", LayoutError),
        (frame.drop(columns="subject"), "no column subject", DataError),
        (frame.drop(columns="y_7"), "no column y_7", DataError),
        (frame.drop(columns=list(columns)), "no landmarks", DataError),
        (frame.assign(x_3="left"), "column x_3 holds what is not a number", DataError),
        (frame.assign(frame=[0.5, 1, 2]), "frame has a number that is not whole", DataError),
        (frame.assign(face="a"), "used more than once", DataError),
    ):
        with pytest.raises(kind, match=message):
            from_pandas(wrong, *([] if wrong is frame else ["ibug51"]))


def test_latents_of_a_table_are_indexed_by_face(posed):
    pytest.importorskip("pandas")
    from mien import ExpressionSpace

    space = ExpressionSpace(n_components=2, steps=2).set_output(transform="pandas").fit(posed)
    latents = space.transform(posed)
    assert latents.index.tolist() == posed.face.tolist()
    assert latents.index.name == "face"
    assert latents.columns.tolist() == ["z0", "z1"]
    mean, deviation = space.transform(posed, return_std=True)
    assert mean.equals(latents)
    assert deviation.shape == (len(posed), 2)
    points, neutral = posed.landmarks.points.reshape(len(posed), -1), posed.neutral_points()
    assert space.transform(points, neutral=neutral).index.tolist() == [*range(len(posed))]
