"""A corpus in partitions: as one file would be, a restart goes on, a bad one is named; on Ray to the bit."""

import importlib.util
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from mien.cli import main
from mien.errors import ConfigError, DataError, RunError
from mien.faces.parquet import write_faces
from mien.inference.corpus import encode_corpus
from mien.inference.encode import encode_source
from mien.inference.partitions import Encoder, Finished
from mien.models.trained import load_model

SAVED = Path(__file__).parents[1] / "models" / "saved" / "v1"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory, make_posed):
    """Three partitions of two people each."""
    folder = tmp_path_factory.mktemp("corpus") / "faces"
    folder.mkdir()
    table = make_posed(people=6)
    people = np.unique(table.subject)
    for number in range(3):
        own = np.isin(table.subject, people[2 * number : 2 * number + 2])
        write_faces(folder / f"part-{number}.parquet", table.take(own))
    return folder


def latents(folder):
    return {path.name: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}


def copied(corpus, folder):
    folder.mkdir()
    for path in corpus.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_every_partition_is_as_encode_writes_it(corpus, tmp_path):
    told = []
    count = encode_corpus(
        SAVED, str(corpus), tmp_path / "z", counted=lambda done, of: told.append((done, of))
    )
    assert count == 42
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    model = load_model(SAVED)
    for name, table in latents(tmp_path / "z").items():
        encode_source(model, str(corpus / name), tmp_path / name)
        assert table.equals(pq.read_table(tmp_path / name))
        assert Finished.read(tmp_path / "z" / name.replace(".parquet", ".json")).faces == len(table) == 14


def test_a_restart_does_again_only_what_is_not_done_or_has_changed(corpus, tmp_path, monkeypatch, make_posed):
    faces, out = copied(corpus, tmp_path / "faces"), tmp_path / "z"
    encoded = []
    encode = Encoder.__call__
    monkeypatch.setattr(Encoder, "__call__", lambda s, part: encoded.append(part.name) or encode(s, part))
    (faces / "part-1.parquet").write_bytes(b"cut off")
    with pytest.raises(DataError) as error:
        encode_corpus(SAVED, str(faces), out)
    said = str(error.value)
    assert "1 of 3 partitions cannot be encoded (part-1.parquet)" in said
    assert "not a Parquet file, or a damaged one" in said
    assert encoded == ["part-0.parquet", "part-1.parquet", "part-2.parquet"]
    assert list(latents(out)) == ["part-0.parquet", "part-2.parquet"], "the others are kept"
    (faces / "part-1.parquet").write_bytes((corpus / "part-1.parquet").read_bytes())
    assert encode_corpus(SAVED, str(faces), out) == 42
    assert encoded[3:] == ["part-1.parquet"]
    (out / "part-0.parquet").unlink()
    write_faces(faces / "part-2.parquet", make_posed(people=1))
    assert encode_corpus(SAVED, str(faces), out) == 35
    assert encoded[4:] == ["part-0.parquet", "part-2.parquet"]
    encode_corpus(SAVED, str(faces), out)
    assert len(encoded) == 6


def test_people_without_a_neutral_face_in_their_partition_are_named(corpus, tmp_path, make_posed, caplog):
    faces = copied(corpus, tmp_path / "faces")
    table = make_posed(people=2)
    write_faces(faces / "part-1.parquet", table.take((table.label != "neutral") | (table.subject == "P00")))
    with pytest.raises(DataError, match=r"part-1\.parquet\); the first: .*P01"):
        encode_corpus(SAVED, str(faces), tmp_path / "z")
    with caplog.at_level("WARNING", "mien.sources"):
        assert encode_corpus(SAVED, str(faces), tmp_path / "dropped", missing_neutral="drop") == 14 + 7 + 14
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("part-1.parquet: 1 people without a neutral face left out: P01")


def test_what_is_no_corpus_is_refused(corpus, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    for what, kind, said in (
        ({"asked": str(tmp_path / "nosuch")}, ConfigError, "a corpus is a folder of"),
        ({"asked": str(tmp_path / "empty")}, DataError, "no .parquet file is there"),
        ({"out": corpus}, ConfigError, "the faces are there"),
        ({"out": tmp_path / "full"}, RunError, "no folder of latents"),
        ({"engine": "spark"}, ConfigError, "there are local and ray"),
    ):
        given = {"model": SAVED, "asked": str(corpus), "out": tmp_path / "z", **what}
        with pytest.raises(kind, match=said):
            encode_corpus(**given)
    encode_corpus(SAVED, str(corpus), tmp_path / "z")
    with pytest.raises(RunError, match="latents of another model, or of faces read in another way"):
        encode_corpus(SAVED, str(corpus), tmp_path / "z", missing_neutral="drop")
    words = [
        "encode",
        str(SAVED),
        "--data",
        f"parquet:{corpus}",
        "--out",
        str(tmp_path / "z"),
        "--engine",
        "local",
    ]
    assert main([*words, "--quiet"]) == 0
    assert capsys.readouterr().out == f"42 faces: {tmp_path / 'z'}\n"
    assert main([*words, "--smooth"]) == 2
    if importlib.util.find_spec("ray") is None:
        assert main([*words[:-1], "ray"]) == 0, "nothing is left to do"
        assert main([*words[:5], str(tmp_path / "new"), "--engine", "ray"]) == 2
        assert "pip install 'mien[ray]'" in capsys.readouterr().err


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed (mien[ray])")
def test_ray_gives_the_same_bits_and_names_a_bad_partition(corpus, tmp_path):
    faces = copied(corpus, tmp_path / "faces")
    (faces / "part-1.parquet").write_bytes(b"cut off")
    command = [
        sys.executable, "-m", "mien", "encode", str(SAVED), "--data", str(faces), "--out",
        str(tmp_path / "ray"), "--engine", "ray", "--quiet",
    ]  # fmt: skip
    # Ray's workers are the nicest of processes, and on a busy machine never begin.
    run = partial(
        subprocess.run, command, capture_output=True, text=True, timeout=600,
        env={**os.environ, "RAY_worker_niceness": "0"},
    )  # fmt: skip
    done = run()
    assert done.returncode == 2, done.stderr
    assert "1 of 3 partitions cannot be encoded (part-1.parquet)" in done.stderr
    (faces / "part-1.parquet").write_bytes((corpus / "part-1.parquet").read_bytes())
    done = run()
    assert (done.returncode, done.stdout) == (0, f"42 faces: {tmp_path / 'ray'}\n"), done.stderr
    encode_corpus(SAVED, str(faces), tmp_path / "local")
    here, there = latents(tmp_path / "local"), latents(tmp_path / "ray")
    assert len(here) == 3
    for name, table in here.items():
        assert table.equals(there[name])
