"""Recordings of the page: which are kept, in which order, and which faces their frames are."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from mien.explorer import recordings
from mien.explorer.shown import Recorded
from mien.faces.faces import Faces
from mien.landmarks import Landmarks, get_layout
from mien.synthetic.posed import builtin_posed


def filmed(parts, frames=3):
    """Frames, shuffled, of people with two recordings each."""
    rows = list(itertools.product(range(len(parts)), range(2), range(frames)))
    rows = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    subject = np.array([f"P{person}" for person, _, _ in rows])
    # The same name at every person: a recording is told by both.
    sequence = np.array([f"T{task}" for _, task, _ in rows])
    points = np.random.default_rng(0).normal(size=(len(rows), 51, 3)).astype(np.float32)
    faces = Faces(
        Landmarks(points, get_layout("ibug51"), "mm"),
        np.array([f"P{p}-T{t}-{f}" for p, t, f in rows]),
        subject,
        sequence=sequence,
        frame=np.array([5 * frame for _, _, frame in rows]),
    )
    return faces, np.array([parts[person] for person, _, _ in rows], dtype="U10")


def test_frames_are_in_order_and_test_people_come_first():
    faces, part = filmed(["train", "test", "validation"])
    rows, starts, total = recordings.chosen(faces, part)
    names = faces.face[rows].reshape(6, 3)
    assert starts.tolist() == [0, 3, 6, 9, 12, 15]
    assert total == 6
    assert names[:, 0].tolist() == ["P1-T0-0", "P1-T1-0", "P2-T0-0", "P2-T1-0", "P0-T0-0", "P0-T1-0"]
    assert names[0].tolist() == ["P1-T0-0", "P1-T0-1", "P1-T0-2"]


def test_one_of_each_person_before_a_second(monkeypatch):
    faces, part = filmed(["test", "test"])
    monkeypatch.setattr(recordings, "MOST", 3)
    rows, starts, total = recordings.chosen(faces, part)
    assert faces.face[rows[starts]].tolist() == ["P0-T0-0", "P1-T0-0", "P0-T1-0"]
    assert total == 4


def test_frames_are_bounded(monkeypatch):
    faces, part = filmed(["test", "test"], frames=4)
    monkeypatch.setattr(recordings, "MOST_FRAMES", 9)
    rows, starts, _ = recordings.chosen(faces, part)
    assert (len(rows), starts.tolist()) == (8, [0, 4])
    monkeypatch.setattr(recordings, "MOST_FRAMES", 3)
    rows, starts, _ = recordings.chosen(faces, part)
    assert (len(rows), starts.tolist()) == (3, [0])


def test_a_single_frame_is_no_recording(posed):
    faces, part = filmed(["test"], frames=1)
    assert recordings.chosen(faces, part)[2] == 0
    assert len(recordings.chosen(posed, np.full(len(posed), ""))[0]) == 0


@pytest.fixture(scope="module")
def shown(make_shown):
    faces = builtin_posed(0, 8)
    sequence = np.char.add(faces.subject, "-film")
    frame = np.concatenate([np.arange(count) for count in np.unique(faces.subject, return_counts=True)[1]])
    return make_shown(replace(faces, sequence=sequence, frame=frame), k=3)


def test_frames_that_are_faces_of_the_page_are_named(shown):
    header, arrays = recordings.section(shown)
    of = shown.faces
    assert len(header["recordings"]) == header["total"] == 8
    rows = of.kept[arrays["row"]]
    np.testing.assert_allclose(arrays["z"], of.z[rows], atol=2e-3)
    for one in header["recordings"]:
        own = slice(one["first"], one["first"] + one["count"])
        assert set(of.faces.subject[rows[own]]) == {one["subject"]}
        assert arrays["frame"][own].tolist() == list(range(one["count"]))
        neutral = of.faces.face[of.neutrals][one["neutral"]]
        assert of.faces.subject[of.faces.face == neutral].tolist() == [one["subject"]]


def test_all_frames_of_some_recordings_beside_the_faces(shown):
    of = shown.faces
    some = np.flatnonzero((of.faces.frame % 5 == 0) | (of.faces.label == "neutral"))
    few = of.faces.take(some)
    fewer = replace(
        of, faces=few, x=of.x[some], z=of.z[some], neutral=few.neutral_rows, part=of.part[some], triplets={}
    )
    header, arrays = recordings.section(replace(shown, faces=fewer, recorded=Recorded(of, 40)))
    assert header["total"] == 40
    assert len(arrays["row"]) == len(of.faces)
    known = arrays["row"] >= 0
    assert known.sum() == len(some)
    np.testing.assert_allclose(arrays["z"][known], fewer.z[arrays["row"][known]], atol=2e-3)
    assert {one["neutral"] for one in header["recordings"]} == set(range(8))


def test_no_recordings_no_section(make_shown, posed, shown):
    assert recordings.section(make_shown(posed)) is None
    assert recordings.section(replace(shown, faces=None)) is None
