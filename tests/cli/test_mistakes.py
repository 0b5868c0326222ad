"""The user's mistakes: exit 2 and one line that says what, where and what to do."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from mien.cli import main
from mien.faces.parquet import read_faces


@pytest.fixture
def refused(capsys):
    """Runs a command that has to fail, and gives its one line."""

    def run(*words):
        assert main([str(word) for word in words]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        lines = said.err.strip().splitlines()
        assert len(lines) == 1, said.err
        assert lines[0].startswith("mien: ")
        return lines[0]

    return run


@pytest.fixture
def altered(make_posed, write_npz, tmp_path):
    """A source of faces with something wrong."""

    def write(change, **how):
        table = make_posed(people=4, **how)
        return f"npz:{write_npz(tmp_path / 'wrong.npz', dataclasses.replace(table, **change(table)))}"

    return write


def train(source, out, *more):
    return ("train", "--data", source, "--out", out, "--quiet", *more)


def test_a_missing_neutral(refused, altered, tmp_path):
    source = altered(
        lambda t: {"label": np.where((t.subject == "P02") & (t.label == "neutral"), "happy", t.label)}
    )
    line = refused(*train(source, tmp_path / "run"))
    assert "no neutral face for subject P02" in line
    assert "--missing-neutral drop" in line
    assert not (tmp_path / "run").exists()
    assert "P02" in refused("reproduce", "posed", "--data", source, "--out", tmp_path / "run", "--quiet")


def test_one_class_only(refused, altered, tmp_path, settings):
    source = altered(lambda t: {"label": np.full(len(t), "neutral"), "intensity": t.intensity * np.nan})
    line = refused(*train(source, tmp_path / "run"))
    assert "label neutral only; at least two labels" in line
    assert not (tmp_path / "run").exists()


def test_one_class_with_degrees_cannot_be_classified(refused, altered, tmp_path, settings):
    source = altered(lambda t: {"label": np.full(len(t), "neutral")})
    words = ("--config", settings, "--only", "none", "--out", tmp_path / "run", "--quiet")
    assert "a classifier needs two or more" in refused("reproduce", "posed", "--data", source, *words)


def triplet_file(tmp_path, *rows):
    path = tmp_path / "triplets.csv"
    path.write_text("anchor,near,far\n" + "".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_triplet_of_a_face_that_does_not_exist(refused, faces, posed, model, tmp_path):
    path = triplet_file(tmp_path, posed.face[:3], [posed.face[0], "ghost", posed.face[2]])
    line = refused(*train(faces, tmp_path / "run", "--triplets", path))
    assert f"{path}:3: face ghost does not exist in the data" in line
    assert not (tmp_path / "run").exists()
    assert "face ghost does not exist" in refused("evaluate", model, "--data", faces, "--triplets", path)


def test_a_triplet_that_crosses_the_split(refused, faces, posed, model, tmp_path):
    from mien.models.trained import load_model

    about = load_model(model).about.people.among(posed.subject)
    of = {part: posed.face[np.isin(posed.subject, names)] for part, names in about.items()}
    path = triplet_file(tmp_path, [*of["train"][:2], of["test"][0]])
    line = refused(*train(faces, tmp_path / "run", "--triplets", path))
    assert "triplet 0 joins people of different parts of the split (seed 0)" in line
    path = triplet_file(tmp_path, of["test"][:3], of["train"][:3])
    line = refused("evaluate", model, "--data", faces, "--triplets", path)
    assert "triplet 1 names a face outside the test people" in line


@pytest.mark.parametrize("source", ["faces.csv", "vicon:folder", "npz:", ""])
def test_an_unknown_source(refused, tmp_path, model, source):
    forms = "write builtin, builtin-spontaneous, KIND:PATH (KIND is bu3dfe, bp4d, bu4dfe, openface, pyfeat"
    assert forms in refused(*train(source, tmp_path / "run"))
    assert forms in refused("evaluate", model, "--data", source)


@pytest.mark.parametrize(
    "source",
    [
        "npz:nowhere.npz",
        "nowhere.parquet",
        "bu3dfe:nowhere",
        "bp4d:nowhere",
        "openface:nowhere",
        "pyfeat:nowhere",
    ],
)
def test_a_source_that_is_not_there(refused, tmp_path, model, source):
    for words in (train(source, tmp_path / "run"), ("encode", model, "--data", source, "--out", "x.csv")):
        assert "nowhere" in refused(*words)


def test_unknown_options_commands_and_values(refused, tmp_path, faces):
    assert "--speed" in refused("train", "--speed", "9", "--out", tmp_path / "run")
    assert "teach" in refused("teach")
    assert "--out" in refused("train", "--data", faces)
    assert "m9" in refused(*train(faces, tmp_path / "run", "--model", "m9"))
    assert "--seeds" in refused("reproduce", "posed", "--seeds", "0")
    assert "slow" in refused("reproduce", "posed", "--recipe", "slow")


def test_faces_that_are_not_finite(refused, altered, model, tmp_path):
    def change(table):
        points = table.landmarks.points.copy()
        points[9, 4, 2] = np.nan
        return {"landmarks": dataclasses.replace(table.landmarks, points=points)}

    source = altered(change)
    name = "P01-angry-2"
    assert name in refused(*train(source, tmp_path / "run"))
    assert name in refused("evaluate", model, "--data", source)
    assert name in refused("encode", model, "--data", source, "--out", tmp_path / "z.csv")
    assert not (tmp_path / "z.csv").exists()


def test_no_such_model(refused, tmp_path, faces):
    for words in (("encode", tmp_path / "no", "--out", "z.csv"), ("evaluate", tmp_path / "no")):
        assert "no model there; train one with `mien train`" in refused(*words, "--data", faces)
    (tmp_path / "latents.csv").write_text("face,subject,z0\n")
    line = refused("decode", tmp_path / "no", tmp_path / "latents.csv", "--out", "x.parquet", "--data", faces)
    assert "no model there" in line
    assert "no" in refused("info", tmp_path / "no")


def test_a_damaged_model(refused, tmp_path, faces):
    (tmp_path / "model.safetensors").write_bytes(b"damaged")
    for words in (("info", tmp_path), ("evaluate", tmp_path, "--data", faces)):
        assert "not a Mien model, or damaged" in refused(*words)


def test_a_model_of_another_layout(refused, model, make_posed, write_npz, tmp_path):
    source = f"npz:{write_npz(tmp_path / 'other.npz', make_posed('bu3dfe83', people=4))}"
    says = "the model is of layout ibug51, the faces of bu3dfe83"
    assert says in refused("encode", model, "--data", source, "--out", tmp_path / "z.csv")
    assert says in refused("evaluate", model, "--data", source)


def test_an_out_directory_that_is_not_empty(refused, faces, settings, tmp_path):
    (tmp_path / "precious.txt").write_text("mine")
    for words in (
        train(faces, tmp_path),
        ("reproduce", "posed", "--data", faces, "--out", tmp_path, "--quiet"),
    ):
        line = refused(*words, "--config", settings)
        assert "already there and not empty; add --resume" in line
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
    assert "precious.txt" in refused(*train(faces, tmp_path / "precious.txt", "--config", settings))
    assert "precious.txt" in refused(*train(faces, tmp_path / "precious.txt" / "a", "--config", settings))


def test_an_engine_or_device_that_is_not_there(refused, faces, tmp_path):
    out = tmp_path / "run"
    assert "no engine is called 'warp'; there are eager" in refused(*train(faces, out, "--engine", "warp"))
    assert "device 'nosuch' cannot be used here" in refused(*train(faces, out, "--device", "nosuch"))
    assert not out.exists()


def test_resuming_a_run_of_an_earlier_version(refused, faces, tmp_path):
    out = tmp_path / "run"
    out.mkdir()
    (out / "config.toml").write_text("[model]\nkeep = 0.9\n", encoding="utf-8")
    line = refused("reproduce", "posed", "--data", faces, "--out", out, "--resume", "--quiet")
    assert "unknown key 'model.keep'" in line
    assert "begun by an earlier version of Mien? Name another --out" in line
    (out / "run.json").write_text('{"schema": 1}', encoding="utf-8")
    assert "made by an earlier version of Mien" in refused("report", out)


def test_resuming_with_other_settings(refused, model, faces, settings, tmp_path):
    import shutil

    run = shutil.copytree(model.parents[1], tmp_path / "run")
    other = tmp_path / "other.toml"
    other.write_text(settings.read_text().replace("batch = 20", "batch = 21"))
    kept = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    line = refused(*train(faces, run, "--config", other, "--resume"))
    assert "begun with other settings; resume with the same ones" in line
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == kept


def test_settings_that_are_wrong(refused, faces, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text("[training]\nspeed = 9\n")
    assert "wrong.toml: unknown key 'training.speed'; there are steps," in refused(
        *train(faces, tmp_path / "run", "--config", path)
    )
    assert "none.toml: there is no such file" in refused(
        *train(faces, tmp_path / "run", "--config", tmp_path / "none.toml")
    )


@pytest.mark.parametrize("only", ["m3", "none,m3", "none,,m1"])
def test_an_unknown_row(refused, faces, tmp_path, only):
    line = refused(
        "reproduce", "posed", "--data", faces, "--only", only, "--out", tmp_path / "run", "--quiet"
    )
    assert "no row of the table is called" in line
    assert "there are none, difference, pca, difference-pca, " in line
    assert ", vae, vae-t, m1, m2" in line


def test_latents_that_cannot_be_decoded(refused, model, faces, tmp_path):
    path, out = tmp_path / "latents.csv", tmp_path / "faces.parquet"
    for text, says in (
        ("face,subject,z0,z1\na,P01,0,0\n", "no column z2"),
        ("face,subject,z0,z1,z2\na,P01,0,0,x\n", "latents.csv:2: column z2 is 'x', not a number"),
        ("face,subject,z0,z1,z2\na,P01,0,0,nan\n", "a latent is not a finite number"),
        ("face,subject,z0,z1,z2\na,ghost,0,0,0\n", "no neutral face for subject ghost"),
        ("", "latents.csv:1: empty"),
    ):
        path.write_text(text)
        assert says in refused("decode", model, path, "--data", faces, "--out", out)
        assert not out.exists()


FULL = """
import resource, signal, sys
from mien.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def on_a_full_disk():
    """Runs a command that can write 2,000 bytes a file, and gives its one line."""

    def run(*words):
        process = subprocess.run(
            [sys.executable, "-c", FULL, *map(str, words)], capture_output=True, text=True, timeout=60
        )
        assert process.returncode == 2, process.stderr
        (line,) = process.stderr.splitlines()
        return line

    return run


def test_a_disk_that_fills_up_in_training(on_a_full_disk, faces, settings, tmp_path):
    run = tmp_path / "run"
    line = on_a_full_disk(*train(faces, run, "--config", settings))
    assert "m2-seed0.safetensors: cannot be written (File too large); what was there before is" in line
    assert sorted(path.name for path in run.rglob("*") if path.is_file()) == ["config.toml", "reading.json"]


@pytest.mark.parametrize("name", ["latents.csv", "latents.parquet"])
def test_a_disk_that_fills_up_with_latents(on_a_full_disk, model, faces, tmp_path, name):
    line = on_a_full_disk("encode", model, "--data", faces, "--out", tmp_path / name)
    assert f"{name}: cannot be written" in line
    assert list(tmp_path.iterdir()) == []


def test_damaged_parquet_latents_are_refused_or_read_right(model, faces, tmp_path, capsys):
    whole, path, out = tmp_path / "whole.parquet", tmp_path / "z.parquet", tmp_path / "faces.parquet"
    assert main(["encode", str(model), "--data", faces, "--out", str(whole)]) == 0
    content = whole.read_bytes()
    assert main(["decode", str(model), str(whole), "--data", faces, "--out", str(out)]) == 0
    sound = read_faces(out)
    capsys.readouterr()
    rng, refused = np.random.default_rng(0), 0
    for place in rng.integers(len(content), size=30).tolist():
        path.write_bytes(content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :])
        status = main(["decode", str(model), str(path), "--data", faces, "--out", str(out)])
        said = capsys.readouterr().err
        if status == 2:
            refused += 1
            assert len(said.strip().splitlines()) == 1
            continue
        assert status == 0
        again = read_faces(out)
        assert again.face.tolist() == sound.face.tolist()
        np.testing.assert_array_equal(again.landmarks.points, sound.landmarks.points)
    assert refused > 15


def test_decoded_faces_are_written_as_parquet_only(refused, model, faces, tmp_path):
    latents, out = tmp_path / "latents.csv", tmp_path / "faces.csv"
    latents.write_text("face,subject,z0,z1,z2\na,P01,0,0,0\n")
    line = refused("decode", model, latents, "--data", faces, "--out", out)
    assert f"{out}: the name of the file to write must end with .parquet" in line
    assert not out.exists()


def test_latents_are_written_as_csv_or_parquet_only(refused, model, faces, tmp_path):
    line = refused("encode", model, "--data", faces, "--out", tmp_path / "latents.txt")
    assert "latents are written as .parquet or .csv" in line


@pytest.mark.parametrize(
    "words", [["train", "--data", "npz:nowhere.npz", "--out", "run"], ["train", "--fast"]]
)
def test_the_process_exits_with_2_and_one_line(words, tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "mien", *words, *(["--quiet"] if "--out" in words else [])],
        capture_output=True, text=True, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith("mien: ")
    assert list(tmp_path.iterdir()) == []
