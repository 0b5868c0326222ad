"""Ratings of faces: means counted by hand, label votes, and files that cannot be read."""

import numpy as np
import pytest

from mien.errors import FormatError, TripletError
from mien.triplets.formats.ratings import read_ratings

FACES = np.array(["a", "b", "c"])
HEAD = "face,rater,valence,arousal,intensity,seconds,repeat\n"


def written(tmp_path, text):
    path = tmp_path / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_means_over_raters_without_repeats_and_scales_that_nobody_used(tmp_path):
    rows = "a,r1,10,3,,2.5,0\na,r2,30,,,1,no\nc,r1,5,4,,1,\na,r1,90,90,,2,yes\n"
    found = read_ratings(written(tmp_path, HEAD + rows), FACES)
    np.testing.assert_array_equal(found, [[20, 3], [np.nan, np.nan], [5, 4]])


def test_answers_with_labels_are_shares(tmp_path):
    rows = "face,rater,label\nb,r1,positive\nb,r2,neutral\n"
    found = read_ratings(written(tmp_path, rows), FACES)
    np.testing.assert_array_equal(found, [[np.nan] * 3, [0, 0.5, 0.5], [np.nan] * 3])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("face,rater\na,r1\n", r"ratings.csv:1: no column with ratings, or with labels, beside face"),
        ("face,valence\na,much\n", r"ratings.csv:2: valence 'much' is not a number"),
        ("face,valence\na,inf\n", "valence 'inf' is not a number"),
        ("face,valence\na,\n", "no rating in valence"),
        ("face,valence\n", "nothing below the header"),
        ("rater,valence\nr,1\n", "face"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_one_line(tmp_path, text, says):
    with pytest.raises(FormatError, match=says) as refused:
        read_ratings(written(tmp_path, text), FACES)
    assert "\n" not in str(refused.value)


def test_a_face_that_does_not_exist_is_named_with_its_line(tmp_path):
    with pytest.raises(TripletError, match=r"ratings.csv:3: face d does not exist"):
        read_ratings(written(tmp_path, "face,valence\na,1\nd,2\n"), FACES)
