import h5py
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from mien.errors import DataError, FormatError
from mien.faces.parquet import read_faces
from mien.sources.asked import Asked
from mien.sources.bp4d_files import read_pose
from mien.sources.bp4d_pose import CONVENTIONS, to_frontal
from mien.sources.convert import convert
from mien.sources.opening import open_faces, open_stream

FRAMES = {"F001_T1": range(1, 13), "F001_T2": range(1, 7), "M003_T1": range(10, 16)}
FLIP = np.diag([1.0, -1.0, -1.0])


def _bnd(path, face):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join(f"{i + 500}\t\t{x:.4f}\t\t{y:.4f}\t\t{z:.4f}\n" for i, (x, y, z) in enumerate(face))
    )


def _mat(path, poses, stacked=False):
    """As MATLAB writes it: every array transposed; a structure array is references to its elements."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        fit = file.create_group("fit")
        if stacked:
            fit.create_group("pose").create_dataset("rot", data=np.swapaxes(poses, 1, 2))
            return
        references = fit.create_dataset("pose", (len(poses), 1), dtype=h5py.ref_dtype)
        for row, pose in enumerate(poses):
            element = file.create_group(f"#refs#/{row}")
            element.create_dataset("rot", data=pose.T)
            references[row, 0] = element.ref


def _csv(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def truth(make_faces):
    """Frontal faces, and the rotation of the head, of every frame by name."""
    names = [f"{name}_{frame:04d}" for name, frames in FRAMES.items() for frame in frames]
    turns = Rotation.from_rotvec(np.random.default_rng(5).normal(scale=0.3, size=(len(names), 3))).as_matrix()
    faces = make_faces("bp4d83", len(names), spread=0.005) * 60
    return {name: (face, turn) for name, face, turn in zip(names, faces, turns, strict=True)}


@pytest.fixture
def folder(tmp_path, truth):
    root = tmp_path / "BP4D"
    for (name, (face, turn)), style in zip(truth.items(), range(99), strict=False):
        recording, _, frame = name.rpartition("_")
        number = int(frame)
        subject, task = recording.split("_")
        ways = [f"{subject}/{task}/{number:03d}.bnd", f"{recording}/{number:04d}.bnd", f"{name}.bnd"]
        _bnd(root / "landmarks" / ways[style % 3], face @ turn.T + [5, 6, 700])
    for name, frames in FRAMES.items():
        size = max(frames)
        poses = np.stack([truth.get(f"{name}_{i:04d}", (0, np.eye(3)))[1] for i in range(1, size + 1)])
        _mat(root / "2DFeatures" / f"{name}.mat", poses)
    occurrence = root / "AUCoding" / "AU_OCC"
    _csv(occurrence / "F001_T1.csv", "0,1,2,12", "3,0,9,1", "4,1,0,0", "5,0,0,9")
    _csv(occurrence / "M003_T1.csv", "0,12,45", "10,1,1", "11,0,0", "12,1,9")
    _csv(root / "AUCoding" / "AU_INT" / "AU12" / "F001_T1_AU12.csv", "3,4", "4,0", "5,9")
    (root / "readme.txt").write_text("by hand")
    return root


def _read(folder, **options):
    stream = open_stream(Asked(f"bp4d:{folder}", options))
    tables = list(stream.batches())
    return tables, stream


def test_a_folder_is_read(folder, truth):
    dataset = open_faces(f"bp4d:{folder}", "keep")
    assert dataset.face.tolist() == sorted(truth)
    assert dataset.landmarks.layout.name == "bp4d83"
    assert dataset.subjects.tolist() == ["F001", "M003"]
    assert dataset.sequence[[0, 12, -1]].tolist() == ["F001_T1", "F001_T2", "M003_T1"]
    assert dataset.frame[:12].tolist() == list(range(1, 13))
    for row, name in enumerate(dataset.face.tolist()):
        face, turn = truth[name]
        np.testing.assert_allclose(dataset.landmarks.points[row], face @ turn.T + [5, 6, 700], atol=1e-3)
        np.testing.assert_allclose(dataset.rotation[row], turn.T, atol=1e-6)


def test_action_units_are_those_of_the_frame(folder):
    units = open_faces(f"bp4d:{folder}", "keep").action_units
    assert units.names == ("AU01", "AU02", "AU12", "AU45")
    assert units.present[2:5].tolist() == [[0, -1, 1, -1], [1, 0, 0, -1], [0, 0, -1, -1]]
    assert (units.present[[0, 1, *range(5, 18)]] == -1).all()
    assert units.present[18:21].tolist() == [[-1, -1, 1, 1], [-1, -1, 0, 0], [-1, -1, 1, -1]]
    np.testing.assert_array_equal(units.intensity[2:5, 2], np.array([4, 0, np.nan], dtype=np.float32))
    assert np.isnan(units.intensity[:, [0, 1, 3]]).all()


def test_an_offset_of_one_moves_the_coding_one_frame_back(folder):
    (first, *_), _ = _read(folder, frame_offset=1)
    assert first.action_units.present[1:4, 0].tolist() == [0, 1, 0]


def test_coded_frames_without_landmarks_are_named(folder):
    _csv(folder / "AUCoding" / "AU_OCC" / "F001_T2.csv", "0,1", "5,1", "6,0", "7,0", "8,0", "20,1")
    _, stream = _read(folder)
    assert "3 coded frames without landmarks left out: F001_T2 frames 7-8, 20" in stream.told()
    with pytest.raises(DataError, match=r"F001_T1: none of its 3 coded frames.*frames 1-12.*--frame-offset"):
        _read(folder, frame_offset=-100)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_which_way_poses_turn_is_found_by_the_landmarks(folder, truth, convention):
    for name, frames in FRAMES.items():
        heads = np.stack([truth.get(f"{name}_{i:04d}", (0, np.eye(3)))[1] for i in range(1, max(frames) + 1)])
        given = heads if convention.startswith("head") else np.swapaxes(heads, 1, 2)
        given = FLIP @ given @ FLIP if convention.endswith("image") else given
        np.testing.assert_allclose(to_frontal(given, convention), np.swapaxes(heads, 1, 2), atol=1e-12)
        _mat(folder / "2DFeatures" / f"{name}.mat", given, stacked=True)
    tables, _ = _read(folder)
    found = np.concatenate([table.rotation for table in tables])
    expected = np.stack([truth[name][1].T for name in sorted(truth)])
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_poses_that_do_not_fit_the_faces_are_refused(folder):
    rng = np.random.default_rng(8)
    for name, frames in FRAMES.items():
        wrong = Rotation.from_rotvec(rng.normal(scale=0.3, size=(max(frames), 3))).as_matrix()
        _mat(folder / "2DFeatures" / f"{name}.mat", wrong)
    with pytest.raises(DataError, match=r"poses do not fit the landmarks.*--pose none"):
        _read(folder)
    tables, _ = _read(folder, pose="none")
    assert all(table.rotation is None for table in tables)


def test_lost_poses_and_recordings_without_poses_are_named(folder):
    (folder / "2DFeatures" / "F001_T2.mat").unlink()
    with h5py.File(folder / "2DFeatures" / "M003_T1.mat", "r+") as file:
        file["#refs#/10/rot"][...] = 0
        del file["#refs#/12/rot"]
        file["#refs#/12/rot"] = np.zeros(2, dtype=np.uint64)
        file["#refs#/12/rot"].attrs["MATLAB_empty"] = np.uint8(1)
    with pytest.raises(DataError, match=r"F001_T2: no pose for 6 of 6 faces \(frames 1-6\); --skip-broken"):
        _read(folder)
    tables, stream = _read(folder, skip_broken=True)
    assert "8 faces left out, without a pose: F001_T2 frames 1-6, M003_T1 frames 11, 13" in stream.told()
    assert [table.frame.tolist() for table in tables] == [list(range(1, 13)), [10, 12, 14, 15]]
    assert all(np.isfinite(table.rotation).all() for table in tables)
    assert tables[1].action_units.present[:, 2].tolist() == [1, 1, -1, -1]
    tables, stream = _read(folder, pose="none")
    assert sum(map(len, tables)) == 24


def test_poses_are_read_in_whatever_numbers_they_are_stored(tmp_path):
    turns = np.stack(
        [np.eye(3)[[1, 2, 0]], *Rotation.from_quat(np.random.default_rng(3).normal(size=(2, 4))).as_matrix()]
    )
    path = tmp_path / "F001_T1.mat"
    _mat(path, turns)
    with h5py.File(path, "r+") as file:
        kinds = (np.int8, np.float32, ">f8")
        for row, kind in enumerate(kinds):
            del file[f"#refs#/{row}/rot"]
            file[f"#refs#/{row}"].create_dataset("rot", data=turns[row].T.astype(kind))
        matrix = file.create_dataset("#refs#/alone", data=turns[2].T)
        file["fit/pose"][2, 0] = matrix.ref
    np.testing.assert_allclose(read_pose(path), turns, atol=1e-6)
    for wrong, says in (
        (np.zeros((3, 2)), r"frame 2 is of shape \(2, 3\)"),
        (np.bytes_("no"), "not numbers"),
    ):
        with h5py.File(path, "r+") as file:
            del file["#refs#/1/rot"]
            file["#refs#/1"].create_dataset("rot", data=wrong)
        with pytest.raises(FormatError, match=says):
            read_pose(path)
    with h5py.File(path, "r+") as file:
        file["fit/pose"][1, 0] = h5py.Reference()
    with pytest.raises(FormatError, match="cannot be read as HDF5"):
        read_pose(path)


def test_too_few_poses_are_refused_or_left_out(folder):
    _mat(folder / "2DFeatures" / "F001_T1.mat", np.tile(np.eye(3), (5, 1, 1)))
    with pytest.raises(FormatError, match=r"F001_T1\.mat: 5 poses do not match 12 landmark files"):
        _read(folder)
    tables, stream = _read(folder, skip_broken=True)
    assert [table.sequence[0] for table in tables] == ["F001_T2", "M003_T1"]
    assert any("5 poses do not match 12" in line for line in stream.told())


def test_as_many_poses_as_frames_go_in_order(folder, truth):
    poses = np.stack([truth[f"M003_T1_{i:04d}"][1] for i in FRAMES["M003_T1"]])
    _mat(folder / "2DFeatures" / "M003_T1.mat", poses)
    tables, _ = _read(folder)
    np.testing.assert_allclose(tables[2].rotation, np.swapaxes(poses, 1, 2), atol=1e-6)


BROKEN = [
    ("landmarks/F001_T1_0003.bnd", "0 1 2\n", r"F001_T1_0003\.bnd:1: 3 columns"),
    ("AUCoding/AU_OCC/F001_T1.csv", "0,1,2,12\n3,0,9,1\n3,1,0,0\n", r"F001_T1\.csv:3: frame 3 was in line 2"),
    ("AUCoding/AU_OCC/F001_T1.csv", "0,1,2,12\n3,0,9\n", r"F001_T1\.csv:2: 3 columns; expected 4"),
    ("AUCoding/AU_OCC/F001_T1.csv", "0,1,1\n3,0,9\n", r"F001_T1\.csv:1: two columns of AU01"),
    ("AUCoding/AU_OCC/F001_T1.csv", "0,smile\n3,0\n", r"F001_T1\.csv:1: column 2 is headed 'smile'"),
    ("AUCoding/AU_OCC/F001_T1.csv", "", r"F001_T1\.csv: empty"),
    ("AUCoding/AU_INT/AU12/F001_T1_AU12.csv", "a\n1.5,2\n", "frame '1.5' is not a whole number"),
    ("2DFeatures/F001_T1.mat", "MATLAB 5.0 MAT-file", r"F001_T1\.mat: cannot be read as HDF5"),
]


@pytest.mark.parametrize(("name", "content", "what"), BROKEN)
def test_broken_files_are_errors_or_are_counted(folder, tmp_path, name, content, what):
    (folder / name).write_text(content)
    with pytest.raises(FormatError, match=what):
        _read(folder)
    result = convert(Asked(f"bp4d:{folder}", {"skip_broken": True}), tmp_path / "f.parquet")
    assert result["faces"] == {".bnd": 23, ".csv": 24, ".mat": 12}[name[-4:]]
    assert any(
        line.startswith("1 broken files left out: ") and folder.name in line for line in result["notes"]
    )


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("AU_OCC/F001_T1.csv", "0,1\n3,7\n4,5\n", r"F001_T1\.csv:2: AU01: '7' .*0, 1 or 9 \(2 such codes"),
        ("AU_INT/AU12/F001_T1_AU12.csv", "3,6\n", r"F001_T1_AU12\.csv:1: AU12: '6' .*0 to 5 or 9"),
    ],
)
def test_unknown_codes_are_errors_or_are_counted(folder, name, content, what):
    (folder / "AUCoding" / name).write_text(content)
    with pytest.raises(FormatError, match=what):
        _read(folder)
    _, stream = _read(folder, skip_broken=True)
    count = content.count(",") - content.count("0,1")
    assert any(
        line.startswith(f"{count} unknown codes taken as not coded: F001_T1") for line in stream.told()
    )


def test_what_is_there_twice_is_refused(folder, truth):
    _bnd(folder / "copy" / "F001_T1_0002.bnd", truth["F001_T1_0002"][0])
    with pytest.raises(DataError, match=r"the same frame as .*; keep one"):
        _read(folder)
    (folder / "copy" / "F001_T1_0002.bnd").unlink()
    _csv(folder / "copy" / "F001_T1.csv", "0,1", "1,1")
    with pytest.raises(DataError, match=r"the same recording as .*F001_T1\.csv"):
        _read(folder)


def test_other_names_and_recordings_without_landmarks_are_noted(folder):
    _bnd(folder / "F001" / "T1" / "F002_T1_0001.bnd", np.ones((83, 3)))
    _bnd(folder / "extra" / "mean.bnd", np.ones((83, 3)))
    _csv(folder / "AUCoding" / "AU_OCC" / "F020_T8.csv", "0,1", "1,1")
    _, stream = _read(folder)
    told = " | ".join(stream.told())
    assert "2 .bnd files left out for their name or folder: " in told
    assert "F002_T1_0001.bnd" in told
    assert "1 recordings left out, for they have coding or poses but no landmarks: F020_T8" in told


def test_unusable_faces_are_errors_or_are_counted(folder, tmp_path):
    _bnd(folder / "landmarks" / "F001_T1_0003.bnd", np.ones((83, 3)))
    with pytest.raises(DataError, match="without depth: F001_T1_0003"):
        convert(f"bp4d:{folder}", tmp_path / "f.parquet")
    result = convert(Asked(f"bp4d:{folder}", {"skip_broken": True}), tmp_path / "f.parquet")
    assert (result["faces"], result["notes"]) == (23, ["1 faces left out, without depth: F001_T1_0003"])


def test_converted_frames_keep_all(folder, tmp_path):
    seen = []
    result = convert(f"bp4d:{folder}", tmp_path / "f.parquet", progress=lambda *state: seen.append(state))
    assert result == {"faces": 24, "subjects": 2, "notes": []}
    assert seen[-1] == (24, 24)
    before, after = open_faces(f"bp4d:{folder}", "keep"), read_faces(tmp_path / "f.parquet")
    np.testing.assert_array_equal(after.landmarks.points, before.landmarks.points)
    np.testing.assert_array_equal(after.rotation, before.rotation)
    np.testing.assert_array_equal(after.action_units.present, before.action_units.present)
    np.testing.assert_array_equal(after.action_units.intensity, before.action_units.intensity)
    assert after.sequence.tolist() == before.sequence.tolist()


def test_folders_without_faces_are_refused(tmp_path):
    with pytest.raises(FormatError, match="no file is named like F001/T1"):
        _read(tmp_path)
    with pytest.raises(FormatError, match="no such folder"):
        _read(tmp_path / "none")
