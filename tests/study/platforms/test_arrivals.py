"""Who comes by which link, and where they go."""

from __future__ import annotations

import re
import string
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import ConfigError
from mien.study.design import ConnectSection, MTurkSection, ProlificSection, StudyDesign
from mien.study.directory import StudyDirectory
from mien.study.platforms import (
    Arrival,
    ConnectPlatform,
    Departure,
    EntryError,
    LinkPlatform,
    MTurkPlatform,
    ProlificPlatform,
    enabled_platforms,
    external_question,
)

PID, STUDY, SESSION = "60bf9310e8dec401be6e9615", "60d9aadeb86739de712faee0", "60aca280709ee40ec37d4885"
PROLIFIC = {"PROLIFIC_PID": PID, "STUDY_ID": STUDY, "SESSION_ID": SESSION}
CONNECT = {"participantId": "4F1CC0A7B2", "assignmentId": "9D02BEEF11", "projectId": "DC6CDE9748"}
TURK = {
    "workerId": "AZ3456EXAMPLE",
    "assignmentId": "123RVWYBAZW00EXAMPLE456RVWYBAZW00EXAMPLE",
    "hitId": "123RVWYBAZW00EXAMPLE",
    "turkSubmitTo": "https://www.mturk.com/",
}
BAD = [
    "",
    " ",
    "a b",
    "x\n",
    "é" * 24,
    "٣" * 24,
    "<script>",
    "'; DROP TABLE person; --",
    "x" * 256,
    "../..",
    "a\x00b",
]


@pytest.fixture
def prolific() -> ProlificPlatform:
    return ProlificPlatform(ProlificSection(completion_code="C1M7OONT", study_id=STUDY))


@pytest.fixture
def connect() -> ConnectPlatform:
    return ConnectPlatform(
        ConnectSection(
            completion_code="DC6CDE9748",
            redirect_url="https://connect.cloudresearch.com/participant/project/DC6CDE9748/complete",
        )
    )


@pytest.fixture
def turk() -> MTurkPlatform:
    return MTurkPlatform(MTurkSection())


def test_prolific_sends_people_with_three_ids_and_gets_them_back(prolific) -> None:
    assert prolific.arrival(PROLIFIC) == Arrival(PID, SESSION, STUDY)
    assert prolific.new_code() == "C1M7OONT"
    way = prolific.departure(PROLIFIC, prolific.new_code())
    assert way == Departure("C1M7OONT", "https://app.prolific.com/submissions/complete?cc=C1M7OONT")


def test_the_same_prolific_id_in_capitals_is_the_same_person(prolific) -> None:
    shouted = {key: value.upper() for key, value in PROLIFIC.items()}
    assert prolific.arrival(shouted) == prolific.arrival(PROLIFIC)


def test_prolifics_template_is_no_person(prolific) -> None:
    with pytest.raises(EntryError, match="template"):
        prolific.arrival({**PROLIFIC, "PROLIFIC_PID": "{{%PROLIFIC_PID%}}"})


@pytest.mark.parametrize("key", PROLIFIC)
@pytest.mark.parametrize("value", [*BAD, PID[:-1], PID + "0", PID[:-1] + "g"])
def test_prolific_refuses_ids_that_are_not_24_hexadecimal_digits(prolific, key, value) -> None:
    with pytest.raises(EntryError) as caught:
        prolific.arrival({**PROLIFIC, key: value})
    # What came from outside is not shown again.
    assert "\n" not in str(caught.value)
    assert "DROP" not in str(caught.value)
    assert "script" not in str(caught.value)


def test_people_of_another_study_are_sent_back(prolific, connect) -> None:
    with pytest.raises(EntryError, match="another study"):
        prolific.arrival({**PROLIFIC, "STUDY_ID": PID})
    mine = ConnectPlatform(ConnectSection(completion_code="DC6CDE9748", project_id="OURS"))
    with pytest.raises(EntryError, match="another study"):
        mine.arrival(CONNECT)


def test_connect_sends_people_with_three_ids_and_gets_them_back(connect) -> None:
    assert connect.arrival(CONNECT) == Arrival("4F1CC0A7B2", "9D02BEEF11", "DC6CDE9748")
    assert connect.departure(CONNECT, connect.new_code()) == Departure(
        "DC6CDE9748", "https://connect.cloudresearch.com/participant/project/DC6CDE9748/complete"
    )
    without = ConnectPlatform(ConnectSection(completion_code="DC6CDE9748"))
    assert without.departure(CONNECT, without.new_code()) == Departure("DC6CDE9748")


@pytest.mark.parametrize("key", CONNECT)
@pytest.mark.parametrize("value", BAD)
def test_connect_refuses_malformed_ids(connect, key, value) -> None:
    with pytest.raises(EntryError):
        connect.arrival({**CONNECT, key: value})


@pytest.mark.parametrize(
    "url",
    [
        "http://connect.cloudresearch.com/x",
        "https://connect.cloudresearch.com.evil.example/x",
        "https://connect.cloudresearch.com@evil.example/x",
        "https://evil.example/https://connect.cloudresearch.com/x",
        "javascript:alert(1)//https://connect.cloudresearch.com/x",
        "https://connect.cloudresearch.com\\@evil.example/x",
        "https://connect.cloudresearch.com/x y",
    ],
)
def test_people_are_only_sent_back_to_connect(url) -> None:
    with pytest.raises(ConfigError, match="redirect_url"):
        ConnectPlatform(ConnectSection(completion_code="DC6CDE9748", redirect_url=url))


def test_mturk_sends_workers_and_gets_a_form(turk) -> None:
    assert turk.arrival(TURK) == Arrival("AZ3456EXAMPLE", TURK["assignmentId"], "123RVWYBAZW00EXAMPLE")
    way = turk.departure(TURK, "CODE")
    assert way.url == "https://www.mturk.com/mturk/externalSubmit"
    assert way.fields == {"assignmentId": TURK["assignmentId"], "code": "CODE"}


def test_mturks_sandbox_is_allowed_too(turk) -> None:
    way = turk.departure({**TURK, "turkSubmitTo": "https://workersandbox.mturk.com"}, "CODE")
    assert way.url == "https://workersandbox.mturk.com/mturk/externalSubmit"


def test_a_preview_has_no_person_and_no_way_out(turk) -> None:
    preview = {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE", "hitId": TURK["hitId"]}
    assert turk.arrival(preview) == Arrival("", preview=True)
    # A worker who is signed in is named in a preview as well; it stays a preview.
    assert turk.arrival({**TURK, **preview}).preview
    with pytest.raises(EntryError, match="preview"):
        turk.departure({**TURK, **preview}, "CODE")


EVIL = [
    "",
    "http://www.mturk.com",
    "https://www.mturk.com.evil.example",
    "https://www.mturk.com@evil.example",
    "https://user:pw@www.mturk.com",
    "https://evil.example/https://www.mturk.com",
    "https://evil.example#https://www.mturk.com",
    "https://evil.example?https://www.mturk.com/",
    "https://www.mturk.com:8443",
    "https://www.mturk.com:443",
    "https://www.mturk.com/path",
    "https://www.mturk.com//",
    "https://www.mturk.com/?next=https://evil.example",
    "https://www.mturk.com\\@evil.example",
    "https://www.mturk.com\t",
    " https://www.mturk.com",
    "https://www.mturk.com\n",
    "https://www.mturk.com\x00.evil.example",
    "https://www。mturk。com",
    "https://www.mturk.cοm",
    "https://xn--www-mturk-com.example",
    "//www.mturk.com",
    "HTTPS://WWW.MTURK.COM",
    "https:/www.mturk.com",
    "https:www.mturk.com",
    "https://mturk.com",
    "https://evilwww.mturk.com",
    "javascript:alert(1)",
    "data:text/html,https://www.mturk.com",
]


@pytest.mark.parametrize("place", EVIL)
def test_nothing_is_submitted_to_any_other_place(turk, place) -> None:
    with pytest.raises(EntryError, match="not Mechanical Turk"):
        turk.departure({**TURK, "turkSubmitTo": place}, "CODE")
    # Refused at the door already, so that nobody works for nothing.
    with pytest.raises(EntryError, match="not Mechanical Turk"):
        turk.arrival({**TURK, "turkSubmitTo": place})


LETTERS = "".join(map(chr, range(128))) + "．。／＠é\u200b\u202e"


@given(
    st.text(LETTERS), st.text(LETTERS), st.sampled_from(["https://www.mturk.com", "https://evil.example", ""])
)
def test_whatever_a_link_says_the_form_goes_to_mturk_or_nowhere(before, after, middle) -> None:
    turk = MTurkPlatform(MTurkSection())
    try:
        way = turk.departure({**TURK, "turkSubmitTo": before + middle + after}, "CODE")
    except EntryError:
        return
    assert way.url in {
        "https://www.mturk.com/mturk/externalSubmit", "https://workersandbox.mturk.com/mturk/externalSubmit",
    }  # fmt: skip


_WORD = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=80)
_HEX = st.text("0123456789abcdefABCDEF\n", min_size=23, max_size=25)
_QUERY = st.dictionaries(
    st.sampled_from([*PROLIFIC, *CONNECT, *TURK, "visitor", "code", "other"]),
    st.one_of(st.text(LETTERS, max_size=40), _WORD, _HEX),
)


@settings(deadline=None)
@given(_QUERY, st.booleans())
def test_a_query_is_a_person_of_plain_ids_or_an_entry_error(changed, whole) -> None:
    query = {**(PROLIFIC | CONNECT | TURK if whole else {}), **changed}
    platforms = [
        LinkPlatform(),
        LinkPlatform(["ABCDEFGH"]),
        ProlificPlatform(ProlificSection(completion_code="C")),
        ConnectPlatform(ConnectSection(completion_code="C")),
        MTurkPlatform(MTurkSection()),
    ]
    for platform in platforms:
        try:
            who = platform.arrival(query)
        except EntryError:
            continue
        assert who.preview or re.fullmatch(r"[A-Za-z0-9_-]{1,255}", who.external, re.ASCII)
        for text in (who.session, who.study):
            assert re.fullmatch(r"[A-Za-z0-9_-]{0,255}", text, re.ASCII)


@pytest.mark.parametrize(
    "host", ["http://www.mturk.com", "www.mturk.com", "https://www.mturk.com/", "https://WWW.mturk.com",
             "https://a@b.com", "https://www.mturk.com:443", "https://", "https://localhost", "https://*.mturk.com"]
)  # fmt: skip
def test_hosts_of_the_design_are_whole_and_https(host) -> None:
    with pytest.raises(ConfigError, match="submit_hosts"):
        MTurkPlatform(MTurkSection(submit_hosts=(host,)))


def test_a_design_without_hosts_is_refused() -> None:
    with pytest.raises(ConfigError, match="submit_hosts is empty"):
        MTurkPlatform(MTurkSection(submit_hosts=()))


def test_the_external_question_is_the_xml_of_the_schema() -> None:
    made = external_question("https://study.example.org/mturk?lang=de&x=1", 0)
    root = ElementTree.fromstring(made)
    space = (
        "{http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/ExternalQuestion.xsd}"
    )
    assert root.tag == f"{space}ExternalQuestion"
    assert [child.tag for child in root] == [f"{space}ExternalURL", f"{space}FrameHeight"]
    assert [child.text for child in root] == ["https://study.example.org/mturk?lang=de&x=1", "0"]
    assert "&amp;x=1" in made


@pytest.mark.parametrize("url", ["http://study.example.org/mturk", "", "https:///mturk", "https://a b/mturk"])
def test_mturk_shows_only_https(url) -> None:
    with pytest.raises(ConfigError, match="https"):
        external_question(url)


def test_a_frame_has_a_height() -> None:
    with pytest.raises(ConfigError, match="pixels"):
        external_question("https://study.example.org/mturk", -1)


def _directory(tmp_path, toml: str) -> StudyDirectory:
    (tmp_path / "study.toml").write_text(toml)
    return StudyDirectory(tmp_path)


def test_a_study_has_the_platforms_of_its_design(tmp_path) -> None:
    assert list(enabled_platforms(_directory(tmp_path, ""))) == ["link"]
    toml = """
[platforms.link]
enabled = false
[platforms.prolific]
enabled = true
completion_code = "C1M7OONT"
[platforms.connect]
enabled = true
completion_code = "DC6CDE9748"
[platforms.mturk]
enabled = true
"""
    found = enabled_platforms(_directory(tmp_path, toml))
    assert {name: type(platform).__name__ for name, platform in found.items()} == {
        "prolific": "ProlificPlatform",
        "connect": "ConnectPlatform",
        "mturk": "MTurkPlatform",
    }
    assert all(name == platform.name for name, platform in found.items())
    assert set(found) | {"link"} == set(StudyDesign().platforms.model_dump())


@pytest.mark.parametrize(
    ("toml", "what"),
    [
        ("[platforms.prolific]\nenabled = true", r"prolific\.completion_code is not set"),
        ('[platforms.prolific]\nenabled = true\ncompletion_code = "a&b=c"', "'a&b=c' is malformed"),
        (
            '[platforms.prolific]\nenabled = true\ncompletion_code = "C"\nstudy_id = "x"',
            r"prolific\.study_id",
        ),
        ("[platforms.connect]\nenabled = true", r"connect\.completion_code is not set"),
        ('[platforms.mturk]\nenabled = true\nsubmit_hosts = ["https://x.org/"]', r"mturk\.submit_hosts"),
        (
            '[platforms.link]\ncodes_file = "codes.txt"',
            "codes.txt: the codes of personal links cannot be read",
        ),
    ],
)
def test_a_design_that_cannot_work_is_refused(tmp_path, toml, what) -> None:
    with pytest.raises(ConfigError, match=what):
        enabled_platforms(_directory(tmp_path, toml))
