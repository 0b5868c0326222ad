"""Every way in which a request can be wrong: refused with the right code, and nothing is stored."""

import json

import pytest
from itsdangerous import TimestampSigner

from mien.study.app.tokens import MAX_AGE_SECONDS, Tokens
from mien.study.store import StoreError

WORKER = {
    "workerId": "A1WORKER",
    "assignmentId": "3ASSIGNMENT",
    "hitId": "3HIT",
    "turkSubmitTo": "https://www.mturk.com",
}
LEASE = {"lease": 1, "choice": "first", "ms": 5}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"consent": "0"}, 409, "consent"),
        ({"language": "fr"}, 422, "invalid"),
        ({"platform": "nobody"}, 422, "invalid"),
        ({"platform": "connect"}, 422, "invalid"),
        ({"query": {"visitor": "short"}}, 403, "refused"),
        ({"query": {"visitor": 7}}, 422, "invalid"),
        ({"query": {"a" * 65: ""}}, 422, "invalid"),
        ({"query": {f"k{n}": "" for n in range(33)}}, 422, "invalid"),
        ({"admin": True}, 422, "invalid"),
        ({"platform": "mturk", "query": {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE"}}, 403, "preview"),
        ({"platform": "mturk", "query": {**WORKER, "turkSubmitTo": "https://evil.example"}}, 403, "refused"),
        ({"platform": "prolific", "query": {}}, 403, "refused"),
    ],
)
def test_who_is_not_let_in(visit, change, status, code):
    async def test(somebody):
        reply = await somebody.enter(**change)
        assert somebody.error(reply) == (status, code)
        if code == "consent":
            assert reply.json()["consent"] == "1"
        assert await somebody.count("person") == 0

    visit(test)


NEEDS_TOKEN = ("claim", "answers", "heartbeat", "replace", "trouble", "finish", "withdraw")


@pytest.mark.parametrize("path", NEEDS_TOKEN)
def test_tokens_that_are_missing_forged_foreign_or_old(visit, path):
    async def test(somebody):
        await somebody.enter()
        good = somebody.token
        number = Tokens(somebody.directory.key("token")).read(f"Bearer {good}")
        tampered = good.replace(f"{number}.", f"{number + 1}.", 1)
        foreign = Tokens(b"x" * 32).issue(number)
        unsigned = good.rpartition(".")[0]
        for token, code in (
            ("", "token_missing"), (tampered, "token_invalid"), (foreign, "token_invalid"),
            (unsigned, "token_invalid"), ("a" * 5000, "token_invalid"), ("..", "token_invalid"),
            (f"{good}x", "token_invalid"),
        ):  # fmt: skip
            reply = await somebody.post(path, token=token)
            assert somebody.error(reply) == (401, code)
            assert reply.headers["www-authenticate"] == "Bearer"
        basic = await somebody.client.post(
            f"/api/{path}", headers={"Authorization": f"Basic {good}"}, json={}
        )
        assert somebody.error(basic) == (401, "token_missing")
        stamp = TimestampSigner.get_timestamp
        TimestampSigner.get_timestamp = lambda self: stamp(self) + MAX_AGE_SECONDS + 5
        try:
            assert somebody.error(await somebody.post(path)) == (401, "token_expired")
        finally:
            TimestampSigner.get_timestamp = stamp

    visit(test)


def test_a_token_of_somebody_whom_a_restored_store_does_not_know(visit):
    async def test(somebody):
        somebody.token = Tokens(somebody.directory.key("token")).issue(4711)
        for path, body in (
            ("claim", {}),
            ("heartbeat", {}),
            ("replace", {"lease": 1, "reason": "404"}),
            ("finish", {}),
            ("withdraw", {}),
        ):
            assert somebody.error(await somebody.post(path, body)) == (401, "person_unknown"), path
        reply = (await somebody.answer(LEASE)).json()
        assert [receipt["fate"] for receipt in reply["receipts"]] == ["unknown"]

    visit(test)


@pytest.mark.parametrize(
    "body",
    [
        {"answers": []},
        {"answers": [LEASE] * 51},
        {"answers": [{**LEASE, "ms": -1}]},
        {"answers": [{**LEASE, "ms": 86_400_001}]},
        {"answers": [{**LEASE, "ms": 1.5}]},
        {"answers": [{**LEASE, "ms": True}]},
        {"answers": [{**LEASE, "ms": "5"}]},
        {"answers": [{**LEASE, "lease": 0}]},
        {"answers": [{**LEASE, "lease": 2**63}]},
        {"answers": [{**LEASE, "lease": "1"}]},
        {"answers": [{**LEASE, "choice": "both of them"}]},
        {"answers": [{**LEASE, "choice": None}]},
        {"answers": [{**LEASE, "more": 1}]},
        {"answers": [{"lease": 1, "choice": "first"}]},
        {"answers": {"lease": 1}},
        {"answers": [LEASE], "more": 1},
        {},
        [],
        None,
        "text",
    ],
)
def test_answers_that_are_malformed_store_nothing(visit, body):
    async def test(somebody):
        await somebody.enter()
        await somebody.claim()
        reply = await somebody.post(
            "answers", content=json.dumps(body), headers={"Content-Type": "application/json"}
        )
        assert somebody.error(reply) == (422, "invalid")
        assert await somebody.count("answer") == 0

    visit(test)


def test_bodies_that_are_no_json_too_long_or_of_another_type(visit):
    async def test(somebody):
        await somebody.enter()
        kind = {"Content-Type": "application/json"}
        assert somebody.error(await somebody.post("claim", content="{", headers=kind)) == (400, "no_json")
        assert somebody.error(await somebody.post("claim", content=b"\xff\xfe", headers=kind)) == (
            400,
            "no_json",
        )
        deep = await somebody.post("claim", content="[" * 60_000, headers=kind)
        assert somebody.error(deep)[0] in (400, 422)
        assert somebody.error(await somebody.post("claim", content="{}")) == (415, "not_json")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert somebody.error(await somebody.post("claim", content="a=1", headers=form)) == (415, "not_json")
        long = json.dumps({"kind": "x", "detail": "y" * 70_000})
        assert somebody.error(await somebody.post("trouble", content=long, headers=kind)) == (
            413,
            "too_large",
        )

        async def drip():
            for _ in range(40):
                yield b" " * 4096

        assert somebody.error(await somebody.post("claim", content=drip(), headers=kind)) == (
            413,
            "too_large",
        )
        assert (
            await somebody.post(
                "claim", content="{}", headers={"Content-Type": "application/json; charset=utf-8"}
            )
        ).status_code == 200
        assert (await somebody.client.get("/api/claim")).status_code == 405

    visit(test)


def test_a_store_in_trouble_asks_for_patience(visit):
    async def test(somebody):
        await somebody.enter()
        question = (await somebody.claim())["questions"][0]

        async def fails(*values):
            raise StoreError("disk full at /a/secret/path")

        works = somebody.store.submit
        somebody.store.submit = fails
        reply = await somebody.answer(somebody.answered(question))
        assert somebody.error(reply) == (503, "unavailable")
        assert int(reply.headers["retry-after"]) > 0
        assert "secret" not in reply.text
        somebody.store.submit = works
        assert (await somebody.answer(somebody.answered(question))).json()["receipts"][0]["fate"] == "stored"

    visit(test)
