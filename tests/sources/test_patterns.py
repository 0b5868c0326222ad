import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.sources.patterns import NamePattern, same_word

WORD = st.text("abcXYZ019", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("pattern", "path", "said"),
    [
        (
            "{subject}_{label}_{}_{intensity}",
            "x/P07_joy_v_3.csv",
            {"subject": "P07", "label": "joy", "intensity": "3"},
        ),
        ("{subject}/{label}", "p01/happy.jpg", {"subject": "p01", "label": "happy"}),
        ("{subject}/{}/{label}.jpg", "p01/day.1/happy.jpg", {"subject": "p01", "label": "happy"}),
        ("{}-m{subject}-{label}-{}", "45-m7-di-ph.jpg", {"subject": "7", "label": "di"}),
        ("{label}-{intensity}", "joy-0.5.csv", {"label": "joy", "intensity": "0.5"}),
        ("{sequence}", "a.b.csv", {"sequence": "a.b"}),
    ],
)
def test_a_name_is_read(pattern, path, said):
    assert NamePattern.of(pattern).read(path) == said


@given(WORD, WORD, WORD)
def test_parts_without_the_separator_come_back(subject, label, rest):
    read = NamePattern.of("{subject}_{label}_{}").read(f"d/{subject}_{label}_{rest}.csv")
    assert read == {"subject": subject, "label": label}


@pytest.mark.parametrize(
    ("pattern", "path", "why"),
    [
        ("{subject}_{label}", "P07.csv", "does not match"),
        ("{subject}_{intensity}", "P07_high.csv", "does not match"),
        ("{subject}/{label}", "a/p01/happy.jpg", "does not match"),
        ("{subject}/{label}", "happy.jpg", "does not match"),
        ("{subject}_{label}", "P_07_joy.csv", "two ways: subject may be 'P' or 'P_07'"),
        ("{label}{intensity}", "joy12.csv", "two ways: label may be 'joy' or 'joy1'"),
    ],
)
def test_a_name_that_says_nothing_or_too_much(pattern, path, why):
    with pytest.raises(ValueError, match=why):
        NamePattern.of(pattern).read(path)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("{who}_{label}", r"\{who\} is no field; there are \{subject\}"),
        ("P07_joy", "has no field"),
        ("{}_{}", "has no field"),
        ("{subject}_{subject}", "there twice"),
        ("{subject}_{label", "without its other half"),
    ],
)
def test_a_pattern_that_is_none(pattern, why):
    with pytest.raises(ValueError, match=why):
        NamePattern.of(pattern)


def test_neutral_is_known_however_it_is_written():
    assert [same_word(word) for word in ("Neutral", " NEUTRAL", "neutrality", "Joy")] == [
        "neutral",
        "neutral",
        "neutrality",
        "Joy",
    ]
