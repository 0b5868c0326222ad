"""A participant's way over HTTP, and every way in which a request can be wrong."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest
from itsdangerous import TimestampSigner

from mien.study.app import create_app
from mien.study.app.tokens import MAX_AGE_SECONDS, Tokens
from mien.study.directory import StudyDirectory
from mien.study.platforms import enabled_platforms
from mien.study.serve import prepare
from mien.study.store import StoreError

VISITOR = "visitor-0123456789abcdef"
DESIGN = {
    "questions": {"k": 2},
    "person": {"triplets": 4, "labels": 2, "catch": 1, "repeats": 1, "repeat_gap": 2, "practice": 1},
    "lease": {"batch": 3},
    "platforms": {
        "mturk": {"enabled": True},
        "prolific": {"enabled": True, "completion_code": "C1M7OONT"},
    },
}
WORKER = {
    "workerId": "A1WORKER",
    "assignmentId": "3ASSIGNMENT",
    "hitId": "3HIT",
    "turkSubmitTo": "https://www.mturk.com",
}


class Visit:
    """Somebody's browser."""

    def __init__(self, client, store, directory):
        self.client, self.store, self.directory = client, store, directory
        self.token = ""

    async def post(self, path, body=None, token=None, **more):
        token = self.token if token is None else token
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})} if token else {}
        if "content" not in more:
            more["json"] = {} if body is None else body
        return await self.client.post(f"/api/{path}", headers=headers, **more)

    async def enter(self, visitor=VISITOR, platform="link", query=None, **more):
        body = {
            "platform": platform,
            "query": query or {"visitor": visitor},
            "language": "en",
            "consent": "1",
        }
        reply = await self.post("enter", {**body, **more}, token="")
        if reply.status_code == 200:
            self.token = reply.json()["token"]
        return reply

    async def another(self, visitor):
        other = Visit(self.client, self.store, self.directory)
        await other.enter(visitor)
        return other

    async def claim(self):
        return (await self.post("claim")).json()

    async def answer(self, *answers):
        return await self.post("answers", {"answers": list(answers)})

    async def count(self, table):
        return (await self.store.read(f"SELECT COUNT(*) FROM {table}"))[0][0]


def answered(question, ms=700):
    choice = "first" if question["kind"] == "triplet" else "neutral"
    return {"lease": question["lease"], "choice": choice, "ms": ms}


def error(reply):
    assert reply.headers["content-type"] == "application/json"
    found = reply.json()
    assert set(found) >= {"error", "message"}
    return reply.status_code, found["error"]


@pytest.fixture
def visit(tmp_path, make_study):
    """Runs an async test with somebody's browser: ``visit(test, **design)``."""

    def run(test, **design):
        directory = StudyDirectory(make_study(tmp_path / "study", {**DESIGN, **design}))

        @asynccontextmanager
        async def opened():
            store = await prepare(directory, directory.default_store)
            app = create_app(directory, store, enabled_platforms(directory))
            transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=transport, base_url="http://study") as client,
            ):
                yield Visit(client, store, directory)

        async def main():
            async with opened() as somebody:
                await test(somebody)

        asyncio.run(asyncio.wait_for(main(), 60))

    return run


def test_a_whole_study(visit):
    async def test(somebody):
        entered = (await somebody.enter()).json()
        assert entered["progress"] == {"state": "working", "answered": 0, "total": 8}
        assert (entered["resumed"], entered["state"], entered["consent"]) == (False, "working", "1")
        leases, said = [], {}
        while not (claim := await somebody.claim())["done"]:
            assert len(claim["questions"]) <= 3
            question = claim["questions"][0]
            assert set(question) == {"lease", "slot", "kind", "anchor", "first", "second", "side"}
            assert question["side"] in (("first", "second") if question["kind"] == "triplet" else ("",))
            reply = (await somebody.answer(answered(question))).json()
            choice = "first" if question["kind"] == "triplet" else "neutral"
            assert reply == {"receipts": [{"lease": question["lease"], "fate": "stored", "choice": choice}]}
            assert (await somebody.post("finish")).json()["done"] is (len(leases) + 1 == 8)
            leases.append(question["lease"])
            said[question["lease"]] = choice
        assert len(set(leases)) == claim["progress"]["total"] == 8
        stored = await somebody.store.read("SELECT lease, choice, ms FROM answer")
        assert {lease: choice for lease, choice, _ in stored} == said
        assert {ms for _, _, ms in stored} == {700}
        finish = (await somebody.post("finish")).json()
        assert finish["done"]
        assert len(finish["code"]) == 10
        assert finish["url"] == ""
        assert finish["fields"] == {}
        assert (await somebody.post("finish")).json() == finish
        again = (await somebody.enter()).json()
        assert again["resumed"]
        assert again["state"] == "finished"

    visit(test)


def test_entering_again_is_the_same_person(visit):
    async def test(somebody):
        tokens = [
            reply.json()["token"] for reply in await asyncio.gather(*(somebody.enter() for _ in range(8)))
        ]
        reader = Tokens(somebody.directory.key("token"))
        assert len({reader.read(f"Bearer {token}") for token in tokens}) == 1
        assert await somebody.count("person") == 1
        await somebody.enter("somebody-else-0123")
        assert await somebody.count("person") == 2

    visit(test)


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
        assert error(reply) == (status, code)
        if code == "consent":
            assert reply.json()["consent"] == "1"
        assert await somebody.count("person") == 0

    visit(test)


def test_a_full_or_closed_study_lets_in_only_who_was_in(visit):
    async def test(somebody):
        await somebody.enter()
        assert await somebody.store.set_setting("closed", "1", None)
        assert error(await somebody.enter("somebody-else-0123")) == (403, "closed")
        assert (await somebody.enter()).json()["resumed"]
        assert await somebody.store.set_setting("closed", "0", "1")
        await somebody.store.want(1)
        asked = True
        while asked:
            asked = (await somebody.claim())["questions"]
            for question in asked:
                await somebody.answer(answered(question))
        other = 0
        while (reply := await somebody.enter(f"visitor-number-{other:04}")).status_code == 200:
            other += 1
            while not (claim := await somebody.claim())["done"]:
                await somebody.answer(*map(answered, claim["questions"]))
            assert other < 40
        assert error(reply) == (403, "full")

    visit(test, person={"triplets": 40, "labels": 21, "catch": 0, "repeats": 0}, lease={"batch": 50})


def test_departures_of_the_platforms(visit):
    async def test(somebody):
        query = {"PROLIFIC_PID": "a" * 24, "STUDY_ID": "b" * 24, "SESSION_ID": "c" * 24}
        for platform, link in (("prolific", query), ("mturk", WORKER)):
            assert (await somebody.enter(platform=platform, query=link)).status_code == 200
            while not (claim := await somebody.claim())["done"]:
                await somebody.answer(*map(answered, claim["questions"]))
            finish = (await somebody.post("finish", {"query": link})).json()
            assert finish["done"]
            if platform == "prolific":
                assert finish["code"] == "C1M7OONT"
                assert "cc=C1M7OONT" in finish["url"]
            else:
                assert finish["url"] == "https://www.mturk.com/mturk/externalSubmit"
                assert finish["fields"]["assignmentId"] == "3ASSIGNMENT"
        lost = (
            await somebody.post("finish", {"query": {**WORKER, "turkSubmitTo": "https://evil.example"}})
        ).json()
        assert lost["done"]
        assert lost["code"]
        assert lost["url"] == ""

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
            assert error(reply) == (401, code)
            assert reply.headers["www-authenticate"] == "Bearer"
        basic = await somebody.client.post(
            f"/api/{path}", headers={"Authorization": f"Basic {good}"}, json={}
        )
        assert error(basic) == (401, "token_missing")
        stamp = TimestampSigner.get_timestamp
        TimestampSigner.get_timestamp = lambda self: stamp(self) + MAX_AGE_SECONDS + 5
        try:
            assert error(await somebody.post(path)) == (401, "token_expired")
        finally:
            TimestampSigner.get_timestamp = stamp

    visit(test)


LEASE = {"lease": 1, "choice": "first", "ms": 5}


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
        {"answers": [{**LEASE, "choice": "both"}]},
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
        assert error(reply) == (422, "invalid")
        assert await somebody.count("answer") == 0

    visit(test)


def test_bodies_that_are_no_json_too_long_or_of_another_type(visit):
    async def test(somebody):
        await somebody.enter()
        kind = {"Content-Type": "application/json"}
        assert error(await somebody.post("claim", content="{", headers=kind)) == (400, "no_json")
        assert error(await somebody.post("claim", content=b"\xff\xfe", headers=kind)) == (400, "no_json")
        deep = await somebody.post("claim", content="[" * 60_000, headers=kind)
        assert error(deep)[0] in (400, 422)
        assert error(await somebody.post("claim", content="{}")) == (415, "not_json")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert error(await somebody.post("claim", content="a=1", headers=form)) == (415, "not_json")
        long = json.dumps({"kind": "x", "detail": "y" * 70_000})
        assert error(await somebody.post("trouble", content=long, headers=kind)) == (413, "too_large")

        async def drip():
            for _ in range(40):
                yield b" " * 4096

        assert error(await somebody.post("claim", content=drip(), headers=kind)) == (413, "too_large")
        assert (
            await somebody.post(
                "claim", content="{}", headers={"Content-Type": "application/json; charset=utf-8"}
            )
        ).status_code == 200
        assert (await somebody.client.get("/api/claim")).status_code == 405

    visit(test)


def test_what_becomes_of_answers(visit):
    async def test(somebody):
        await somebody.enter()
        one, two, three = (await somebody.claim())["questions"]
        other = await somebody.another("somebody-else-0123")

        def fates(reply):
            assert reply.status_code == 200
            return [receipt["fate"] for receipt in reply.json()["receipts"]]

        # Another person's lease is not this person's to answer.
        assert fates(await other.answer(answered(one))) == ["unknown"]
        assert fates(await somebody.answer({**answered(one), "choice": "neutral"})) == ["invalid"]
        assert await somebody.count("answer") == 0
        assert fates(await somebody.answer(answered(one), answered(two, None))) == ["stored", "stored"]
        assert fates(await somebody.answer(answered(one))) == ["duplicate"]
        contradiction = (await somebody.answer({**answered(one), "choice": "second"})).json()["receipts"]
        assert contradiction == [{"lease": one["lease"], "fate": "conflict", "choice": "first"}]
        assert fates(await somebody.answer({**LEASE, "lease": 999_999})) == ["unknown"]
        # Neither can somebody else give it back.
        await other.post("replace", {"lease": three["lease"], "reason": "404"})
        assert three["lease"] in [question["lease"] for question in (await somebody.claim())["questions"]]
        stored = await somebody.store.read("SELECT lease, choice, ms FROM answer ORDER BY lease")
        assert stored == [(one["lease"], "first", 700), (two["lease"], "first", None)]

    visit(test)


def test_a_replaced_question_is_not_asked_again(visit):
    async def test(somebody):
        await somebody.enter()
        first = (await somebody.claim())["questions"][0]
        reply = await somebody.post("replace", {"lease": first["lease"], "reason": "404"})
        assert reply.json()["progress"]["total"] == 8
        seen = []
        while not (claim := await somebody.claim())["done"]:
            seen += [(q["anchor"], q["first"], q["second"]) for q in claim["questions"]]
            await somebody.answer(*map(answered, claim["questions"]))
        assert (first["anchor"], first["first"], first["second"]) not in seen
        assert (await somebody.store.read("SELECT kind, detail FROM trouble"))[0] == ("stimulus", "404")

    visit(test)


def test_heartbeat_trouble_and_withdrawal(visit):
    async def test(somebody):
        await somebody.enter()
        question = (await somebody.claim())["questions"][0]
        assert (await somebody.post("heartbeat")).json()["progress"]["state"] == "working"
        assert (await somebody.post("trouble", {"kind": "script", "detail": "it broke"})).status_code == 200
        assert await somebody.store.read("SELECT kind, detail FROM trouble") == [("page-script", "it broke")]
        for wrong in (
            {"kind": "A b", "detail": ""},
            {"kind": "script", "detail": "y" * 501},
            {"kind": "script"},
        ):
            assert error(await somebody.post("trouble", wrong)) == (422, "invalid")
        for _ in range(2):
            assert (await somebody.post("withdraw")).json() == {"state": "withdrawn"}
        receipts = (await somebody.answer(answered(question))).json()["receipts"]
        assert [receipt["fate"] for receipt in receipts] == ["withdrawn"]
        claim = await somebody.claim()
        assert claim["done"]
        assert claim["progress"]["state"] == "withdrawn"
        assert not (await somebody.post("finish")).json()["done"]
        assert (await somebody.enter()).json()["state"] == "withdrawn"

    visit(test)


def test_a_store_in_trouble_asks_for_patience(visit):
    async def test(somebody):
        await somebody.enter()
        question = (await somebody.claim())["questions"][0]

        async def fails(*values):
            raise StoreError("disk full at /a/secret/path")

        works = somebody.store.submit
        somebody.store.submit = fails
        reply = await somebody.answer(answered(question))
        assert error(reply) == (503, "unavailable")
        assert int(reply.headers["retry-after"]) > 0
        assert "secret" not in reply.text
        somebody.store.submit = works
        assert (await somebody.answer(answered(question))).json()["receipts"][0]["fate"] == "stored"

    visit(test)


def test_practice_tells_the_answers_and_claims_do_not(visit):
    async def test(somebody):
        practice = (await somebody.client.get("/api/practice")).json()["questions"]
        assert [(q["kind"], q["expected"]) for q in practice] == [("triplet", "first"), ("label", "positive")]
        assert await somebody.count("person") == 0
        for question in practice:
            picture = await somebody.client.get(question["anchor"])
            assert picture.status_code == 200

    visit(test)
