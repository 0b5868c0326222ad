"""Exports against what people are known to have answered, and the way on to votes and labels."""

from __future__ import annotations

import csv
import re
from collections import Counter

import numpy as np
import pyarrow.parquet as pq
import pytest

from mien.errors import RunError
from mien.study.export import export
from mien.study.store.records import LABEL, TRIPLET
from mien.triplets.formats.ours import read_judgments, read_label_answers
from mien.triplets.votes import votes


def _rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_export_holds_votes_and_repeats_as_they_were_given(with_answers, tmp_path):
    out = tmp_path / "out"

    async def work(store, people, said):
        return await export(store, out), said

    done, said = with_answers(work)
    votes_said = [
        (leased, person, choice) for person, leased, choice, receipt in said
        if leased.kind == TRIPLET and (receipt.counted or leased.repeat)
    ]  # fmt: skip
    found = _rows(out / "answers.csv")
    assert len(found) == len(votes_said) > 12
    for row, (leased, person, choice) in zip(found, votes_said, strict=True):
        assert row["question"] == f"q{int(leased.anchor[1:]):03}"
        assert row["rater"] == person.pseudonym
        assert (row["choice"], row["left"], row["repeat"]) == (choice, leased.side, str(int(leased.repeat)))
        assert float(row["seconds"]) == 1.0 + int(person.pseudonym[2:]) / 1000
    assert done.left_out == {"answers to catch questions": 4}
    assert [path.name for path in done.files] == ["questions.csv", "answers.csv", "label-answers.csv"]


def test_an_export_goes_straight_into_votes_and_labels(with_answers, tmp_path):
    async def work(store, people, said):
        await export(store, tmp_path)
        return said

    said = with_answers(work)
    judgments = read_judgments(tmp_path / "questions.csv", tmp_path / "answers.csv")
    counted = Counter(
        leased.anchor for _, leased, _, receipt in said if receipt.counted and leased.kind == TRIPLET
    )
    counts = votes(judgments.questions, judgments.answers)
    anchors = judgments.face[judgments.questions.rows[:, 0]]
    assert {str(a): int(c.sum()) for a, c in zip(anchors, counts, strict=True) if c.sum()} == counted
    assert int(judgments.answers.repeat.sum()) == sum(leased.repeat for _, leased, _, _ in said)
    labels, _, twice = read_label_answers(tmp_path / "label-answers.csv")
    assert (len(labels), twice) == (sum(leased.kind == LABEL for _, leased, _, _ in said), 0)


def test_excluded_people_are_left_out_counted_and_kept_in_all(with_answers, tmp_path):
    async def work(store, people, said):
        await store.exclude(people[0].number, "answers at random", "admin")
        return await export(store, tmp_path, everything=True), people, said

    done, people, said = with_answers(work)
    gone = people[0].pseudonym
    assert gone not in {row["rater"] for row in _rows(tmp_path / "answers.csv")}
    whole = _rows(tmp_path / "all-answers.csv")
    assert len(whole) == len(said)
    assert {row["excluded"] for row in whole if row["rater"] == gone} == {"answers at random"}
    assert done.left_out["answers of excluded people"] == sum(
        person.pseudonym == gone and leased.anchor != leased.first for person, leased, _, _ in said
    )


def test_parquet_holds_what_csv_holds(with_answers, tmp_path):
    async def work(store, people, said):
        await export(store, tmp_path, ".csv", everything=True)
        await export(store, tmp_path, ".parquet", everything=True)

    with_answers(work)
    for name in ("questions", "answers", "label-answers", "all-answers"):
        text = _rows(tmp_path / f"{name}.csv")
        table = pq.read_table(tmp_path / f"{name}.parquet").to_pylist()
        assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in table] == text
    seconds = pq.read_table(tmp_path / "answers.parquet")["seconds"].to_numpy()
    assert seconds.dtype == np.float64


def test_a_study_without_answers_exports_its_questions(with_answers, tmp_path):
    async def work(store, people, said):
        return await export(store, tmp_path)

    done = with_answers(work, people=0)
    assert len(_rows(tmp_path / "questions.csv")) == 10
    assert _rows(tmp_path / "answers.csv") == []
    assert done.counts["questions"] == 10


def test_a_folder_that_cannot_be_written_is_named(with_answers, tmp_path):
    (tmp_path / "file").write_text("x")

    async def work(store, people, said):
        with pytest.raises(RunError, match="cannot be written"):
            await export(store, tmp_path / "file")

    with_answers(work)


def test_exports_are_written_byte_for_byte(with_answers, tmp_path):
    """Lines end as spreadsheets' do, and only what needs it is quoted."""

    async def work(store, people, said):
        await store.exclude(people[1].number, 'he said "no", twice\nover', "admin")
        await export(store, tmp_path, everything=True)

    with_answers(work, people=2, n=2, k=1)
    expected = {
        "questions": b"name,part,anchor,first,second\r\nq000,train,a0,b0,c0\r\nq001,train,a1,b1,c1\r\n",
        "answers": b"question,rater,choice,seconds,left,repeat\r\nq001,r-0,first,1.0,first,0\r\n"
        b"q000,r-0,first,1.0,second,0\r\nq001,r-0,first,1.0,first,1\r\n",
        "label-answers": b"face,rater,label,seconds,repeat\r\na1,r-0,neutral,1.0,0\r\n",
    }
    for name, content in expected.items():
        assert (tmp_path / f"{name}.csv").read_bytes() == content
    head, *rows = (tmp_path / "all-answers.csv").read_bytes().split(b"\r\n")
    assert head == (
        b"answer,question,kind,part,role,anchor,first,second,expected,rater,choice,seconds,left,repeat,"
        b"counted,late,excluded,received,condition,faces"
    )
    assert len(rows) == 8
    assert re.fullmatch(
        rb"3,c1,triplet,,catch,a0,a0,b1,first,r-0,first,1\.0,second,0,0,0,,\d{13},,.*", rows[2]
    )
    assert re.fullmatch(
        rb'7,l000,label,train,vote,a0,,,,r-1,neutral,1\.001,,0,1,0,"he said ""no"", twice\nover",\d{13},,.*',
        rows[6],
    )


def test_parquet_has_the_same_types_ever_after(with_answers, tmp_path):
    async def work(store, people, said):
        await export(store, tmp_path, ".parquet", everything=True)

    with_answers(work, people=0)
    kinds = {"s": "string", "d": "double", "i": "int64"}
    for name, letters in {
        "questions": "sssss", "answers": "sssdsi", "label-answers": "sssdi",
        "all-answers": "issssssssssdsiiisiss",
    }.items():  # fmt: skip
        types = pq.read_schema(tmp_path / f"{name}.parquet").types
        assert [str(kind) for kind in types] == [kinds[letter] for letter in letters]
