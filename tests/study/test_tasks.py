"""Every kind of question by its registry line, and what is special about each."""

import random
import re
from collections import Counter

import pytest

from mien.errors import ConfigError, TripletError
from mien.study.app.catalogues import catalogue, languages
from mien.study.asked import check_questions, question_faces, read_asked, read_questions, write_asked
from mien.study.design import StudyDesign
from mien.study.dictionary import MEANINGS
from mien.study.plan import plan_for
from mien.study.store.records import CATCH, PRACTICE, REPEAT, Leased, Pool
from mien.study.tasks.interface import PLACES, Given, arrangement, in_sets
from mien.study.tasks.registry import TASKS, make_task, task_class

FACES = [f"f{number:02}" for number in range(24)]
KNOWN = {face: ("happy", "sad", "neutral", "surprised")[number % 4] for number, face in enumerate(FACES)}


@pytest.mark.parametrize("name", TASKS)
def test_a_task(name, tmp_path):
    """From a file of faces to questions, checks, what is shown, what is said, and a row of the export."""
    task = make_task(name)
    assert task.name == name
    assert set(task.told) <= set(MEANINGS), "every column has its meaning in the dictionary"
    path = tmp_path / "faces.csv"
    if name == "triplet":
        path.write_text(
            "anchor,near,far\n" + "".join(f"f{n:02},f{n + 1:02},f{n + 2:02}\n" for n in range(20))
        )
    else:
        path.write_text("face\n" + "\n".join(FACES) + "\n")
    asked = read_questions(task, path, random.Random(0))
    asked += check_questions(asked, 6, 4, random.Random(1), KNOWN)
    roles = Counter(question.pool.role for question in asked)
    # Sets that are known need faces of three labels each, of which there are few.
    assert roles[CATCH] == (4 if name == "best-worst" else 6)
    assert roles[PRACTICE] == (2 if name == "best-worst" else 4)
    write_asked(tmp_path, asked)
    again = read_asked(tmp_path, StudyDesign())
    assert [(q.name, q.pool, question_faces(q), q.expected) for q in again] == [
        (q.name, q.pool, question_faces(q), q.expected) for q in asked
    ]
    for question in again:
        lease = random.Random(question.name).randrange(1, 10**6)
        side = "first" if name == "triplet" else ""
        leased = Leased(
            lease, 0, name, question.anchor, question.first, question.second, side, False, more=question.more
        )
        faces = task.arranged(leased)
        assert sorted(faces) == sorted(question_faces(question))
        assert len(faces) <= len(PLACES)
        task.shown(leased)
        if question.pool.role == CATCH:
            assert task.expects(question.expected)
            assert not task.expects("nonsense")
            rights = [choice for choice in possible(task) if task.right(question.expected, choice)]
            assert 0 < len(rights) < len(possible(task))
        for choice in possible(task)[:20]:
            assert re.fullmatch(task.answers(), choice)
            given = Given(question_faces(question), choice, lease, side)
            said, numbers = task.said(given), task.numbers(choice)
            assert bool(said) == bool(task.places) != bool(numbers)
            assert all(0 <= one.place < task.places for one in said)
            told = task.telling(given)
            assert set(told) | {"question", "rater", "seconds", "repeat"} >= set(task.told)
    for language in languages():
        texts = catalogue(language)
        for key in (f"instructions.{name}", f"instructions.keys_{name}", f"change.{name}"):
            assert key in texts
        for part in ("question", "right", "wrong1", "wrong2"):
            assert f"comprehension.{name}_{part}" in texts


def possible(task):
    """Some answers of a task."""
    return {
        "triplet": ["first", "second"], "label": ["negative", "neutral", "positive"],
        "odd-one-out": ["1", "2", "3"],
        "best-worst": [f"best={b};worst={w}" for b in range(1, 5) for w in range(1, 5) if b != w],
        "rating": [f"valence={v};arousal={a}" for v in (0, 30, 50, 70, 100) for a in (0, 100)],
    }.get(task.name) or task.some  # fmt: skip


def test_places_are_drawn_by_lot_and_stay_for_a_lease():
    first = Counter(arrangement(lease, 3)[0] for lease in range(3000))
    assert all(900 < first[place] < 1100 for place in range(3))
    assert all(sorted(arrangement(lease, 5)) == list(range(5)) for lease in range(50))
    assert arrangement(17, 4) == arrangement(17, 4)
    assert len({arrangement(lease, 3) for lease in range(200)}) == 6


def test_dealt_sets_show_every_face_as_often_and_none_twice():
    sets = in_sets(FACES, 4, 8, random.Random(2))
    assert len(sets) == len(set(sets)) == 48
    times = Counter(face for one in sets for face in one)
    assert set(times) == set(FACES)
    assert max(times.values()) - min(times.values()) <= 1
    assert all(len(set(one)) == 4 for one in sets)
    with pytest.raises(TripletError, match="3 faces do not fill a set of 4"):
        in_sets(FACES[:3], 4, 8, random.Random(2))


def test_the_same_set_cannot_be_asked_twice(tmp_path):
    path = tmp_path / "sets.csv"
    path.write_text("face_1,face_2,face_3\na,b,c\nc,a,b\n")
    with pytest.raises(TripletError, match=r"sets.csv:3: question odd-one-out-00002 asks what"):
        read_questions(make_task("odd-one-out"), path, random.Random(0))
    path.write_text("face_1,face_2,face_3\na,b,b\n")
    with pytest.raises(
        TripletError, match=r"sets.csv:2: question odd-one-out-00001 shows the same face twice"
    ):
        read_questions(make_task("odd-one-out"), path, random.Random(0))
    path.write_text("face_1,face_2,face_3\na,b,c\n")
    with pytest.raises(TripletError, match="has 3 faces; a set has 4"):
        read_questions(make_task("best-worst"), path, random.Random(0))


def test_a_rating_keeps_its_limits():
    task = make_task("rating", {"scales": ["intensity", "valence"], "least": -3, "most": 3})
    assert re.fullmatch(task.answers(), "intensity=-3;valence=3")
    for wrong in (
        "valence=3;intensity=-3",
        "intensity=4;valence=0",
        "intensity=1",
        "intensity=1.5;valence=0",
    ):
        assert not re.fullmatch(task.answers(), wrong)
    assert task.right("valence>=1;intensity<=0", "intensity=0;valence=1")
    assert not task.right("valence>=1;intensity<=0", "intensity=1;valence=1")
    with pytest.raises(ConfigError, match=r"tasks.rating: a scale has 3 to 1001 steps"):
        make_task("rating", {"least": 5, "most": 5})


@pytest.mark.parametrize(
    ("design", "says"),
    [
        ({"person": {"more": {"nonsense": 3}}}, "more names 'nonsense'"),
        ({"person": {"more": {"label": 3}}}, "have their own keys"),
        ({"person": {"blocks": [["label"], ["label"]]}}, "blocks names 'label' twice"),
        ({"tasks": {"rating": {"least": "low"}}}, "tasks.rating"),
        ({"tasks": {"nonsense": {}}}, "no task is called 'nonsense'"),
        ({"conditions": {"a": {"triplets": -1}}}, "triplets"),
        ({"attention": {"warn": 2, "end": 2}}, "warn has to be below end"),
        (
            {"screening": [{"name": "a", "text": {"en": "?"}, "options": {"en": ["x"]}}]},
            "no text or options in 'de'",
        ),
    ],
)
def test_wrong_designs_are_named(design, says):
    with pytest.raises(ConfigError) as error:
        StudyDesign.of(design, "study.toml")
    assert says in str(error.value)


def test_blocks_mix_kinds_and_check_each_of_them():
    person = StudyDesign.of({"person": {
        "triplets": 20, "labels": 20, "more": {"rating": 20}, "catch": 6, "repeats": 4, "repeat_gap": 3,
        "blocks": [["label"], ["triplet", "rating"]],
    }}, "x").person  # fmt: skip
    pools = [Pool(kind, "", role) for kind in ("triplet", "label", "rating") for role in ("vote", "catch")]
    for seed in range(30):
        plan = plan_for(person, pools, dict.fromkeys(pools, 50), random.Random(seed))
        kinds = [pools[place].kind for place in plan if place != REPEAT]
        assert Counter(kinds) == {"triplet": 22, "label": 22, "rating": 22}
        assert kinds[:22] == ["label"] * 22
        assert kinds[22:] != sorted(kinds[22:])
        catches = Counter(
            pools[place].kind for place in plan if place != REPEAT and pools[place].role == CATCH
        )
        assert catches == {"triplet": 2, "label": 2, "rating": 2}
        end = plan.index(next(p for p in plan if p != REPEAT and pools[p].kind != "label"))
        assert REPEAT in plan[:end]
        assert REPEAT in plan[end:]


def test_the_registry_names_files_that_differ():
    assert (
        len({task_class(name).file for name in TASKS})
        == len({task_class(name).exported for name in TASKS})
        == len(TASKS)
    )
