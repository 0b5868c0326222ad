"""The runtime of NumPy alone: its numbers are the model's, and its errors say what was wrong."""

import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import save_file

from mien import runtime
from mien.errors import DataError, LayoutError, ModelFileError
from mien.exporting.programs import exported

N = 1100
KINDS = ("vae", "m2", "m2-planar", "m2-iaf", "fec")


@pytest.fixture(scope="module")
def loaded(make_model, aligned_by, tmp_path_factory):
    """Model and runtime of a kind, by way of a file."""
    folder = tmp_path_factory.mktemp("exported")

    def made(kind):
        model = make_model(kind, aligned_by("procrustes"))
        return model, runtime.load(exported(model).save(folder / f"{kind}.safetensors"))

    return {kind: made(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_one_face_and_many_as_the_model_has_them(loaded, posed_faces, kind):
    model, numpy = loaded[kind]
    faces, neutrals = posed_faces("ibug51", N, seed=5), posed_faces("ibug51", 3, seed=6)
    person = np.random.default_rng(0).integers(0, 3, N)
    y = model.prepare(neutrals[person]) if model.needs_neutral else None
    mean, variance = model.posterior_prepared(model.prepare(faces), y)
    people = numpy.on(neutrals)
    for threads in (1, 2):
        np.testing.assert_allclose(people.encode(faces, person, threads), mean, atol=1e-5)
    own = numpy.on(neutrals[person[0]])
    np.testing.assert_allclose(own(faces[0]), mean[0], atol=1e-5)
    np.testing.assert_allclose(own(faces[0].reshape(-1)), mean[0], atol=1e-5)
    same = person == person[0]
    np.testing.assert_allclose(own.encode(faces[same]), mean[same], atol=1e-5)
    z, deviation = own.posterior(faces[0])
    np.testing.assert_allclose(z, mean[0], atol=1e-5)
    if kind == "fec":
        assert deviation is None
        with pytest.raises(DataError, match="kind fec has no decoder"):
            own.decode(z)
    else:
        np.testing.assert_allclose(deviation, np.sqrt(variance[0]), atol=1e-5)
        wanted = model.decode(mean[:1], neutrals[person[:1]])
        np.testing.assert_allclose(own.decode(mean[0]), wanted[0], atol=1e-5)
    assert own.latents == ("z0", "z1", "z2", "z3")
    assert numpy.encode(faces[:0], person[:0]).shape == (0, 4) if kind == "vae" else True


def test_nothing_of_pytorch_is_loaded(loaded, posed_faces, tmp_path):
    model, numpy = loaded["m2"]
    exported(model).save(tmp_path / "m2.safetensors")
    face, neutral = posed_faces("ibug51", 2, seed=8)
    np.savez(tmp_path / "given.npz", face=face, neutral=neutral, z=numpy.on(neutral)(face))
    script = """
import sys, numpy as np, mien.runtime
given = np.load("given.npz")
one = mien.runtime.load("m2.safetensors").on(given["neutral"])
z = one(given["face"])
np.testing.assert_allclose(z, given["z"], atol=1e-6)
assert one.decode(z).shape == (51, 3)
assert one.encode(given["face"][None]).shape == (1, 4)
print(sorted({"torch", "sklearn", "scipy", "pydantic", "pyarrow"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_faces_that_cannot_be_used_are_named(loaded, posed_faces):
    _, numpy = loaded["m2"]
    faces = posed_faces("ibug51", N, seed=5)
    one, people = numpy.on(faces[0]), numpy.on(faces[:3])
    broken = faces.copy()
    broken[700, 3, 1] = np.inf
    with pytest.raises(DataError, match="not finite in face 700"):
        one.encode(broken)
    broken[:] = broken[:, :1]
    with pytest.raises(DataError, match="eyes are in one point in face 0"):
        one(broken[0])
    with pytest.raises(DataError, match="eyes are in one point in face neutral 1"):
        numpy.on(np.stack([faces[0], broken[0]]))
    with pytest.raises(LayoutError, match=r"shape \(50, 3\); the model takes \(51, 3\)"):
        one(faces[0, :50])
    with pytest.raises(LayoutError, match=r"faces have shape \(1100, 50, 3\)"):
        one.encode(faces[:, :50])
    with pytest.raises(DataError, match=r"given none: take runtime\.on"):
        numpy(faces[0])
    with pytest.raises(DataError, match=r"given 3: take runtime\.on"):
        people(faces[0])
    with pytest.raises(DataError, match="neutral faces of 3 people: say of each face whose it is"):
        people.encode(faces)
    with pytest.raises(DataError, match="needs the neutral faces of these people"):
        numpy.encode(faces)
    with pytest.raises(DataError, match="1100 whole numbers from 0 to 2"):
        people.encode(faces, np.full(N, 3))
    with pytest.raises(DataError, match=r"latents have shape \(3,\); expected 4 finite numbers"):
        one.decode(np.zeros(3))


def test_files_that_are_no_exported_models_are_refused(loaded, tmp_path):
    model, _ = loaded["m2"]
    model.save(tmp_path / "model")
    for path in (tmp_path / "model", tmp_path / "model" / "model.safetensors", tmp_path / "none.safetensors"):
        with pytest.raises(ModelFileError, match=r"mien export numpy MODEL FILE\.safetensors"):
            runtime.load(path)
    (tmp_path / "bad.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelFileError, match="not an exported model, or damaged"):
        runtime.load(tmp_path / "bad.safetensors")
    for meta, what in (("{}", "damaged"), ('{"schema": 9}', "schema 9 is of a later Mien"), ("[", "damaged")):
        save_file({"a": np.zeros(1)}, tmp_path / "x.safetensors", {"mien-exported": meta})
        with pytest.raises(ModelFileError, match=what):
            runtime.load(tmp_path / "x.safetensors")
    with pytest.raises(ModelFileError, match=r"a file of the kind \.safetensors"):
        exported(model).save(tmp_path / "m2.npz")
