"""``mien convert --skip-broken``: what cannot be used is left out, counted and named, whatever the kind."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from mien.cli import main
from mien.faces.parquet import iter_faces, read_faces, write_faces
from mien.sources.opening import open_faces

CODES = (("NE", 0), ("AN", 1), ("HA", 2))


@pytest.fixture
def converted(tmp_path, capsys):
    """Converts what is refused without --skip-broken; gives the faces, what is said, and the refusal."""

    def run(kind, source, *options):
        words = ["convert", kind, str(source), str(tmp_path / "out.parquet"), *options]
        assert main(words) == 2
        refused = capsys.readouterr().err
        assert main([*words, "--skip-broken"]) == 0
        return read_faces(tmp_path / "out.parquet"), capsys.readouterr().out, refused

    return run


@pytest.fixture
def bu3dfe(tmp_path, make_faces):
    points = iter(make_faces("bu3dfe83", 6) * 60)
    for subject in ("F0001", "M0002"):
        (tmp_path / "BU" / subject).mkdir(parents=True)
        for code, degree in CODES:
            lines = [f"{i} {x:.4f} {y:.4f} {z:.4f}\n" for i, (x, y, z) in enumerate(next(points), 500)]
            path = tmp_path / "BU" / subject / f"{subject}_{code}{degree:02d}WH_F3D.bnd"
            path.write_text("".join(lines))
    return tmp_path / "BU"


def test_broken_files_of_bu3dfe(converted, bu3dfe):
    (bu3dfe / "F0001" / "F0001_AN01WH_F3D.bnd").write_text("1 2 3 4\n")
    faces, said, refused = converted("bu3dfe", bu3dfe)
    assert "F0001_AN01WH_F3D.bnd:1: 1 points" in refused
    assert faces.face.tolist() == ["F0001_HA02", "F0001_NE00", "M0002_AN01", "M0002_HA02", "M0002_NE00"]
    assert faces.neutral.tolist() == ["F0001_NE00"] * 2 + ["M0002_NE00"] * 3
    assert "1 broken files left out: " in said
    assert "F0001_AN01WH_F3D.bnd:1: 1 points" in said


def test_a_broken_neutral_of_bu3dfe_is_nobodys(converted, bu3dfe):
    (bu3dfe / "F0001" / "F0001_NE00WH_F3D.bnd").write_text("1 2 3 4\n")
    faces, said, _ = converted("bu3dfe", bu3dfe)
    assert faces.neutral.tolist() == ["", ""] + ["M0002_NE00"] * 3
    assert "1 broken files left out: " in said


def test_a_degenerate_neutral_of_bu3dfe_is_nobodys(converted, bu3dfe):
    path = bu3dfe / "F0001" / "F0001_NE00WH_F3D.bnd"
    path.write_text("".join(f"{i} 1 1 1\n" for i in range(500, 583)))
    faces, said, refused = converted("bu3dfe", bu3dfe)
    assert "F0001_NE00" in refused
    assert faces.neutral.tolist() == ["", ""] + ["M0002_NE00"] * 3
    assert "1 faces left out, " in said
    assert "F0001_NE00" in said


def test_faces_of_npz(converted, write_npz, make_posed, tmp_path):
    """P00's neutral among them; another face that is labelled neutral takes its place."""
    faces = make_posed(people=3)
    points = faces.landmarks.points.copy()
    points[[0, 9], 4, 2] = np.nan
    label = np.where(faces.face == "P00-sad-1", "neutral", faces.label)
    broken = replace(faces, label=label, landmarks=replace(faces.landmarks, points=points))
    kept, said, refused = converted("npz", write_npz(tmp_path / "f.npz", broken))
    assert "not finite: P00-neutral-0, P01-angry-2" in refused
    assert len(kept) == len(faces) - 2
    assert "2 faces left out, not finite: P00-neutral-0, P01-angry-2" in said
    whole = open_faces(str(tmp_path / "out.parquet"))
    assert set(whole.neutral) == {"P00-sad-1", "P01-neutral-0", "P02-neutral-0"}


def test_faces_of_parquet_before_and_after_their_neutral(converted, make_posed, tmp_path, monkeypatch):
    monkeypatch.setattr("mien.faces.parquet.ROW_GROUP", 5)
    faces = make_posed(people=3).whole()
    points = faces.landmarks.points.copy()
    points[13, 4, 2] = np.nan
    last = np.where(faces.subject == "P01", "P01-sad-2", faces.neutral)
    broken = replace(faces, neutral=last, landmarks=replace(faces.landmarks, points=points))
    write_faces(tmp_path / "f.parquet", broken)
    assert len(list(iter_faces(tmp_path / "f.parquet"))) == 5
    kept, said, refused = converted("parquet", tmp_path / "f.parquet")
    assert "not finite: P01-sad-2" in refused
    assert "1 faces left out, not finite: P01-sad-2" in said
    assert set(kept.neutral[kept.subject == "P01"]) == {""}
    assert set(kept.neutral[kept.subject != "P01"]) == {"P00-neutral-0", "P02-neutral-0"}


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_faces_of_mediapipe(converted, tmp_path, value):
    points = np.random.default_rng(0).uniform(0.2, 0.8, size=(4, 478, 3))
    points[2, 100, 1] = value
    np.savez(
        tmp_path / "f.npz",
        landmarks=points,
        label=np.array(["neutral", "happy", "neutral", "sad"]),
        subject=np.array(["A", "A", "B", "B"]),
    )
    kept, said, refused = converted("mediapipe", tmp_path / "f.npz", "--image-size", "640x480")
    assert "not finite: f_000002" in refused
    assert kept.face.tolist() == ["f_000000", "f_000001", "f_000003"]
    assert "1 faces left out, not finite: f_000002" in said


def _fex(path, frames, prefix=""):
    rng = np.random.default_rng(1)
    points = [f"{prefix}{axis}_{i}" for i in range(478) for axis in "xyz"]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["frame", "FaceRectWidth", *points])
        for frame in range(frames):
            flat = np.zeros(len(points)) if frame == 2 else rng.normal(scale=40, size=len(points))
            writer.writerow([frame, 200, *flat.round(3)])
    return path


def _openface(path, frames):
    rng = np.random.default_rng(1)
    points = [f"{axis}_{i}" for i in range(68) for axis in "XYZ"]
    rows = [[frame, *rng.normal(scale=40, size=len(points)).round(3)] for frame in range(frames)]
    rows[2][1:] = [0.0] * len(points)
    path.write_text("\n".join(",".join(map(str, row)) for row in [["frame", *points], *rows]) + "\n")
    return path


@pytest.mark.parametrize(("kind", "write"), [("openface", _openface), ("pyfeat", _fex)])
def test_faces_and_files_of_trackers(converted, tmp_path, kind, write):
    (tmp_path / "clips").mkdir()
    write(tmp_path / "clips" / "a.csv", 4)
    (tmp_path / "clips" / "b.csv").write_text("a,b\n1,2\n")
    kept, said, _ = converted(kind, tmp_path / "clips")
    assert kept.face.tolist() == ["a_000000", "a_000001", "a_000003"]
    assert "1 broken files left out: " in said
    assert "b.csv:1: not a" in said
    assert "1 faces left out, " in said
    assert "a_000002" in said


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        ("npz", "f.npz", "cannot be read: not an .npz archive"),
        ("mediapipe", "f.npy", "not a .npy or .npz file of numbers"),
        ("parquet", "f.parquet", "not a Parquet file, or a damaged one"),
        ("openface", "f.csv", "not an OpenFace file with landmarks: no column X_0"),
        ("pyfeat", "f.csv", "not a Fex file with 478 points"),
    ],
)
def test_one_file_that_cannot_be_read_at_all_is_refused_with_its_reason(tmp_path, capsys, kind, name, reason):
    (tmp_path / name).write_text("nothing of the sort\n")
    out = tmp_path / "out.parquet"
    assert main(["convert", kind, str(tmp_path / name), str(out), "--skip-broken"]) == 2
    said = capsys.readouterr().err
    assert name in said
    assert reason in said
    assert not out.exists()
