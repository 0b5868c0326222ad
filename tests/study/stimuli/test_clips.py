"""The one form of clips: whole, or refused."""

import io

import numpy as np
import pytest
from PIL import Image

from mien.errors import DataError, FormatError
from mien.study.stimuli.clips import at_rate, pack, still, unpack


def stills(count, size=(80, 96)):
    return [still(Image.new("RGB", size, (10 * number, 0, 255 - 10 * number))) for number in range(count)]


def test_pictures_come_back_in_their_order():
    clip = unpack(pack(stills(9), 12.5, "x"))
    assert (clip.rate, clip.width, clip.height, clip.seconds) == (12.5, 80, 96, 9 / 12.5)
    shown = [np.asarray(Image.open(io.BytesIO(each)))[40, 40] for each in clip.frames]
    expected = [(10 * number, 0, 255 - 10 * number) for number in range(9)]
    assert np.abs(np.array(shown, int) - expected).max() <= 3


def test_large_pictures_are_made_smaller_in_their_shape():
    clip = unpack(pack(stills(2, (1280, 960)), 25, "x"))
    assert (clip.width, clip.height) == (640, 480)
    assert Image.open(io.BytesIO(clip.frames[1])).size == (640, 480)


@pytest.mark.parametrize(
    ("images", "rate", "message"),
    [
        (stills(1), 25, "at least 2"),
        ([], 25, "at least 2"),
        (stills(3) * 51, 25, "more than 150"),
        ([*stills(2), *stills(1, (80, 97))], 25, "different sizes"),
        (stills(3), 0.5, "1 to 60"),
        (stills(3), float("nan"), "1 to 60"),
    ],
)
def test_what_is_no_clip_is_refused(images, rate, message):
    with pytest.raises(DataError, match=message):
        pack(images, rate, "the clip")


def test_damaged_clips_are_refused():
    data = pack(stills(3), 25, "x")
    for broken in (data[:-1], data + b"\0", data[1:], data[:10], b"", data[:18] + b"\xff" * 4 + data[22:],
                   b"MIENCLIP" + b"\0" * 10, data.replace(b"\xff\xd8\xff", b"\xff\xd9\xff", 1)):  # fmt: skip
        with pytest.raises(FormatError, match="is no clip"):
            unpack(broken)


def test_an_uneven_row_is_shown_evenly():
    # 0.1, 0.1 and 0.3 seconds at 10 a second.
    assert at_rate(np.array([0.0, 0.1, 0.2]), 0.5, 10).tolist() == [0, 1, 2, 2, 2]
    # 25 a second shown at 50: each twice.
    assert at_rate(np.arange(5) / 25, 0.2, 50).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert at_rate(np.array([3.0]), 3.01, 10).tolist() == [0]
