"""Faces in two dimensions through the commands, as they are and lifted."""

import numpy as np
import pytest

from mien.cli import main
from mien.errors import DataError
from mien.faces.parquet import read_faces
from mien.models.trained import load_model
from mien.sources.opening import open_faces
from mien.synthetic.posed import builtin_posed
from mien.synthetic.surface.draw import draw_faces


@pytest.fixture(scope="module")
def flat(tmp_path_factory):
    """The x and y of synthetic people with three faces each, as a generic file."""
    posed = builtin_posed(3, 8)
    posed = posed.take(np.isin(posed.intensity, (0, 4)) & np.isin(posed.label, ("neutral", "happy", "sad")))
    path = tmp_path_factory.mktemp("flat") / "flat.npz"
    np.savez(
        path,
        landmarks=posed.landmarks.points[..., :2],
        subject=posed.subject,
        label=posed.label,
        intensity=posed.intensity,
        face=posed.face,
        layout=np.array("bu3dfe83"),
        unit=np.array("mm"),
    )
    return path


@pytest.fixture(scope="module")
def lifted(flat):
    out = flat.with_name("lifted.parquet")
    assert main(["convert", "npz", str(flat), str(out), "--to", "ibug68", "--quiet"]) == 0
    return out


@pytest.mark.parametrize("model", ["m2", "vae"])
def test_train_encode_decode_evaluate_in_the_plane(flat, lifted, settings, tmp_path, capsys, model):
    run, data = tmp_path / "run", f"npz:{flat}"
    words = ["train", "--data", data, "--model", model, "--config", str(settings), "--out", str(run)]
    assert main([*words, "--quiet"]) == 0
    saved = next(run.rglob("model.safetensors")).parent
    assert load_model(saved).preparation.mean.shape == (83, 2)
    assert main(["info", str(saved)]) == 0
    assert main(["evaluate", str(saved), "--data", data]) == 0
    latents, faces = tmp_path / "z.parquet", tmp_path / "again.parquet"
    assert main(["encode", str(saved), "--data", data, "--out", str(latents)]) == 0
    assert main(["decode", str(saved), str(latents), "--data", data, "--out", str(faces)]) == 0
    assert read_faces(faces).landmarks.points.shape == (24, 83, 2)
    assert main(["report", str(run)]) == 0
    page = (run / "report.html").read_text()
    assert "view-quarter" not in page.split("<style")[0]
    capsys.readouterr()
    assert main(["encode", str(saved), "--data", "builtin", "--out", str(latents)]) == 2
    assert "3 coordinates a point, the model's 2" in capsys.readouterr().err


def test_lifted_faces_say_so_and_are_like_those_that_they_come_from(flat, lifted, capsys):
    faces = read_faces(lifted)
    assert faces.landmarks.points.shape == (24, 68, 3)
    assert faces.source.endswith("ibug68 fitted to bu3dfe83 in 2-D by the built-in rig")
    given = open_faces(f"npz:{flat}")
    assert faces.label.tolist() == given.label.tolist()
    # The corners of the eyes are points of both layouts; the lifted ones are not the measured ones, but near.
    own, theirs = faces.landmarks, given.landmarks
    for corner in ("left_eye_corners", "right_eye_corners"):
        one = own.points[:, getattr(own.layout, corner), :2]
        other = theirs.points[:, getattr(theirs.layout, corner)]
        assert np.linalg.norm(one - other, axis=-1).mean() < 2.0
    # The nose is before the eyes.
    nose, eyes = (
        own.points[:, list(own.layout.regions[region]), 2].mean(axis=1) for region in ("nose", "left_eye")
    )
    assert (nose - eyes > 4).all()


def test_notes_and_refusals(flat, tmp_path, capsys):
    words = ["convert", "npz", str(flat), str(tmp_path / "out.parquet"), "--quiet"]
    assert main([*words, "--to", "mediapipe468"]) == 0
    said = capsys.readouterr().out
    assert "24 faces are mediapipe468 fitted to bu3dfe83 in 2-D" in said
    assert "median spread of a point 0.0" in said
    assert main([*words, "--to", "dlib5"]) == 2
    assert "it has bu3dfe83, bp4d83, ibug68" in capsys.readouterr().err


def test_a_study_of_flat_faces_shows_lines(flat, tmp_path):
    faces = open_faces(f"npz:{flat}").face
    asked = tmp_path / "triplets.csv"
    rows = [",".join(faces[row : row + 3]) for row in range(6)]
    asked.write_text("\n".join(["anchor,near,far", *rows]) + "\n")
    words = ["study", "init", str(tmp_path / "study"), "--faces", f"npz:{flat}", "--triplets", str(asked)]
    assert main([*words, "--quiet"]) == 0
    assert '"lines"' in next((tmp_path / "study").rglob("stimuli.json")).read_text()


def test_surfaces_of_flat_faces_are_refused_with_the_way_out(flat):
    landmarks = open_faces(f"npz:{flat}").landmarks
    with pytest.raises(DataError, match="as lines, or lift them first"):
        next(draw_faces(landmarks.points, landmarks.layout))
