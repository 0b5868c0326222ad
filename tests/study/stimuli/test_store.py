"""The folder of stimuli: names by content, all or nothing, damage found."""

import hashlib
import json
import os
from dataclasses import asdict

import numpy as np
import pytest
from PIL import Image

from mien.errors import DataError, FormatError, RunError
from mien.study.stimuli import INDEX, About, faults, png, read_stimuli, write_stimuli
from mien.synthetic.surface.frame import Frame

ABOUT = About("lines", "ibug68", "drawn by a test", "CC0-1.0", True, {"frame": asdict(Frame())})


def pictures(count, seed=0):
    rng = np.random.default_rng(seed)
    return [Image.fromarray(rng.integers(0, 255, (70, 80, 3), dtype=np.uint8)) for _ in range(count)]


@pytest.fixture
def folder(tmp_path):
    write_stimuli(tmp_path / "stimuli", ["Ada 1", "Äda/2"], pictures(2), ABOUT)
    return tmp_path / "stimuli"


def test_files_are_named_by_their_content(tmp_path):
    drawn = pictures(3)
    names = write_stimuli(tmp_path, ["a", "b", "c"], drawn, ABOUT)
    assert list(names) == ["a", "b", "c"]
    for face, picture in zip(names, drawn, strict=True):
        data = (tmp_path / names[face]).read_bytes()
        assert data == png(picture)
        assert names[face] == hashlib.sha256(data).hexdigest() + ".png"
    assert sorted(os.listdir(tmp_path)) == sorted([*names.values(), INDEX])


def test_the_index_says_what_was_drawn_and_how(folder):
    plain = json.loads((folder / INDEX).read_text("utf-8"))
    assert (plain["how"], plain["layout"], plain["licence"]) == ("lines", "ibug68", "CC0-1.0")
    assert plain["synthetic"] is True
    assert plain["settings"]["frame"]["eye_distance"] == 132.0
    read = read_stimuli(folder)
    assert read.about == ABOUT
    assert {face: (one.width, one.height) for face, one in read.faces.items()} == {
        "Ada 1": (80, 70),
        "Äda/2": (80, 70),
    }
    assert faults(folder) == {}


def test_files_of_ones_own_keep_their_bytes_and_kind(tmp_path):
    import io

    out = io.BytesIO()
    pictures(1)[0].save(out, "JPEG")
    names = write_stimuli(tmp_path, ["a"], [out.getvalue()], About("images"))
    assert names["a"].endswith(".jpg")
    assert (tmp_path / names["a"]).read_bytes() == out.getvalue()


def test_writing_again_changes_nothing_and_repairs_damage(folder):
    before = {name: (folder / name).read_bytes() for name in os.listdir(folder)}
    one = read_stimuli(folder).faces["Ada 1"].file
    (folder / one).write_bytes(b"damaged")
    write_stimuli(folder, ["Ada 1", "Äda/2"], pictures(2), ABOUT)
    assert {name: (folder / name).read_bytes() for name in os.listdir(folder)} == before


def test_damaged_and_missing_files_are_named_with_their_faces(folder):
    ada, other = (one.file for one in read_stimuli(folder).faces.values())
    data = bytearray((folder / ada).read_bytes())
    data[-20] ^= 1
    (folder / ada).write_bytes(data)
    (folder / other).unlink()
    assert faults(folder) == {ada: "damaged (face Ada 1)", other: "missing (face Äda/2)"}


def failing(count):
    yield from pictures(count, seed=9)
    raise DataError("the fourth face cannot be drawn")


def test_where_drawing_fails_the_index_is_as_it_was(folder):
    before = (folder / INDEX).read_bytes()
    with pytest.raises(DataError, match="fourth face"):
        write_stimuli(folder, list("abcd"), failing(3), ABOUT)
    assert (folder / INDEX).read_bytes() == before
    assert faults(folder) == {}


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 pictures for 2 faces"), (3, "more pictures than the 2 faces")]
)
def test_fewer_or_more_pictures_than_faces(tmp_path, count, words):
    with pytest.raises(DataError, match=words):
        write_stimuli(tmp_path, ["a", "b"], pictures(count), ABOUT)
    assert not (tmp_path / INDEX).exists()


def test_faces_named_twice_and_files_that_are_no_images(tmp_path):
    with pytest.raises(DataError, match="more than once: a"):
        write_stimuli(tmp_path, ["a", "b", "a"], pictures(3), ABOUT)
    with pytest.raises(DataError, match="face a is not PNG"):
        write_stimuli(tmp_path, ["a"], [b"<svg/>"], ABOUT)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: "{", "not JSON"),
        (lambda data: "[]", "not an index"),
        (lambda data: json.dumps(data | {"schema": 99}), "schema 99; this version of mien reads 1"),
        (lambda data: json.dumps({k: v for k, v in data.items() if k != "licence"}), "incomplete"),
        (lambda data: json.dumps(data | {"faces": {"a": {"file": "x.png"}}}), "incomplete"),
        (
            lambda data: json.dumps(data | {"faces": {"a": {"file": "../../key", "width": 1, "height": 1}}}),
            "no content hash as the file of a",
        ),
    ],
)
def test_a_broken_index_is_refused(folder, change, words):
    path = folder / INDEX
    path.write_text(change(json.loads(path.read_text("utf-8"))), "utf-8")
    with pytest.raises(FormatError, match=words):
        read_stimuli(folder)


def test_no_index(tmp_path):
    with pytest.raises(RunError, match=r"stimuli\.json: cannot be read"):
        read_stimuli(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError, match="cannot be written"):
        write_stimuli(tmp_path / "file" / "stimuli", ["a"], pictures(1), ABOUT)
