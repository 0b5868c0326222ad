"""From files to questions: sides by lot, nothing asked twice, no split mixed, checks that have an answer."""

from __future__ import annotations

import random

import pytest

from mien.errors import DataError, FormatError, TripletError
from mien.study.asked import (
    check_questions,
    read_asked,
    read_questions,
    refuse_mixed_parts,
    write_asked,
)
from mien.study.design import StudyDesign
from mien.study.store.records import CATCH, LABEL, PRACTICE, TRIPLET, NewQuestion, Pool
from mien.study.tasks.registry import make_task

TRIPLETS, LABELS = make_task("triplet"), make_task("label")


def _file(path, text):
    path.write_text(text, "utf-8")
    return path


def _questions(n=6, part="train"):
    return [NewQuestion(f"q{i}", Pool(TRIPLET, part), f"a{i}", f"b{i}", f"c{i}") for i in range(n)]


def test_triplets_become_questions_whose_sides_tell_nothing(tmp_path):
    rows = "\n".join(f"a{i},n{i},f{i}" for i in range(400))
    found = read_questions(
        TRIPLETS, _file(tmp_path / "t.csv", f"anchor,near,far\n{rows}\n"), random.Random(0)
    )
    assert all({q.first, q.second} == {f"n{i}", f"f{i}"} for i, q in enumerate(found))
    near_first = sum(q.first == f"n{i}" for i, q in enumerate(found))
    assert 150 < near_first < 250
    assert len({q.name for q in found}) == 400


def test_questions_stay_as_they_are(tmp_path):
    text = "name,part,anchor,first,second\nx1,train,a,b,c\nx2,test,d,e,f\n"
    found = read_questions(TRIPLETS, _file(tmp_path / "q.csv", text), random.Random(0))
    assert [(q.name, q.pool.part, q.anchor, q.first, q.second) for q in found] == [
        ("x1", "train", "a", "b", "c"),
        ("x2", "test", "d", "e", "f"),
    ]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("anchor,first\na,b\n", FormatError, "no column second"),
        ("anchor,near,far\na,b,\n", FormatError, "far is empty"),
        ("anchor,near,far\n", FormatError, "nothing below the header"),
        ("anchor,near,far\na,b,b\n", TripletError, "q.csv:2: question q-00001 shows the same face twice"),
        ("anchor,near,far\na,b,c\na,c,b\n", TripletError, "q.csv:3: question q-00002 asks what q-00001 asks"),
        ("name,anchor,first,second\nx,a,b,c\nx,d,e,f\n", FormatError, "'x' is empty or there twice"),
    ],
)
def test_wrong_files_are_refused_with_their_line(tmp_path, text, error, says):
    with pytest.raises(error) as raised:
        read_questions(TRIPLETS, _file(tmp_path / "q.csv", text), random.Random(0))
    assert says in str(raised.value)


def test_labels_take_the_part_of_their_face(tmp_path):
    found = read_questions(LABELS, _file(tmp_path / "l.csv", "face\na\nz\n"), random.Random(0), {"a": "test"})
    assert [(q.anchor, q.pool) for q in found] == [("a", Pool(LABEL, "test")), ("z", Pool(LABEL, ""))]
    with pytest.raises(TripletError, match=r"label-00002 asks what label-00001 asks"):
        read_questions(LABELS, _file(tmp_path / "l.csv", "face\na\na\n"), random.Random(0))


def test_checks_show_the_reference_itself_on_either_side():
    found = check_questions(_questions(30), 20, 5, random.Random(3))
    assert [q.pool.role for q in found] == [CATCH] * 20 + [PRACTICE] * 5
    for question in found:
        assert getattr(question, question.expected) == question.anchor
        assert question.first != question.second
    assert {q.expected for q in found} == {"first", "second"}
    assert len({q.asked_key for q in found}) == len({q.name for q in found}) == 25


def test_a_tiny_study_has_fewer_checks_and_none_twice():
    found = check_questions(_questions(1), 20, 5, random.Random(0))
    assert 0 < len(found) < 25
    assert len({q.asked_key for q in found}) == len(found)


@pytest.mark.parametrize("what", ["face", "subject"])
def test_a_split_does_not_share_people(what):
    train, test = _questions(1, "train")[0], _questions(2, "test")[1]
    subject = {"a0": "P1", "a1": "P1"} if what == "subject" else {}
    if what == "face":
        test = NewQuestion("q1", test.pool, "a1", "b0", "c1")
    with pytest.raises(TripletError, match=f"question q1: {what} .* in part 'train' and in part 'test'"):
        refuse_mixed_parts([train, test], subject)
    assert refuse_mixed_parts([train, _questions(2, "train")[1]], subject)["a1"] == "train"


def test_what_is_written_is_read_again_with_ranks_and_k(tmp_path):
    label = NewQuestion("l1", Pool(LABEL, "train"), "a0")
    asked = [*_questions(40), label, *check_questions(_questions(40), 3, 2, random.Random(0))]
    write_asked(tmp_path, asked)
    design = StudyDesign.of({"questions": {"k": 7}}, "x")
    found = read_asked(tmp_path, design)
    assert [(q.name, q.pool, q.anchor, q.first, q.second, q.expected) for q in found] == [
        (q.name, q.pool, q.anchor, q.first, q.second, q.expected) for q in asked
    ]
    assert {q.wanted for q in found if q.pool.role == "vote"} == {7}
    assert {q.wanted for q in found if q.pool.role != "vote"} == {0}
    ranks = [q.rank for q in found]
    assert sorted(ranks) == [row / len(found) for row in range(len(found))] != ranks
    assert ranks == [q.rank for q in read_asked(tmp_path, design)]
    fixed = read_asked(tmp_path, StudyDesign.of({"questions": {"order": "fixed"}}, "x"))
    assert [q.rank for q in fixed] == sorted(ranks)


def test_an_empty_folder_asks_nothing(tmp_path):
    with pytest.raises(DataError, match="no questions"):
        read_asked(tmp_path, StudyDesign())


def test_a_damaged_check_is_named(tmp_path):
    write_asked(tmp_path, [*_questions(9), *check_questions(_questions(9), 2, 0, random.Random(0))])
    path = tmp_path / "checks.csv"
    path.write_text(
        path.read_text("utf-8").replace("catch,", "trap,", 1).replace(",triplet,catch", ",triplet,trap")
    )
    with pytest.raises(FormatError, match=r"checks\.csv:"):
        read_asked(tmp_path, StudyDesign())
