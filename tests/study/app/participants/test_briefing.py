"""Around the questions, over HTTP: screening, comprehension, attention, conditions, a comment."""

from collections import Counter

from mien.study.app.catalogues import catalogue

SCREENING = [
    {"name": "glasses", "text": {"en": "See?", "de": "Sehen?"},
     "options": {"en": ["y", "n"], "de": ["j", "n"]}, "allowed": [1]},
]  # fmt: skip
PERSON = {"triplets": 4, "labels": 2, "catch": 1, "repeats": 0, "practice": 1}


async def told(somebody):
    return dict(await somebody.store.read("SELECT name, value FROM fact"))


async def state(somebody):
    return (await somebody.store.read("SELECT state, (SELECT reason FROM exclusion) FROM person"))[0]


def test_screening_lets_in_or_out(visit):
    async def test(somebody):
        await somebody.enter()
        briefing = (await somebody.post("briefing")).json()
        assert briefing["screening"] == [{"name": "glasses", "text": "See?", "options": ["y", "n"]}]
        assert briefing["kinds"] == ["triplet", "label"]
        assert somebody.error(await somebody.post("screening", {"answers": {"glasses": 3}})) == (
            422,
            "invalid",
        )
        assert somebody.error(await somebody.post("screening", {"answers": {"age": 1}})) == (422, "invalid")
        assert (await somebody.post("screening", {"answers": {"glasses": 2}})).json() == {"passed": False}
        # The first word stays: nobody tries until it fits.
        assert (await somebody.post("screening", {"answers": {"glasses": 1}})).json() == {"passed": False}
        assert await told(somebody) == {"screening.glasses": "2"}
        assert await state(somebody) == ("excluded", "screened out: glasses")
        assert (await somebody.claim())["questions"] == []

    visit(test, screening=SCREENING)


async def answers_to(somebody, right):
    quiz = (await somebody.post("quiz")).json()
    wanted = {
        text
        for key, text in catalogue("en").items()
        if key.startswith("comprehension.") and key.endswith("_right")
    }
    places = [
        next(place for place, option in enumerate(one["options"], 1) if (option in wanted) == right)
        for one in quiz["questions"]
    ]
    return (await somebody.post("comprehension", {"answers": places})).json()


def test_the_instructions_are_understood_at_the_second_try(visit):
    async def test(somebody):
        await somebody.enter()
        assert (await somebody.post("briefing")).json()["comprehension"] is True
        assert await answers_to(somebody, right=False) == {"passed": False, "left": 1}
        assert await answers_to(somebody, right=True) == {"passed": True, "left": 0}
        assert (await somebody.post("briefing")).json()["comprehension"] is False
        assert (await told(somebody))["comprehension-1"] == "0 of 2"
        assert (await somebody.claim())["questions"]

    visit(test, person={**PERSON, "comprehension": True})


def test_who_fails_twice_is_screened_out(visit):
    async def test(somebody):
        await somebody.enter()
        await answers_to(somebody, right=False)
        assert await answers_to(somebody, right=False) == {"passed": False, "left": 0}
        # A third try changes nothing.
        assert await answers_to(somebody, right=True) == {"passed": False, "left": 0}
        assert await state(somebody) == ("excluded", "screened out: comprehension check")
        assert somebody.error(await somebody.post("comprehension", {"answers": [1]})) == (422, "invalid")

    visit(test, person={**PERSON, "comprehension": True})


def test_wrong_catch_questions_warn_and_then_end(visit):
    async def test(somebody):
        await somebody.enter()
        seen = []
        while not (claim := await somebody.claim())["done"]:
            seen.append(claim["attention"])
            leases = [question["lease"] for question in claim["questions"]][:1]
            expected = dict(await somebody.store.read(
                "SELECT lease.id, question.expected FROM lease JOIN question ON question.id = lease.question "
                "JOIN pool ON pool.id = question.pool WHERE role = 'catch'"))  # fmt: skip
            for lease in leases:
                wrong = "second" if expected.get(lease) == "first" else "first"
                kind = next(q["kind"] for q in claim["questions"] if q["lease"] == lease)
                choice = "neutral" if kind == "label" else wrong
                await somebody.answer({"lease": lease, "choice": choice, "ms": 900})
        seen.append(claim["attention"])
        assert [mark for mark, before in zip(seen, ["x", *seen], strict=False) if mark != before] == [
            "",
            "end",
        ]
        assert (await state(somebody))[0] == "excluded"
        assert (await state(somebody))[1].startswith("attention: 1 of 1 catch questions wrong")

    visit(test, attention={"end": 1}, person={**PERSON, "triplets": 6})


def test_conditions_have_plans_of_their_own_and_are_in_balance(visit):
    async def test(somebody):
        kinds = []
        for number in range(6):
            other = await somebody.another(f"visitor-{number:016}")
            kinds.append(tuple((await other.post("briefing")).json()["kinds"]))
            practised = await other.client.get(
                "/api/practice", headers={"Authorization": f"Bearer {other.token}"}
            )
            assert {one["kind"] for one in practised.json()["questions"]} <= set(kinds[-1])
            assert {question["kind"] for question in (await other.claim())["questions"]} == set(kinds[-1])
        assert Counter(kinds) == {("triplet",): 3, ("label",): 3}
        assert Counter(await somebody.store.read("SELECT condition FROM person")) == {("a",): 3, ("b",): 3}

    visit(test, conditions={"a": {"labels": 0}, "b": {"triplets": 0}}, person={**PERSON, "catch": 0})


def test_a_comment_is_kept_once(visit):
    async def test(somebody):
        await somebody.enter()
        assert (await somebody.post("comment", {"text": "  fine "})).json() == {"noted": True}
        await somebody.post("comment", {"text": "other"})
        assert (await told(somebody))["comment"] == "fine"
        assert somebody.error(await somebody.post("comment", {"text": "x" * 2001})) == (422, "invalid")
        assert (await somebody.post("briefing")).json()["comment"] is False

    visit(test)
