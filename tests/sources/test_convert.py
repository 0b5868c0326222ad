import json

import numpy as np
import pytest

from mien.errors import ConfigError, DataError, FormatError, RunError
from mien.sources.convert import convert, describe
from mien.sources.opening import open_faces


@pytest.fixture
def npz(tmp_path, make_faces):
    path = tmp_path / "faces.npz"
    np.savez(
        path,
        landmarks=make_faces("ibug51", 5),
        subject=np.array(["A", "A", "B", "B", "C"]),
        label=np.array(["neutral", "happy", "neutral", "sad", "sad"]),
        intensity=np.array([0, 1.5, 0, 1.5, np.nan]),
        layout=np.array("ibug51"),
        frame=np.arange(5),
        licence=np.array("CC0"),
    )
    return path


def test_converted_faces_are_the_same(tmp_path, npz):
    out = tmp_path / "faces.parquet"
    assert convert(f"npz:{npz}", out) == {"faces": 5, "subjects": 3, "notes": []}
    before, after = open_faces(f"npz:{npz}", "keep"), open_faces(str(out), "keep")
    np.testing.assert_array_equal(before.landmarks.points, after.landmarks.points)
    np.testing.assert_array_equal(before.neutral_rows, after.neutral_rows)
    assert (after.source, after.licence) == ("faces.npz", "CC0")
    again = tmp_path / "again.parquet"
    convert(str(out), again)
    assert {**describe(again), "path": ""} == {**describe(out), "path": ""}


def test_a_description_has_it_all(tmp_path, npz):
    convert(f"npz:{npz}", tmp_path / "faces.parquet")
    for path in (npz, tmp_path / "faces.parquet"):
        found = describe(path)
        assert json.loads(json.dumps(found)) == found
        assert (found["faces"], found["subjects"], found["points"]) == (5, 3, 51)
        assert found["labels"] == {"happy": 1, "neutral": 2, "sad": 2}
        assert found["intensities"] == {"0": 2, "1.5": 2, "unknown": 1}
        assert found["without_neutral"] == ["C"]
        assert found["degenerate"] == {}
        assert (found["layout"], found["unit"], found["licence"]) == ("ibug51", "normalised", "CC0")


def test_degenerate_faces_are_described_and_not_converted(tmp_path, npz):
    arrays = dict(np.load(npz))
    arrays["landmarks"][1, 0, 0] = np.nan
    np.savez(npz, **arrays)
    assert describe(npz)["degenerate"] == {"not finite": ["A_happy_1"]}
    with pytest.raises(DataError, match="A_happy_1"):
        convert(f"npz:{npz}", tmp_path / "faces.parquet")
    assert [entry.name for entry in tmp_path.iterdir()] == ["faces.npz"]


def test_bad_paths_are_named(tmp_path, npz):
    with pytest.raises(ConfigError, match=r"\.parquet"):
        convert(f"npz:{npz}", tmp_path / "faces.csv")
    with pytest.raises(RunError, match="cannot be written"):
        convert(f"npz:{npz}", npz / "faces.parquet")
    with pytest.raises(FormatError, match="no such file or folder"):
        describe(tmp_path / "none")
    (tmp_path / "faces.csv").write_text("a,b\n")
    with pytest.raises(FormatError, match="not a known format"):
        describe(tmp_path / "faces.csv")
    with pytest.raises(FormatError, match="no file is named"):
        describe(tmp_path)
