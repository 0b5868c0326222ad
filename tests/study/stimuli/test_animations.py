"""Animated WebP and PNG as clips: what is taken, at which rate, and what is refused."""

import contextlib
import io

import numpy as np
import pytest
from PIL import Image

from mien.errors import FormatError, MienError
from mien.study.stimuli import About, import_images, write_stimuli
from mien.study.stimuli.animations import is_animated, reencode_clip
from mien.study.stimuli.clips import unpack
from mien.study.stimuli.prepared import prepare_copies
from mien.study.stimuli.uploads import Limits, reencode


def frames(count, size=(96, 112)):
    return [Image.new("RGB", size, (20 * number, 90, 255 - 20 * number)) for number in range(count)]


def animation(images, durations, kind="WEBP"):
    out = io.BytesIO()
    more = {"lossless": True} if kind == "WEBP" else {}
    images[0].save(out, kind, save_all=True, append_images=images[1:], duration=durations, loop=0, **more)
    return out.getvalue()


def reds(data):
    clip = unpack(data)
    return [round(np.asarray(Image.open(io.BytesIO(each)))[50, 50, 0] / 20) for each in clip.frames]


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_an_animation_becomes_a_clip_at_its_own_rate(kind):
    data = animation(frames(8), 40, kind)
    assert is_animated(data)
    made = reencode_clip(data, "x")
    assert unpack(made).rate == 25
    assert reds(made) == list(range(8))


def test_a_picture_that_stays_longer_comes_more_often():
    made = reencode_clip(animation(frames(4), [40, 120, 40, 40]), "x")
    assert reds(made) == [0, 1, 1, 1, 2, 3]


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_what_is_no_whole_animation_is_refused(kind):
    data = animation(frames(6), 40, kind)
    still = animation(frames(1), 40, kind)
    for wrong, message in (
        (still, "does not move"),
        (b"GIF89a", "is a GIF"),
        (b"", "is empty"),
        (data[: len(data) // 2], "cut off"),
        (data + b"<script>", "behind the image"),
        (b"\x00\x00\x00\x18fypmp42" + bytes(100), "is not an image"),
        (animation(frames(3, (32, 32)), 40, kind), "at least 64"),
    ):
        with pytest.raises(FormatError, match=message):
            reencode_clip(wrong, "x")
    with pytest.raises(FormatError, match="bytes"):
        reencode_clip(data, "x", Limits(most_bytes=100))
    with pytest.raises(FormatError, match="still pictures takes still images"):
        reencode(data, "x")
    with pytest.raises(FormatError, match="more than 150 pictures"):
        reencode_clip(animation(frames(3), [40, 10_000, 40], kind), "x")
    # Whatever is broken inside, it is refused, or what comes out is a whole clip.
    rng = np.random.default_rng(0)
    for _ in range(150):
        broken = bytearray(data)
        for at in rng.integers(12, len(data), 3):
            broken[at] = rng.integers(256)
        with contextlib.suppress(MienError):
            unpack(reencode_clip(bytes(broken), "x"))


def test_a_folder_of_animations_is_a_study_of_clips(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.webp").write_bytes(animation(frames(5), 40))
    images = import_images(tmp_path, ["a", "b"])
    write_stimuli(tmp_path / "stimuli", ["a", "b"], images, About("images"))
    made = prepare_copies(tmp_path / "stimuli")
    assert (made.kind, made.width, made.height) == ("clip", 96, 112)
