"""A planted world: faces of people that differ in looks, with expressions of a few hidden numbers."""

from dataclasses import dataclass

import numpy as np
import pytest

from mien.training.batch import FaceSet
from mien.triplets import Triplets


@dataclass
class World:
    """x (n, d) = look of a person + expression; hidden (n, h) is what judgments are about."""

    x: np.ndarray
    y: np.ndarray
    hidden: np.ndarray
    subject: np.ndarray

    def rows(self, people):
        return np.flatnonzero(np.isin(self.subject, people))

    def triplets(self, rows, count, seed):
        rng = np.random.default_rng(seed)
        drawn = np.array([rng.choice(rows, 3, replace=False) for _ in range(count)])
        first = np.linalg.norm(self.hidden[drawn[:, 0]] - self.hidden[drawn[:, 1]], axis=1)
        second = np.linalg.norm(self.hidden[drawn[:, 0]] - self.hidden[drawn[:, 2]], axis=1)
        swap = first > second
        drawn[swap] = drawn[swap][:, [0, 2, 1]]
        return Triplets.of(drawn)

    def faces(self, people, count, seed):
        rows = self.rows(people)
        place = np.full(len(self.x), -1)
        place[rows] = np.arange(len(rows))
        triplets = self.triplets(rows, count, seed)
        return FaceSet(self.x[rows], self.y[rows], Triplets.of(place[triplets.rows]), self.subject[rows])


def _through(network, a):
    linear = list(network.layers)
    for number, layer in enumerate(linear):
        a = a @ layer.weight.detach().double().numpy().T + layer.bias.detach().double().numpy()
        if number < len(linear) - 1:
            a = np.where(a > 0, a, np.expm1(np.minimum(a, 0)))
    return a


@pytest.fixture(scope="session")
def through():
    """Fully connected layers with ELU between them, in NumPy and float64: ``through(layers, inputs)``."""
    return _through


@pytest.fixture(scope="session")
def world():
    rng = np.random.default_rng(11)
    people, each, d, h = 40, 20, 30, 2
    looks = rng.normal(size=(people, 8)) @ rng.normal(size=(8, d)) * 0.3
    hidden = rng.normal(size=(people * each, h))
    loud = rng.normal(size=(people * each, 4))  # moves the points most and matters to nobody
    subject = np.repeat(np.arange(people), each)
    change = hidden @ rng.normal(size=(h, d)) * 0.15 + loud @ rng.normal(size=(4, d)) * 0.3
    noise = rng.normal(size=(2, people * each, d)) * 0.01
    y = looks[subject] + np.repeat(rng.normal(size=(people, d)) * 0.01, each, axis=0)
    x = looks[subject] + change + noise[0]
    return World(x.astype(np.float32), y.astype(np.float32), hidden, subject.astype(str))
