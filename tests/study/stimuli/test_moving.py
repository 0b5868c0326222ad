"""Clips cut from recordings: which frames, and what cannot be cut."""

import numpy as np
import pytest

from mien.errors import DataError
from mien.study.stimuli.clips import unpack
from mien.study.stimuli.moving import FRAME, Cut, clip_rows, draw_clips
from mien.synthetic.spontaneous import builtin_video


@pytest.fixture(scope="module")
def video():
    return builtin_video(seed=3, n_subjects=2, n_tasks=1, seconds=3.0)[0]


def test_a_clip_has_its_face_in_the_middle_or_as_near_as_it_can(video):
    cut = Cut(0.4, 25)
    of_first = np.flatnonzero(video.sequence == video.sequence[0])
    asked = [of_first[30], of_first[0], of_first[-1]]
    rows = clip_rows(video, asked, cut)
    assert rows.shape == (3, 10)
    assert (np.diff(video.frame[rows], axis=1) == 1).all()
    assert (video.sequence[rows] == video.sequence[0]).all()
    assert rows[0][5] == asked[0]
    assert rows[1][0] == asked[1]
    assert rows[2][-1] == asked[2]


def test_a_missing_frame_is_shown_as_the_one_before_whatever_the_order(video):
    kept = np.flatnonzero((video.frame != 8) | (video.sequence != video.sequence[0]))
    shuffled = video.take(np.random.default_rng(0).permutation(kept))
    asked = np.flatnonzero((shuffled.sequence == video.sequence[0]) & (shuffled.frame == 10))
    frames = shuffled.frame[clip_rows(shuffled, asked, Cut(0.4, 25))[0]]
    assert frames.tolist() == [5, 6, 7, 7, 9, 10, 11, 12, 13, 14]


def test_what_has_no_recording_or_too_short_a_one_is_named(video):
    alone = type(video)(**{name: getattr(video, name) for name in ("landmarks", "face", "subject")})
    with pytest.raises(DataError, match=video.face[0]):
        clip_rows(alone, [0], Cut(0.4, 25))
    with pytest.raises(DataError, match=r"shorter than 150 frames.*" + video.face[0]):
        clip_rows(video, [0], Cut(6, 25))
    for seconds, rate in ((0.01, 25), (60, 25)):
        with pytest.raises(DataError, match="2 to 150"):
            Cut(seconds, rate)


def test_clips_are_drawn_in_the_order_of_their_faces(video):
    asked = [40, 2, 41]
    clips = [unpack(data) for data in draw_clips(video, asked, Cut(0.2, 25))]
    assert [len(clip.frames) for clip in clips] == [5, 5, 5]
    assert {(clip.width, clip.height) for clip in clips} == {(FRAME.width, FRAME.height)}
    # Overlapping clips share their pictures.
    assert clips[0].frames[1:] == clips[2].frames[:-1]
    assert not set(clips[1].frames) & set(clips[0].frames)
