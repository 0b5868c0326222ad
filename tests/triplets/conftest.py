"""Questions about a few faces, and raters with one opinion and some noise."""

import itertools

import numpy as np
import pytest

from mien.triplets.questions import Questions, questions_among
from mien.triplets.votes import Answers


def _asked(n=12, times=6, seed=0):
    rows = questions_among(np.arange(n), times, np.random.default_rng(seed))
    names = np.array([f"test-{number:05}" for number in range(1, len(rows) + 1)])
    return Questions(rows, np.full(len(rows), "test"), names)


def _said(chance, raters=5, seed=0):
    """Every rater answers every question; `chance` is the probability of `second` for each question."""
    rng = np.random.default_rng(seed)
    pairs = np.array(list(itertools.product(range(len(chance)), range(raters))))
    choice = (rng.random(len(pairs)) < np.asarray(chance)[pairs[:, 0]]).astype(int)
    names = np.array([f"R{number:02}" for number in range(raters)])
    return Answers(
        pairs[:, 0], names[pairs[:, 1]], choice, rng.uniform(1, 3, len(pairs)).round(2),
        rng.integers(-1, 2, len(pairs)), np.zeros(len(pairs), bool),
    )  # fmt: skip


@pytest.fixture
def make_questions():
    """Makes questions: ``make_questions(n, times, seed)``."""
    return _asked


@pytest.fixture
def make_answers():
    """Makes answers: ``make_answers(chance, raters, seed)``."""
    return _said
