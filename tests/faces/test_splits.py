import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import ConfigError, DataError
from mien.faces.splits import split_subjects


def _people(subject, split):
    return [set(subject[rows]) for rows in split.parts().values()]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([f"P{i}" for i in range(30)]), min_size=3, max_size=90), st.integers(0, 9))
def test_every_row_once_and_no_person_twice(names, seed):
    subject = np.array([*names, "P0", "P1", "P2"])
    split = split_subjects(subject, seed=seed)
    rows = np.concatenate(list(split.parts().values()))
    assert sorted(rows) == list(range(len(subject)))
    train, validation, test = _people(subject, split)
    assert not train & validation
    assert not train & test
    assert not validation & test
    assert train
    assert validation
    assert test


def test_the_papers_shares():
    subject = np.repeat([f"F{i:04d}" for i in range(100)], 25)
    counts = [len(people) for people in _people(subject, split_subjects(subject))]
    assert counts == [80, 10, 10]
    bp4d = np.array([f"F{i:03d}" for i in range(41)])
    shares = (25 / 41, 8 / 41, 8 / 41)
    assert [len(rows) for rows in split_subjects(bp4d, shares).parts().values()] == [25, 8, 8]


def test_the_seed_decides_and_the_order_of_rows_does_not():
    subject = np.repeat([f"P{i}" for i in range(20)], 3)
    first = split_subjects(subject, seed=4)
    order = np.random.default_rng(0).permutation(len(subject))
    assert _people(subject[order], split_subjects(subject[order], seed=4)) == _people(subject, first)
    assert _people(subject, split_subjects(subject, seed=5)) != _people(subject, first)
    np.testing.assert_array_equal(split_subjects(subject, seed=4).test, first.test)


def test_bad_input():
    with pytest.raises(DataError, match="2 people"):
        split_subjects(np.array(["a", "b", "a"]))
    for fractions in ((0.8, 0.2, 0.0), (0.5, 0.2, 0.2), (0.5, 0.5), (float("nan"), 0.5, 0.5)):
        with pytest.raises(ConfigError, match="fractions"):
            split_subjects(np.array(["a", "b", "c"]), fractions)
