"""Whose neutral is whose in a table that streams by is what it is in memory."""

from dataclasses import replace

import numpy as np
import pytest

from mien.errors import DataError, FormatError
from mien.faces.streaming import gathered, streamed_neutrals


def _batches(faces, size):
    def read():
        for start in range(0, len(faces), size):
            yield faces.take(slice(start, start + size))

    return read


def _named(faces, rng):
    """Every face has one of two neutrals of its person, some none."""
    chosen = {
        person: rng.choice(faces.face[faces.subject == person], 2, replace=False) for person in faces.subjects
    }
    names = [str(rng.choice(chosen[person])) for person in faces.subject.tolist()]
    return replace(faces, neutral=np.where(rng.random(len(faces)) < 0.1, "", names))


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("seed", range(4))
def test_names_and_labels_are_found_in_whatever_batch(make_posed, size, seed):
    rng = np.random.default_rng(seed)
    faces = make_posed(people=4)
    faces = faces.take(rng.permutation(len(faces)))
    for table in (faces, _named(faces, rng), replace(faces, neutral=np.full(len(faces), ""))):
        found = streamed_neutrals(_batches(table, size))
        whole = table.whole()
        assert np.append(found.faces.face, "")[found.place].tolist() == whole.neutral.tolist()
        assert found.face.tolist() == table.face.tolist()
        # No more than the neutrals themselves are kept.
        assert set(found.faces.face) == set(whole.neutral) - {""}
        rows = found.place[whole.neutral_rows >= 0]
        np.testing.assert_array_equal(
            found.faces.landmarks.points[rows],
            whole.landmarks.points[whole.neutral_rows[whole.neutral_rows >= 0]],
        )


def test_what_is_impossible_is_refused_as_in_memory(make_posed):
    faces = make_posed(people=2).whole()
    for neutral, what in (("nobody", "not among the faces: nobody"), (faces.face[-1], "another person's")):
        names = faces.neutral.copy()
        names[0] = neutral
        with pytest.raises(DataError, match=what):
            streamed_neutrals(_batches(replace(faces, neutral=names), 5))


def test_other_faces_get_their_own_neutral_or_their_persons_only_one(make_posed):
    faces = make_posed(people=2).whole()
    names = np.where(np.isin(faces.face, ("P00-sad-1", "P00-sad-2")), "P00-happy-1", faces.neutral)
    found = streamed_neutrals(_batches(replace(faces, neutral=names), 5))
    place = found.of(np.array(["P00-sad-1", "P00-angry-1", "new"]), np.array(["P00", "P00", "P01"]))
    assert found.faces.face[place].tolist() == ["P00-happy-1", "P00-neutral-0", "P01-neutral-0"]
    with pytest.raises(DataError, match="face new is not among the faces, and its subject has several"):
        found.of(np.array(["new"]), np.array(["P00"]))
    with pytest.raises(DataError, match="no neutral face for subject P07"):
        found.of(np.array(["new"]), np.array(["P07"]))


def test_batches_are_gathered_with_or_without_their_number(make_posed):
    faces = make_posed(people=3)
    for count in (None, len(faces), len(faces) + 9):
        whole = gathered(_batches(faces, 5)(), count, "here")
        np.testing.assert_array_equal(whole.landmarks.points, faces.landmarks.points)
        assert whole.face.tolist() == faces.face.tolist()
    with pytest.raises(FormatError, match="here: more than the 4 faces"):
        gathered(_batches(faces, 5)(), 4, "here")
    with pytest.raises(FormatError, match="here: there are no faces"):
        gathered(iter([]), 4, "here")
    with pytest.raises(FormatError, match="here: face names are used more than once"):
        gathered([faces, faces], None, "here")


def test_neutrals_that_name_themselves_need_one_reading(make_posed):
    faces, readings = make_posed(people=3), []

    def counted(table):
        def read():
            readings.append(1)
            return _batches(table, 5)()

        return read

    streamed_neutrals(counted(faces))
    streamed_neutrals(counted(faces.whole()))
    assert len(readings) == 2
    others = np.where(faces.label == "neutral", "", np.char.add(faces.subject, "-sad-1"))
    others[faces.face == np.char.add(faces.subject, "-sad-1")] = ""
    found = streamed_neutrals(counted(replace(faces, neutral=others)))
    assert len(readings) == 4
    assert set(found.faces.face) == set(others) - {""}
