import numpy as np
import pytest

from mien.errors import DataError, FormatError
from mien.sources.asked import Asked
from mien.sources.opening import open_faces, open_stream

SEQUENCES = [("M002", "Happy"), ("F001", "Surprise"), ("F001", "Angry")]

ONSETS = [f"{subject}_{expression}_000" for subject, expression in SEQUENCES]


def _write(path, face, ids=True):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join(
            f"{row * 7 % 9001} " * ids + f"{x:.4f} {y:.4f} {z:.4f}\n"
            for row, (x, y, z) in enumerate(face, 500)
        )
    )


@pytest.fixture(params=["FacialLandMarks", ""])
def folder(request, tmp_path, make_faces):
    faces = iter(make_faces("bu3dfe83", 9) * 60)
    for subject, expression in SEQUENCES:
        for frame in range(3):
            _write(tmp_path / request.param / subject / expression / f"{frame:03d}.bnd", next(faces))
    return tmp_path


def test_a_folder_is_read(folder, make_faces):
    faces = open_faces(f"bu4dfe:{folder}")
    assert faces.face.tolist() == [
        f"{sequence}_{frame:03d}"
        for sequence in ("F001_Angry", "F001_Surprise", "M002_Happy")
        for frame in range(3)
    ]
    assert faces.sequence.tolist()[::3] == ["F001_Angry", "F001_Surprise", "M002_Happy"]
    assert faces.frame.tolist() == [0, 1, 2] * 3
    assert faces.subject.tolist() == ["F001"] * 6 + ["M002"] * 3
    assert faces.label.tolist() == [
        "neutral", "angry", "angry", "surprised", "surprised", "surprised", "neutral", "happy", "happy",
    ]  # fmt: skip
    assert faces.neutral.tolist() == ["F001_Angry_000"] * 6 + ["M002_Happy_000"] * 3
    assert (faces.landmarks.unit, faces.landmarks.layout.name) == ("mm", "bu3dfe83")
    written = make_faces("bu3dfe83", 9) * 60
    np.testing.assert_allclose(faces.landmarks.points[[6, 3, 0]], written[[0, 3, 6]], atol=6e-5)


@pytest.mark.parametrize(
    ("way", "neutral", "n"),
    [
        ("sequence", ["F001_Angry_000"] * 3 + ["F001_Surprise_000"] * 3 + ["M002_Happy_000"] * 3, 3),
        ("none", [""] * 9, 0),
    ],
)
def test_which_frame_is_neutral_is_an_option(folder, way, neutral, n):
    faces = open_faces(Asked(f"bu4dfe:{folder}", {"neutral_frame": way}), "keep")
    assert faces.neutral.tolist() == neutral
    assert (faces.label == "neutral").sum() == n


def test_points_without_ids_and_an_84th_are_read(tmp_path, make_faces):
    """As Deep-MVLM writes them: x, y and z a line, the tip of the nose last."""
    face = make_faces("bu3dfe83", 1)[0] * 60
    for frame, points in enumerate((face, np.vstack([face, [[0, 0, 99]]]))):
        _write(tmp_path / f"F001/Sad/{frame:03d}.bnd", points, ids=False)
    faces = open_faces(f"bu4dfe:{tmp_path}")
    np.testing.assert_allclose(faces.landmarks.points, [face, face], atol=6e-5)


def test_what_is_left_out_is_named(folder, make_faces):
    root = next(path for path in (folder / "FacialLandMarks", folder) if path.is_dir())
    (root / "F001/Angry/notes.bnd").write_text("")
    (root / "M002/Happy/000.bnd").write_text("1 2\n")
    with pytest.raises(FormatError, match=r"000\.bnd:1: 2 columns; expected 4"):
        open_faces(f"bu4dfe:{folder}")
    stream = open_stream(Asked(f"bu4dfe:{folder}", {"skip_broken": True}))
    tables = list(stream.batches())
    assert [len(table) for table in tables] == [3, 3, 2]
    assert set(tables[2].neutral) == {"M002_Happy_001"}
    assert [line.split(":")[0] for line in stream.told()] == [
        "1 .bnd files left out for their name or folder",
        "1 broken files left out",
        "1 neutral faces taken from later than a first frame, which is broken",
    ]
    for frame in range(3):
        (root / f"M002/Happy/{frame:03d}.bnd").write_text("")
    stream = open_stream(Asked(f"bu4dfe:{folder}", {"skip_broken": True}))
    assert len(list(stream.batches())) == 2
    assert "1 sequences left out, for no frame of theirs can be read: M002_Happy" in stream.told()


def test_other_folders_are_refused(tmp_path):
    with pytest.raises(FormatError, match="no such folder"):
        open_faces(f"bu4dfe:{tmp_path / 'none'}")
    _write(tmp_path / "F001/T1/000.bnd", np.zeros((83, 3)))
    with pytest.raises(
        FormatError, match=r"no file is named like F001/Angry/000\.bnd; 1 \.bnd files have other"
    ):
        open_faces(f"bu4dfe:{tmp_path}")
    for name in ("a/F001/Sad/000.bnd", "b/F001/Sad/000.bnd"):
        _write(tmp_path / name, np.zeros((83, 3)))
    with pytest.raises(DataError, match="the same frame as"):
        open_faces(f"bu4dfe:{tmp_path}")
