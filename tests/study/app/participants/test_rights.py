"""What somebody can ask for over HTTP, and what it comes to."""

import itertools

from mien.study.store.records import SCREENED

PROLIFIC = {
    "enabled": True,
    "completion_code": "C1M7OONT",
    "codes": {"full": "FULL", "partial": "PART", "screened_out": "OUT", "withdrawn": "GONE",
              "no_consent": "NOPE", "closed": "SHUT"},
}  # fmt: skip
ONLY_TRIPLETS = {"triplets": 4, "labels": 0, "catch": 1, "repeats": 1, "repeat_gap": 2, "practice": 0}
BACK = "https://app.prolific.com/submissions/complete?cc="


def _ids(number):
    return {"PROLIFIC_PID": f"{number:024x}", "STUDY_ID": "a" * 24, "SESSION_ID": f"{number + 500:024x}"}


async def _answer_all(somebody):
    while questions := (await somebody.claim())["questions"]:
        for question in questions:
            await somebody.answer(somebody.answered(question))


def test_an_invented_id_that_gives_everything_back_gets_no_code(visit):
    async def test(somebody):
        await somebody.enter(platform="prolific", query=_ids(1))
        replaced = 0
        while questions := (await somebody.claim())["questions"]:
            for question in questions:
                reply = await somebody.post("replace", {"lease": question["lease"], "reason": "404"})
                assert reply.status_code == 200
                replaced += 1
            assert replaced < 50
        finished = (await somebody.post("finish", {"query": _ids(1)})).json()
        assert (finished["done"], finished["code"], finished["url"]) == (True, "", "")
        assert finished["outcome"] in ("nothing", "full")

    visit(test, limits={"give_backs": 3}, platforms={"prolific": {**PROLIFIC, "codes": {}}})


def test_each_ending_has_its_code_and_way_back(visit):
    async def test(somebody):
        store, number = somebody.store, itertools.count(1)

        async def finished(query):
            return (await somebody.post("finish", {"query": query})).json()

        await somebody.enter(platform="prolific", query=(one := _ids(next(number))))
        await _answer_all(somebody)
        end = await finished(one)
        assert (end["outcome"], end["url"]) == ("complete", BACK + "C1M7OONT")
        await somebody.enter(platform="prolific", query=(two := _ids(next(number))))
        [question, *_] = (await somebody.claim())["questions"]
        person = (await store.read("SELECT max(id) FROM person"))[0][0]
        await store.exclude(person, "failed the check", SCREENED)
        assert (await somebody.claim())["done"]
        end = await finished(two)
        assert (end["outcome"], end["code"], end["url"]) == ("screened_out", "OUT", BACK + "OUT")
        receipt = (await somebody.answer(somebody.answered(question))).json()["receipts"][0]
        assert receipt["fate"] == "given_back"
        await somebody.enter(platform="prolific", query=(three := _ids(next(number))))
        left = (await somebody.post("withdraw", {"query": three})).json()
        assert left == {"state": "withdrawn", "code": "GONE", "url": BACK + "GONE", "fields": {}}
        await somebody.enter(platform="prolific", query=(four := _ids(next(number))))
        await store.want(1)
        for _ in range(2):
            other = await somebody.another(f"visitor-{next(number):020}")
            await _answer_all(other)
        await _answer_all(somebody)
        end = await finished(four)
        assert end["outcome"] in ("full", "partial", "complete")
        assert end["code"] == {"full": "FULL", "partial": "PART", "complete": "C1M7OONT"}[end["outcome"]]

    visit(test, platforms={"prolific": PROLIFIC})


def test_the_page_has_the_ways_back_of_who_never_enters(visit):
    async def test(somebody):
        page = await somebody.client.get("/prolific", params=_ids(1))
        assert "&#34;declined&#34;: {&#34;code&#34;: &#34;NOPE&#34;" in page.text
        assert f"{BACK}SHUT" in page.text
        assert "&#34;ways&#34;: {}" in (await somebody.client.get("/")).text

    visit(test, platforms={"prolific": PROLIFIC})


def test_busy_is_not_full(visit):
    async def test(somebody):
        people = []
        for number in range(30):
            other = await somebody.another(f"visitor-{number:020}")
            if not other.token:
                break
            people.append(other)
            await other.claim()
        refused = await somebody.enter(visitor="visitor-too-late-00000000")
        assert somebody.error(refused) == (403, "busy")
        assert int(refused.headers["retry-after"]) > 0
        assert "&#34;opening&#34;: &#34;busy&#34;" in (await somebody.client.get("/")).text
        assert await somebody.count("answer") == 0

    visit(test, questions={"k": 1}, person=ONLY_TRIPLETS)


def test_who_came_in_and_finds_all_places_held_is_told_to_wait(visit):
    async def test(somebody):
        waiter = await somebody.another("visitor-waiter-000000000")
        for number in range(30):
            other = await somebody.another(f"visitor-{number:020}")
            if not other.token:
                break
            await other.claim()
        claim = await waiter.claim()
        assert (claim["questions"], claim["done"], claim["waiting"]) == ([], False, True)
        assert not (await waiter.post("finish")).json()["done"]
        lease = (await somebody.store.read("SELECT min(id) FROM lease"))[0][0]
        owner = (await somebody.store.read("SELECT person FROM lease WHERE id = ?", lease))[0][0]
        await somebody.store.withdraw(owner)
        claim = await waiter.claim()
        assert claim["questions"]
        assert not claim["waiting"]

    visit(test, questions={"k": 1}, person=ONLY_TRIPLETS)


def test_an_answer_is_taken_back(visit):
    async def test(somebody):
        await somebody.enter()
        [first, second, *_] = (await somebody.claim())["questions"]
        answer = somebody.answered(first)
        await somebody.answer(answer)
        undone = (await somebody.post("undo", {"lease": first["lease"], "attempt": 0})).json()
        assert undone["question"] == {**first, "attempt": 1}
        assert (undone["undone"], undone["reason"], undone["left"]) == (True, "", 4)
        assert undone["progress"]["answered"] == 0
        late = (await somebody.answer(answer)).json()["receipts"][0]
        assert late == {"lease": first["lease"], "fate": "undone", "choice": answer["choice"]}
        again = (await somebody.answer({**answer, "attempt": 1})).json()["receipts"][0]
        assert again["fate"] == "stored"
        await somebody.answer(somebody.answered(second))
        refused = (await somebody.post("undo", {"lease": first["lease"], "attempt": 1})).json()
        assert (refused["undone"], refused["reason"], refused["question"]) == (False, "not_last", None)
        for wrong in ({}, {"lease": 0}, {"lease": 1, "attempt": -1}, {"lease": 1, "more": 1}):
            assert somebody.error(await somebody.post("undo", wrong)) == (422, "invalid")
        assert somebody.error(await somebody.post("undo", {"lease": 1}, token="x")) == (401, "token_invalid")

    visit(test)


def test_troubles_of_a_page_have_a_limit(visit):
    async def test(somebody):
        await somebody.enter()
        noted = [
            (await somebody.post("trouble", {"kind": "script", "detail": str(n)})).json()["noted"]
            for n in range(5)
        ]
        assert noted == [True, True, False, False, False]
        assert await somebody.count("trouble") == 2

    visit(test, limits={"troubles": 2})


def test_who_has_answered_nothing_is_sent_little(visit):
    async def test(somebody):
        await somebody.enter()
        first = (await somebody.claim())["questions"]
        assert len(first) == 2
        await somebody.answer(somebody.answered(first[0]))
        assert len((await somebody.claim())["questions"]) == 3

    visit(test, limits={"first_questions": 2})
