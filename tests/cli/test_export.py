"""`mien export`: a trained model as ONNX and for NumPy alone."""

import numpy as np
import onnxruntime

from mien import runtime
from mien.cli import main
from mien.models.trained import load_model
from mien.sources.opening import open_faces


def test_onnx_and_numpy_give_the_latents_of_the_model(model, faces, tmp_path, capsys):
    trained, data = load_model(model), open_faces(faces)
    points, neutral = data.landmarks.points[:5], data.neutral_points()[:5]
    wanted = trained.encode(points, neutral)
    assert main(["export", "onnx", str(model), str(tmp_path / "onnx")]) == 0
    encoder, decoder = capsys.readouterr().out.splitlines()
    session = onnxruntime.InferenceSession(encoder, providers=["CPUExecutionProvider"])
    np.testing.assert_allclose(session.run(["z"], {"face": points, "neutral": neutral})[0], wanted, atol=1e-5)
    assert decoder.endswith("decoder.onnx")
    assert main(["export", "numpy", str(model), str(tmp_path / "m2.safetensors")]) == 0
    one = runtime.load(capsys.readouterr().out.strip()).on(neutral)
    np.testing.assert_allclose(one.encode(points, np.arange(5)), wanted, atol=1e-5)


def test_what_is_no_model_is_said_in_one_line(tmp_path, capsys):
    assert main(["export", "onnx", str(tmp_path), str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()
