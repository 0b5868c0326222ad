"""Prolific's list of submissions, from a server that behaves and misbehaves like it."""

from __future__ import annotations

import asyncio
import json
from email.utils import formatdate

import pytest

from mien.study.platforms.listing import PlatformError, Standing
from mien.study.platforms.prolific_api import prolific_submissions

TOKEN = "t0k3n-of-a-researcher"
STUDY = "60d9aadeb86739de712faee0"


def submission(number: int, status: str = "APPROVED", code: str | None = "C1M7OONT") -> dict:
    return {
        "id": f"{number:024x}",
        "participant_id": f"{number + 0xA0000:024x}",
        "status": status,
        "started_at": "2026-11-02T12:00:00Z",
        "study_code": code,
        "has_siblings": False,
    }


def fetch(crowd, token=TOKEN, study=STUDY, timeout=10.0):
    """The list, and the pauses that were made for it."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    return asyncio.run(prolific_submissions(study, token, crowd.url, timeout, pause)), pauses


def refused(crowd, **options) -> str:
    with pytest.raises(PlatformError) as caught:
        fetch(crowd, **options)
    text = str(caught.value)
    assert "\n" not in text
    assert TOKEN not in text
    return text


@pytest.mark.parametrize("number", [0, 1, 20, 21, 57])
def test_all_pages_are_read(crowd, number) -> None:
    crowd.submissions = [submission(i) for i in range(number)]
    found, pauses = fetch(crowd)
    assert [row.submission for row in found] == [row["id"] for row in crowd.submissions]
    assert [row.external for row in found] == [row["participant_id"] for row in crowd.submissions]
    assert len(crowd.requests) == max(1, -(-number // 20))
    assert "ordering=started_at" in crowd.requests[0]
    assert crowd.tokens == {f"Token {TOKEN}"}
    assert pauses == []


def test_statuses_and_codes_are_understood(crowd) -> None:
    words = ["RESERVED", "ACTIVE", "TIMED-OUT", "AWAITING REVIEW", "APPROVED", "RETURNED", "REJECTED",
             "SCREENED OUT", "AWAITING_REVIEW", "PARTIALLY APPROVED", "SOMETHING NEW"]  # fmt: skip
    crowd.submissions = [submission(i, word, None if i else " nocode ") for i, word in enumerate(words)]
    found, _ = fetch(crowd)
    assert [row.standing for row in found] == [
        Standing.begun, Standing.begun, Standing.timed_out, Standing.submitted, Standing.approved,
        Standing.returned, Standing.rejected, Standing.screened_out, Standing.submitted, Standing.approved,
        Standing.other,
    ]  # fmt: skip
    assert {row.code for row in found} == {""}


def test_a_busy_server_is_asked_again_after_the_time_it_names(crowd) -> None:
    crowd.submissions = [submission(i) for i in range(25)]
    crowd.faults = [
        (429, b"", {"Retry-After": "7"}),
        (503, b"", {"Retry-After": "86400"}),
        None,
        (500, b"oops", {}),
        (502, b"", {"Retry-After": formatdate(0, usegmt=True)}),
        (429, b"", {"Retry-After": "soon"}),
    ]
    found, pauses = fetch(crowd)
    assert len(found) == 25
    # A day is too long to wait, a date that is past needs no wait, and nonsense counts as nothing said.
    assert pauses == [7.0, 60.0, 1.0, 0.0, 4.0]


def test_a_broken_server_is_given_up(crowd) -> None:
    crowd.faults = [(500, b"", {})] * 100
    assert refused(crowd) == "Prolific: status 500, 6 times; try again later"
    assert len(crowd.requests) == 6


def test_lost_connections_are_made_again(crowd, faults) -> None:
    crowd.submissions = [submission(1)]
    crowd.faults = [faults.hang_up, faults.hang_up]
    found, pauses = fetch(crowd)
    assert len(found) == 1
    assert pauses == [1.0, 2.0]


def test_an_answer_that_drips_is_cut_off(crowd, faults) -> None:
    crowd.submissions = [submission(1)]
    crowd.faults = [faults.drip]
    found, pauses = fetch(crowd, timeout=0.5)
    assert len(found) == 1
    assert pauses == [1.0]


def test_no_server_is_one_line(crowd) -> None:
    crowd.url = "http://127.0.0.1:9"
    assert refused(crowd) == "Prolific: no connection (ConnectError), 6 times; try again later"


def test_a_wrong_token_and_a_wrong_study_are_told_at_once(crowd) -> None:
    assert "MIEN_PROLIFIC_TOKEN" in refused(crowd, token="wrong")
    assert len(crowd.requests) == 1
    other = refused(crowd, study="60d9aadeb86739de712faee9")
    assert "no study 60d9aadeb86739de712faee9" in other
    assert "platforms.prolific.study_id" in other
    crowd.faults = [(418, b"", {})]
    assert "status 418" in refused(crowd)


def test_redirects_are_not_followed_with_the_token(crowd) -> None:
    crowd.faults = [(302, b"", {"Location": "http://127.0.0.1:9/"})]
    assert "status 302" in refused(crowd)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"results": {}}', b'{"results": [[]]}', b'{"results": [{"id": "1"}]}',
     b'{"results": [{"id": 1, "participant_id": "2", "status": "ACTIVE"}]}',
     b'{"results": [{"id": "1", "participant_id": "2", "status": ""}]}',
     b'{"results": [{"id": "", "participant_id": "2", "status": "ACTIVE"}]}',
     b'{"results": [{"id": "1", "participant_id": "\\u001b[2J", "status": "ACTIVE"}]}',
     b'{"results": [], "_links": {"next": {"href": 7}}}',
     b'{"results": [], "_links": {"next": {"href": "http://[::"}}}',
     b"[" * 100_000],
)  # fmt: skip
def test_what_is_not_in_the_apis_form_is_refused(crowd, body) -> None:
    crowd.faults = [(200, body, {})]
    assert refused(crowd).startswith("Prolific: ")


def test_the_token_only_goes_where_it_belongs(crowd) -> None:
    crowd.submissions = [submission(i) for i in range(30)]
    crowd.linked_to = "http://localhost:9"
    assert "the token is not sent there" in refused(crowd)


def test_a_list_without_end_is_refused(crowd) -> None:
    page = {"results": [submission(1)], "_links": {"next": {"href": "?ordering=started_at"}}}
    crowd.faults = [(200, json.dumps(page).encode(), {})] * 3
    assert "does not end" in refused(crowd)


def test_half_a_list_is_refused(crowd) -> None:
    page = {"results": [submission(1)], "_links": {"next": {"href": None}}, "meta": {"count": 2}}
    crowd.faults = [(200, json.dumps(page).encode(), {})]
    assert "only 1 of 2" in refused(crowd)


def test_a_submission_that_moves_between_pages_is_listed_once(crowd) -> None:
    crowd.submissions = [submission(i) for i in range(21)]
    crowd.submissions[20] = {**crowd.submissions[3], "status": "RETURNED"}
    crowd.page_size = 20
    rows = [crowd.page(1), crowd.page(2)]
    for page in rows:
        page["meta"] = {}
    crowd.faults = [(200, json.dumps(page).encode(), {}) for page in rows]
    found, _ = fetch(crowd)
    assert len(found) == 20
    assert found[3].standing is Standing.returned
