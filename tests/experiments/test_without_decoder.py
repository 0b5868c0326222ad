"""Models that are trained by triplets alone make no faces, and say so wherever somebody asks for one."""

import csv
import json
from types import SimpleNamespace

import numpy as np
import pytest

from mien import ExpressionSpace
from mien.cli import main
from mien.errors import ConfigError, DataError
from mien.models.trained import load_model
from mien.objective.registry import completed
from mien.representations import gplvm
from mien.settings import Settings, recipe
from mien.training.batch import FaceSet
from mien.training.loop import train_model
from mien.triplets import Triplets
from mien.triplets.rules import triplets_by_rule

SETTINGS = """
[model]
n_components = 3
[model.encoder]
widths = [16]
[objective]
anneal_steps = 10
[training]
steps = 20
learning_rate = 0.003
batch = 20
triplet_batch = 20
validate_every = 10
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory, make_posed, write_npz):
    """A run of a model without a decoder beside one with, and rows that learn from triplets."""
    folder = tmp_path_factory.mktemp("metric")
    faces = f"npz:{write_npz(folder / 'faces.npz', make_posed())}"
    few = pytest.MonkeyPatch()
    few.setattr(gplvm, "MOST_FACES", 40)
    config, out = folder / "config.toml", folder / "run"
    config.write_text(SETTINGS, encoding="utf-8")
    rows = "fec,m2,ordinal,gplvm,gplvm-t"
    words = ["--data", faces, "--config", config, "--only", rows, "--out", out, "--quiet"]
    assert main(["reproduce", "posed", *map(str, words)]) == 0
    few.undo()
    return SimpleNamespace(
        folder=folder, faces=faces, config=config, out=out, model=out / "models" / "fec-seed0"
    )


def test_the_report_has_strips_of_the_other_model_alone(made):
    assert sorted(path.name for path in (made.out / "strips").iterdir()) == ["m2-seed0.npz"]
    page = (made.out / "report.html").read_text("utf-8")
    assert "FEC-like" in page
    assert "Ordinal embedding" in page
    for row in ("gplvm", "gplvm-t"):
        assert page.count(f"{row} is of 40 of 70 training faces, evenly of all people") == 1
    table = json.loads((made.out / "table.json").read_text("utf-8"))["rows"]
    assert [row["name"] for row in table] == ["gplvm", "gplvm-t", "ordinal", "m2", "fec"]
    assert all(0 <= row["figures"]["triplets"]["all"]["value"] <= 1 for row in table)


def test_alone_its_report_has_no_strips(made, capsys):
    out = made.folder / "alone"
    words = [
        "--data",
        made.faces,
        "--config",
        made.config,
        "--model",
        "triplet-linear",
        "--out",
        out,
        "--quiet",
    ]
    assert main(["train", *map(str, words)]) == 0
    page = (out / "report.html").read_text("utf-8")
    assert "What each latent dimension does" not in page
    assert 'data-term="triplet"' in page
    assert not (out / "strips").exists()
    assert main(["report", str(out)]) == 0
    capsys.readouterr()
    assert main(["info", str(out / "models" / "triplet-linear-seed0")]) == 0
    assert "decoder kind none" in capsys.readouterr().out


def test_it_encodes_and_is_judged_and_does_not_decode(made, capsys):
    latents, faces = made.folder / "z.csv", made.folder / "faces.parquet"
    assert main(["encode", str(made.model), "--data", made.faces, "--out", str(latents)]) == 0
    with latents.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    z = np.array([[float(row[f"z{i}"]) for i in range(3)] for row in rows])
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, atol=1e-5)
    assert main(["evaluate", str(made.model), "--data", made.faces, "--json"]) == 0
    capsys.readouterr()
    assert main(["decode", str(made.model), str(latents), "--data", made.faces, "--out", str(faces)]) == 2
    said = capsys.readouterr().err.strip()
    assert said == (
        "mien: a model of kind fec has no decoder: it makes no faces of latents; take one that reconstructs "
        "faces, as m2 does"
    )
    assert not faces.exists()
    model = load_model(made.model)
    assert not model.decodes
    assert load_model(model.save(made.folder / "again")).about == model.about
    with pytest.raises(DataError, match="has no decoder"):
        model.decode(z, np.zeros((len(z), 51, 3)))


def test_the_estimator_transforms_alone(posed, tmp_path):
    rng = np.random.default_rng(0)
    triplets = triplets_by_rule(posed.label, posed.intensity, np.arange(len(posed)), 100, rng)
    space = ExpressionSpace("triplet", n_components=3, steps=10, device="cpu").fit(posed, triplets=triplets)
    z = space.transform(posed)
    assert z.shape == (len(posed), 3)
    assert 0 <= space.score(posed, triplets=triplets) <= 1
    for refused in (
        lambda: space.inverse_transform(z, neutral=posed.neutral_points()),
        lambda: space.sample(2, neutral=posed.neutral_points()[0]),
    ):
        with pytest.raises(DataError, match="a model of kind triplet has no decoder"):
            refused()
    with pytest.raises(
        DataError, match="model 'triplet' has no ELBO, as it decodes no faces: pass triplets="
    ):
        space.score(posed)
    again = ExpressionSpace.load(space.save(tmp_path))
    np.testing.assert_array_equal(again.transform(posed), z)
    with pytest.raises(DataError, match="needs triplets"):
        ExpressionSpace("triplet").fit(posed)


def a_set(triplets):
    rng = np.random.default_rng(0)
    y, x = rng.normal(size=(2, 30, 6)).astype(np.float32)
    rows = np.array([rng.choice(30, 3, replace=False) for _ in range(triplets)]).reshape(-1, 3)
    return FaceSet(x, y, Triplets.of(rows.astype(np.int64)))


def test_without_triplets_there_is_nothing_to_train():
    settings = recipe("fast").changed(
        model={"kind": "contrastive", "n_components": 2},
        training={"steps": 4, "validate_every": 2, "mirror": 0.0, "device": "cpu"},
    )
    assert len(train_model(settings, a_set(40), a_set(3)).records) > 0
    for sets, name in (((a_set(0),), "training"), ((a_set(9), a_set(0)), "validation")):
        with pytest.raises(DataError, match=f"contrastive is about triplets alone; the {name} set has none"):
            train_model(settings, *sets)


def test_one_file_of_settings_serves_all_models():
    shared = Settings().changed(model={"decoder": {"kind": "mlp", "widths": [9], "keep": 0.5}})
    for kind, decoder in (("fec", "none"), ("m2", "mlp")):
        assert completed(shared.changed(model={"kind": kind})).model.decoder.kind == decoder


def test_a_model_that_reconstructs_cannot_do_without():
    with pytest.raises(ConfigError, match="no decoder is called 'none'; there are mlp"):
        completed(Settings().changed(model={"kind": "m2", "decoder": {"kind": "none"}}))
