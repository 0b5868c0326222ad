import io
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mien.errors import FormatError, LayoutError, MienError
from mien.sources.npz import read_npz

SEVERAL = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def _arrays(n=4):
    rng = np.random.default_rng(0)
    return {
        "landmarks": rng.normal(size=(n, 51, 3)).astype(np.float32),
        "subject": np.array(["P1", "P1", "P2", "P2"][:n]),
        "label": np.array(["neutral", "happy", "neutral", "sad"][:n]),
        "intensity": np.array([0, 2.5, 0, np.nan][:n], dtype=np.float32),
        "layout": np.array("ibug51"),
    }


def _saved(tmp_path, arrays):
    path = tmp_path / "faces.npz"
    np.savez(path, **arrays)
    return path


def test_the_documented_arrays_are_read(tmp_path):
    arrays = _arrays()
    table = read_npz(_saved(tmp_path, {**arrays, "colour": np.zeros(7)}))
    np.testing.assert_array_equal(table.landmarks.points, arrays["landmarks"])
    np.testing.assert_array_equal(table.intensity, arrays["intensity"])
    assert table.subject.tolist() == arrays["subject"].tolist()
    assert table.face.tolist() == ["P1_neutral_0", "P1_happy_1", "P2_neutral_2", "P2_sad_3"]
    assert (table.landmarks.layout.name, table.landmarks.unit, table.licence) == (
        "ibug51",
        "normalised",
        "unknown",
    )
    assert table.frame.tolist() == [-1] * 4
    assert table.neutral is None


def test_optional_arrays_are_read(tmp_path):
    extra = {
        "face": np.array(["a", "b", "c", "d"]), "unit": np.array("mm"), "sequence": np.array(["s"] * 4),
        "frame": np.arange(4), "source": np.array("here"), "licence": np.array("CC0"),
        "synthetic": np.array(True), "subject": np.array([b"1", b"1", b"2", b"2"]),
        "landmarks": _arrays()["landmarks"].astype(np.float64),
    }  # fmt: skip
    table = read_npz(_saved(tmp_path, {**_arrays(), **extra}))
    assert table.face.tolist() == ["a", "b", "c", "d"]
    assert table.subject.tolist() == ["1", "1", "2", "2"]
    assert table.frame.tolist() == [0, 1, 2, 3]
    assert table.landmarks.points.dtype == np.float32
    about = (table.landmarks.unit, table.source, table.licence, table.synthetic)
    assert about == ("mm", "here", "CC0", True)


@pytest.mark.parametrize("name", ["landmarks", "subject", "label", "intensity", "layout"])
def test_a_missing_array_is_named(tmp_path, name):
    arrays = _arrays()
    del arrays[name]
    with pytest.raises(FormatError, match=rf"faces\.npz: no array {name};"):
        read_npz(_saved(tmp_path, arrays))


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("landmarks", np.zeros((4, 153)), "shape"),
        ("landmarks", np.zeros((0, 51, 3)), "no faces"),
        ("landmarks", np.zeros((4, 51, 3), dtype=complex), "complex"),
        ("landmarks", np.full((4, 51, 3), "x"), "numbers"),
        ("landmarks", np.zeros((4, 68, 3)), "51 points"),
        ("subject", np.array(["a"] * 3), "4 faces"),
        ("subject", np.array(["a", "b", "", "c"]), "row 2"),
        ("subject", np.array([1.5] * 4), "text"),
        ("label", np.array([b"\xff"] * 4), "UTF-8"),
        ("intensity", np.array(["a"] * 4), "numbers"),
        ("layout", np.array("dlib5"), "dlib5"),
        ("layout", np.array(["ibug51"] * 2), "one text"),
        ("unit", np.array("inch"), "inch"),
        ("face", np.array(["a", "b", "a", "c"]), "more than once: a"),
        ("frame", np.array([0.5] * 4), "frame"),
        ("synthetic", np.array("yes"), "synthetic"),
    ],
)
def test_wrong_arrays_are_named(tmp_path, name, value, what):
    with pytest.raises((FormatError, LayoutError), match=what) as error:
        read_npz(_saved(tmp_path, {**_arrays(), name: value}))
    assert str(error.value).startswith(str(tmp_path / "faces.npz"))


class _Bomb:
    def __reduce__(self):
        return (pytest.fail, ("it was unpickled",))


def test_nothing_is_unpickled(tmp_path):
    with pytest.raises(FormatError, match="pickled"):
        read_npz(_saved(tmp_path, {**_arrays(), "subject": np.array([_Bomb()] * 4, dtype=object)}))
    read_npz(_saved(tmp_path, {**_arrays(), "unused": np.array([_Bomb()], dtype=object)}))


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "faces.npz"
    with pytest.raises(FormatError, match="no such file"):
        read_npz(path)
    for content in (b"", b"PK", b"\x93NUMPY"):
        path.write_bytes(content)
        with pytest.raises(FormatError, match="cannot be read"):
            read_npz(path)
    with open(path, "wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(FormatError, match="archive"):
        read_npz(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name in _arrays():
            archive.writestr(f"{name}.npy", b"not an array")
    with pytest.raises(FormatError):
        read_npz(path)


@SEVERAL
@given(st.data())
def test_damaged_files_are_refused_or_read_right(tmp_path, data):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **_arrays())
    content = bytearray(buffer.getvalue())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        for _ in range(data.draw(st.integers(1, 3))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "faces.npz"
    path.write_bytes(content)
    try:
        table = read_npz(path)
    except MienError:
        return
    np.testing.assert_array_equal(table.landmarks.points, _arrays()["landmarks"])
    assert table.subject.tolist() == _arrays()["subject"].tolist()


def test_real_files_are_read(real_faces):
    london, lee = read_npz(real_faces / "london.npz"), read_npz(real_faces / "lee.npz")
    assert (len(london), london.landmarks.points.shape[1], len(np.unique(london.subject))) == (204, 478, 102)
    assert (len(lee), lee.landmarks.points.shape[1], len(np.unique(lee.subject))) == (165, 51, 18)
