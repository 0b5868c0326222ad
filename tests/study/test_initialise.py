"""A study's folder from faces and questions: whole, or not there at all."""

from __future__ import annotations

import csv
import json
import stat

import numpy as np
import pytest
from PIL import Image

from mien.errors import DataError, MienError, RunError, TripletError
from mien.study.asked import read_asked
from mien.study.directory import StudyDirectory
from mien.study.initialise import initialise
from mien.study.stimuli import faults, read_stimuli


@pytest.fixture(scope="module")
def source(tmp_path_factory, make_posed, write_npz):
    return f"npz:{write_npz(tmp_path_factory.mktemp('faces') / 'faces.npz', make_posed())}"


@pytest.fixture
def asked(tmp_path):
    """A file of questions about faces of `source`: two of training people, one of a test person."""
    path = tmp_path / "questions.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([
            ["name", "part", "anchor", "first", "second"],
            ["q1", "train", "P00-neutral-0", "P00-happy-1", "P01-sad-2"],
            ["q2", "train", "P01-sad-2", "P01-neutral-0", "P00-happy-1"],
            ["q3", "test", "P05-angry-1", "P05-happy-2", "P05-sad-1"],
        ])  # fmt: skip
    return path


def test_a_study_holds_what_it_needs(source, asked, tmp_path):
    seen = []
    folder = tmp_path / "study"
    made = initialise(
        folder, source, {"triplet": asked}, progress=lambda done, total: seen.append((done, total))
    )
    assert made.questions == {("triplet", "train"): 2, ("triplet", "test"): 1}
    assert made.pictures == 7
    assert seen[-1] == (7, 7)
    directory = StudyDirectory(folder)
    names = [q.name for q in read_asked(folder, directory.design) if q.pool.role == "vote"]
    assert names == ["q1", "q2", "q3"]
    assert directory.design.person.triplets == 3
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert "#" in directory.consent("de")
    pictures = read_stimuli(directory.stimuli)
    assert set(pictures.faces) == {
        *("P00-neutral-0", "P00-happy-1", "P01-sad-2", "P01-neutral-0"),
        *("P05-angry-1", "P05-happy-2", "P05-sad-1"),
    }
    assert faults(directory.stimuli) == {}
    assert (pictures.about.source, pictures.about.layout) == ("faces.npz", "ibug51")
    assert not list(tmp_path.glob(".study*"))


def test_keys_and_identities_differ_between_studies_and_purposes(source, asked, tmp_path):
    one = StudyDirectory(initialise(tmp_path / "one", source, {"triplet": asked}).path)
    other = StudyDirectory(initialise(tmp_path / "other", source, {"triplet": asked}).path)
    assert one.identity("prolific", "abc") == StudyDirectory(one.path).identity("prolific", "abc")
    digests = {
        one.identity("prolific", "abc"), one.identity("link", "abc"), one.identity("prolific", "abd"),
        other.identity("prolific", "abc"), one.identity("prolifica", "bc"),
    }  # fmt: skip
    assert len(digests) == 5
    assert one.key("token") != one.key("identity") != other.key("identity")


def test_own_images_and_labels(source, tmp_path):
    images = tmp_path / "images"
    images.mkdir()
    rng = np.random.default_rng(0)
    for face in ("P00-happy-1", "P01-sad-2"):
        Image.fromarray(rng.integers(0, 255, (90, 80, 3), dtype=np.uint8)).save(images / f"{face}.png")
    labels = tmp_path / "labels.csv"
    labels.write_text("face\nP00-happy-1\nP01-sad-2\n", "utf-8")
    made = initialise(tmp_path / "study", source, {"label": labels}, images=images)
    assert (made.questions, made.checks, made.pictures) == ({("label", ""): 2}, 1, 2)
    design = StudyDirectory(made.path).design
    assert (design.person.triplets, design.person.labels) == (0, 2)
    assert json.loads((made.path / "stimuli" / "stimuli.json").read_text("utf-8"))["how"] == "images"


@pytest.mark.parametrize("what", ["face", "split", "nothing", "design", "images", "there"])
def test_what_is_wrong_leaves_nothing_behind(source, asked, tmp_path, what):
    folder, more, error = tmp_path / "study", {}, MienError
    if what == "face":
        asked.write_text(asked.read_text("utf-8").replace("P05-sad-1", "P99"), "utf-8")
        error, says = DataError, "question q3: face P99 does not exist"
    elif what == "split":
        asked.write_text(asked.read_text("utf-8").replace("P05-angry-1", "P01-angry-1"), "utf-8")
        error, says = TripletError, "subject P01 is asked about in part 'train' and in part 'test'"
    elif what == "nothing":
        asked, says = None, "--triplets"
    elif what == "design":
        more["design"] = tmp_path / "mine.toml"
        more["design"].write_text("[questions]\nk = -1\n", "utf-8")
        says = r"mine\.toml: questions\.k"
    elif what == "images":
        (tmp_path / "images").mkdir()
        more["images"] = tmp_path / "images"
        says = "there is no image of face"
    else:
        folder.mkdir()
        (folder / "old").write_text("x", "utf-8")
        error, says = RunError, "is there already"
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(error, match=says):
        initialise(folder, source, {"triplet": asked} if asked else {}, **more)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("damage", ["gone", "short", "open", "text"])
def test_a_bad_key_is_refused(source, asked, tmp_path, damage):
    directory = StudyDirectory(initialise(tmp_path / "study", source, {"triplet": asked}).path)
    key = directory.path / "secret.key"
    if damage == "gone":
        key.unlink()
    elif damage == "open":
        key.chmod(0o644)
    else:
        key.write_text("ab" * 31 if damage == "short" else "zz", "ascii")
    with pytest.raises(RunError, match=r"secret\.key: the study's key"):
        directory.key("token")


def test_a_folder_without_a_study_is_named(tmp_path):
    with pytest.raises(RunError, match="is no study"):
        StudyDirectory(tmp_path)
