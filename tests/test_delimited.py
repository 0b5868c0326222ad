"""Text tables of spreadsheets: separators, decimal marks, cells without a number, rows one by one."""

import csv
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mien.tabular as tabular
from mien.delimited import MISSING, decimal_of, iter_rows, number_of, separator_of
from mien.errors import FormatError
from mien.tabular import header_of, iter_columns, read_columns


def _file(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1,5;2;3\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a\n1\n", ","),
        ("", ","),
        # A comma in a name, and semicolons in names that commas divide.
        ("face;left, or right;c\n1;2;3\n", ";"),
        ("face,what; and why\nx,y\n", ","),
        ("a;b,c;d\n1;2,3;4\n", ";"),
        ('"a;b",c\n1,2\n', ","),
    ],
)
def test_separators(tmp_path, text, separator):
    assert separator_of(_file(tmp_path, text)) == separator


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1", "2"], "."),
        (["1.5", "2"], "."),
        (["1,5", "2"], ","),
        (["0,125", "2"], ","),
        (["1e-3", "-2,5e+1"], ","),
        (["left, right", "1.5"], "."),
    ],
)
def test_decimal_marks(tmp_path, cells, mark):
    path = _file(tmp_path, "a;b\n" + ";".join(cells) + "\n")
    assert decimal_of(path, ";", [0, 1]) == mark


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (["1,5;2", "3;4.5"], r"a\.csv:2: '1,5' has a decimal comma and '4\.5' \(line 3\) a point"),
        (["1,500;2", "12,250;4"], r"a\.csv:2: '1,500' may be a decimal or a number of thousands"),
    ],
)
def test_marks_that_are_not_clear_are_refused(tmp_path, rows, what):
    path = _file(tmp_path, "\n".join(["a;b", *rows]))
    with pytest.raises(FormatError, match=what):
        list(iter_columns(path, ["a", "b"]))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_are_read_in_any_of_them(tmp_path, separator):
    path = _file(tmp_path, "n,name,x\n1,one,0.5\n2,two,-2\n".replace(",", separator))
    assert header_of(path) == ["n", "name", "x"]
    ((line, columns),) = iter_columns(path, ["x", "n"], ["name"])
    assert line == 2
    assert columns["x"].tolist() == [0.5, -2]
    assert columns["name"].tolist() == ["one", "two"]
    whole = read_columns(path, ["name"], ["x"])
    assert whole.text == {"name": ["one", "two"], "x": ["0.5", "-2"]}
    assert [row for row, _ in iter_rows(path)][1] == ["1", "one", "0.5"]


def test_seconds_may_have_decimal_commas(tmp_path):
    columns = read_columns(_file(tmp_path, "a;seconds\nx;1,5\ny;\n"), ["a"], ["seconds"])
    np.testing.assert_array_equal(columns.seconds("seconds"), [1.5, np.nan])


@pytest.mark.parametrize(
    "cell", [way for text in MISSING for way in (text, text.upper(), f" {text.title()} ")]
)
def test_cells_without_a_number(tmp_path, cell):
    assert np.isnan(number_of(cell)) or "inf" in cell.lower()
    ((_, columns),) = iter_columns(_file(tmp_path, f"a,b\n1,{cell}\n"), ["a", "b"])
    assert columns["a"].tolist() == [1]
    assert not np.isfinite(columns["b"][0])


def test_what_is_wrong_is_told_and_the_rest_is_read(tmp_path):
    path = _file(tmp_path, "a,b\n1,2\nx,3\n\n4\n5,6_0\n7,8\n")
    told = []
    batches = list(iter_columns(path, ["a", "b"], told=lambda line, what: told.append((line, what))))
    lines = [
        (line + row, value) for line, columns in batches for row, value in enumerate(columns["a"].tolist())
    ]
    assert [line for line, _ in lines] == [2, 3, 6, 7]
    assert [value for _, value in lines if value == value] == [1, 5, 7]
    assert told == [
        (3, "column a is 'x', not a number"),
        (5, "1 columns; the first line names 2"),
        (6, "column b is '6_0', not a number"),
    ]
    with pytest.raises(FormatError, match=r"a\.csv:3: column a is 'x', not a number"):
        list(iter_columns(path, ["a", "b"]))


def test_text_that_is_none_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    for content, what in (
        (b"a,b\n1,\xff\xfe\n", "not UTF-8 text"),
        (b'a,b\n1,"2\n', "a quotation mark is not closed"),
        (b"a,b\n1,2\0\n", "bytes that are not text"),
    ):
        path.write_bytes(content)
        with pytest.raises(FormatError, match=what):
            list(iter_rows(path))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.data())
def test_fast_and_slow_reading_agree(tmp_path, monkeypatch, data):
    """Arrow as far as it goes and cell by cell give what Python's own reader does."""
    cell = st.sampled_from(
        ["1", "-2.5", "1e3", "", "NaN", "#N/A", " 7 ", "left", "-1.#IND", "0x1", "1_0", "inf"]
    )
    rows = data.draw(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=12))
    ragged = data.draw(st.booleans())
    if ragged:
        rows[data.draw(st.integers(0, len(rows) - 1))] = ["9"]
    monkeypatch.setattr(tabular, "ROWS", data.draw(st.sampled_from([2, 8192])))
    monkeypatch.setattr(tabular, "BLOCK", data.draw(st.sampled_from([64, 8 << 20])))
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b", "c"], *rows])
    path, told = _file(tmp_path, text.getvalue()), {}
    batches = list(iter_columns(path, ["a", "c"], ["b"], lambda line, what: told.setdefault(line, what)))
    found = {line + row: values for line, columns in batches
             for row, values in enumerate(zip(*columns.values(), strict=True))}  # fmt: skip
    for line, row in enumerate(rows, 2):
        if len(row) != 3:
            assert line not in found
            assert line in told
            continue
        for text, number in zip((row[0], row[2]), found[line][:2], strict=True):
            try:
                np.testing.assert_array_equal(number, number_of(text))
            except ValueError:
                assert np.isnan(number)
                assert line in told
        assert found[line][2] == row[1]
