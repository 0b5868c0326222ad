"""The calculator against figures worked out by hand."""

from __future__ import annotations

import pytest

from mien.errors import ConfigError
from mien.study.cost import estimate, estimate_text, planned
from mien.study.design import StudyDesign

DESIGN = StudyDesign.of(
    {
        "questions": {"k": 5},
        "person": {"triplets": 60, "catch": 3, "repeats": 3, "practice": 2},
        "cost": {
            "pay_per_hour": 12.0, "fee": 0.25, "seconds_per_question": 3.0, "minutes_around": 2.6,
            "drop_out": 0.2, "currency": "EUR",
        },
    },
    "test",
)  # fmt: skip


def test_a_study_worked_out_by_hand():
    found = estimate(DESIGN, {"triplet": 1200})
    # 1200 questions x 5 answers / 60 a person = 100 people; 68 shown x 3 s = 204 s = 3.4 min, and 2.6 around.
    assert (found.answers, found.people, found.invited, found.shown) == (6000, 100, 125, 68)
    assert found.minutes == pytest.approx(6.0)
    assert found.hours == pytest.approx(10.0)
    assert found.pay == pytest.approx(1.20)
    assert found.total == pytest.approx(150.0)
    # Tests are a tenth: 1.96 sqrt(.25 / 120).
    assert found.precision[120] == pytest.approx(0.08946, abs=1e-4)


def test_a_person_answers_a_question_once():
    assert estimate(DESIGN, {"triplet": 10}).people == 5
    assert estimate(DESIGN, {"triplet": 10}).per_person == 10


def test_the_kind_that_needs_most_people_decides():
    both = DESIGN.model_copy(update={"person": DESIGN.person.model_copy(update={"labels": 10})})
    assert estimate(both, {"triplet": 600, "label": 400}).people == 200


@pytest.mark.parametrize(
    ("triplets", "labels", "says"), [(0, 0, "takes nothing"), (10, 5, "person.labels is 0")]
)
def test_what_cannot_be_asked_is_refused(triplets, labels, says):
    with pytest.raises(ConfigError, match=says):
        estimate(DESIGN, {"triplet": triplets, "label": labels})


def test_settings_can_be_changed_for_a_look():
    changes = {"k": 3, "per_person": 30, "pay_per_hour": 9.0}
    found = planned(None, 300, None, 40, changes)
    assert (found.answers, found.people) == (900, 30)
    assert 40 in found.precision
    assert "people     30 who finish" in estimate_text(found)
    with pytest.raises(ConfigError, match=r"questions\.k"):
        planned(None, 300, None, None, {"k": 0})
