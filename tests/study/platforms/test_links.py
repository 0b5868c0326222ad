"""Plain links: open ones, and personal ones with codes."""

from __future__ import annotations

import re
import string

import pytest

from mien.errors import ConfigError
from mien.study.design import MTurkSection
from mien.study.directory import StudyDirectory
from mien.study.platforms import (
    Arrival,
    Departure,
    EntryError,
    LinkPlatform,
    MTurkPlatform,
    enabled_platforms,
    new_codes,
)
from mien.study.platforms.links import write_codes
from mien.study.store.records import Vouched

BAD = ["", " ", "a b", "x\n", "é" * 24, "٣" * 24, "<script>", "x" * 256, "../..", "a\x00b"]


def _directory(tmp_path, toml: str) -> StudyDirectory:
    (tmp_path / "study.toml").write_text(toml)
    return StudyDirectory(tmp_path)


@pytest.mark.parametrize("length", [16, 64])
def test_an_open_link_knows_visitors_by_their_random_id(length) -> None:
    visitor = ("aZ9_-" * 13)[:length]
    link = LinkPlatform()
    assert link.arrival({"visitor": visitor}) == Arrival(visitor)
    assert link.departure({"visitor": visitor}, "CODE") == Departure("CODE")


@pytest.mark.parametrize("visitor", [*BAD, "a" * 15, "a" * 65])
def test_an_open_link_refuses_other_ids(visitor) -> None:
    with pytest.raises(EntryError):
        LinkPlatform().arrival({"visitor": visitor})


def test_a_personal_link_needs_a_code_of_the_file() -> None:
    codes = new_codes(3)
    link = LinkPlatform(codes)
    for code in codes:
        assert link.arrival({"code": code}) == Arrival(code, vouched=Vouched.signed)
    wrong = [codes[0][:-1], codes[0].lower(), codes[0] + "A", "A" * 12, *BAD]
    for code in wrong:
        with pytest.raises(EntryError):
            link.arrival({"code": code})
    with pytest.raises(EntryError, match="personal link"):
        link.arrival({"visitor": "a" * 20})


@pytest.mark.parametrize(("toml", "name"), [("", "codes.txt"), ('[platforms.link]\ncodes_file = "c"', "c")])
def test_codes_are_added_to_the_studys_file(tmp_path, toml, name) -> None:
    directory = _directory(tmp_path, toml)
    path, first = write_codes(directory, 3)
    again, second = write_codes(directory, 2)
    assert (path, again) == (tmp_path / name, tmp_path / name)
    assert path.read_text().split() == [*first, *second]
    assert len(set(first + second)) == 5
    path.write_text("short\n")
    with pytest.raises(ConfigError, match=":1: a code has"):
        write_codes(directory, 1)
    assert path.read_text() == "short\n"


def test_codes_are_different_and_easy_to_read() -> None:
    codes = new_codes(2000)
    assert len(set(codes)) == 2000
    assert not set("".join(codes)) - set(string.ascii_uppercase + string.digits)
    assert not set("".join(codes)) & set("01OIL")
    with pytest.raises(ConfigError, match="0 codes"):
        new_codes(0)


def test_completion_codes_of_links_and_mturk_are_random() -> None:
    for platform in (LinkPlatform(), MTurkPlatform(MTurkSection())):
        made = {platform.new_code() for _ in range(200)}
        assert len(made) == 200
        assert all(re.fullmatch(r"[A-Z2-9]{10}", code) for code in made)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\n  \n", "has no codes"),
        ("ABCDEFGH\nABCD\n", ":2: a code has 8 to 64"),
        ("ABCDEFGH\n\nJKMNPQRS\nABCDEFGH\n", ":4: the code of line 1 again"),
    ],
)
def test_a_file_of_codes_is_read_strictly(tmp_path, text, what) -> None:
    (tmp_path / "codes.txt").write_text(text)
    with pytest.raises(ConfigError, match=what):
        enabled_platforms(_directory(tmp_path, '[platforms.link]\ncodes_file = "codes.txt"'))


def test_codes_written_by_windows_are_read(tmp_path) -> None:
    (tmp_path / "codes.txt").write_bytes(b"\xef\xbb\xbfABCDEFGH\r\nJKMNPQRS\r\n")
    link = enabled_platforms(_directory(tmp_path, '[platforms.link]\ncodes_file = "codes.txt"'))["link"]
    assert [link.arrival({"code": code}).external for code in ("ABCDEFGH", "JKMNPQRS")] == [
        "ABCDEFGH",
        "JKMNPQRS",
    ]
