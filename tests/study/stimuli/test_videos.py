"""Videos as clips: which pictures, at which rate, upright; and what is refused, in one line."""

import contextlib
import io
import sys
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from mien.errors import FormatError, MienError
from mien.study.stimuli import About, import_images, write_stimuli
from mien.study.stimuli.animations import moves, reencode_clip
from mien.study.stimuli.clips import unpack
from mien.study.stimuli.prepared import prepare_copies
from mien.study.stimuli.uploads import Limits, reencode

from .videos import CORNER, turned, video


def shown(data, **limits):
    """The clip, and its pictures as pixels."""
    clip = unpack(reencode_clip(data, "x", Limits(**limits)))
    return clip, [np.asarray(Image.open(io.BytesIO(each))).astype(int) for each in clip.frames]


def numbers(pictures):
    return [round(each[-20, -20, 0] / 20) for each in pictures]


def corner(pixels):
    """Where the white corner is: above or below, left or right."""
    inner = CORNER // 2
    white = {
        (down, across)
        for down in (0, -1) for across in (0, -1)
        if pixels[inner if down == 0 else -inner, inner if across == 0 else -inner].min() > 230
    }  # fmt: skip
    assert len(white) == 1
    return white.pop()


@pytest.mark.parametrize(
    ("kind", "codec"),
    [("mp4", "libx264"), ("mp4", "mpeg4"), ("mov", "libx264"), ("matroska", "libx264"), ("webm", "libvpx"),
     ("webm", "libvpx-vp9")],
)  # fmt: skip
def test_a_video_becomes_a_clip_of_its_own_pictures_and_rate(kind, codec):
    data = video(8, codec=codec, kind=kind)
    assert moves(data)
    clip, pictures = shown(data)
    assert (clip.rate, clip.width, clip.height) == (25, 96, 112)
    assert numbers(pictures) == list(range(8))
    assert np.abs(pictures[3][-20, -20] - (60, 90, 200)).max() < 8
    assert corner(pictures[0]) == (0, 0)


def test_sound_is_dropped_and_odd_sizes_stay():
    clip, pictures = shown(video(5, (97, 113), pixels="yuv444p", sound=True))
    assert (clip.width, clip.height) == (97, 113)
    assert numbers(pictures) == list(range(5))


def test_a_cover_is_no_second_video():
    _, pictures = shown(video(4, cover=True))
    assert numbers(pictures) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("matrix", "size", "place"),
    [
        ((0, 1, -1, 0, 112, 0), (112, 96), (0, -1)),  # a quarter to the right
        ((-1, 0, 0, -1, 96, 112), (96, 112), (-1, -1)),
        ((0, -1, 1, 0, 0, 96), (112, 96), (-1, 0)),
        ((-1, 0, 0, 1, 96, 0), (96, 112), (0, -1)),  # a mirror
        ((1, 0, 0, -1, 0, 112), (96, 112), (-1, 0)),
        ((0, 1, 1, 0, 0, 0), (112, 96), (0, 0)),
        ((0, -1, -1, 0, 112, 96), (112, 96), (-1, -1)),
    ],
)
def test_it_is_shown_as_the_camera_was_held(matrix, size, place):
    clip, pictures = shown(turned(video(3), *matrix))
    assert (clip.width, clip.height) == size
    assert corner(pictures[1]) == place
    assert numbers([each.swapaxes(0, 1) if size != (96, 112) else each for each in pictures[1:2]]) == [1] or (
        place == (-1, -1)
    )


def test_pixels_that_are_not_square_are_made_so():
    def wide(stream):
        stream.codec_context.sample_aspect_ratio = Fraction(4, 3)

    clip, _ = shown(video(3, prepare=wide))
    assert (clip.width, clip.height) == (128, 112)


def test_pictures_that_stay_longer_come_more_often_and_those_too_fast_for_a_screen_are_passed_over():
    clip, pictures = shown(video(5, times=[0, 40, 160, 200, 240]))
    assert clip.rate == 25
    assert numbers(pictures) == [0, 1, 1, 1, 2, 3, 4]
    clip, pictures = shown(video(13, times=[round(n * 1000 / 120) for n in range(13)]))
    assert clip.rate == 60
    assert np.abs(np.array(numbers(pictures)[:6]) - [1, 3, 5, 7, 9, 11]).max() <= 1


@pytest.mark.parametrize("rate", [24, 29.97, 30, 50, 59.94])
def test_times_of_whole_milliseconds_neither_drop_nor_double_a_picture(rate):
    """Matroska counts milliseconds: at 30 a second a picture lasts 33 or 34 of them."""
    times = [round(n * 1000 / rate) for n in range(12)]
    data = video(12, codec="libvpx", kind="webm", times=times, rate=rate)
    clip, pictures = shown(data)
    assert numbers(pictures) == list(range(12))
    assert abs(clip.rate - rate) < 0.01 * rate


def test_large_ones_are_made_smaller():
    clip, _ = shown(video(2, (1280, 960)))
    assert (clip.width, clip.height) == (640, 480)


def pq(stream):
    stream.codec_context.color_trc = 16


def very_wide(stream):
    stream.codec_context.sample_aspect_ratio = Fraction(9)


def interlaced(stream):
    stream.codec_context.options = {"x264-params": "tff=1"}


@pytest.mark.parametrize(
    ("make", "limits", "message"),
    [
        (lambda: video(1), {}, "at least 2"),
        (lambda: video(160), {}, r"lasts 6\.4 s, more than 150 pictures at 25 a second; cut it"),
        (lambda: video(3, times=[0, 40, 100_000]), {}, r"lasts 100\.\d s, more than 150"),
        (lambda: video(3, times=[0, 40, 500_000]), {}, r"lasts 500\.\d s, more than 150"),
        (lambda: video(4, (32, 32)), {}, "32 × 32 pixels; each side needs at least 64"),
        (lambda: video(4), {"most_pixels": 9000}, "96 × 112 pixels; at most 9,000"),
        (lambda: video(4), {"most_pixels_in_all": 40_000}, "more than 40,000 pixels in all"),
        (lambda: video(4), {"most_seconds": -1}, "longer than -1 s to decode"),
        (lambda: video(4), {"most_bytes": 100}, "bytes; at most 100"),
        (lambda: video(4, streams=2), {}, "has 2 pictures that move"),
        (lambda: video(2, streams=17), {}, "has 17 streams"),
        (lambda: video(0, sound=True, streams=0), {}, "has no pictures that move"),
        (lambda: video(3, codec="mjpeg", kind="mov", pixels="yuvj420p"), {}, "coded as mjpeg; H.264, H.265"),
        (lambda: video(3, prepare=pq), {}, r"high dynamic range \(PQ\)"),
        (lambda: video(3, prepare=very_wide), {}, "9 times as wide as high"),
        (lambda: video(3, prepare=interlaced), {}, "is interlaced"),
        (lambda: turned(video(3), 1, 1, -1, 1), {}, "right angles"),
        (lambda: video(6)[:-100], {}, "no whole"),
        (lambda: video(6, codec="libvpx", kind="webm")[:-100], {}, "no whole"),
        (lambda: video(6) + b"<script>", {}, "no whole"),
        (lambda: b"\x00\x00\x00\x18ftypmp42" + bytes(16), {}, "no whole"),
        (lambda: b"\x1a\x45\xdf\xa3", {}, "no whole"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_in_one_line(make, limits, message):
    with pytest.raises(MienError, match=message) as told:
        reencode_clip(make(), "smile.mp4", Limits(**limits))
    assert str(told.value).startswith("smile.mp4")
    assert "\n" not in str(told.value)


def test_a_small_file_that_would_be_huge_when_decoded_is_refused_before_it_is():
    """A bomb: the header says 64 × 64, the pictures inside are large."""
    huge, small = video(2, (4096, 4096)), video(2, (64, 64))
    assert len(huge) < 100_000
    with pytest.raises(FormatError, match="4,096 × 4,096 pixels"):
        reencode_clip(huge, "x", Limits(most_pixels=16_000_000))
    # The track's size is not the pictures'.
    at = huge.index(b"tkhd") + 4 + 76
    lying = huge[:at] + small[small.index(b"tkhd") + 4 + 76 :][:8] + huge[at + 8 :]
    with pytest.raises(FormatError, match=r"4,096 × 4,096|no whole"):
        reencode_clip(lying, "x", Limits(most_pixels=16_000_000))


def test_whatever_is_broken_inside_it_is_refused_or_a_whole_clip_comes_out():
    rng = np.random.default_rng(0)
    for data in (video(6), video(6, codec="libvpx", kind="webm")):
        for _ in range(60):
            broken = bytearray(data)
            for at in rng.integers(12, len(data), 3):
                broken[at] = rng.integers(256)
            with contextlib.suppress(MienError):
                unpack(reencode_clip(bytes(broken), "x", Limits(most_seconds=5)))


def test_a_study_of_pictures_says_that_it_takes_no_video():
    with pytest.raises(FormatError, match="is a video; a study shows either clips or still pictures; PNG"):
        reencode(video(3), "x")


def test_without_pyav_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(FormatError, match=r"smile\.mp4: is a video, .*pip install 'mien\[video\]'"):
        reencode_clip(video(3), "smile.mp4")


def test_a_folder_of_videos_is_a_study_of_clips_and_one_bad_file_leaves_what_was_there(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "a.mp4").write_bytes(video(5))
    (folder / "b.webm").write_bytes(video(5, codec="libvpx", kind="webm"))
    write_stimuli(tmp_path / "stimuli", ["a", "b"], import_images(folder, ["a", "b"]), About("images"))
    made = prepare_copies(tmp_path / "stimuli")
    assert (made.kind, made.width, made.height) == ("clip", 96, 112)
    before = (tmp_path / "stimuli" / "stimuli.json").read_bytes()
    (folder / "b.webm").write_bytes(video(5)[:-50])
    with pytest.raises(FormatError, match=r"b\.webm: .*no whole"):
        write_stimuli(tmp_path / "stimuli", ["a", "b"], import_images(folder, ["a", "b"]), About("images"))
    assert (tmp_path / "stimuli" / "stimuli.json").read_bytes() == before
