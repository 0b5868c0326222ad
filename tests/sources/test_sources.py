from dataclasses import replace

import numpy as np
import pytest

from mien.errors import ConfigError, DataError, FormatError
from mien.faces.faces import Faces
from mien.faces.parquet import write_faces
from mien.landmarks import Landmarks, get_layout
from mien.sources.asked import Asked
from mien.sources.opening import (
    open_faces,
    open_stream,
    parse_source,
)


def _table(make_faces, **changes):
    columns = {
        "landmarks": Landmarks(make_faces("ibug51", 6), get_layout("ibug51")),
        "face": np.array(list("abcdef")),
        "subject": np.array(["A", "A", "A", "B", "B", "C"]),
        "label": np.array(["happy", "neutral", "neutral", "neutral", "sad", "sad"]),
        "intensity": np.zeros(6),
    }
    return Faces(**{**columns, **changes})


def _npz(path, table):
    names = ("face", "subject", "label", "intensity")
    columns = {name: getattr(table, name) for name in names}
    np.savez(path, landmarks=table.landmarks.points, layout=np.array("ibug51"), **columns)
    return path


def test_the_forms_of_a_source():
    assert parse_source("builtin") == ("builtin", "")
    assert parse_source("bu3dfe:data/BU") == ("bu3dfe", "data/BU")
    assert parse_source("bp4d:data/BP4D") == ("bp4d", "data/BP4D")
    assert parse_source("npz:x.dat") == ("npz", "x.dat")
    assert parse_source("a/b.parquet") == ("parquet", "a/b.parquet")
    assert parse_source("parquet:a") == ("parquet", "a")
    assert parse_source(r"C:\faces\b.parquet") == ("parquet", r"C:\faces\b.parquet")
    for wrong in ("", "faces.csv", "npz:", "bp4d:", "vicon:x"):
        with pytest.raises(
            ConfigError, match=r"write builtin, builtin-spontaneous, KIND:PATH .* or FILE\.parquet"
        ):
            parse_source(wrong)


def test_npz_and_parquet_give_the_same(tmp_path, make_faces):
    table = _table(make_faces)
    path = _npz(tmp_path / "f.npz", table)
    first = open_faces(f"npz:{path}", "drop")
    assert first.face.tolist() == list("abcde")
    assert first.neutral_rows.tolist() == [1, 1, 1, 3, 3]
    assert first.notes == ("1 people without a neutral face left out (1 faces): C",)
    write_faces(tmp_path / "f.parquet", open_faces(f"npz:{path}", "keep"))
    second = open_faces(f"parquet:{tmp_path / 'f.parquet'}", "drop")
    for name in ("face", "subject", "label", "intensity", "neutral"):
        np.testing.assert_array_equal(getattr(second, name), getattr(first, name))
    np.testing.assert_array_equal(second.landmarks.points, first.landmarks.points)


def test_a_missing_neutral_is_an_error_that_names_the_person(tmp_path, make_faces):
    path = _npz(tmp_path / "f.npz", _table(make_faces))
    with pytest.raises(DataError, match=r"f\.npz: no neutral face for subject C;"):
        open_faces(f"npz:{path}")
    path = _npz(tmp_path / "f.npz", _table(make_faces, label=np.array(["sad"] * 6)))
    with pytest.raises(DataError, match="nobody has a neutral"):
        open_faces(f"npz:{path}", "drop")
    with pytest.raises(ConfigError, match="missing_neutral"):
        open_faces(f"npz:{path}", "ignore")


def test_neutrals_named_by_the_file_win_over_labels(make_faces):
    table = _table(make_faces, neutral=np.array(["c", "c", "c", "d", "d", ""]))
    dataset = table.whole()
    assert dataset.neutral_rows.tolist() == [2, 2, 2, 3, 3, -1]
    assert dataset.neutral.tolist() == ["c", "c", "c", "d", "d", ""]


def test_impossible_neutrals_are_refused(make_faces):
    table = _table(make_faces, neutral=np.array(["c", "c", "c", "d", "d", "x"]))
    with pytest.raises(DataError, match="not among the faces: x"):
        table.whole()
    with pytest.raises(DataError, match="another person's for face f"):
        replace(table, neutral=np.array(["c", "c", "c", "d", "d", "a"])).whole()


def test_degenerate_faces_are_refused_with_their_file(tmp_path, make_faces):
    points = make_faces("ibug51", 6)
    points[4, 0, 0] = np.nan
    path = _npz(tmp_path / "f.npz", _table(make_faces, landmarks=Landmarks(points, get_layout("ibug51"))))
    with pytest.raises(DataError, match=r"f\.npz: faces that cannot be used: not finite: e;"):
        open_faces(f"npz:{path}", "drop")


def test_missing_files_are_named(tmp_path):
    for spec in ("npz:{}/f.npz", "{}/f.parquet", "bu3dfe:{}/f"):
        with pytest.raises(FormatError, match="no such f"):
            open_faces(spec.format(tmp_path))


def test_real_faces_are_read(real_faces):
    london = open_faces(f"npz:{real_faces / 'london.npz'}")
    assert len(london) == 204
    assert (london.label[london.neutral_rows] == "neutral").all()
    assert (london.subject[london.neutral_rows] == london.subject).all()
    lee = open_faces(f"npz:{real_faces / 'lee.npz'}", "drop")
    assert (lee.subject[lee.neutral_rows] == lee.subject).all()


@pytest.mark.parametrize(
    ("source", "options", "what"),
    [
        ("npz:a.npz", {"frame_offset": 1}, "--frame-offset is for bp4d; npz does not take it"),
        ("openface:a.csv", {"image_size": (4, 3)}, "--image-size is for mediapipe; openface does not"),
        ("bp4d:a", {"keep_face": "0"}, "--keep-face is for openface, pyfeat, mediapipe; bp4d does not"),
        ("a.parquet", {"pose": "none"}, "--pose is for bp4d; parquet does not"),
    ],
)
def test_settings_of_another_kind_are_refused(source, options, what):
    with pytest.raises(ConfigError, match=what):
        open_stream(Asked(source, options))
