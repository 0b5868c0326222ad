"""Lists of submissions that researchers download."""

from __future__ import annotations

import pytest

from mien.errors import FormatError
from mien.study.platforms.listing import Listed, Standing, listed_from_csv, standing

PROLIFIC = """\
Submission id,Participant id,Status,Custom study tncs accepted at,Started at,Completed at,Time taken,\
Completion code,Total approvals,Fluent languages,Age,Sex
671b8e95b17f88050648883e,5e9088a8a4b6ed018b45ba7b,APPROVED,Not Applicable,2026-10-25T12:27:09.179000Z,,1150,\
C1M7OONT,12,"English, German",31,Female
671b8e95b17f880506488aaa,5e9088a8a4b6ed018b45bbbb,RETURNED,Not Applicable,2026-10-25T12:27:09.179000Z,,,\
NOCODE,3,English,DATA_EXPIRED,Male
"""
TURK = '''\
"HITId","HITTypeId","Title","MaxAssignments","AssignmentId","WorkerId","AssignmentStatus","Answer.code"
"3X","30","Faces, ""alike""","9","3ABC","A1B2C3","Submitted","K7Q3M2TZ9X"
"3X","30","Faces","9","3DEF","A9Z8Y7","Rejected","{}"
'''
CONNECT = """\
ParticipantId;AssignmentId;Status
4F1CC0A7B2;9D02BEEF11;Approved

5F1CC0A7B2;8D02BEEF11;Timed Out
"""


def _file(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_prolifics_demographic_export_is_read(tmp_path) -> None:
    assert listed_from_csv(_file(tmp_path, PROLIFIC)) == [
        Listed("5e9088a8a4b6ed018b45ba7b", "671b8e95b17f88050648883e", "APPROVED", "C1M7OONT"),
        Listed("5e9088a8a4b6ed018b45bbbb", "671b8e95b17f880506488aaa", "RETURNED", ""),
    ]


def test_mturks_batch_results_are_read(tmp_path) -> None:
    found = listed_from_csv(_file(tmp_path, TURK))
    assert [(row.external, row.submission, row.standing, row.code) for row in found] == [
        ("A1B2C3", "3ABC", Standing.submitted, "K7Q3M2TZ9X"),
        ("A9Z8Y7", "3DEF", Standing.rejected, ""),
    ]


def test_a_list_without_codes_says_so(tmp_path) -> None:
    found = listed_from_csv(_file(tmp_path, CONNECT))
    assert [(row.external, row.standing, row.code) for row in found] == [
        ("4F1CC0A7B2", Standing.approved, None),
        ("5F1CC0A7B2", Standing.timed_out, None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_may_have_saved_it(tmp_path, encoding, newline, delimiter) -> None:
    lines = [["STATUS ", "participant_id", "Submission ID"], ["approved", "5e90", "671b"]]
    text = newline.join(delimiter.join(line) for line in lines) + newline
    assert listed_from_csv(_file(tmp_path, text, encoding)) == [Listed("5e90", "671b", "approved", None)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", r":1: has no column like 'Participant id', found none"),
        ("a,b\n1,2\n", r":1: has no column like 'Participant id', found a, b"),
        ("Participant id,Age\n1,2\n", r":1: has no column like 'Status'"),
        ("Participant id,Status\nA1\n", r":2: has 1 cells"),
        ("Participant id,Status\n,APPROVED\n", r":2: '' is not a person's ID"),
        ("Participant id,Status\nA 1,APPROVED\n", r":2: 'A 1' is not a person's ID"),
        ("Participant id,Status\n=cmd(),APPROVED\n", r":2: '=cmd\(\)' is not"),
        ("Participant id,Status\nA1,APPROVED\nA2,\n", r":3: there is no status"),
        ("Participant id,Status,Submission id\nA1,APPROVED,\x1b[2J\n", r":2: '\?\[2J' is not a submission's"),
        ('Participant id,Status\n"A1"x,APPROVED\n', r":2: is not CSV"),
        ('Participant id,Status\n"A1,APPROVED\n', "is not CSV"),
    ],
)
def test_other_files_are_refused_with_their_line(tmp_path, text, what) -> None:
    with pytest.raises(FormatError, match=what) as caught:
        listed_from_csv(_file(tmp_path, text))
    assert str(caught.value).isprintable()


def test_files_that_are_no_text_are_refused(tmp_path) -> None:
    with pytest.raises(FormatError, match="not UTF-8"):
        listed_from_csv(_file(tmp_path, PROLIFIC, "utf-16"))
    with pytest.raises(FormatError, match="cannot be read"):
        listed_from_csv(tmp_path / "none.csv")
    with pytest.raises(FormatError, match="cannot be read"):
        listed_from_csv(tmp_path)


@pytest.mark.parametrize("word", ["TIMED-OUT", "Timed Out", "timed_out", " TIMED  OUT "])
def test_a_status_is_known_however_it_is_written(word) -> None:
    assert standing(word) is Standing.timed_out


def test_mturks_own_download_and_codes_in_its_json(tmp_path) -> None:
    head = '"HITId","AssignmentId","WorkerId","AssignmentStatus",{},"Approve","Reject"\n'
    for column, value in (
        ('"Answer.surveycode"', '"K7Q3"'),
        ('"Answer.taskAnswers"', '"[{""surveycode"":""K7Q3"",""age"":3}]"'),
    ):
        text = head.format(column) + f'"H","A1","W1","Submitted",{value}\n"H","A2","W2","Approved",{value}\n'
        assert listed_from_csv(_file(tmp_path, text)) == [
            Listed("W1", "A1", "Submitted", "K7Q3"),
            Listed("W2", "A2", "Approved", "K7Q3"),
        ]
    broken = head.format('"Answer.taskAnswers"') + '"H","A1","W1","Submitted","[{"\n'
    with pytest.raises(FormatError, match=r":2: Answer\.taskAnswers is not JSON"):
        listed_from_csv(_file(tmp_path, broken))
