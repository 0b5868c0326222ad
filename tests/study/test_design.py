"""study.toml: the commented default is the default, and every mistake is one clear line."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.errors import ConfigError
from mien.study.design import StudyDesign

DEFAULT = resources.files("mien.study").joinpath("texts", "study.toml").read_text("utf-8")


def test_the_commented_default_says_every_setting_and_its_value():
    assert tomllib.loads(DEFAULT) == StudyDesign().model_dump(mode="json")


def test_a_file_changes_what_it_names_alone(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text("[questions]\nk = 7\n[person]\nquota = { train = 0.8, test = 0.2 }\n", "utf-8")
    design = StudyDesign.load(path)
    assert design.questions.k == 7
    assert design.person.quota == {"train": 0.8, "test": 0.2}
    assert design.person.triplets == StudyDesign().person.triplets


def test_the_store_gets_milliseconds():
    rules = StudyDesign.of({"lease": {"minutes": 2.5}, "questions": {"order": "fixed"}}, "x").rules
    assert (rules.lease_ms, rules.fixed_order, rules.repeat_gap) == (150_000, True, 10)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[questions]\nkk = 5", "unknown key 'questions.kk'; there are k, order"),
        ("[questions]\nk = 0", "questions.k is 0; it must be at least 1"),
        ("[questions]\nk = 'five'", "questions.k"),
        ("[questions]\norder = 'sorted'", "questions.order"),
        ("[person]\ntriplets = 0", "a person is asked nothing"),
        ("[person]\nquota = { train = 0.0 }", "no part above 0"),
        ("[lease]\nminutes = 0.5", "two heartbeats"),
        ("[cost]\ndrop_out = 1.0", "cost.drop_out"),
        ("[questions", "study.toml: not TOML"),
        ("colour = 1", "unknown key 'colour'; there are questions, person"),
        ("questions = 3", "questions"),
    ],
)
def test_mistakes_are_named(tmp_path, text, says):
    path = tmp_path / "study.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        StudyDesign.load(path)
    assert says in str(error.value)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"study\.toml: cannot be read"):
        StudyDesign.load(tmp_path / "study.toml")


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["questions", "person", "k", "quota", "page", "x"]), inner, max_size=4),
    max_leaves=8,
))  # fmt: skip
def test_no_value_raises_anything_else(values):
    said = "here: "
    try:
        StudyDesign.of(values, "here")
    except ConfigError as error:
        said = str(error)
    assert said.startswith("here: ")
