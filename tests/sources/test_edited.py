"""A faces table that pandas or R wrote anew: the same faces come back, or one line says what is missing."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from mien.cli import main
from mien.errors import FormatError, LayoutError
from mien.faces.action_units import ActionUnits
from mien.faces.parquet import read_faces, write_faces
from mien.sources.asked import Asked
from mien.sources.opening import open_faces

OPTIONS = {"layout": "ibug51", "unit": "mm"}


@pytest.fixture
def faces(make_posed):
    """Faces with all that a table can have, some of it missing in some rows."""
    faces = make_posed(people=3)
    n = len(faces)
    present = np.where(np.arange(n) % 3 == 2, -1, np.arange(n) % 2)[:, None]
    return replace(
        faces,
        landmarks=replace(faces.landmarks, unit="mm"),
        sequence=np.where(np.arange(n) < 4, "", faces.subject),
        frame=np.where(np.arange(n) < 4, -1, np.arange(n)),
        intensity=np.where(np.arange(n) == 5, np.nan, faces.intensity),
        action_units=ActionUnits(("AU12",), present, np.where(present < 0, np.nan, present * 2.0)),
        rotation=np.tile(np.eye(3, dtype=np.float32), (n, 1, 1)),
    ).whole()


@pytest.fixture
def stored(faces, tmp_path):
    """The faces in Mien's own table, and its columns as plain lists, as another program has them."""
    write_faces(tmp_path / "faces.parquet", faces)
    table = pq.read_table(tmp_path / "faces.parquet")
    return {name: table[name].to_pylist() for name in table.column_names}


def _flat(columns):
    """Lists of numbers as a column a number, as R has them."""
    flat = {name: values for name, values in columns.items() if name not in ("landmarks", "rotation")}
    points = np.array(columns["landmarks"]).reshape(len(columns["face"]), -1, 3)
    for i in range(points.shape[1]):
        flat |= {f"{axis}_{i}": points[:, i, of] for of, axis in enumerate("xyz")}
    rotation = np.array(columns["rotation"])
    return flat | {f"rotation_{i}": rotation[:, i] for i in range(9)}


def _same(found, faces):
    np.testing.assert_allclose(found.landmarks.points, faces.landmarks.points, rtol=1e-6)
    for name in ("face", "subject", "label", "neutral", "sequence", "frame"):
        assert getattr(found, name).tolist() == getattr(faces, name).tolist(), name
    np.testing.assert_array_equal(found.intensity, faces.intensity)
    np.testing.assert_array_equal(found.rotation, faces.rotation)
    np.testing.assert_array_equal(found.action_units.present, faces.action_units.present)
    np.testing.assert_array_equal(found.action_units.intensity, faces.action_units.intensity)
    assert (found.landmarks.layout.name, found.landmarks.unit) == ("ibug51", "mm")


def test_parquet_without_metadata(stored, faces, tmp_path):
    # What pandas makes of whole numbers and texts with gaps.
    frame = [None if value is None else float(value) for value in stored["frame"]]
    pq.write_table(pa.table(stored | {"frame": frame}), tmp_path / "edited.parquet")
    found = open_faces(Asked(f"parquet:{tmp_path / 'edited.parquet'}", OPTIONS), "keep")
    _same(found, faces)
    assert found.notes[0].startswith("1 tables whose source, licence and notes are not known any more: ")


@pytest.mark.parametrize("lists", [True, False])
def test_csv(stored, faces, tmp_path, lists):
    """Landmarks written out in a cell, as JSON and R's toString do, or a column each."""
    columns = stored | {name: [json.dumps(row) for row in stored[name]] for name in ("landmarks", "rotation")}
    pyarrow.csv.write_csv(pa.table(columns if lists else _flat(stored)), tmp_path / "edited.csv")
    _same(open_faces(Asked(f"parquet:{tmp_path / 'edited.csv'}", OPTIONS), "keep"), faces)


def test_metadata_that_are_left_are_used(stored, faces, tmp_path):
    metadata = pq.read_schema(tmp_path / "faces.parquet").metadata
    pq.write_table(pa.table(stored).replace_schema_metadata(metadata), tmp_path / "edited.parquet")
    found = open_faces(f"{tmp_path / 'edited.parquet'}", "keep")
    _same(found, faces)
    assert (found.source, found.licence, found.notes) == (faces.source, faces.licence, ())


def test_numbers_for_names(stored, tmp_path):
    """Subjects 1, 2 … that went through a column with gaps are no 1.0 and 2.0."""
    subject = [float(name[1:]) for name in stored["subject"]]
    pq.write_table(
        pa.table(stored | {"subject": subject, "neutral": [None] * len(subject)}), tmp_path / "e.parquet"
    )
    found = open_faces(Asked(f"parquet:{tmp_path / 'e.parquet'}", OPTIONS), "keep")
    assert found.subjects.tolist() == ["0", "1", "2"]


def test_faces_without_depth(stored, faces, tmp_path):
    points = faces.landmarks.points[..., :2]
    lists = {"landmarks": [face.ravel().tolist() for face in points]}
    flat = {name: values for name, values in _flat(stored).items() if not name.startswith("z_")}
    for columns in (stored | lists, flat):
        pq.write_table(pa.table(columns), tmp_path / "e.parquet")
        found = open_faces(Asked(f"parquet:{tmp_path / 'e.parquet'}", OPTIONS), "keep")
        np.testing.assert_allclose(found.landmarks.points, points, rtol=1e-6)


def test_what_is_missing_and_the_command_that_says_it(stored, faces, tmp_path, capsys):
    edited, out = tmp_path / "edited.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table(stored), edited)
    assert main(["info", str(edited)]) == 2
    said = capsys.readouterr().err
    advice = f"mien convert parquet {edited} OUT.parquet --layout ibug51 --unit mm"
    assert f"no mien.layout and no mien.unit; say it, for example {advice}" in said
    words = advice.replace("OUT.parquet", str(out)).split()[1:]
    assert main([*words, "--quiet"]) == 0
    _same(read_faces(out), faces)
    assert main(["convert", "parquet", str(edited), str(out), "--layout", "ibug51"]) == 2
    assert "no mien.unit; say it" in capsys.readouterr().err
    assert main(["convert", "parquet", str(out), str(edited), "--unit", "pixel"]) == 2
    assert "its unit is mm, not pixel; leave --unit out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "error", "why"),
    [
        ({"landmarks": None}, FormatError, "no column landmarks, and none x0 or x_0"),
        ({"subject": None}, FormatError, "not a faces table: no column subject"),
        ({"subject": lambda rows: [None, *rows[1:]]}, FormatError, ":1: column subject is empty"),
        (
            {"landmarks": lambda rows: [rows[0], rows[1][:-1], *rows[2:]]},
            FormatError,
            ":2: .*152 numbers; .* 153",
        ),
        (
            {"landmarks": lambda rows: [row[:150] for row in rows]},
            LayoutError,
            "150 coordinates a face; .*51 points",
        ),
        (
            {"landmarks": lambda rows: ["[1. 2. ... 3.]" for _ in rows]},
            FormatError,
            ":1: landmarks is abbreviated",
        ),
        ({"frame": lambda rows: [0.5 for _ in rows]}, FormatError, ":1: column frame is not a whole number"),
        (
            {"intensity": lambda rows: ["much" for _ in rows]},
            FormatError,
            ":1: column intensity holds string",
        ),
    ],
)
def test_what_cannot_be_read(stored, tmp_path, change, error, why):
    ((name, how),) = change.items()
    columns = {key: values for key, values in stored.items() if key != name}
    if how is not None:
        columns[name] = how(stored[name])
    pq.write_table(pa.table(columns), tmp_path / "e.parquet")
    with pytest.raises(error, match=why):
        open_faces(Asked(f"parquet:{tmp_path / 'e.parquet'}", OPTIONS), "keep")


def test_other_columns_are_told_of(stored, tmp_path):
    pq.write_table(pa.table(stored | {"age": [30] * len(stored["face"])}), tmp_path / "e.parquet")
    found = open_faces(Asked(f"parquet:{tmp_path / 'e.parquet'}", OPTIONS), "keep")
    assert "1 columns not read: age" in found.notes
