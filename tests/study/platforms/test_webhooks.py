"""Prolific's webhooks: only genuine ones, each once, in whatever order; places are free again at once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import ConfigError
from mien.study.app.webhooks import webhook_routes
from mien.study.platforms.prolific import is_genuine, signature
from mien.study.store import StoreError

SECRET = "cGNqFPb6y0RT3XO9XVSessBDYIbHQ-test"
NOW = 1_764_000_000
PERSON, SESSION = f"{1:024x}", f"{0x50001:024x}"


def body_of(status: str = "RETURNED", person: str = PERSON, session: str = SESSION, **more) -> bytes:
    event = {"resource_id": session, "event_type": "submission.status.change", "participant_id": person,
             "status": status, **more}  # fmt: skip
    return json.dumps(event).encode()


def headers_of(
    body: bytes, sent: int = NOW, event: str = "e1", at: int | None = None, secret: str = SECRET
) -> dict:
    """As the platform's own example signs."""
    calculated = base64.b64encode(
        hmac.new(secret.encode(), str.encode(str(sent) + body.decode()), hashlib.sha256).digest()
    )
    return {
        "X-Prolific-Request-Signature": calculated.decode(),
        "X-Prolific-Request-Timestamp": str(sent),
        "X-Event-ID": event,
        "X-Timestamp": str(sent if at is None else at),
        "Content-Type": "application/json",
    }


@pytest.fixture(autouse=True)
def _secret(monkeypatch) -> None:
    monkeypatch.setenv("MIEN_PROLIFIC_SECRET", SECRET + "\n")


def hooked(study, context=None) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(webhook_routes(context or study.context, lambda: NOW + 0.5))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


async def send(client, body: bytes, **how) -> tuple[int, str]:
    response = await client.post("/hooks/prolific", content=body, headers=headers_of(body, **how))
    return response.status_code, response.json()["result"]


def test_the_signature_is_that_of_openssl() -> None:
    body = body_of()
    command = ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-binary"]
    made = subprocess.run(
        command, input=str(NOW).encode() + body, capture_output=True, check=True, timeout=30
    )
    assert signature(SECRET, str(NOW), body) == base64.b64encode(made.stdout).decode()


@pytest.mark.parametrize("status", ["RETURNED", "TIMED-OUT", "REJECTED", "SCREENED OUT"])
def test_who_gives_up_leaves_their_places_to_others_and_their_answers_here(with_study, status) -> None:
    async def do(study):
        person = await study.enter(PERSON, SESSION)
        await study.answer(person, 2)
        await study.store.claim(person.number, 2)
        assert await study.store.read("SELECT SUM(leased) FROM question") == [(2,)]
        async with hooked(study) as client:
            assert await send(client, body_of(status)) == (200, "done")
        read = study.store.read
        assert await read("SELECT SUM(leased), SUM(counted) FROM question") == [(0, 2)]
        assert await read("SELECT COUNT(*) FROM answer WHERE counted = 1") == [(2,)]
        assert await read("SELECT status, session FROM platform_id") == [(status, SESSION)]
        assert await read("SELECT kind, detail FROM trouble") == [("platform", f"Prolific: {status}")] * 2
        assert await read("SELECT state FROM person") == [("working",)]

    with_study(do)


@pytest.mark.parametrize("status", ["ACTIVE", "AWAITING REVIEW", "APPROVED", "RESERVED", "SOMETHING NEW"])
def test_other_statuses_are_noted_and_touch_no_place(with_study, status) -> None:
    async def do(study):
        person = await study.enter(PERSON, SESSION)
        await study.store.claim(person.number, 2)
        async with hooked(study) as client:
            assert await send(client, body_of(status)) == (200, "done")
        assert await study.store.read("SELECT SUM(leased) FROM question") == [(2,)]
        assert await study.store.read("SELECT status FROM platform_id") == [(status,)]
        assert await study.store.read("SELECT * FROM trouble") == []

    with_study(do)


def test_an_answer_that_comes_after_giving_up_is_kept(with_study) -> None:
    from mien.study.store.records import Fate, Submission

    async def do(study):
        person = await study.enter(PERSON, SESSION)
        claim = await study.store.claim(person.number, 1)
        async with hooked(study) as client:
            await send(client, body_of("TIMED-OUT"))
        receipts = await study.store.submit(person.number, [Submission(claim.leased[0].lease, "first", 800)])
        # Somebody else may have the place: it is kept, and not counted.
        assert (receipts[0].fate, receipts[0].counted) == (Fate.given_back, False)
        assert await study.store.read("SELECT late FROM answer") == [(1,)]

    with_study(do)


FORGED = {
    "no signature": {"X-Prolific-Request-Signature": ""},
    "another signature": {"X-Prolific-Request-Signature": base64.b64encode(b"x" * 32).decode()},
    "not base64": {"X-Prolific-Request-Signature": "ÿ" * 44},
    "no time": {"X-Prolific-Request-Timestamp": ""},
    "another time": {"X-Prolific-Request-Timestamp": str(NOW + 1)},
    "no number": {"X-Prolific-Request-Timestamp": f"{NOW} "},
    "of another secret": headers_of(body_of(), secret="guess"),
    "of no secret": headers_of(body_of(), secret=""),
    "of another body": headers_of(body_of("APPROVED")),
    "too old": headers_of(body_of(), sent=NOW - 301),
    "of the future": headers_of(body_of(), sent=NOW + 302),
}


@pytest.mark.parametrize("how", FORGED)
def test_what_is_not_genuine_changes_nothing(with_study, how) -> None:
    async def do(study):
        person = await study.enter(PERSON, SESSION)
        await study.store.claim(person.number, 2)
        before = await study.tables()
        headers = {
            key: value.encode("latin-1") for key, value in (headers_of(body_of()) | FORGED[how]).items()
        }
        async with hooked(study) as client:
            response = await client.post("/hooks/prolific", content=body_of(), headers=headers)
        assert response.status_code == 401
        assert SECRET not in response.text
        assert await study.tables() == before

    with_study(do)


def test_the_window_is_five_minutes_either_way() -> None:
    body = body_of()
    for sent, right in ((NOW - 300, True), (NOW - 301, False), (NOW + 300, True), (NOW + 301, False)):
        assert is_genuine(SECRET, str(sent), body, signature(SECRET, str(sent), body), NOW) is right
    assert not is_genuine("", str(NOW), body, signature("", str(NOW), body), NOW)
    arabic = "١٧٦٤٠٠٠٠٠٠"
    assert not is_genuine(SECRET, arabic, body, signature(SECRET, arabic, body), NOW)


@settings(deadline=None)
@given(st.binary(max_size=64), st.text(max_size=20), st.text(max_size=60))
def test_no_guess_is_genuine_and_none_breaks(body, timestamp, given_signature) -> None:
    assert not is_genuine(SECRET, timestamp, body, given_signature, NOW)
    if timestamp.isascii():
        flipped = bytes([body[0] ^ 1]) + body[1:] if body else b"x"
        assert not is_genuine(SECRET, str(NOW), flipped, signature(SECRET, str(NOW), body), NOW)


def test_an_event_is_handled_once_however_often_it_comes(with_study) -> None:
    async def do(study):
        person = await study.enter(PERSON, SESSION)
        await study.store.claim(person.number, 1)
        body = body_of()
        async with hooked(study) as client:
            assert await send(client, body) == (200, "done")
            after = await study.tables()
            # The same delivery, the same with another name on it, and a new delivery of the same event.
            assert await send(client, body) == (200, "duplicate")
            assert await send(client, body, event="e2") == (200, "duplicate")
            assert await send(client, body, sent=NOW + 40) == (200, "duplicate")
            assert await send(client, body, event="", at=NOW) == (200, "duplicate")
            assert await study.tables() == after
            # A later event with the same content is another event.
            assert await send(client, body, sent=NOW + 60, event="e3") == (200, "done")

    with_study(do)


def test_events_that_overtake_each_other_end_with_the_latest(with_study) -> None:
    async def do(study):
        await study.enter(PERSON, SESSION)
        async with hooked(study) as client:
            assert await send(client, body_of("APPROVED"), event="e2", at=NOW - 10) == (200, "done")
            assert await send(client, body_of("AWAITING REVIEW"), event="e1", at=NOW - 60) == (200, "late")
        assert await study.store.read("SELECT status FROM platform_id") == [("APPROVED",)]

    with_study(do)


def test_somebody_unknown_who_is_done_is_noted_without_their_id(with_study) -> None:
    async def do(study):
        async with hooked(study) as client:
            assert await send(client, body_of("ACTIVE"), event="e1") == (200, "unknown")
            assert await study.store.read("SELECT * FROM trouble") == []
            assert await send(client, body_of("AWAITING REVIEW"), event="e2") == (200, "unknown")
            assert await send(client, body_of("AWAITING REVIEW"), event="e2") == (200, "duplicate")
        rows = await study.store.read("SELECT person, kind, detail FROM trouble")
        assert len(rows) == 1
        assert rows[0][:2] == (None, "webhook")
        everything = repr(await study.tables())
        assert PERSON not in everything
        assert SESSION not in everything

    with_study(do)


def test_a_submission_to_another_study_of_the_workspace_touches_nobody_here(with_study) -> None:
    async def do(study):
        person = await study.enter(PERSON, SESSION)
        await study.store.claim(person.number, 2)
        async with hooked(study) as client:
            assert await send(client, body_of(session=f"{7:024x}")) == (200, "other")
        assert await study.store.read("SELECT SUM(leased) FROM question") == [(2,)]
        assert await study.store.read("SELECT status, session FROM platform_id") == [("", SESSION)]

    with_study(do)


HEX = "participant_id and resource_id have to be 24 hexadecimal digits"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", (400, "not JSON")),
        (b"{", (400, "not JSON")),
        (b"[" * 50_000, (400, "not JSON")),
        (b"[]", (400, "no event_type")),
        (b'{"event_type": 1}', (400, "no event_type")),
        (b'{"event_type": "study.status.change", "resource_id": "x"}', (200, "ignored")),
        (body_of(person="1"), (400, HEX)),
        (body_of(person="' OR 1=1 --".ljust(24)), (400, HEX)),
        (body_of(session="٣" * 24), (400, HEX)),
        (body_of(person=None), (400, "participant_id, resource_id and status have to be texts")),
        (body_of(status="<b>"), (400, "status is malformed")),
        (body_of(pad="x" * 70_000), (413, "too large")),
    ],
)  # fmt: skip
def test_signed_nonsense_is_refused_and_other_events_are_left(with_study, body, answer) -> None:
    async def do(study):
        before = await study.tables()
        async with hooked(study) as client:
            assert await send(client, body) == answer
        assert await study.tables() == before

    with_study(do)


def test_when_the_store_cannot_the_platform_is_asked_to_come_again(with_study) -> None:
    async def do(study):
        await study.enter(PERSON, SESSION)
        store = study.store
        real, fails = store.note_platform, [True]

        async def note_platform(*what):
            if fails.pop() if fails else False:
                raise StoreError("the disk is full")
            return await real(*what)

        store.note_platform = note_platform
        async with hooked(study) as client:
            body = body_of("APPROVED")
            response = await client.post("/hooks/prolific", content=body, headers=headers_of(body))
            assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
            assert await send(client, body) == (200, "done")
        assert await store.read("SELECT status FROM platform_id") == [("APPROVED",)]

    with_study(do)


def test_without_a_secret_there_is_no_webhook(with_study, monkeypatch) -> None:
    async def do(study):
        monkeypatch.delenv("MIEN_PROLIFIC_SECRET")
        async with hooked(study) as client:
            assert await send(client, body_of(), secret="") == (404, "there is no webhook here")
        monkeypatch.setenv("MIEN_PROLIFIC_SECRET", "a\nb")
        with pytest.raises(ConfigError, match="MIEN_PROLIFIC_SECRET") as caught:
            hooked(study)
        assert "a\nb" not in str(caught.value)

    with_study(do)


def test_reading_changes_nothing(with_study) -> None:
    async def do(study):
        before = await study.tables()
        async with hooked(study) as client:
            for method in ("GET", "PUT", "DELETE"):
                assert (await client.request(method, "/hooks/prolific")).status_code == 405
            assert (await client.head("/hooks/prolific")).status_code == 405
        assert await study.tables() == before

    with_study(do)
