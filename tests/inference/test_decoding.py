"""Latents of files to faces: in bounded memory, names as they are written, faults with their line."""

import tracemalloc
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import mien.tabular as tabular
from mien.errors import FormatError
from mien.faces.parquet import read_faces
from mien.inference.decode import decode_file
from mien.inference.encode import encode_source
from mien.models.trained import load_model

SAVED = Path(__file__).parents[1] / "models" / "saved" / "v1"
COLUMNS = "face,subject,label,z0,z1,z2\n"


@pytest.fixture(scope="module")
def model():
    return load_model(SAVED)


@pytest.fixture(scope="module")
def people(tmp_path_factory, make_posed, write_npz):
    """Two people, and the source of their faces."""
    table = make_posed(people=2)
    return table, f"npz:{write_npz(tmp_path_factory.mktemp('faces') / 'faces.npz', table)}"


def _neutral(model, table, subject):
    row = np.flatnonzero((table.subject == subject) & (table.label == "neutral"))[:1]
    return np.repeat(table.landmarks.points[row], 1, axis=0)


def _latents(model, table, n, seed=0):
    """n latents on the faces of two people."""
    rng = np.random.default_rng(seed)
    subjects = np.unique(table.subject)[rng.integers(0, 2, n)]
    z = rng.normal(size=(n, model.n_components)).astype(np.float32)
    names = {"face": [f"f{row:07}" for row in range(n)], "subject": subjects.tolist()}
    return names | {f"z{i}": z[:, i] for i in range(z.shape[1])}, z, subjects


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_batches_decode_as_the_whole(model, people, tmp_path, monkeypatch, suffix):
    monkeypatch.setattr(tabular, "ROWS", 64)
    table, source = people
    columns, z, subjects = _latents(model, table, 300)
    path, out = tmp_path / f"z.{suffix}", tmp_path / "faces.parquet"
    (pyarrow.csv.write_csv if suffix == "csv" else pq.write_table)(pa.table(columns), path)
    assert decode_file(model, path, source, out) == 300
    found = read_faces(out)
    assert found.face.tolist() == columns["face"]
    assert found.subject.tolist() == subjects.tolist()
    neutral = {s: _neutral(model, table, s)[0] for s in np.unique(table.subject)}
    expected = model.decode(z, np.stack([neutral[s] for s in subjects]))
    np.testing.assert_allclose(found.landmarks.points, expected, atol=1e-5)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_memory_does_not_grow_with_the_rows(model, people, tmp_path, monkeypatch, suffix):
    monkeypatch.setattr(tabular, "ROWS", 512)
    monkeypatch.setattr(tabular, "BLOCK", 50_000)
    monkeypatch.setattr("mien.faces.parquet.ROW_GROUP", 512)
    table, source = people
    peaks = []
    for n in (2_000, 16_000):
        columns, _, _ = _latents(model, table, n)
        path = tmp_path / f"z{n}.{suffix}"
        (pyarrow.csv.write_csv if suffix == "csv" else pq.write_table)(pa.table(columns), path)
        tracemalloc.start()
        decode_file(model, path, source, tmp_path / "faces.parquet")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # The names of the faces are kept, to find one that is there twice; a face has 153 numbers.
    assert peaks[1] - peaks[0] < 14_000 * 300


def test_names_that_look_like_numbers_stay_names(model, people, make_posed, write_npz, tmp_path):
    """Arrow took face 007 for the number 7, and person 01 for a person 1 who has no neutral face."""
    table = people[0]
    subjects = np.char.replace(table.subject, "P", "")
    path = tmp_path / "faces.npz"
    arrays = {"points": table.landmarks.points, "subject": subjects, "label": table.label}
    arrays["face"] = np.array([f"{row:03}" for row in range(len(subjects))])
    with np.load(people[1].removeprefix("npz:")) as file:
        np.savez(path, **{**dict(file), **{name: value for name, value in arrays.items() if name in file}})
    latents, out = tmp_path / "latents.csv", tmp_path / "decoded.parquet"
    assert encode_source(model, f"npz:{path}", latents) == len(subjects)
    assert decode_file(model, latents, f"npz:{path}", out) == len(subjects)
    found = read_faces(out)
    assert found.face.tolist() == arrays["face"].tolist()
    assert found.subject.tolist() == subjects.tolist()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a,{0},,0,1,2\nb,{0},,x,1,2\n", r"z\.csv:3: column z0 is 'x', not a number"),
        ("a,{0},,0,1,2\n\nb,{0},,0,,2\n", r"z\.csv:4: a latent is not a finite number \(z1 is nan\)"),
        ("a,{0},,0,1,2\nb,{0},,0,inf,2\n", r"z\.csv:3: a latent is not a finite number \(z1 is inf\)"),
        ("a,{0},,1e60,1,2\n", r"z\.csv:2: a latent is not a finite number \(z0 is 1e\+60\)"),
        ("a,{0},,1,2\n", r"z\.csv:2: 5 columns; the first line names 6"),
        ("", r"z\.csv: there are no rows"),
    ],
)
def test_faults_of_latents_with_their_line(model, people, tmp_path, rows, says):
    table, source = people
    path, out = tmp_path / "z.csv", tmp_path / "faces.parquet"
    path.write_text(COLUMNS + rows.format(table.subject[0]))
    with pytest.raises(FormatError, match=says):
        decode_file(model, path, source, out)
    assert not out.exists()


def test_faults_of_latents_in_parquet_with_their_row(model, people, tmp_path):
    table, source = people
    path, out = tmp_path / "z.parquet", tmp_path / "faces.parquet"
    names = {
        "face": ["a", "b", "c"],
        "subject": [table.subject[0]] * 3,
        "z1": [0.0, 1.0, None],
        "z2": [0, 0, 0],
    }
    for z0, says in (
        (["1", "2", "three"], r"z\.parquet:3: column z0 is 'three', not a number"),
        ([1.0, 2.0, 3.0], r"z\.parquet:3: a latent is not a finite number \(z1 is nan\)"),
    ):
        pq.write_table(pa.table({**names, "z0": z0}), path)
        with pytest.raises(FormatError, match=says):
            decode_file(model, path, source, out)
        assert not out.exists()


def test_latents_in_csv_are_written_as_before(model, people, tmp_path):
    table, source = people
    path = tmp_path / "z.csv"
    encode_source(model, source, path)
    lines = path.read_bytes().split(b"\n")
    assert lines[0] == b'"face","subject","label","z0","z1","z2"'
    assert lines[1].startswith(f'"{table.face[0]}","{table.subject[0]}","{table.label[0]}",'.encode())
    assert b"\r" not in path.read_bytes()
    encode_source(model, source, tmp_path / "z.parquet")
    parquet = pq.read_table(tmp_path / "z.parquet")
    assert [str(kind) for kind in parquet.schema.types] == ["string"] * 3 + ["float"] * 3
    pyarrow.csv.write_csv(parquet, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()
