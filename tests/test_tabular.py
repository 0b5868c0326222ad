"""CSV and Parquet by column: bytes that are written, batches that are read, and where a fault is."""

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import mien.tabular as tabular
from mien.errors import FormatError, RunError
from mien.tabular import (
    header_of,
    iter_columns,
    line_of,
    read_columns,
    write_columns,
    writing_columns,
)

TEXTS = ["a", 'say "no"', "x,y", "two\nlines", ""]
NUMBERS = [1.0, 0.1, None, 1e-05, -3.5]


def test_spreadsheets_csv_is_written_byte_for_byte(tmp_path):
    columns = {"name": TEXTS, "n": [1, 2, 3, None, 5], "x": NUMBERS}
    write_columns(tmp_path / "whole.csv", columns)
    with writing_columns(tmp_path / "batches.csv", {"name": str, "n": int, "x": float}) as writer:
        for rows in (slice(0, 2), slice(2, 2), slice(2, 5)):
            writer.write({name: values[rows] for name, values in columns.items()})
    expected = b'name,n,x\r\na,1,1.0\r\n"say ""no""",2,0.1\r\n"x,y",3,\r\n"two\nlines",,1e-05\r\n,5,-3.5\r\n'
    assert (tmp_path / "whole.csv").read_bytes() == expected
    assert (tmp_path / "batches.csv").read_bytes() == expected


def test_bulk_csv_is_written_byte_for_byte(tmp_path):
    kinds = {"face": str, "z0": np.float32}
    columns = {"face": np.array(TEXTS[:3]), "z0": np.array([1, 0.1, 1e-05], dtype=np.float32)}
    with writing_columns(tmp_path / "z.csv", kinds, bulk=True) as writer:
        writer.write({name: values[:1] for name, values in columns.items()})
        writer.write({name: values[1:] for name, values in columns.items()})
    assert (tmp_path / "z.csv").read_bytes() == (b'"face","z0"\n"a",1\n"say ""no""",0.1\n"x,y",0.00001\n')
    table = pa.table(columns)
    pyarrow.csv.write_csv(table, tmp_path / "arrow.csv")
    assert (tmp_path / "z.csv").read_bytes() == (tmp_path / "arrow.csv").read_bytes()


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_without_rows_has_its_columns(tmp_path, suffix, bulk):
    path = tmp_path / f"none.{suffix}"
    with writing_columns(path, {"name": str, "n": int, "x": float}, bulk):
        pass
    assert header_of(path) == ["name", "n", "x"]
    assert len(read_columns(path, ("name", "n"))) == 0


def test_parquet_has_the_types_that_were_asked_for_and_checksums(tmp_path):
    path = tmp_path / "a.parquet"
    text = np.random.default_rng(0).bytes(300).hex()
    with writing_columns(path, {"name": str, "n": int, "x": float, "z": np.float32}) as writer:
        writer.write({"name": [None], "n": [None], "x": [None], "z": [None]})
        writer.write({"name": [text], "n": [2], "x": [0.5], "z": [0.25]})
    types = [str(kind) for kind in pq.read_schema(path).types]
    assert types == ["string", "int64", "double", "float"]
    content = bytearray(path.read_bytes())
    content[content.index(text[10:30].encode())] ^= 1
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"a\.parquet: cannot be read as Parquet"):
        list(iter_columns(path, [], ["name"]))
    with pytest.raises(FormatError, match=r"a\.parquet: cannot be read as Parquet"):
        read_columns(path, ("name",))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_nothing_is_left_of_a_file_that_was_not_finished(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), writing_columns(path) as writer:  # noqa: PT012
        writer.write({"x": [1.0]})
        writer.write({"x": [1 / 0]})
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(RunError, match="cannot be written"), writing_columns(path / "b.csv"):
        pass


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_batches_are_the_whole(tmp_path, monkeypatch, suffix):
    monkeypatch.setattr(tabular, "ROWS", 7)
    path, n = tmp_path / f"a.{suffix}", 40
    x = np.arange(n) / 8
    name = np.array([f"00{row}" for row in range(n)])
    for bulk in (False, True):
        with writing_columns(path, {"face": str, "x": float, "other": str}, bulk) as writer:
            writer.write({"face": name.tolist(), "x": [None, *x[1:].tolist()], "other": [None] * n})
        found = list(iter_columns(path, ["x"], ["face", "other"]))
        assert max(len(columns["x"]) for _, columns in found) == 7
        begin = 1 if suffix == "parquet" else 2
        assert [line for line, _ in found] == [begin + 7 * batch for batch in range(6)]
        whole = {
            key: np.concatenate([columns[key] for _, columns in found]) for key in ("face", "x", "other")
        }
        assert np.isnan(whole["x"][0])
        np.testing.assert_array_equal(whole["x"][1:], x[1:])
        assert whole["x"].dtype == np.float64
        assert whole["face"].tolist() == name.tolist()
        assert whole["other"].tolist() == [""] * n
        assert line_of(path, 12) == 12 + begin


def test_a_row_is_found_below_blank_and_broken_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('face,x\na,1\n\n"b\nb",2\nc,3\n')
    assert [line_of(path, row) for row in range(3)] == [2, 5, 6]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["1", "x y", "3"], "a.parquet:2: column x is 'x y', not a number"),
        ([1, 2, 3], None),
        (["1", "2", None], None),
        ([b"a", b"b", b"c"], "a.parquet:1: column x is \"b'a'\", not a number"),
        ([[1], [2], [3]], r"a.parquet:1: column x is '\[1\]', not a number"),
    ],
)
def test_numbers_of_parquet(tmp_path, values, says):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"x": values}), path)
    if says is None:
        ((line, columns),) = iter_columns(path, ["x"])
        assert line == 1
        np.testing.assert_array_equal(columns["x"], [float("nan" if v is None else v) for v in values])
    else:
        with pytest.raises(FormatError, match=says):
            list(iter_columns(path, ["x"]))


def test_names_of_columns(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["x", "x"]), path)
    with pytest.raises(FormatError, match=r"a\.parquet: column x is there more than once"):
        header_of(path)
    pq.write_table(pa.table({"x": [1]}), path)
    with pytest.raises(FormatError, match=r"a\.parquet: no column y; there are x"):
        read_columns(path, ["x", "y"])
    (tmp_path / "a.csv").write_text(" x , y,\n1,2,\n")
    assert header_of(tmp_path / "a.csv") == ["x", "y", ""]
    for name in ("no.csv", "no.parquet"):
        with pytest.raises(FormatError, match=rf"{name}: cannot be read"):
            header_of(tmp_path / name)
