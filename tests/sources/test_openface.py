import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from mien.errors import FormatError, MienError
from mien.landmarks import get_layout
from mien.sources.notes import Notes
from mien.sources.openface import Options, iter_openface, named_by, open_source, rotation_of
from mien.sources.paths import files_of

FLIP = np.array([1.0, -1.0, -1.0])
SEVERAL = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def _columns(n=6):
    """What OpenFace writes of n frames, without the columns that nothing needs."""
    rng = np.random.default_rng(3)
    columns = {
        "frame": np.arange(1, n + 1),
        "timestamp": np.arange(n) / 30,
        "confidence": np.full(n, 0.98),
        "success": np.ones(n, dtype=int),
        "pose_Rx": rng.normal(scale=0.2, size=n).round(3),
        "pose_Ry": rng.normal(scale=0.2, size=n).round(3),
        "pose_Rz": rng.normal(scale=0.2, size=n).round(3),
    }
    for axis, scale in (("x", 500), ("X", 50), ("Y", 50), ("Z", 50)):
        columns |= {f"{axis}_{i}": rng.normal(scale=scale, size=n).round(2) for i in range(68)}
    columns |= {"AU12_r": rng.uniform(0, 5, n).round(2), "AU04_r": np.zeros(n)}
    columns |= {"AU12_c": np.arange(n) % 2, "AU04_c": np.zeros(n, dtype=int), "AU28_c": np.ones(n, dtype=int)}
    return columns


def _write(path, columns, gap=", "):
    rows = zip(*columns.values(), strict=True)
    lines = [gap.join(columns), *(gap.join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def path(tmp_path):
    return _write(tmp_path / "clip.csv", _columns())


def _read(path, **options):
    notes = Notes()
    return list(iter_openface(files_of(path, (".csv",)), notes, Options(**options))), notes.lines()


def test_a_file_is_read_by_the_names_of_its_columns(tmp_path):
    columns = _columns()
    points = np.stack([[columns[f"{axis}_{i}"] for axis in "XYZ"] for i in range(68)]).transpose(2, 0, 1)
    names = list(columns)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(names)
        shuffled = {name: columns[name] for name in order} | {"mood": np.arange(6)}
        (table,), notes = _read(_write(tmp_path / "clip.csv", shuffled, gap=[", ", ",", " , "][seed]))
        np.testing.assert_allclose(table.landmarks.points, points * FLIP, rtol=1e-6)
        assert (table.landmarks.layout.name, table.landmarks.unit) == ("ibug68", "mm")
        assert table.face.tolist()[:2] == ["clip_000001", "clip_000002"]
        assert table.frame.tolist() == list(range(1, 7))
        assert set(table.subject) == set(table.sequence) == {"clip"}
        assert table.action_units.names == ("AU04", "AU12", "AU28")
        assert table.action_units.present.tolist() == [[0, i % 2, 1] for i in range(6)]
        np.testing.assert_allclose(table.action_units.intensity[:, 1], columns["AU12_r"], rtol=1e-6)
        assert np.isnan(table.action_units.intensity[:, 2]).all()
        assert notes == ()


def test_rotations_turn_heads_back_to_the_front():
    """OpenFace's Rx Ry Rz is scipy's intrinsic XYZ; it is made in OpenFace's axes and seen in ours."""
    rng = np.random.default_rng(1)
    angles, front = rng.uniform(-1.2, 1.2, size=(50, 3)), rng.normal(size=(68, 3))
    theirs = Rotation.from_euler("XYZ", angles)
    for rotation, head in zip(rotation_of(angles), theirs, strict=True):
        seen = head.apply(front * FLIP) * FLIP
        np.testing.assert_allclose(seen @ rotation.T, front, atol=1e-12)


def test_a_head_that_looks_up_is_turned_down():
    """A positive Rx moves the nose, which points at the camera (z < 0 in OpenFace), down in the image."""
    nose = np.array([0.0, 0.0, 1.0])
    (back,) = rotation_of(np.array([[0.3, 0.0, 0.0]]))
    head = np.linalg.inv(back)
    theirs = np.array([0.0, np.sin(0.3), -np.cos(0.3)])
    np.testing.assert_allclose(head @ nose, theirs * FLIP, atol=1e-12)


@pytest.mark.parametrize("missing", [("success",), ("confidence",), ("success", "confidence", "timestamp")])
def test_columns_that_some_files_lack_are_not_needed(tmp_path, missing):
    columns = {name: values for name, values in _columns().items() if name not in missing}
    (table,), notes = _read(_write(tmp_path / "clip.csv", columns))
    assert (len(table), notes) == (6, ())


def test_files_without_pose_or_action_units(tmp_path):
    columns = {name: values for name, values in _columns().items() if not name.startswith(("AU", "pose"))}
    (table,), _ = _read(_write(tmp_path / "clip.csv", columns))
    assert table.action_units is None
    assert table.rotation is None
    _write(tmp_path / "other.csv", _columns())
    tables, notes = _read(tmp_path)
    assert [table.rotation for table in tables] == [None, None]
    assert [len(table.action_units.names) for table in tables] == [3, 3]
    assert notes == ("1 files without a head pose, so that no poses are read: clip.csv",)


def test_frames_where_tracking_was_lost_are_counted_and_named(tmp_path):
    columns = _columns(40)
    columns["success"][4:20] = 0
    columns["confidence"][25] = 0.2
    columns["X_5"] = columns["X_5"].astype(object)
    columns["X_5"][30] = "-nan(ind)"
    path = _write(tmp_path / "clip.csv", columns)
    columns["pose_Ry"] = columns["pose_Ry"].astype(object)
    columns["pose_Ry"][35] = "nan"
    path = _write(tmp_path / "clip.csv", columns)
    with pytest.raises(
        FormatError,
        match=r"clip\.csv: 19 faces cannot be used: tracking was lost in 16 \(frames 5-20\); confidence "
        r"below 0\.5 \(--least-confidence\) in 1 \(frame 26\); a number is missing or not finite "
        r"\(X_5 in line 32 first\) in 2 \(frames 31, 36\); --skip-broken leaves them out",
    ):
        _read(path)
    (table,), notes = _read(path, skip_broken=True)
    assert len(table) == 40 - 19
    assert notes == (
        "16 frames left out, tracking was lost: clip.csv frames 5-20",
        "1 frames left out, confidence below 0.5 (--least-confidence): clip.csv frame 26",
        "2 frames left out, a number is missing or not finite: clip.csv frames 31, 36",
    )
    (table,), notes = _read(path, least_confidence=0.1, skip_broken=True)
    assert sum(int(note.split()[0]) for note in notes) == 18


def test_two_faces_in_a_frame_are_refused_or_one_is_kept(tmp_path):
    columns = _columns(8)
    columns["frame"] = np.array([1, 1, 2, 2, 3, 3, 4, 5])
    columns["face_id"] = np.array([0, 1, 0, 1, 0, 1, 1, 1])
    path = _write(tmp_path / "clip.csv", columns)
    with pytest.raises(
        FormatError,
        match=r"clip\.csv:3: frame 1 of clip shows two faces \(1 here, line 2 too\); .*--keep-face",
    ):
        _read(path)
    (table,), notes = _read(path, keep_face="1")
    assert table.frame.tolist() == [1, 2, 3, 4, 5]
    assert notes == ("3 faces left out, others than the one to keep: clip.csv frames 1-3",)
    for nobody in ("7", "left"):
        with pytest.raises(FormatError, match=f"no row has the face_id '{nobody}'"):
            _read(path, keep_face=nobody)
    del columns["face_id"]
    with pytest.raises(FormatError, match=r"clip\.csv:3: frame 1 of clip is there twice"):
        _read(_write(path, columns))


def test_degrees_are_refused(tmp_path):
    columns = _columns()
    columns["pose_Ry"] = columns["pose_Ry"] * 180 / np.pi
    with pytest.raises(FormatError, match=r"clip\.csv:\d: a head pose of .*degrees, OpenFace writes radians"):
        _read(_write(tmp_path / "clip.csv", columns))


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("X_7", "left", r":4: column X_7 is 'left', not a number"),
        ("frame", "2.5", r":4: column frame is not a whole number"),
        ("frame", "-1", r":4: column frame is not a whole number"),
        ("AU12_c", "2", r":4: AU12_c is 2; expected 0 or 1"),
        ("AU12_r", "5.5", r":4: AU12_r is 5.5; expected 0 to 5"),
    ],
)
def test_wrong_values_are_named(tmp_path, name, value, what):
    columns = {key: values.astype(object) for key, values in _columns().items()}
    columns[name][2] = value
    with pytest.raises(FormatError, match=what):
        _read(_write(tmp_path / "clip.csv", columns))


def test_files_of_pixels_alone_are_faces_without_depth(tmp_path):
    columns = {name: values for name, values in _columns().items() if name[:2] not in ("X_", "Y_", "Z_")}
    columns |= {f"y_{i}": np.arange(6) + 10.0 * i for i in range(68)}
    (faces,), notes = _read(_write(tmp_path / "clip.csv", columns))
    assert (faces.landmarks.dims, faces.landmarks.unit, faces.rotation) == (2, "pixel", None)
    np.testing.assert_allclose(faces.landmarks.points[:, 3, 0], columns["x_3"], rtol=1e-6)
    np.testing.assert_allclose(faces.landmarks.points[:, 3, 1], -np.arange(6) - 30, rtol=1e-6)
    assert len(notes) == 1
    assert "without millimetres (OpenFace -3Dfp)" in notes[0]
    del columns["y_67"]
    with pytest.raises(FormatError, match="no column y_67"):
        _read(_write(tmp_path / "clip.csv", columns))


def test_other_files_are_refused(tmp_path, path):
    text = path.read_text()
    for content, what in (
        ("", "empty"),
        ("\n\n", "empty"),
        (text.splitlines()[0], "no face is in it"),
        ("a,b\n1,2\n", "not an OpenFace file"),
        (text.replace("Y_3,", "Y_2,", 1), "column Y_2 is there more than once"),
        (text + "7, 0.2, 0.9\n", r":8: 3 columns"),
    ):
        path.write_text(content)
        with pytest.raises(FormatError, match=what):
            _read(path)
    with pytest.raises(FormatError, match="no such file"):
        _read(tmp_path / "none.csv")


def test_a_folder_of_files_may_leave_broken_ones_out(tmp_path, path):
    _write(tmp_path / "other.csv", _columns())
    (tmp_path / "broken.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FormatError, match=r"broken\.csv:1: not an OpenFace file"):
        _read(tmp_path)
    tables, notes = _read(tmp_path, skip_broken=True)
    assert [table.sequence[0] for table in tables] == ["clip", "other"]
    assert notes[0].startswith("1 broken files left out: ")
    assert "broken.csv" in notes[0]


def test_the_names_of_ravdess_say_who_and_what(tmp_path):
    assert named_by("01-01-03-02-01-01-12") == ("actor12", "happy", 2.0)
    assert named_by("02-01-06-01-02-01-05") == ("actor05", "fear", 1.0)
    assert named_by("01-01-01-01-01-02-24") == ("actor24", "neutral", 0.0)
    (table,), _ = _read(_write(tmp_path / "01-01-08-02-01-01-03.csv", _columns()))
    assert (table.subject[0], table.label[0], table.intensity[0]) == ("actor03", "surprised", 2)


def test_large_files_come_in_batches(tmp_path, monkeypatch):
    import mien.tabular as module

    monkeypatch.setattr(module, "BLOCK", 20_000)
    path = _write(tmp_path / "clip.csv", _columns(200))
    tables, _ = _read(path)
    assert len(tables) > 3
    assert np.concatenate([table.frame for table in tables]).tolist() == list(range(1, 201))


def _photo(n=1):
    """What FaceLandmarkImg writes of n faces: no frame, timestamp and success."""
    columns = _columns(n)
    for name in ("frame", "timestamp", "success"):
        del columns[name]
    return {"face": np.arange(n), **columns}


def test_a_file_of_a_photograph(tmp_path):
    for name in ("p01_happy", "p02_happy"):
        _write(tmp_path / f"{name}.csv", _photo())
    tables, notes = _read(tmp_path)
    assert [table.face.tolist() for table in tables] == [["p01_happy"], ["p02_happy"]]
    assert [(table.frame[0], table.sequence[0], table.subject[0]) for table in tables] == [
        (-1, "", "p01_happy"),
        (-1, "", "p02_happy"),
    ]
    assert notes == ()


def test_several_faces_in_a_photograph(tmp_path):
    columns = _photo(3)
    path = _write(tmp_path / "group.csv", columns)
    with pytest.raises(FormatError, match=r"group\.csv:3: group shows two faces \(1 here, line 2 too\)"):
        _read(path)
    (table,), notes = _read(path, keep_face="2")
    np.testing.assert_allclose(table.landmarks.points[0, 0, 0], columns["X_0"][2])
    assert notes == ("2 faces left out, others than the one to keep: group.csv",)
    (largest,), _ = _read(path, keep_face="largest")
    eyes = [[columns[f"{axis}_{i}"] for axis in "XY"] for i in range(68)]
    lids = get_layout("ibug68")
    one, other = (np.mean([eyes[i] for i in side], 0) for side in (lids.left_lower_lid, lids.right_lower_lid))
    row = np.linalg.norm(one - other, axis=0).argmax()
    np.testing.assert_allclose(largest.landmarks.points[0, 0, 0], columns["X_0"][row])


def test_several_recordings_in_a_file(tmp_path):
    columns = {"filename": np.array(["a/x.mp4"] * 3 + ["01-01-03-02-01-01-12.mp4"] * 3), **_columns()}
    columns["frame"] = np.array([1, 2, 3, 1, 2, 3])
    (table,), _ = _read(_write(tmp_path / "all.csv", columns))
    assert table.sequence.tolist() == ["x"] * 3 + ["01-01-03-02-01-01-12"] * 3
    assert table.subject.tolist() == ["x"] * 3 + ["actor12"] * 3
    assert table.label.tolist() == [""] * 3 + ["happy"] * 3
    assert table.face[3] == "01-01-03-02-01-01-12_000001"


def test_recordings_of_one_name_are_told_apart_by_their_paths_and_endings(tmp_path):
    files = ["p01/talk.mp4", "p02/talk.mp4", "cam.mp4", "cam.avi", "C:\\clips\\end.mp4", ""]
    columns = {"filename": np.array(files), **_columns(), "frame": np.ones(6, dtype=int)}
    (table,), _ = _read(_write(tmp_path / "all.csv", columns))
    names = ["p01/talk", "p02/talk", "cam.mp4", "cam.avi", "end", "all"]
    assert table.sequence.tolist() == table.subject.tolist() == names
    assert table.file.tolist()[:4] == files[:4]


def test_columns_as_openface_1_named_them(tmp_path):
    columns = {name.replace("_", "") if name[:2] in ("X_", "Y_", "Z_") else name: values
               for name, values in _columns().items()}  # fmt: skip
    expected = _read(_write(tmp_path / "a.csv", _columns()))[0][0]
    folder = tmp_path / "DAIC"
    folder.mkdir()
    path = _write(folder / "300_CLNF_features3D.txt", columns)
    (folder / "300_CLNF_features.txt").write_text("frame, timestamp, x0\n1, 0, 2\n")
    (folder / "README.txt").write_text("about this folder")
    for where in (path, folder):
        (table,), notes = _read(where) if where is path else _read_folder(where)
        np.testing.assert_array_equal(table.landmarks.points, expected.landmarks.points)
        assert set(table.subject) == {"300"}
    assert notes == ("2 text files left out, without landmarks: 300_CLNF_features.txt, README.txt",)


def _read_folder(path, **options):
    stream = open_source(str(path), Options(**options))
    return list(stream.batches()), stream.told()


@pytest.mark.parametrize(("gap", "mark"), [(";", "."), (";", ","), ("\t", "."), ("\t", ","), (" ; ", ",")])
def test_files_of_spreadsheets(tmp_path, gap, mark):
    expected = _read(_write(tmp_path / "a.csv", _columns()))[0][0]
    path = _write(tmp_path / "b.csv", _columns(), gap)
    if mark == ",":
        path.write_text(path.read_text().replace(".", ","))
    (table,), _ = _read(path)
    np.testing.assert_array_equal(table.landmarks.points, expected.landmarks.points)
    np.testing.assert_array_equal(table.action_units.intensity, expected.action_units.intensity)


@pytest.mark.parametrize("cell", ["-1.#IND", "1.#QNAN", "#N/A", "NULL", "", "nan(ind)", "None", "inf"])
def test_a_cell_without_a_number_costs_its_row(tmp_path, cell):
    columns = {name: values.astype(object) for name, values in _columns().items()}
    columns["Z_7"][2] = cell
    path = _write(tmp_path / "clip.csv", columns)
    with pytest.raises(
        FormatError, match=r"clip\.csv: 1 faces .* missing or not finite \(Z_7 in line 4 first\)"
    ):
        _read(path)
    (table,), notes = _read(path, skip_broken=True)
    assert table.frame.tolist() == [1, 2, 4, 5, 6]
    assert notes == ("1 frames left out, a number is missing or not finite: clip.csv frame 3",)


def test_broken_rows_are_left_out_one_by_one(tmp_path):
    columns = {name: values.astype(object) for name, values in _columns(9).items()}
    columns["X_7"][2], columns["frame"][4], columns["AU12_r"][6] = "left", "5.5", "9"
    path = _write(tmp_path / "clip.csv", columns)
    path.write_text(path.read_text()[:-900] + "\n")
    tables, notes = _read(path, skip_broken=True)
    assert [number for table in tables for number in table.frame.tolist()] == [1, 2, 4, 6, 8]
    assert len(notes) == 1
    assert notes[0].startswith("4 broken rows left out: clip.csv:")
    for what in ("4 column X_7 is 'left'", "6 column frame is not", "8 AU12_r is 9", "10 "):
        assert f"clip.csv:{what}" in notes[0]


def test_recordings_that_give_nothing_are_counted_and_named(tmp_path):
    _write(tmp_path / "a.csv", _columns())
    lost = _columns() | {"success": np.zeros(6, dtype=int)}
    _write(tmp_path / "lost.csv", lost)
    _write(tmp_path / "none.csv", {name: values[:0] for name, values in _columns().items()})
    with pytest.raises(
        FormatError, match=r"lost\.csv: 6 faces cannot be used: tracking was lost in 6 \(frames 1-6"
    ):
        _read(tmp_path)
    tables, notes = _read(tmp_path, skip_broken=True)
    assert [table.sequence[0] for table in tables] == ["a"]
    assert notes == (
        "6 frames left out, tracking was lost: lost.csv frames 1-6",
        "1 recordings left out, for no face of theirs can be used: lost.csv",
        "1 recordings left out, no face is in them: none.csv",
    )


def _pair(ids, n=4):
    """Two people 200 mm apart, n frames; `ids` of the left one."""
    one = _columns(1)
    rows = []
    for frame in range(n):
        for person in (0, 1):
            row = {name: values[0] for name, values in one.items()}
            row["frame"], row["face_id"] = frame + 1, ids[frame] if person == 0 else 1 - ids[frame]
            row |= {f"X_{i}": row[f"X_{i}"] + 400 * person for i in range(68)}
            rows.append(row)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("by", ["frame", "face"])
def test_exchanged_ids_are_followed(tmp_path, by):
    columns = _pair([0, 0, 1, 1])
    if by == "face":
        order = np.argsort(columns["face_id"], kind="stable")
        columns = {name: values[order] for name, values in columns.items()}
    tables, notes = _read(_write(tmp_path / "two.csv", columns), keep_face="0")
    x = {
        frame: x
        for t in tables
        for frame, x in zip(t.frame.tolist(), t.landmarks.points[:, 0, 0], strict=True)
    }
    assert sorted(x) == [1, 2, 3, 4]
    assert len(set(x.values())) == 1
    assert notes == (
        "4 faces left out, others than the one to keep: two.csv frames 1-4",
        "1 exchanges of face_id followed by where the face is: two.csv frame 3",
    )


def test_the_face_to_keep_may_be_lost_or_not_there(tmp_path):
    columns = _pair([0, 0, 0, 0])
    columns["success"][2] = 0
    keep = np.ones(8, dtype=bool)
    keep[4] = False
    path = _write(tmp_path / "two.csv", {name: values[keep] for name, values in columns.items()})
    (table,), notes = _read(path, keep_face="0", skip_broken=True)
    assert table.frame.tolist() == [1, 4]
    assert notes == (
        "1 frames left out, tracking was lost: two.csv frame 2",
        "4 faces left out, others than the one to keep: two.csv frames 1-4",
        "1 frames left out, the face to keep is not in them: two.csv frame 3",
    )
    with pytest.raises(FormatError, match=r"1 faces cannot be used: tracking was lost in 1 \(frame 2\)"):
        _read(path, keep_face="0")


@SEVERAL
@given(st.data())
def test_damaged_files_are_refused_or_read_as_far_as_they_go(tmp_path, data):
    path = _write(tmp_path / "clip.csv", _columns())
    whole = _read(path)[0][0].landmarks.points
    content = path.read_bytes()
    if data.draw(st.booleans()):
        # Up to the last line: a number cut there may still be one.
        path.write_bytes(content[: data.draw(st.integers(0, content[:-1].rindex(b"\n")))])
    else:
        path.write_bytes(data.draw(st.binary(max_size=200)))
    tolerant = data.draw(st.booleans())
    try:
        tables, _ = _read(path, skip_broken=tolerant)
    except MienError:
        assert not tolerant
        return
    for table in tables:
        np.testing.assert_array_equal(table.landmarks.points, whole[: len(table)])
