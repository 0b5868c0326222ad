"""Mien's own files: what is written is read, and what is wrong is found by file and line."""

import numpy as np
import pytest

from mien.errors import ConfigError, FormatError, TripletError
from mien.triplets.formats.judgments import INVALID, TWICE_OTHER, TWICE_REPEAT, TWICE_SAME, UNKNOWN, Tolerance
from mien.triplets.formats.ours import (
    read_answers,
    read_judgments,
    read_label_answers,
    read_questions,
    write_answers,
    write_label_answers,
    write_labels,
    write_questions,
)
from mien.triplets.votes import LabelAnswers, labels_by_majority, votes

QUESTIONS = "name,part,anchor,first,second\na,train,F1,F2,F3\nb,test,F4,F5,F6\n"
HEAD = "question,rater,choice,seconds,left,repeat\n"


@pytest.fixture
def asked(tmp_path):
    path = tmp_path / "questions.csv"
    path.write_text(QUESTIONS, encoding="utf-8")
    return read_questions(path)[0]


@pytest.fixture
def answers_file(tmp_path):
    def write(text, name="answers.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_questions_and_answers_come_back(tmp_path, make_questions, make_answers, suffix):
    questions = make_questions()
    said = make_answers(np.full(len(questions), 0.3))
    said.repeat[::9] = True
    said.seconds[::5] = np.nan
    face = np.array([f'face "{number}", ä' for number in range(12)])
    write_questions(tmp_path / f"q.{suffix}", questions, face)
    write_answers(tmp_path / f"a.{suffix}", questions, said)
    back = read_judgments(tmp_path / f"q.{suffix}", tmp_path / f"a.{suffix}", face)
    for name in ("rows", "part", "name"):
        assert np.array_equal(getattr(back.questions, name), getattr(questions, name))
    for name in ("question", "rater", "choice", "first_left", "repeat"):
        assert np.array_equal(getattr(back.answers, name), getattr(said, name))
    assert np.array_equal(back.answers.seconds, said.seconds, equal_nan=True)
    assert back.left_out == {}
    own = read_judgments(tmp_path / f"q.{suffix}", tmp_path / f"a.{suffix}")
    assert np.array_equal(own.face[own.questions.rows], face[questions.rows])


def test_only_three_columns_are_needed(asked, answers_file):
    said, left_out = read_answers(answers_file("rater,choice,question\nv,FIRST,b\n\nw,second,b\n"), asked)
    assert votes(asked, said).tolist() == [[0, 0], [1, 1]]
    assert np.isnan(said.seconds).all()
    assert said.first_left.tolist() == [-1, -1]
    assert left_out == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty; expected a header"),
        (HEAD, "nothing below the header"),
        ("question,rater\na,v\n", ":1: no column choice"),
        ("question,question,rater,choice\na,a,v,first\n", ":1: column question is there more than once"),
        (HEAD + "a,v,first,1,first,0\nzzz,v,first,1,,\n", ":3: question 'zzz' was never asked"),
        (HEAD + "a,v,first,1,first,0\nb,v,both,1,,\n", ":3: choice 'both' is neither face"),
        (HEAD + "a,v,,1,,\n", ":2: choice '' is neither face"),
        (HEAD + ",v,first,1,,\n", ":2: question is empty"),
        (HEAD + "a,v,first,soon,,\n", ":2: seconds 'soon'"),
        (HEAD + "a,v,first,-2,,\n", ":2: seconds '-2'"),
        (HEAD + "a,v,first,1,middle,\n", ":2: left is 'middle'"),
        (HEAD + "a,v,first,1,,perhaps\n", ":2: repeat is 'perhaps'"),
        (HEAD + "a,v,first,1,,\na,w,first,1,,\na,v,first,1,,\n", ":4: rater v .* line 2, the same way"),
        (
            HEAD + "a,v,first,1,,\na,v,second,1,,\n",
            ":3: rater v answered question 'a' already .* another way",
        ),
        (HEAD + "a,v,first,1,,\nb,w,fir", ":3: 3 values; the header has 6 columns"),
        (HEAD + 'a,v,first,1,,\nb,"w,second,1,,\n', "cannot be read as CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "cannot be read as CSV"),
        (b"question,rater,choice\na,v,fi\x00rst\n", ":2: holds bytes that are not text"),
    ],
)
def test_wrong_files_are_refused_by_line(asked, answers_file, text, message):
    with pytest.raises(FormatError, match=message) as caught:
        read_answers(answers_file(text), asked)
    assert "answers.csv" in str(caught.value)


@pytest.mark.parametrize("damage", [b"", b"PAR1 not really", None])
def test_damaged_parquet_is_refused(asked, answers_file, tmp_path, make_answers, damage):
    if damage is None:
        write_answers(tmp_path / "whole.parquet", asked, make_answers([0.5, 0.5]))
        damage = (tmp_path / "whole.parquet").read_bytes()[:-200]
    with pytest.raises(FormatError, match="cannot be read as Parquet"):
        read_answers(answers_file(damage, "answers.parquet"), asked)
    with pytest.raises(FormatError, match="cannot be read"):
        read_answers(tmp_path / "nothing.csv", asked)


def test_a_parquet_file_is_never_read_wrong(asked, tmp_path, make_answers):
    path = tmp_path / "answers.parquet"
    write_answers(path, asked, make_answers([0.5, 0.5]))
    whole = path.read_bytes()
    sound = read_answers(path, asked)[0]
    rng, refused = np.random.default_rng(0), 0
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[rng.integers(len(whole))] ^= rng.integers(1, 256)
        path.write_bytes(damaged)
        try:
            said = read_answers(path, asked)[0]
        except FormatError:
            refused += 1
            continue
        for name in ("question", "rater", "choice"):
            assert getattr(said, name).tolist() == getattr(sound, name).tolist()
    assert refused > 100


def test_text_that_is_no_text_in_parquet_is_refused(asked, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    wrong = pa.array([b"a\xff"]).cast(pa.binary()).view(pa.string())
    columns = {"question": wrong, "rater": pa.array(["v"]), "choice": pa.array(["first"])}
    pq.write_table(pa.table(columns), tmp_path / "answers.parquet")
    with pytest.raises(FormatError, match="cannot be read as Parquet"):
        read_answers(tmp_path / "answers.parquet", asked)


def test_what_is_left_out_is_counted(asked, answers_file):
    path = answers_file(
        HEAD + "a,v,first,,,\nb,v,neither,,,\nzzz,v,first,,,\nyyy,w,neither,,,\n"
        "a,w,second,,,\na,w,second,,,\na,v,second,,,\nb,w,first,,,1\n"
    )
    drop = Tolerance(unknown="drop", invalid="drop", twice="drop")
    said, left_out = read_answers(path, asked, drop)
    assert left_out == {UNKNOWN: 2, INVALID: 1, TWICE_SAME: 1, TWICE_OTHER: 1}
    assert votes(asked, said).tolist() == [[1, 1], [0, 0]]
    assert len(said) + sum(left_out.values()) == 8
    said, left_out = read_answers(path, asked, Tolerance(unknown="drop", invalid="drop", twice="repeat"))
    assert left_out == {UNKNOWN: 2, INVALID: 1, TWICE_REPEAT: 2}
    assert said.repeat.sum() == 3
    assert votes(asked, said).tolist() == [[1, 1], [0, 0]]
    with pytest.raises(FormatError, match="contradicting"):
        read_answers(path, asked, Tolerance(unknown="drop", invalid="drop"))
    with pytest.raises(ConfigError, match="unknown is 'ignore'"):
        Tolerance(unknown="ignore")


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("name,anchor,first\na,F1,F2\n", FormatError, "no column second"),
        ("name,anchor,first,second\na,F1,F2,F2\n", FormatError, "question a shows the same face twice"),
        ("name,anchor,first,second\na,F1,F2,F3\nb,F1,F3,F2\n", FormatError, "question b is asked twice"),
        ("name,anchor,first,second\na,F1,F2,\n", FormatError, ":2: second is empty"),
        ("name,anchor,first,second\na,F1,F2,F9\n", TripletError, ":2: face F9 does not exist"),
    ],
)
def test_wrong_questions_are_refused(tmp_path, text, error, message):
    path = tmp_path / "questions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=message):
        read_questions(path, np.array(["F1", "F2", "F3"]))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_label_answers_come_back(tmp_path, suffix):
    face = np.array(["x", "y", "z"])
    said = LabelAnswers(
        np.array([2, 2, 2, 0]), np.array(list("uvwu")), np.array(["positive"] * 3 + ["neutral"]),
        np.array([1.5, np.nan, 2, 0]),
    )  # fmt: skip
    path = tmp_path / f"labels.{suffix}"
    write_label_answers(path, said, face)
    back, _, twice = read_label_answers(path, face)
    for name in ("face", "rater", "label"):
        assert np.array_equal(getattr(back, name), getattr(said, name))
    assert np.array_equal(back.seconds, said.seconds, equal_nan=True)
    assert twice == 0
    write_labels(tmp_path / "out.csv", said, labels_by_majority(said, 3), face)
    assert (tmp_path / "out.csv").read_text().split() == [
        "face,label,negative,neutral,positive", "x,,0,1,0", "z,positive,0,0,3",
    ]  # fmt: skip


def test_wrong_label_answers(answers_file):
    head = "face,rater,label\n"
    with pytest.raises(FormatError, match=":2: label is 'happy'"):
        read_label_answers(answers_file(head + "x,v,happy\n"))
    twice = answers_file(head + "x,v,neutral\ny,v,neutral\nx,v,positive\n")
    with pytest.raises(FormatError, match=":4: rater v labelled face x already"):
        read_label_answers(twice)
    said, face, left_out = read_label_answers(twice, on_twice="drop")
    assert (face.tolist(), said.label.tolist(), left_out) == (["x", "y"], ["neutral", "neutral"], 1)
    with pytest.raises(TripletError, match="face y does not exist"):
        read_label_answers(twice, np.array(["x"]), "drop")
