import numpy as np
import pytest

from mien.errors import DataError, FormatError
from mien.sources.opening import open_faces


def _write(folder, name, face, subject=None):
    path = folder / (subject or name[:5]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{i * 7 % 9001}\t\t{x:.4f}\t\t{y:.4f}\t\t{z:.4f}" for i, (x, y, z) in enumerate(face, 500)]
    path.write_text("\n".join(rows) + "\n")
    return path


NAMES = [
    f"{subject}_{code}{degree:02d}WH_F3D.bnd"
    for subject in ("M0002", "F0001")
    for code, degree in (("NE", 0), ("AN", 1), ("SU", 4), ("HA", 2))
]


@pytest.fixture
def folder(tmp_path, make_faces):
    for name, face in zip(NAMES, make_faces("bu3dfe83", len(NAMES)) * 60, strict=True):
        _write(tmp_path, name, face)
    return tmp_path


def test_a_folder_is_read(folder, make_faces):
    (folder / "F0001" / "F0001_AN01WH_F3D.wrl").write_text("#VRML")
    dataset = open_faces(f"bu3dfe:{folder}")
    assert dataset.face.tolist() == [
        "F0001_AN01", "F0001_HA02", "F0001_NE00", "F0001_SU04",
        "M0002_AN01", "M0002_HA02", "M0002_NE00", "M0002_SU04",
    ]  # fmt: skip
    assert dataset.label.tolist() == ["angry", "happy", "neutral", "surprised"] * 2
    assert dataset.intensity.tolist() == [1, 2, 0, 4] * 2
    assert dataset.neutral_rows.tolist() == [2] * 4 + [6] * 4
    assert (dataset.landmarks.unit, dataset.landmarks.layout.name) == ("mm", "bu3dfe83")
    assert not dataset.synthetic
    assert dataset.notes == ()
    written = dict(zip(NAMES, make_faces("bu3dfe83", len(NAMES)) * 60, strict=True))
    np.testing.assert_allclose(dataset.landmarks.points[1], written["F0001_HA02WH_F3D.bnd"], atol=6e-5)


def test_the_tip_of_the_nose_is_left_out(folder, make_faces):
    face = make_faces("bu3dfe83", 1)[0] * 60
    _write(folder, "F0001_FE03WH_F3D.bnd", np.vstack([face, [[0, 0, 99]]]))
    dataset = open_faces(f"bu3dfe:{folder}")
    row = dataset.face.tolist().index("F0001_FE03")
    np.testing.assert_allclose(dataset.landmarks.points[row], face, atol=6e-5)


@pytest.mark.parametrize(
    "name",
    [
        "notes.bnd",
        "F0001_NE01WH_F3D.bnd",
        "F0001_AN00WH_F3D.bnd",
        "F0001_AN05WH_F3D.bnd",
        "F0001_XX01WH_F3D.bnd",
    ],
)
def test_other_names_are_counted_and_named(folder, name):
    (folder / "F0001" / name).write_text("")
    (note,) = open_faces(f"bu3dfe:{folder}").notes
    assert note.startswith("1 .bnd files left out")
    assert name in note


def test_a_face_in_another_persons_folder_is_left_out(folder, make_faces):
    _write(folder, "M0002_FE01WH_F3D.bnd", make_faces("bu3dfe83", 1)[0], subject="F0001")
    dataset = open_faces(f"bu3dfe:{folder}")
    assert len(dataset) == 8
    assert "M0002_FE01WH_F3D.bnd" in dataset.notes[0]


def test_one_subjects_folder_is_read_too(folder):
    assert open_faces(f"bu3dfe:{folder / 'M0002'}").subjects.tolist() == ["M0002"]


def test_duplicates_are_refused(folder, make_faces):
    _write(folder, "F0001_AN01BL_F3D.bnd", make_faces("bu3dfe83", 1)[0])
    with pytest.raises(DataError, match=r"F0001_AN01WH_F3D\.bnd: the same face as .*F0001_AN01BL_F3D\.bnd"):
        open_faces(f"bu3dfe:{folder}")


def test_damaged_files_are_named(folder):
    path = folder / "M0002" / "M0002_SU04WH_F3D.bnd"
    path.write_text(path.read_text().replace("\n", "\n1 2 3\n", 1))
    with pytest.raises(FormatError, match=r"M0002_SU04WH_F3D\.bnd:2: 3 columns"):
        open_faces(f"bu3dfe:{folder}")


def test_degenerate_faces_are_named(folder):
    _write(folder, "F0001_AN01WH_F3D.bnd", np.ones((83, 3)))
    with pytest.raises(DataError, match="without depth: F0001_AN01"):
        open_faces(f"bu3dfe:{folder}")


def test_people_without_a_neutral(folder):
    (folder / "M0002" / "M0002_NE00WH_F3D.bnd").unlink()
    with pytest.raises(DataError, match=r"no neutral face for subject M0002;.*--missing-neutral drop"):
        open_faces(f"bu3dfe:{folder}")
    dataset = open_faces(f"bu3dfe:{folder}", "drop")
    assert dataset.subjects.tolist() == ["F0001"]
    assert dataset.neutral_rows.tolist() == [2] * 4
    assert "1 people without a neutral face left out (3 faces): M0002" in dataset.notes
    kept = open_faces(f"bu3dfe:{folder}", "keep")
    assert kept.neutral_rows.tolist() == [2] * 4 + [-1] * 3


def test_folders_without_faces_are_refused(tmp_path):
    with pytest.raises(FormatError, match="no file is named like"):
        open_faces(f"bu3dfe:{tmp_path}")
    with pytest.raises(FormatError, match="no such folder"):
        open_faces(f"bu3dfe:{tmp_path / 'none'}")
    (tmp_path / "a.bnd").write_text("")
    with pytest.raises(FormatError, match=r"1 \.bnd files have other names: a\.bnd"):
        open_faces(f"bu3dfe:{tmp_path}")
