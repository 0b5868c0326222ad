"""Whom a model was trained with is known to who has the same people, and to nobody else."""

import json

import numpy as np
import pytest

from mien.models.about import of_version_2
from mien.models.people import People

PARTS = {"train": ["Ada", "Zoe", "Bo"], "validation": ["Max"], "test": ["Cy", "Dan"]}
EVERYBODY = np.array(["Dan", "Cy", "Bo", "Zoe", "Max", "Ada", "Ada"])


def test_the_same_people_get_their_parts_back():
    people = People.in_parts(PARTS)
    found = people.among(EVERYBODY)
    assert found == {part: sorted(names) for part, names in PARTS.items()}
    assert people.counts == {"train": 3, "validation": 1, "test": 2}
    assert People.in_parts(dict(reversed(PARTS.items()))) == people, "in whatever order they come"


@pytest.mark.parametrize("others", [EVERYBODY[1:5], np.append(EVERYBODY, "Eve"), np.array(["Ada"])])
def test_other_people_get_nothing(others):
    people = People.in_parts(PARTS)
    assert people.among(others) is None
    assert people.among(others, EVERYBODY) == people.among(EVERYBODY)


def test_no_name_is_written_down():
    text = People.in_parts(PARTS).model_dump_json()
    assert not [name for names in PARTS.values() for name in names if name in text]


def test_people_who_are_in_no_part_are_of_them():
    people = People.in_parts(PARTS, [*EVERYBODY.tolist(), "Eve"])
    assert people.among(EVERYBODY) is None
    assert people.among(np.append(EVERYBODY, "Eve")) == People.in_parts(PARTS).among(EVERYBODY)


def test_a_description_of_before_loses_its_names():
    before = {"subjects": PARTS, "data": {"source": "a lab", "notes": ["left out: Eve"]}, "seed": 3}
    now = of_version_2(before)
    assert "subjects" not in now
    assert People(**now["people"]).among(EVERYBODY)["validation"] == ["Max"]
    assert now["data"] == {"source": "a lab"}
    assert "Eve" not in json.dumps(now)
    assert of_version_2({"subjects": None, "data": None}) == {"data": None}
