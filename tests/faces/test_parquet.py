from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mien.errors import DataError, FormatError, LayoutError, MienError, RunError
from mien.faces import parquet as module
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.faces.parquet import count_faces, iter_faces, read_faces, write_faces, writing_faces
from mien.landmarks import Landmarks, get_layout

ABOUT = {"source": "a source", "licence": "CC0", "synthetic": True}
SEVERAL = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def _faces(n=6, start=0):
    rng = np.random.default_rng(start)
    return Faces(
        Landmarks(rng.normal(size=(n, 51, 3)), get_layout("ibug51"), "mm"),
        face=np.array([f"f{i}" for i in range(start, start + n)]),
        subject=np.array([f"Zoë {i // 3}" for i in range(n)]),
        label=np.array(["neutral" if i % 3 == 0 else "" for i in range(n)]),
        intensity=np.where(np.arange(n) % 2, np.nan, np.arange(n)),
        neutral=np.array([f"f{start + i - i % 3}" if i < 3 else "" for i in range(n)]),
        sequence=np.array(["s" if i % 2 else "" for i in range(n)]),
        frame=np.arange(n) - 1,
        **ABOUT,
    )


def _about(faces):
    layout, unit = faces.landmarks.layout.name, faces.landmarks.unit
    return (layout, unit, faces.source, faces.licence, faces.synthetic)


def _same(a, b):
    assert _about(a) == _about(b)
    np.testing.assert_array_equal(a.landmarks.points, b.landmarks.points)
    for name in ("face", "subject", "label", "intensity", "neutral", "sequence", "frame"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)


def test_round_trip(tmp_path):
    path = tmp_path / "faces.parquet"
    write_faces(path, _faces())
    _same(read_faces(path), _faces())
    assert count_faces(path) == 6
    assert _about(read_faces(path)) == ("ibug51", "mm", "a source", "CC0", True)


def test_batches_and_row_groups_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROW_GROUP", 8)
    path = tmp_path / "faces.parquet"
    parts = [_faces(5, 100 * i) for i in range(7)]
    with writing_faces(path) as writer:
        for part in parts:
            writer.write(part)
            assert sum(len(table) for table in writer._pending) < 8
    stored = pq.ParquetFile(path).metadata
    assert [stored.row_group(i).num_rows for i in range(stored.num_row_groups)] == [8, 8, 8, 8, 3]
    batches = list(iter_faces(path, batch_size=10))
    assert max(len(batch) for batch in batches) <= 10
    expected = np.concatenate([part.landmarks.points for part in parts])
    np.testing.assert_array_equal(np.concatenate([batch.landmarks.points for batch in batches]), expected)
    np.testing.assert_array_equal(read_faces(path).landmarks.points, expected)


def test_reading_in_batches_holds_few_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROW_GROUP", 500)
    path = tmp_path / "faces.parquet"
    with writing_faces(path) as writer:
        for start in range(0, 10_000, 500):
            writer.write(_faces(500, start))
    before = pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - before for _ in iter_faces(path)]
    assert len(held) == 20
    assert max(held) < 5 * 500 * 51 * 3 * 4


def test_nan_points_come_back_for_the_check_to_name(tmp_path):
    points = _faces().landmarks.points.copy()
    points[2, 3, 1] = np.nan
    write_faces(
        tmp_path / "f.parquet", replace(_faces(), landmarks=replace(_faces().landmarks, points=points))
    )
    np.testing.assert_array_equal(read_faces(tmp_path / "f.parquet").landmarks.points, points)


def _frames(n=6, start=0):
    """Faces with all that a frame of a recording can have; some of it not known."""
    rng = np.random.default_rng(start)
    present = rng.integers(-1, 2, size=(n, 3))
    intensity = np.where(rng.random((n, 3)) < 0.3, np.nan, rng.uniform(0, 5, (n, 3)))
    rotation = np.linalg.qr(rng.normal(size=(n, 3, 3)))[0]
    rotation[0] = np.nan
    units = ActionUnits(("AU01", "AU12", "AU45"), present, intensity)
    return replace(_faces(n, start), action_units=units, rotation=rotation)


def _same_units(a, b):
    assert a.names == b.names
    np.testing.assert_array_equal(a.present, b.present)
    np.testing.assert_array_equal(a.intensity, b.intensity)


def test_action_units_and_rotations_come_back(tmp_path):
    path = tmp_path / "faces.parquet"
    parts = [_frames(6, 10 * i) for i in range(3)]
    _write_all(path, parts)
    whole = read_faces(path)
    _same_units(
        whole.action_units,
        ActionUnits(
            ("AU01", "AU12", "AU45"),
            np.concatenate([part.action_units.present for part in parts]),
            np.concatenate([part.action_units.intensity for part in parts]),
        ),
    )
    np.testing.assert_array_equal(whole.rotation, np.concatenate([part.rotation for part in parts]))
    (batch,) = iter_faces(path)
    _same_units(batch.action_units, whole.action_units)


def test_action_units_are_columns_that_people_can_read(tmp_path):
    path = tmp_path / "faces.parquet"
    faces = _frames()
    write_faces(path, faces)
    table = pq.read_table(path, columns=["AU12", "AU12_intensity", "rotation"])
    expected = [None if value < 0 else value for value in faces.action_units.present[:, 1].tolist()]
    assert table["AU12"].to_pylist() == expected
    expected = [None if np.isnan(value) else value for value in faces.action_units.intensity[:, 1].tolist()]
    assert table["AU12_intensity"].to_pylist() == expected
    np.testing.assert_array_equal(table["rotation"].to_pylist()[2], faces.rotation[2].ravel())


def test_faces_without_depth(tmp_path):
    whole = _faces()
    flat = replace(whole, landmarks=replace(whole.landmarks, points=whole.landmarks.points[..., :2]))
    write_faces(tmp_path / "flat.parquet", flat)
    np.testing.assert_array_equal(
        read_faces(tmp_path / "flat.parquet").landmarks.points, flat.landmarks.points
    )
    # An earlier Mien says that it is too old for them, but still reads faces with depth.
    write_faces(tmp_path / "whole.parquet", whole)
    versions = [
        pq.read_schema(tmp_path / f"{name}.parquet").metadata[b"mien.schema"] for name in ("flat", "whole")
    ]
    assert versions == [b"3", b"2"]
    with pytest.raises(LayoutError, match="in mm without depth cannot be added"):
        _write_all(tmp_path / "both.parquet", [_faces(), replace(flat, face=np.char.add(flat.face, "x"))])


def test_faces_of_two_layouts_or_units_are_no_table(tmp_path):
    path = tmp_path / "faces.parquet"
    other = replace(_faces(6, 10), landmarks=Landmarks(np.ones((6, 83, 3)), get_layout("bu3dfe83"), "mm"))
    inches = replace(_faces(6, 10), landmarks=replace(_faces().landmarks, unit="pixel"))
    for second, says in ((other, "layout bu3dfe83 in mm"), (inches, "layout ibug51 in pixel")):
        with pytest.raises(LayoutError, match=f"faces of {says} cannot be added to .* layout ibug51 in mm"):
            _write_all(path, [_faces(), second])
    assert list(tmp_path.iterdir()) == []


def test_batches_may_lack_what_the_first_one_has_but_not_the_other_way_round(tmp_path):
    path = tmp_path / "faces.parquet"
    first = _frames()
    bare = _faces(6, 10)
    fewer = replace(_faces(6, 20), action_units=ActionUnits(("AU12",), np.ones((6, 1)), np.zeros((6, 1))))
    _write_all(path, [first, bare, fewer])
    read = read_faces(path)
    assert (read.action_units.present[6:12] == -1).all()
    assert np.isnan(read.action_units.intensity[6:12]).all()
    assert read.action_units.present[12:].tolist() == [[-1, 1, -1]] * 6
    assert np.isnan(read.rotation[6:]).all()
    with pytest.raises(DataError, match="a pose cannot be added"):
        _write_all(path, [bare, replace(first, action_units=None)])
    with pytest.raises(DataError, match="coded for AU01, AU45 cannot be added"):
        _write_all(path, [fewer, replace(first, rotation=None)])


def test_faces_coded_for_no_action_unit_are_not_uncoded_faces(tmp_path):
    none = ActionUnits((), np.zeros((6, 0)), np.zeros((6, 0)))
    write_faces(tmp_path / "f.parquet", replace(_faces(), action_units=none))
    assert read_faces(tmp_path / "f.parquet").action_units.names == ()
    write_faces(tmp_path / "f.parquet", _faces())
    assert read_faces(tmp_path / "f.parquet").action_units is None


def test_a_file_of_version_1_is_read():
    faces = read_faces(Path(__file__).parent / "saved" / "faces_v1.parquet")
    assert _about(faces) == ("ibug51", "mm", "a source", "CC0", True)
    assert faces.face.tolist() == [f"f{i}" for i in range(6)]
    assert faces.subject.tolist() == ["Zoë"] * 3 + ["A"] * 3
    assert faces.label.tolist() == ["neutral", "happy", "", "neutral", "sad", ""]
    np.testing.assert_array_equal(faces.intensity, np.array([0, 1.5, np.nan] * 2, dtype=np.float32))
    assert faces.neutral.tolist() == ["f0", "f0", "", "f3", "f3", ""]
    assert faces.sequence.tolist() == ["s1", "s1", "", "s2", "", ""]
    assert faces.frame.tolist() == [0, 7, -1, 3, -1, -1]
    points = np.random.default_rng(7).normal(size=(6, 51, 3)).astype(np.float32)
    np.testing.assert_array_equal(faces.landmarks.points, points)
    assert faces.action_units is None
    assert faces.rotation is None


def _write_all(path, parts):
    with writing_faces(path) as writer:
        for part in parts:
            writer.write(part)


def test_nothing_is_left_of_a_write_that_failed(tmp_path):
    path = tmp_path / "faces.parquet"
    write_faces(path, _faces())
    before = path.read_bytes()
    with pytest.raises(DataError, match="more than once: f0"):
        _write_all(path, [_faces(), _faces(1)])
    with pytest.raises(DataError, match="not among the faces: f0"):
        write_faces(path, replace(_faces(), face=np.array(list("abcdef"))))
    other = Landmarks(np.ones((6, 68, 3)), get_layout("ibug68"), "mm")
    with pytest.raises(LayoutError):
        _write_all(path, [replace(_faces(6, 10), landmarks=other), _faces()])
    with pytest.raises(DataError, match="no faces"), writing_faces(path):
        pass
    with pytest.raises(ZeroDivisionError):
        _write_all(path, (_faces(1 // (3 - i), i) for i in range(2, 5)))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["faces.parquet"]
    with pytest.raises(RunError, match="cannot be written"):
        write_faces(path / "below" / "f.parquet", _faces())


def _rewritten(tmp_path, change, faces=None):
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    write_faces(good, _faces() if faces is None else faces)
    pq.write_table(change(pq.read_table(good)), bad)
    return bad


def _with_meta(**changes):
    def change(table):
        meta = {**table.schema.metadata, **{f"mien.{k}".encode(): v.encode() for k, v in changes.items()}}
        return table.replace_schema_metadata(meta)

    return change


def _column(name, values, kind=None):
    def change(table):
        place = table.schema.get_field_index(name)
        return table.set_column(place, name, pa.array(values, kind or table.schema.field(name).type))

    return change


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda table: table.replace_schema_metadata({}), "not a faces table"),
        (_with_meta(schema="4"), "later Mien"),
        (_with_meta(schema="x"), "not a faces table"),
        (_with_meta(layout="dlib5"), "dlib5"),
        (_with_meta(layout="ibug68"), "column landmarks"),
        (lambda table: table.drop_columns(["label"]), "column label is missing"),
        (lambda table: table.slice(0, 0), "no faces"),
        (_column("subject", ["a", None, "b", "c", "d", "e"]), "column subject is empty in row 1"),
        (_column("subject", ["a", "", "b", "c", "d", "e"]), "column subject is empty in row 1"),
        (_column("face", ["a", "a", "b", "c", "d", "e"]), "more than once: a"),
        (_column("frame", list("abcdef"), pa.string()), "column frame is string"),
    ],
)
def test_other_tables_are_refused(tmp_path, change, what):
    path = _rewritten(tmp_path, change)
    with pytest.raises(MienError, match=what) as error:
        read_faces(path)
    assert str(error.value).startswith(str(path))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_column("AU12", [2] * 6), "neither present"),
        (_column("AU12", [1] * 6, pa.int64()), "column AU12 is int64"),
        (_column("AU12_intensity", [7.0] * 6), "not from 0 to 5"),
        (lambda t: t.drop_columns(["AU45"]), "column AU45 is missing"),
        (_with_meta(action_units="AU12 AU01"), "ascending"),
        (_column("rotation", [None] * 6), "column rotation is empty in row 0"),
        (_column("rotation", [1.0] * 6, pa.float32()), "column rotation is float"),
    ],
)
def test_wrong_action_units_and_rotations_are_refused(tmp_path, change, what):
    path = _rewritten(tmp_path, change, _frames())
    with pytest.raises(FormatError, match=what) as error:
        read_faces(path)
    assert str(error.value).startswith(str(path))


def test_extra_columns_and_other_orders_are_read(tmp_path):
    path = _rewritten(
        tmp_path,
        lambda t: t.append_column("mood", pa.array(range(6))).select([*reversed(t.column_names), "mood"]),
    )
    _same(read_faces(path), _faces())


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "f.parquet"
    with pytest.raises(FormatError, match="no such file"):
        read_faces(path)
    for content in (b"", b"PAR1PAR1", b"id x y z\n" * 50):
        path.write_bytes(content)
        with pytest.raises(FormatError, match="not a Parquet file"):
            read_faces(path)


@SEVERAL
@given(st.data())
def test_damaged_files_are_refused_or_read_right(tmp_path, data):
    path = tmp_path / "f.parquet"
    write_faces(path, _faces())
    content = bytearray(path.read_bytes())
    footer = int.from_bytes(content[-8:-4], "little") + 8
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        # The pages carry checksums; the footer has none.
        content[data.draw(st.integers(0, len(content) - footer - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    try:
        table = read_faces(path)
    except MienError:
        return
    _same(table, _faces())


def test_tables_check_their_columns():
    with pytest.raises(DataError, match="column label has shape"):
        replace(_faces(), label=np.array(["a"]))
    with pytest.raises(LayoutError, match="51 points"):
        replace(_faces().landmarks, points=np.zeros((6, 50, 3)))
