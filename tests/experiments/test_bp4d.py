"""The spontaneous experiment on a folder in the layout of BP4D-Spontaneous, which the test writes."""

import json

import h5py
import numpy as np
import pytest

from mien.cli import main
from mien.sources.opening import open_faces
from mien.synthetic.spontaneous import builtin_video

CONFIG = """
recipe = "fast"
[model]
n_components = 3
encoder = [16]
decoder = [16]
[objective]
anneal_steps = 10
[objective.elbo]
samples = 1
[objective.topology]
samples = 1
[training]
steps = 20
learning_rate = 0.001
batch = 20
triplet_batch = 20
validate_every = 10
"""
# Place of each point of bp4d83 in bu3dfe83, in which the synthetic people come: the subject's right
# first, each part from right to left over its upper edge.
ORDER = [
    *range(31, 25, -1), *range(35, 31, -1), *range(16, 26),
    *range(12, 7, -1), *range(15, 12, -1), *range(8),
    *range(47, 35, -1),
    *range(54, 47, -1), *range(59, 54, -1), *range(64, 59, -1), *range(67, 64, -1),
    *range(82, 67, -1),
]  # fmt: skip
PEOPLE = ("F001", "F002", "F003", "M001", "M002", "M003")


@pytest.fixture(scope="module")
def video():
    """Six synthetic people in one task."""
    return builtin_video(seed=5, n_subjects=6, n_tasks=1, seconds=16.0)[0]


@pytest.fixture(scope="module")
def folder(video, tmp_path_factory):
    """Their landmarks, action units and poses as files."""
    root = tmp_path_factory.mktemp("BP4D")
    coding = root / "AUCoding" / "AU_OCC"
    coding.mkdir(parents=True)
    (root / "2DFeatures").mkdir()
    for person, subject in zip(PEOPLE, video.subjects, strict=True):
        rows = np.flatnonzero(video.subject == subject)
        place = root / "landmarks" / person / "T1"
        place.mkdir(parents=True)
        for frame, row in enumerate(rows, 1):
            points = video.landmarks.points[row, ORDER]
            text = "\n".join(f"{i}\t\t{x:.4f}\t\t{y:.4f}\t\t{z:.4f}" for i, (x, y, z) in enumerate(points))
            (place / f"{frame:04d}.bnd").write_text(text + "\n")
        present = video.action_units.present[rows]
        lines = [",".join(["0", *(str(int(name[2:])) for name in video.action_units.names)])]
        for frame in np.flatnonzero((present >= 0).all(axis=1)):
            lines.append(",".join(map(str, [frame + 1, *present[frame].tolist()])))
        (coding / f"{person}_T1.csv").write_text("\n".join(lines) + "\n")
        with h5py.File(root / "2DFeatures" / f"{person}_T1.mat", "w") as file:
            # MATLAB's arrays come out transposed; these turn a frontal face to the head's pose.
            file["fit/pose/rot"] = video.rotation[rows].astype(np.float64)
    return root


def test_the_folder_is_what_was_written(folder, video):
    read = open_faces(f"bp4d:{folder}", "keep")
    np.testing.assert_allclose(read.landmarks.points, video.landmarks.points[:, ORDER], atol=1e-4)
    np.testing.assert_array_equal(read.action_units.present, video.action_units.present)
    np.testing.assert_allclose(read.rotation, video.rotation, atol=1e-5)


def test_the_experiment_runs_on_a_folder(folder, tmp_path, capsys):
    settings, out = tmp_path / "tiny.toml", tmp_path / "run"
    settings.write_text(CONFIG, encoding="utf-8")
    words = ["reproduce", "spontaneous", "--data", f"bp4d:{folder}", "--simulated-raters", "--quiet"]
    assert main([*words, "--config", str(settings), "--only", "difference,m2", "--out", str(out)]) == 0
    assert "Table III" in capsys.readouterr().out
    rows = json.loads((out / "table.json").read_text(encoding="utf-8"))["rows"]
    assert [row["name"] for row in rows] == ["difference", "m2"]
    about = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert about["data"]["layout"] == "bp4d83"
    assert about["data"]["subjects"] == 6
    assert not about["data"]["synthetic"]
    assert (out / "report.html").is_file()


def test_a_missing_pose_stops_the_experiment(folder, tmp_path, capsys):
    pose = folder / "2DFeatures" / "M001_T1.mat"
    aside = pose.rename(tmp_path / pose.name)
    try:
        words = ["reproduce", "spontaneous", "--data", f"bp4d:{folder}", "--simulated-raters", "--quiet"]
        assert main([*words, "--out", str(tmp_path / "run")]) == 2
    finally:
        aside.rename(pose)
    assert "M001_T1: no pose for 374 of 374 faces (frames 1-374); --skip-broken" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
