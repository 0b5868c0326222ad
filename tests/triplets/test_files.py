"""Triplets in files: what is written is read, and what is wrong is found by file and line."""

import numpy as np
import pytest

from mien.errors import FormatError, TripletError
from mien.triplets import Triplets
from mien.triplets.files import read_triplets, write_triplets

FACE = np.array(["a", "b, c", "ü", "d"])


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_triplets_come_back(tmp_path, suffix):
    rows = np.array([[0, 1, 2], [3, 2, 0]])
    path = tmp_path / f"triplets.{suffix}"
    write_triplets(path, Triplets(rows, np.array([5, 0.1])), FACE)
    back = read_triplets(path, FACE)
    assert back.digest() == Triplets(rows, np.array([5, 0.1])).digest()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", FormatError, "empty"),
        ("anchor,near\na,d\n", FormatError, ":1: no column far"),
        ("anchor,near,far\na,d\n", FormatError, ":2: 2 values"),
        ("anchor,near,far,weight\na,d,ü,1\n\na,d,ü,much\n", FormatError, ":4: weight 'much' is not a number"),
        ("anchor,near,far\na,d,ü\na,d,x\n", TripletError, ":3: face x does not exist"),
        ("anchor,near,far\na,d,d\n", TripletError, "names the same face twice"),
        ("anchor,near,far,weight\na,d,ü,-1\n", TripletError, "negative"),
    ],
)
def test_wrong_files_are_refused(tmp_path, text, error, message):
    path = tmp_path / "triplets.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=message):
        read_triplets(path, FACE)
    if not text.count("weight"):
        return
    with pytest.raises(FormatError, match="cannot be read as Parquet"):
        read_triplets(path.rename(tmp_path / "triplets.parquet"), FACE)


def test_without_weights_all_are_one(tmp_path):
    path = tmp_path / "triplets.csv"
    path.write_text("far,near,anchor\na,d,ü\n", encoding="utf-8")
    got = read_triplets(path, FACE)
    assert got.rows.tolist() == [[2, 3, 0]]
    assert got.weight.tolist() == [1]
