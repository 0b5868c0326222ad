"""A participant's way over HTTP, and what becomes of answers."""

import asyncio

from mien.study.app.tokens import Tokens

WORKER = {
    "workerId": "A1WORKER",
    "assignmentId": "3ASSIGNMENT",
    "hitId": "3HIT",
    "turkSubmitTo": "https://www.mturk.com",
}
LEASE = {"lease": 1, "choice": "first", "ms": 5}


def test_a_whole_study(visit):
    async def test(somebody):
        entered = (await somebody.enter()).json()
        assert entered["progress"] == {"state": "working", "answered": 0, "total": 8}
        assert (entered["resumed"], entered["state"], entered["consent"]) == (False, "working", "1")
        leases, said = [], {}
        while not (claim := await somebody.claim())["done"]:
            assert len(claim["questions"]) <= 3
            question = claim["questions"][0]
            assert set(question) == {"lease", "slot", "kind", "anchor", "first", "second", "side", "attempt"}
            assert question["side"] in (("first", "second") if question["kind"] == "triplet" else ("",))
            reply = (await somebody.answer(somebody.answered(question))).json()
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


def test_a_full_or_closed_study_lets_in_only_who_was_in(visit):
    async def test(somebody):
        await somebody.enter()
        assert await somebody.store.set_setting("closed", "1", None)
        assert somebody.error(await somebody.enter("somebody-else-0123")) == (403, "closed")
        assert (await somebody.enter()).json()["resumed"]
        assert await somebody.store.set_setting("closed", "0", "1")
        await somebody.store.want(1)
        asked = True
        while asked:
            asked = (await somebody.claim())["questions"]
            for question in asked:
                await somebody.answer(somebody.answered(question))
        other = 0
        while (reply := await somebody.enter(f"visitor-number-{other:04}")).status_code == 200:
            other += 1
            while not (claim := await somebody.claim())["done"]:
                await somebody.answer(*map(somebody.answered, claim["questions"]))
            assert other < 40
        assert somebody.error(reply) == (403, "full")

    visit(test, person={"triplets": 40, "labels": 21, "catch": 0, "repeats": 0}, lease={"batch": 50})


def test_departures_of_the_platforms(visit):
    async def test(somebody):
        query = {"PROLIFIC_PID": "a" * 24, "STUDY_ID": "b" * 24, "SESSION_ID": "c" * 24}
        for platform, link in (("prolific", query), ("mturk", WORKER)):
            assert (await somebody.enter(platform=platform, query=link)).status_code == 200
            while not (claim := await somebody.claim())["done"]:
                await somebody.answer(*map(somebody.answered, claim["questions"]))
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


def test_what_becomes_of_answers(visit):
    async def test(somebody):
        await somebody.enter()
        one, two, three = (await somebody.claim())["questions"]
        other = await somebody.another("somebody-else-0123")

        def fates(reply):
            assert reply.status_code == 200
            return [receipt["fate"] for receipt in reply.json()["receipts"]]

        # Another person's lease is not this person's to answer.
        assert fates(await other.answer(somebody.answered(one))) == ["unknown"]
        assert fates(await somebody.answer({**somebody.answered(one), "choice": "neutral"})) == ["invalid"]
        assert await somebody.count("answer") == 0
        assert fates(await somebody.answer(somebody.answered(one), somebody.answered(two, None))) == [
            "stored",
            "stored",
        ]
        assert fates(await somebody.answer(somebody.answered(one))) == ["duplicate"]
        contradiction = (await somebody.answer({**somebody.answered(one), "choice": "second"})).json()[
            "receipts"
        ]
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
            await somebody.answer(*map(somebody.answered, claim["questions"]))
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
            assert somebody.error(await somebody.post("trouble", wrong)) == (422, "invalid")
        for _ in range(2):
            assert (await somebody.post("withdraw")).json() == {
                "state": "withdrawn", "code": "", "url": "", "fields": {}
            }  # fmt: skip
        receipts = (await somebody.answer(somebody.answered(question))).json()["receipts"]
        assert [receipt["fate"] for receipt in receipts] == ["withdrawn"]
        claim = await somebody.claim()
        assert claim["done"]
        assert claim["progress"]["state"] == "withdrawn"
        assert not (await somebody.post("finish")).json()["done"]
        assert (await somebody.enter()).json()["state"] == "withdrawn"

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
