"""Lines of numbers: headers, names of columns, empty values, separators."""

import numpy as np
import pytest

from mien.errors import FormatError
from mien.triplets.formats.fec import read_fec
from mien.triplets.formats.judgments import TWICE_OTHER, Tolerance
from mien.triplets.formats.numbers import read_numbers, triplet_answers

FACE = np.array([f"face{number}" for number in range(8)])
EXPECTED = [[4, 1, 7], [2, 6, 3]]


def read(tmp_path, text, kind="cblearn-order", face=None, **more):
    path = tmp_path / "answers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_numbers(path, kind, face, **more)


def rows(got):
    return sorted(triplet_answers(got.questions, got.answers).tolist())


@pytest.mark.parametrize(
    "text",
    [
        "4,1,7\n2,6,3\n",
        "4 1 7\n2 6 3",
        "4\t1\t7\r\n2\t6\t3\r\n",
        "4;1;7\n2;6;3\n",
        "\ufeffanchor,near,far\r\n4,1,7\r\n2,6,3\r\n",
        "far,anchor,near\n7,4,1\n3,2,6\n",
        "Head, Winner, Loser\n4, 1, 7\n2, 6, 3\n",
        '"4","1","7"\n"2","6","3"\n',
        "4.0,1.0,7.0\n\n2.0,6,3.\n",
        "# made by hand\n4,1,7\n# a word\n2,6,3\n",
        "# far,anchor,near\n7,4,1\n3,2,6\n",
        ",anchor,near,far\n0,4,1,7\n1,2,6,3\n",
        ",0,1,2\n0,4,1,7\n1,2,6,3\n",
        "anchor,near,far,\n4,1,7,\n2,6,3,\n",
        "4,1,7\n2,6,3\n,,\n",
    ],
)
def test_the_same_answers_however_they_are_written(tmp_path, text):
    assert rows(read(tmp_path, text)) == sorted(EXPECTED)


@pytest.mark.parametrize("first", ["0,1,2", "1,2,3", "0 1 2", "0.0,1.0,2.0"])
def test_numbers_that_count_up_are_asked_about(tmp_path, first):
    text = first + "\n4,1,7\n2,6,3\n" if "," in first else first + "\n4 1 7\n2 6 3\n"
    with pytest.raises(FormatError, match=r":1: .*--header yes or --header no"):
        read(tmp_path, text)
    assert rows(read(tmp_path, text, header=True)) == sorted(EXPECTED)
    assert len(read(tmp_path, text, header=False).answers) == 3


def test_columns_of_other_kinds_are_used_by_name(tmp_path):
    got = read(tmp_path, "response,second,first,anchor\ntrue,7,1,4\n-1,6,3,2\n", "cblearn-boolean")
    assert rows(got) == sorted([[4, 1, 7], [2, 6, 3]])
    got = read(tmp_path, "odd,i,j\n7,4,1\n", "odd-one-out")
    assert rows(got) == [[1, 4, 7], [4, 1, 7]]
    assert got.answers.given.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4,1,7\n2,,3\n", ":2: near is empty"),
        ("4,1,7\n2,6\n", ":2: 2 values; expected 3"),
        ("4,1,7\n2,6,3,5\n", ":2: 4 values; expected 3"),
        ("4,1,7\n2,6,3,\n", ":2: 4 values; expected 3"),
        (
            "a,b,c\n4,1,7\n",
            ":1: the columns are a, b, c; expected anchor, near, far: .*mien answers read table",
        ),
        ("anchor,near,far,rater\n4,1,7,x\n", ":1: the columns are .*rater"),
        ("anchor,near\n4,1\n", ":1: the columns are anchor, near"),
        (",anchor,near,far\nx,4,1,7\n", ":2: column 1 has no name and holds 'x'"),
        ("4,1,7\n2,6.5,3\n", ":2: .* are not whole numbers"),
        ("4,1,7\n2,nan,3\n", ":2: .* are not whole numbers"),
        ("4,1,x\n", ":1: .* are not whole numbers"),
        ('4,1,7\n2,"6,3\n', "cannot be read as CSV"),
        ("4,1,7\n2,6,3\n".encode("utf-16"), "UTF-16"),
        ("4,1,7\n2,6,3\n".encode("utf-16-le"), "UTF-16"),
        (b"4,1,7\n\xe9,6,3\n", "not UTF-8"),
        ("4,4,7\n", ":1: a face is twice"),
        ("4,1,7\n2,6,2\n", ":2: a face is twice"),
    ],
)
def test_what_cannot_be_used_is_refused_by_line(tmp_path, text, message):
    with pytest.raises(FormatError, match=message):
        read(tmp_path, text)


def test_numbers_from_one(tmp_path):
    text = "8,1,7\n2,6,3\n"
    with pytest.raises(FormatError, match=r":1: face 8, 1, 7 does not exist; .*--count-from 1"):
        read(tmp_path, text, face=FACE)
    got = read(tmp_path, text, face=FACE, count_from=1)
    assert rows(got) == sorted([[7, 0, 6], [1, 5, 2]])
    with pytest.raises(FormatError, match=r"numbered from 1$"):
        read(tmp_path, "0,1,7\n", face=FACE, count_from=1)
    with pytest.raises(FormatError, match=r"numbered from 0$"):
        read(tmp_path, "0,4,8\n", face=FACE)


def fec(images, kind="ONE_CLASS_TRIPLET", pairs=()):
    boxes = ",".join(f"http://x/{name}.jpg,0.1,0.5,0.2,0.6" for name in images)
    return f"{boxes},{kind}," + ",".join(f"{rater},{answer}" for rater, answer in pairs) + "\n"


@pytest.mark.parametrize(("second", "left"), [(2, {TWICE_OTHER: 1}), (3, None)])
def test_of_a_second_answer_nothing_stays(tmp_path, second, left):
    path = tmp_path / "fec.csv"
    # The same three pictures in another order: place 2 there is place 1 here.
    path.write_text(fec("abc", pairs=[("R", 1), ("S", 3)]) + fec("bac", pairs=[("R", {2: 1, 3: 2}[second])]))
    with pytest.raises(FormatError, match=r":2: rater R answered question .* already in line 1"):
        read_fec(path)
    got = read_fec(path, tolerance=Tolerance(twice="drop"))
    assert got.left_out == (left or {"second answers of a rater to a question, the same": 1})
    assert len(got.answers) == 4
    assert (got.answers.rater == "R").sum() == 2
    # Nobody but the second answer asked from c: no question is left without an answer.
    assert sorted(np.unique(got.answers.question).tolist()) == list(range(len(got.questions)))
    again = read_fec(path, tolerance=Tolerance(twice="repeat")).answers
    assert again.repeat.sum() == 2
    assert len(again) == 6


def test_a_header_of_fec_is_told_or_skipped_and_excels_filling_is_none(tmp_path):
    path = tmp_path / "fec.csv"
    for header in (",".join(f"c{number}" for number in range(18)), ",".join(map(str, range(18)))):
        path.write_text(header + "\n" + fec("abc", pairs=[("R", 1)]))
        with pytest.raises(FormatError, match=r":1: the first line names columns; skip it with --header yes"):
            read_fec(path)
        assert len(read_fec(path, header=True).answers) == 2
    path.write_text(fec("abc", pairs=[("R", 1)]).strip() + ",,,\n" + fec("def", pairs=[("R", 1), ("S", 2)]))
    assert len(read_fec(path).answers) == 6
