"""Fex files as py-feat's two detectors write them, good and broken."""

import csv

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mien.errors import FormatError, MienError
from mien.faces.faces import Faces
from mien.sources.notes import Notes
from mien.sources.pyfeat import Options, iter_pyfeat

N = 478
SEVERAL = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
RNG = np.random.default_rng(0)
# In pixels of the frame: x right, y down, z away from the camera.
SHAPE = RNG.normal(scale=40, size=(N, 3)) + np.array([320, 240, 0])


def _rows(frames=6, prefix="", crop=256, width=300.0, identity="Person_0", source="talk.mp4"):
    """Rows as the detectors write them: x and y in the frame, z in the crop of `crop` pixels."""
    rows = []
    for frame in range(frames):
        points = SHAPE + np.array([frame, 0, 0])
        # What the model sees is the box, scaled to the crop; only x and y are taken back to the frame.
        in_crop = points * crop / width
        row = {"FaceRectX": 170.0, "FaceRectY": 90.0, "FaceRectWidth": width, "FaceRectHeight": width}
        row |= {"FaceScore": 0.99, "AU01": 0.1, "AU12": 0.8, "anger": 0.2}
        for i in range(N):
            row[f"{prefix}x_{i}"], row[f"{prefix}y_{i}"] = points[i, 0], points[i, 1]
            row[f"{prefix}z_{i}"] = in_crop[i, 2]
        rows.append({**row, "input": f"/videos/{source}", "frame": frame, "Identity": identity})
    return rows


def _write(path, rows, order=None):
    names = list(rows[0]) if order is None else order
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _read(path, notes=None, **more):
    return Faces.joined(list(iter_pyfeat([path], notes or Notes(), Options(**more))))


@pytest.mark.parametrize(("prefix", "crop"), [("", 256), ("mesh_", 224)])
@pytest.mark.parametrize("width", [100.0, 300.0, 700.0])
def test_points_are_on_one_scale_whatever_the_crop(tmp_path, prefix, crop, width):
    table = _read(_write(tmp_path / "talk.csv", _rows(prefix=prefix, crop=crop, width=width)))
    expected = np.stack([SHAPE + np.array([frame, 0, 0]) for frame in range(6)]) * [1, -1, -1]
    np.testing.assert_allclose(table.landmarks.points, expected, rtol=1e-5, atol=1e-3)
    assert (table.landmarks.layout.name, table.landmarks.unit) == ("mediapipe478", "pixel")


def test_what_is_known_of_each_face(tmp_path):
    table = _read(_write(tmp_path / "exported.csv", _rows(3)))
    assert table.face.tolist() == [f"talk_{frame:06d}" for frame in range(3)]
    assert set(table.sequence) == {"talk"}
    assert table.frame.tolist() == [0, 1, 2]
    assert set(table.subject) == {"exported_Person_0"}
    assert table.action_units.names == ("AU01", "AU12")
    assert table.action_units.present.tolist() == [[0, 1]] * 3
    assert np.isnan(table.action_units.intensity).all()


def test_shuffled_and_further_columns_read_the_same(tmp_path):
    rows = [{"": row["frame"], **row, "note": "a, b"} for row in _rows()]
    order = list(rows[0])
    np.random.default_rng(1).shuffle(order)
    plain = _read(_write(tmp_path / "talk.csv", _rows()))
    shuffled = _read(_write(tmp_path / "talk.csv", rows, order))
    np.testing.assert_array_equal(plain.landmarks.points, shuffled.landmarks.points)
    np.testing.assert_array_equal(plain.action_units.present, shuffled.action_units.present)


def test_windows_paths_name_the_recording_too(tmp_path):
    rows = [{**row, "input": "C:\\videos\\smile.mp4"} for row in _rows(2)]
    assert set(_read(_write(tmp_path / "a.csv", rows)).sequence) == {"smile"}


def test_sixty_eight_points_are_faces_without_depth(tmp_path):
    row = {f"{axis}_{i}": i + 100.0 * (axis == "y") for axis in "xy" for i in range(68)} | {"frame": 0}
    landmarks = _read(_write(tmp_path / "a.csv", [row])).landmarks
    assert (landmarks.layout.name, landmarks.dims, landmarks.unit) == ("ibug68", 2, "pixel")
    np.testing.assert_array_equal(landmarks.points[0, 5], [5, -105])


def test_the_sixty_eight_beside_the_mesh_are_not_taken_for_it(tmp_path):
    flat = {f"{axis}_{i}": 1.0 for axis in "xy" for i in range(68)}
    rows = [{**flat, **row} for row in _rows(prefix="mesh_", crop=224)]
    table = _read(_write(tmp_path / "a.csv", rows))
    np.testing.assert_allclose(table.landmarks.points[0], SHAPE * [1, -1, -1], rtol=1e-5, atol=1e-3)


def test_two_faces_in_a_frame_are_named_and_one_is_kept(tmp_path):
    both = [*_rows(), *_rows(identity="Person_1")[2:4]]
    path = _write(tmp_path / "two.csv", both)
    with pytest.raises(
        FormatError, match=r"two\.csv:8: frame 2 of talk shows two faces \(Person_1 here, line 4 too\)"
    ):
        _read(path)
    notes = Notes()
    table = _read(path, notes, keep_face="Person_0")
    assert len(table) == 6
    assert set(table.subject) == {"two"}
    assert notes.lines() == ("2 faces left out, others than the one to keep: two.csv frames 2-3",)
    with pytest.raises(FormatError, match="no row has the Identity 'Person_7'"):
        _read(path, keep_face="Person_7")


@pytest.mark.parametrize(
    ("lost", "why"),
    [
        ({"FaceScore": 0.2}, "confidence below 0.5 (--least-confidence)"),
        ({"x_5": ""}, "a number is missing or not finite"),
        ({"z_9": "nan"}, "a number is missing or not finite"),
        ({"FaceRectWidth": "#N/A"}, "a number is missing or not finite"),
        ({"FaceRectWidth": 0}, "FaceRectWidth is not above 0"),
    ],
)
def test_lost_frames_are_refused_or_left_out(tmp_path, lost, why):
    rows = _rows(20)
    for frame in (3, 4, 5, 12):
        rows[frame] |= lost
    path = _write(tmp_path / "talk.csv", rows)
    with pytest.raises(
        FormatError, match=r"4 faces cannot be used: .* in 4 \(frames 3-5, 12\); --skip-broken leaves them"
    ) as error:
        _read(path)
    assert why in str(error.value)
    notes = Notes()
    assert sorted(set(range(20)) - set(_read(path, notes, skip_broken=True).frame)) == [3, 4, 5, 12]
    assert notes.lines() == (f"4 frames left out, {why}: talk.csv frames 3-5, 12",)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"AU12": 3.0}, r"a\.csv:3: AU12 is 3; expected a probability"),
        ({"frame": 1.5}, r"a\.csv:3: column frame is not a whole number"),
        ({"frame": -1}, r"a\.csv:3: column frame is not a whole number"),
        ({"frame": ""}, r"a\.csv:3: column frame is not a whole number"),
        ({"frame": 0}, r"a\.csv:3: frame 0 of talk shows two faces .* line 2"),
        ({"y_3": "left"}, r"a\.csv:3: column y_3 is 'left', not a number"),
    ],
)
def test_broken_rows_are_named(tmp_path, change, what):
    rows = _rows(3)
    rows[1] |= change
    path = _write(tmp_path / "a.csv", rows)
    with pytest.raises(FormatError, match=what):
        _read(path)
    notes = Notes()
    tables = list(iter_pyfeat([path], notes, Options(skip_broken=True)))
    if change.get("frame") == 0:
        assert notes.lines()[0].startswith("1 broken files left out from the error on: ")
    else:
        assert Faces.joined(tables).frame.tolist() == [0, 2]
        assert notes.lines()[0].startswith("1 broken rows left out: a.csv:3 ")


def test_a_file_with_other_columns_says_which_are_missing(tmp_path):
    rows = [{name: value for name, value in row.items() if name not in ("z_477", "frame")} for row in _rows()]
    with pytest.raises(FormatError, match="not a Fex file with 478 points: no column frame, z_477"):
        _read(_write(tmp_path / "a.csv", rows))


def test_broken_files_are_skipped_on_request(tmp_path):
    (tmp_path / "b.csv").write_bytes(b"\x89PNG\r\n\xff")
    files = [_write(tmp_path / "a.csv", _rows()), tmp_path / "b.csv"]
    with pytest.raises(FormatError, match=r"b\.csv"):
        list(iter_pyfeat(files, Notes(), Options()))
    notes = Notes()
    assert len(Faces.joined(list(iter_pyfeat(files, notes, Options(skip_broken=True))))) == 6
    assert "1 broken files left out" in notes.lines()[0]


def _beside(rows, by=900.0):
    """The same frames with a second face further to the right, in the order of the frames."""
    moved = [
        {n: v + by if n[:2] in ("x_", "me") and "x_" in n else v for n, v in row.items()} for row in rows
    ]
    return [row for pair in zip(rows, moved, strict=True) for row in pair]


def test_without_identities_a_face_is_kept_by_place_or_size(tmp_path):
    rows = _beside(_rows(4, identity=""))
    for row in rows[1::2]:
        row.update({name: 1.2 * value for name, value in row.items() if name[:2] in ("x_", "y_", "z_")})
    # The detector's order changes from frame to frame.
    rows[2], rows[3] = rows[3], rows[2]
    path = _write(tmp_path / "two.csv", rows)
    with pytest.raises(
        FormatError, match=r"two faces \(line 2 too\), and Identity is empty; --keep-face largest"
    ):
        _read(path)
    with pytest.raises(
        FormatError, match=r"Identity is empty in all rows; keep the largest face \(--keep-face l"
    ):
        _read(path, keep_face="Person_0")
    left, large = _read(path, keep_face="0"), _read(path, keep_face="largest")
    assert (left.landmarks.points[:, 0, 0] < 600).all()
    assert (large.landmarks.points[:, 0, 0] > 600).all()
    assert left.frame.tolist() == large.frame.tolist() == [0, 1, 2, 3]
    with pytest.raises(FormatError, match="no frame shows 3 faces"):
        _read(path, keep_face="2")


def test_exchanged_identities_are_followed_by_place(tmp_path):
    rows = _beside(_rows(6))
    for frame in range(6):
        names = ["Person_0", "Person_1"] if frame < 3 else ["Person_1", "Person_0"]
        rows[2 * frame]["Identity"], rows[2 * frame + 1]["Identity"] = names
    notes = Notes()
    table = _read(_write(tmp_path / "two.csv", rows), notes, keep_face="Person_0")
    assert (table.landmarks.points[:, 0, 0] < 600).all()
    assert "1 exchanges of Identity followed by where the face is: two.csv frame 3" in notes.lines()


def test_semicolons_and_decimal_commas(tmp_path):
    path = _write(tmp_path / "talk.csv", _rows())
    plain = _read(path)
    path.write_text(path.read_text().replace(",", ";").replace(".", ",").replace("talk,mp4", "talk.mp4"))
    np.testing.assert_array_equal(_read(path).landmarks.points, plain.landmarks.points)


@SEVERAL
@given(st.binary(max_size=300))
def test_binary_is_refused(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(MienError):
        _read(path)


@SEVERAL
@given(st.data())
def test_truncated_files_give_whole_rows_or_an_error(tmp_path, data):
    whole = _write(tmp_path / "whole.csv", _rows(3)).read_bytes()
    path = tmp_path / "whole.csv"
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    try:
        table = _read(path)
    except MienError:
        return
    finally:
        path.write_bytes(whole)
    expected = np.stack([SHAPE + np.array([frame, 0, 0]) for frame in range(3)]) * [1, -1, -1]
    np.testing.assert_allclose(table.landmarks.points, expected[: len(table)], rtol=1e-5, atol=1e-3)
