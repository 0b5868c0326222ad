"""Saved models: a file of the past still loads; damaged and foreign ones say why not."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from mien.errors import DataError, LayoutError, ModelFileError
from mien.inference.encode import encode_source
from mien.models.stored import SCHEMA
from mien.models.trained import load_model

SAVED = Path(__file__).parent / "saved"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SAVED / "v2", tmp_path / "model"))


@pytest.fixture
def first(tmp_path):
    return Path(shutil.copytree(SAVED / "v1", tmp_path / "first"))


def meta_of(folder):
    return json.loads((folder / "model.json").read_text(encoding="utf-8"))


def rewrite(folder, meta, arrays=None):
    """The model file anew with another description or other arrays."""
    path = folder / "model.safetensors"
    arrays = load_file(path) if arrays is None else arrays
    text = meta if isinstance(meta, str) else json.dumps(meta)
    save_file(arrays, path, {"mien": text})
    (folder / "model.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("version", range(1, SCHEMA + 1))
def test_a_model_saved_in_the_past_gives_its_answers(version):
    model = load_model(SAVED / f"v{version}")
    with np.load(SAVED / f"v{version}" / "expected.npz") as expected:
        faces, neutral = expected["faces"], expected["neutral"]
        latents, decoded = expected["latents"], expected["decoded"]
    np.testing.assert_allclose(model.encode(faces, neutral), latents, atol=1e-5)
    np.testing.assert_allclose(model.decode(latents, neutral), decoded, atol=1e-5)
    assert np.abs(latents).max() > 0.5
    assert not np.allclose(decoded[0], decoded[1], atol=1e-2)
    assert (model.layout, model.kind) == ("ibug51", "m2")
    assert model.about.settings.training.steps == 200
    assert model.about.settings.model.encoder.options["widths"] == [32, 16]
    assert model.about.settings.objective.options("topology")["gamma"] > 0


def test_saved_again_it_is_the_same(tmp_path):
    model = load_model(SAVED / "v2")
    model.save(tmp_path)
    again = load_model(tmp_path)
    assert again.describe() == model.describe()
    before, after = (load_file(place / "model.safetensors") for place in (SAVED / "v2", tmp_path))
    assert before.keys() == after.keys()
    for name, value in before.items():
        np.testing.assert_array_equal(value, after[name])


def test_a_model_of_version_1_keeps_its_numbers_when_saved_now(tmp_path):
    before = load_file(SAVED / "v1" / "model.safetensors")
    load_model(SAVED / "v1").save(tmp_path)
    after = load_file(tmp_path / "model.safetensors")
    values = [sorted(value.ravel().tolist() for value in arrays.values()) for arrays in (before, after)]
    assert values[0] == values[1]
    assert json.loads((tmp_path / "model.json").read_text())["schema"] == SCHEMA


def test_a_full_disk_keeps_the_model_before(folder):
    code = """
import resource, signal, sys
from mien.errors import RunError
from mien.models.trained import load_model
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
model = load_model(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    model.save(sys.argv[1])
except RunError as error:
    print(error)
"""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    said = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, timeout=60)
    assert "model.safetensors: cannot be written (File too large)" in said.stdout, said.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_file_itself_may_be_named_and_needs_no_json_beside_it(folder):
    (folder / "model.json").unlink()
    assert load_model(folder / "model.safetensors").layout == "ibug51"


def test_a_missing_model_is_named(tmp_path, folder):
    with pytest.raises(ModelFileError, match=r"nowhere.model.safetensors: no model there"):
        load_model(tmp_path / "nowhere")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelFileError, match="no model there; train one with `mien train`"):
        load_model(folder)


@pytest.mark.parametrize("kept", [0, 7, 100, 0.5, 0.99])
def test_a_truncated_file_is_refused(folder, kept):
    path = folder / "model.safetensors"
    content = path.read_bytes()
    path.write_bytes(content[: kept if isinstance(kept, int) else int(len(content) * kept)])
    with pytest.raises(ModelFileError, match=r"model\.safetensors: not a Mien model, or damaged"):
        load_model(folder)


def test_a_changed_number_is_noticed(folder):
    load_model(folder).save(folder)
    path, whole = folder / "model.safetensors", load_file(folder / "model.safetensors")
    meta = meta_of(folder)
    assert len(meta["arrays_sha256"]) == 64
    assert "arrays_sha256" not in load_model(folder).describe()
    for name, value in whole.items():
        changed = value.copy()
        changed.flat[-1] += 0.5
        rewrite(folder, meta, whole | {name: changed})
        with pytest.raises(ModelFileError, match="damaged: its arrays are not those that were saved"):
            load_model(folder)
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="damaged"):
        load_model(folder)


def test_other_content_is_refused(folder):
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[20:60] = b"\x00" * 40
    for other in (b"PK\x03\x04 something else", bytes(content), b"\xff" * 4_000):
        path.write_bytes(other)
        with pytest.raises(ModelFileError, match="not a Mien model, or damaged"):
            load_model(folder)
    save_file({"a": np.zeros(2)}, path)
    with pytest.raises(ModelFileError, match="not a Mien model"):
        load_model(folder)
    path.unlink()
    path.mkdir()
    with pytest.raises(ModelFileError, match="not a Mien model, or damaged"):
        load_model(folder)


def test_a_later_version_is_refused(folder):
    rewrite(folder, meta_of(folder) | {"schema": SCHEMA + 1})
    with pytest.raises(ModelFileError, match=f"schema {SCHEMA + 1} is of a later Mien; .* update it"):
        load_model(folder)


@pytest.mark.parametrize("meta", ["[1, 2]", '"text"', "null", "{", '{"schema": "1"}', "{}"])
def test_a_description_that_is_none_is_refused(folder, meta):
    rewrite(folder, meta)
    with pytest.raises(ModelFileError, match="not a Mien model"):
        load_model(folder)


@pytest.mark.parametrize("text", ['{"schema": 1}', "{ damaged", "", b"\xff\xfe"])
def test_a_description_of_another_model_is_refused(folder, text):
    path = folder / "model.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(
        ModelFileError, match=r"model\.json: does not belong to the model\.safetensors beside"
    ):
        load_model(folder)


def without(meta, lacking):
    return {name: value for name, value in meta.items() if name != lacking}


@pytest.mark.parametrize("lacking", ["settings", "columns", "preparation", "seed"])
def test_an_incomplete_description_is_refused(folder, lacking):
    rewrite(folder, without(meta_of(folder), lacking))
    with pytest.raises(ModelFileError, match="don't fit its description"):
        load_model(folder)


@pytest.mark.parametrize("lacking", ["architecture", "preparation", "kind"])
def test_an_incomplete_description_of_version_1_is_refused(first, lacking):
    rewrite(first, without(meta_of(first), lacking))
    with pytest.raises(ModelFileError, match="don't fit its description"):
        load_model(first)


@pytest.mark.parametrize(
    "change",
    [
        {"columns": {"x": 153}},
        {"columns": {"x": "many", "y": 153}},
        {"columns": {"x": 150, "y": 150}},
        {"columns": 3},
        {"preparation": {"kind": "alignment", "layout": "ibug68", "unit": "mm", "rotation": "procrustes"}},
        {"seed": "one"},
        {"further": 1},
    ],
)
def test_a_changed_description_is_refused(folder, change):
    rewrite(folder, meta_of(folder) | change)
    with pytest.raises(ModelFileError, match="don't fit its description"):
        load_model(folder)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("encoder", {"widths": [32]}),
        ("encoder", {"kind": "nosuch"}),
        ("decoder", {"keep": 2.0}),
        ("prior", {"width": 1}),
    ],
)
def test_parts_that_do_not_fit_are_refused(folder, part, change):
    meta = meta_of(folder)
    meta["settings"]["model"][part] |= change
    rewrite(folder, meta)
    with pytest.raises(ModelFileError, match="don't fit its description"):
        load_model(folder)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("architecture", {"n_components": 4}),
        ("architecture", {"encoder": [32]}),
        ("architecture", {"n_features": "many"}),
        ("architecture", {"n_features": 150}),
        ("preparation", {"layout": "ibug68"}),
        ("preparation", {"layout": "nosuch"}),
        ("preparation", {"kind": "nosuch"}),
    ],
)
def test_a_description_of_version_1_that_does_not_fit_is_refused(first, part, change):
    meta = meta_of(first)
    assert meta[part].keys() >= change.keys()
    meta[part] |= change
    rewrite(first, meta)
    with pytest.raises(ModelFileError, match="don't fit its description"):
        load_model(first)


def test_missing_and_broken_arrays_are_refused(folder):
    whole = load_file(folder / "model.safetensors")
    meta = without(meta_of(folder), "arrays_sha256")
    for name in whole:
        rewrite(folder, meta, {other: value for other, value in whole.items() if other != name})
        with pytest.raises(ModelFileError, match="don't fit its description"):
            load_model(folder)
    for name, value in whole.items():
        rewrite(folder, meta, whole | {name: np.full_like(value, np.nan)})
        with pytest.raises(ModelFileError, match=r"safetensors: its arrays don't fit .* finite"):
            load_model(folder)


def test_faces_of_another_layout_are_refused(make_posed, write_npz, tmp_path):
    model, other = load_model(SAVED / "v1"), make_posed("bu3dfe83", people=2)
    with pytest.raises(
        LayoutError, match=r"takes 153 numbers a face \(layout ibug51\), these faces have 249"
    ):
        model.encode(other.landmarks.points, other.landmarks.points)
    source = write_npz(tmp_path / "other.npz", other)
    with pytest.raises(LayoutError, match="model is of layout ibug51, the faces of bu3dfe83"):
        encode_source(model, f"npz:{source}", tmp_path / "latents.csv")
    assert not (tmp_path / "latents.csv").exists()


def test_wrong_latents_and_missing_neutrals_are_refused():
    model = load_model(SAVED / "v1")
    with np.load(SAVED / "v1" / "expected.npz") as expected:
        faces = expected["faces"][:2]
    with pytest.raises(DataError, match=r"latents have shape \(2, 4\); expected \(faces, 3\)"):
        model.decode(np.zeros((2, 4)), faces)
    with pytest.raises(DataError, match="kind m2 needs the neutral"):
        model.decode(np.zeros((2, 3)))
    with pytest.raises(DataError, match="2 faces and 1 neutrals"):
        model.encode(faces, faces[:1])
