"""ONNX graphs: onnxruntime gives what PyTorch gives, from landmarks as they come."""

import builtins
import json

import numpy as np
import onnxruntime
import pytest

from mien.errors import ConfigError, ModelFileError
from mien.exporting.onnx import write_onnx
from mien.exporting.programs import exported
from mien.models.program import Operation, Program

N = 20
PREPARED = [("procrustes", 3), ("none", 3), ("procrustes", 2), ("eyes", 2), ("none", 2)]


def session_of(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def run(path, **given):
    session = session_of(path)
    wanted = {one.name: given[one.name].astype(np.float32) for one in session.get_inputs()}
    return dict(zip((one.name for one in session.get_outputs()), session.run(None, wanted), strict=True))


@pytest.mark.parametrize(("rotation", "dims"), PREPARED)
def test_landmarks_to_latents_and_back(make_model, posed_faces, aligned_by, tmp_path, rotation, dims):
    model = make_model("m2", aligned_by(rotation, dims))
    faces, neutral = (posed_faces("ibug51", N, dims, seed) for seed in (3, 4))
    encoder, decoder = write_onnx(exported(model), tmp_path)
    found = run(encoder, face=faces, neutral=neutral)
    mean, variance = model.posterior_prepared(model.prepare(faces), model.prepare(neutral))
    np.testing.assert_allclose(found["z"], mean, atol=1e-5)
    np.testing.assert_allclose(found["std"], np.sqrt(variance), atol=1e-5)
    np.testing.assert_allclose(run(encoder, face=faces[:1], neutral=neutral[:1])["z"], mean[:1], atol=1e-5)
    landmarks = run(decoder, z=mean, neutral=neutral)["landmarks"]
    np.testing.assert_allclose(landmarks, model.decode(mean, neutral), atol=1e-5)


def test_features_and_models_without_neutral_or_decoder(make_model, features, tmp_path):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(N, 12)).astype(np.float32)
    vae = make_model("vae", features)
    encoder, decoder = write_onnx(exported(vae), tmp_path / "vae")
    np.testing.assert_allclose(run(encoder, face=x)["z"], vae.encode(x), atol=1e-5)
    z = rng.normal(size=(N, 4)).astype(np.float32)
    np.testing.assert_allclose(run(decoder, z=z)["features"], vae.decode(z), atol=1e-5)
    paths = write_onnx(exported(make_model("fec", features)), tmp_path / "fec")
    assert [path.name for path in paths] == ["encoder.onnx"]
    assert list(run(paths[0], face=x, neutral=x + 1)) == ["z"]


def test_what_cannot_be_aligned_is_nan_and_its_neighbours_are_not(
    make_model, posed_faces, aligned_by, tmp_path
):
    model = make_model("vae", aligned_by("procrustes"))
    faces = posed_faces("ibug51", 5)
    wanted = model.encode(faces)
    faces[1, 7, 2] = np.nan
    faces[2] = faces[2, :1]
    faces[3] = np.arange(51)[:, None] * np.array([1.0, 2.0, 3.0])
    found = run(write_onnx(exported(model), tmp_path)[0], face=faces)["z"]
    assert np.isnan(found[1:4]).all()
    np.testing.assert_allclose(found[[0, 4]], wanted[[0, 4]], atol=1e-5)


def test_metadata_say_what_goes_in_and_comes_out(make_model, aligned_by, tmp_path):
    session = session_of(write_onnx(exported(make_model("m2", aligned_by("procrustes"))), tmp_path)[0])
    told = session.get_modelmeta().custom_metadata_map
    assert (told["model"], told["layout"]) == ("m2", "ibug51")
    assert json.loads(told["latents"]) == ["z0", "z1", "z2", "z3"]
    assert len(json.loads(told["points"])) == 51
    assert json.loads(told["data"]) == {"licence": "CC0"}
    assert [one.shape for one in session.get_inputs()] == [["n", 51, 3]] * 2


def test_joined_constants_and_samples(tmp_path):
    from mien.exporting.graph import Graph
    from mien.exporting.onnx import _onnx, written

    row, samples = np.float32([7, 8]), np.arange(6, dtype=np.float32).reshape(3, 1, 2)
    operations = (
        Operation("concat", ("row", "x"), "a", {}),
        Operation("multiply", ("x", "samples"), "b", {}),
        Operation("sum_samples", ("b",), "c", {}),
        Operation("concat", ("a", "c"), "d", {}),
    )
    program = Program({"x": 2}, operations, {"row": row, "samples": samples}, {"out": "d"})
    graph = Graph(_onnx())
    graph.output("out", written(graph, program, {"x": graph.input("x", (2,))})["out"], (6,))
    (tmp_path / "p.onnx").write_bytes(graph.model({}).SerializeToString())
    x = np.random.default_rng(0).normal(size=(N, 2)).astype(np.float32)
    np.testing.assert_allclose(run(tmp_path / "p.onnx", x=x)["out"], program.run({"x": x})["out"], atol=1e-5)
    across = Program(
        {"x": 2}, (*operations[:2], Operation("concat", ("b", "x"), "c", {})), program.arrays, {"out": "c"}
    )
    with pytest.raises(ModelFileError, match="joins samples with rows"):
        written(Graph(_onnx()), across, {"x": "x"})


def test_without_the_package_it_says_what_to_install(make_model, features, tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *more):
        if name == "onnx":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match=r"pip install 'mien\[onnx\]'"):
        write_onnx(exported(make_model("vae", features)), tmp_path)
    assert not list(tmp_path.iterdir())
