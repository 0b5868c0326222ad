"""Copies of pictures: the same to the eye, of one length, and without a byte in common that tells."""

import io

import numpy as np
import pytest
from PIL import Image

from mien.errors import DataError, FormatError
from mien.study.stimuli import About, write_stimuli
from mien.study.stimuli.clips import pack, still, unpack
from mien.study.stimuli.copies import SURROUND, assemble, clip_copies, packed, picture_copies, unpacked
from mien.study.stimuli.prepared import copies_file, prepare_copies, read_prepared


def smooth(seed=0, size=(160, 208)):
    """A picture with soft shades, as faces have them."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(40, 216, (7, 5, 3), dtype=np.uint8))
    return small.resize(size, Image.Resampling.BICUBIC)


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def pixels(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return np.asarray(image.convert("RGB")).astype(int)


def test_copies_look_the_same_and_no_two_have_the_same_bytes():
    image = smooth()
    copies = picture_copies(png(image), image.size)
    length = copies.longest + 500
    made = [assemble(copies, bytes([seed]) * 32, 0, length) for seed in range(40)]
    assert len(set(made)) == 40
    assert {len(each) for each in made} == {length}
    original = np.asarray(image).astype(int)
    for each in made:
        difference = np.abs(pixels(each) - original)
        # A grey level is invisible; its expression cannot be another.
        assert difference.mean() < 1.5
        assert np.abs(difference.mean(axis=(0, 1)) - difference.mean()).max() < 1
        assert difference.max() <= 16
    assert assemble(copies, b"\1" * 32, 0, length) == made[1]


def test_the_same_picture_twice_in_a_question_has_no_stretch_in_common():
    image = smooth(1)
    copies = picture_copies(png(image), image.size)
    length = copies.longest
    one, other = (assemble(copies, b"seed", place, length) for place in (0, 1))
    many = [number for number, each in enumerate(copies.pieces) if len(each) > 1]
    assert len(many) > 8
    for number in many:
        (mine,) = [piece for piece in copies.pieces[number] if piece in one]
        assert mine not in other
    assert (pixels(one) != pixels(other)).mean() > 0.1


@pytest.mark.parametrize("length", [100, 5_000, 70_000, 200_000, 65_535, 65_536, 131_075])
def test_every_length_is_a_whole_picture(length):
    image = smooth(2, (64, 64))
    copies = picture_copies(png(image), image.size)
    wanted = copies.longest + length
    made = assemble(copies, b"seed", 0, wanted)
    assert len(made) == wanted
    assert pixels(made).shape == (64, 64, 3)
    with pytest.raises(ValueError, match="longer than"):
        assemble(copies, b"seed", 0, 200)


def test_pictures_of_another_shape_are_fitted_into_the_surround():
    wide = Image.new("RGB", (200, 100), (200, 20, 20))
    shown = pixels(assemble(picture_copies(png(wide), (160, 200)), b"", 0, 60_000))
    assert shown.shape == (200, 160, 3)
    assert np.abs(shown[:50] - SURROUND).max() <= 3
    assert np.abs(shown[70:130].mean(axis=(0, 1)) - (200, 20, 20)).max() < 4


def test_packed_copies_come_back_and_damaged_ones_are_refused():
    image = smooth(3)
    copies = picture_copies(png(image), image.size)
    data = packed(copies)
    assert unpacked(data, "x") == copies
    for broken in (data[:-1], data + b"1", data[10:], b"", b"{}\n", b"[1]\nx"):
        with pytest.raises(FormatError, match="no copies of a picture"):
            unpacked(broken, "x")


def test_copies_of_clips_are_clips_with_something_behind():
    frames = [smooth(seed, (96, 112)) for seed in range(6)]
    clip = pack(map(still, frames), 25, "clip")
    copies = clip_copies(clip, (96, 112))
    made = [assemble(copies, bytes([seed]) * 32, seed % 3, copies.longest) for seed in range(20)]
    assert len(set(made)) == 20
    assert {len(each) for each in made} == {copies.longest}
    body = sum(len(alternative[0]) for alternative in copies.pieces)
    assert abs(body - copies.longest) < 0.2 * body
    for frame, alternatives in zip(unpack(clip).frames, copies.pieces[1:], strict=True):
        for alternative in alternatives:
            assert int.from_bytes(alternative[:4], "big") == len(alternative) - 4
            assert np.abs(pixels(alternative[4:]) - pixels(frame)).mean() < 2


def test_a_folder_gets_copies_once_and_what_cannot_be_read_is_passed_over(tmp_path):
    images = [smooth(0), smooth(1), smooth(2, (200, 180))]
    files = write_stimuli(tmp_path, ["a", "b", "c"], [png(image) for image in images], About("images"))
    (tmp_path / files["b"]).unlink()
    told = []
    made = prepare_copies(tmp_path, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
    assert (made.kind, made.width, made.height) == ("picture", 200, 208)
    assert set(made.lengths) == {files["a"], files["c"]}
    assert made == read_prepared(tmp_path)
    path = copies_file(tmp_path, files["a"])
    before = path.stat().st_mtime_ns
    write_stimuli(tmp_path, ["a", "b", "c"], [png(image) for image in images], About("images"))
    again = prepare_copies(tmp_path)
    assert path.stat().st_mtime_ns == before
    assert set(again.lengths) == set(files.values())
    assert again.bytes == max(again.lengths.values())
    path.unlink()
    assert prepare_copies(tmp_path) == again
    assert path.is_file()


def test_pictures_and_clips_are_not_mixed(tmp_path):
    clip = pack([still(smooth(0)), still(smooth(1))], 10, "clip")
    write_stimuli(tmp_path, ["a", "b"], [png(smooth()), clip], About("images"))
    with pytest.raises(DataError, match="one of the two"):
        prepare_copies(tmp_path)
