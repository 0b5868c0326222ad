"""Faces that are made of what is known of them: the right figures follow from how they are made."""

from dataclasses import dataclass

import numpy as np
import pytest

from mien.evaluation import Judged, Space
from mien.faces.action_units import ActionUnits
from mien.triplets import Triplets

UNITS = ("AU01", "AU04", "AU12", "AU15")
MADE_OF = {"happy": [0, 0, 1, 0], "sad": [0.6, 0.3, 0, 1], "angry": [0, 1, 0, 0.2], "neutral": [0, 0, 0, 0]}
D = 18


@dataclass(frozen=True)
class World:
    """Strengths (n, 4) of action units, who it is (n, 6), landmarks of both, and what to judge by."""

    strength: np.ndarray
    looks: np.ndarray
    moves: np.ndarray
    on: Judged

    def decode(self, latents, rows):
        """Strengths on a person's own looks."""
        return self.on.faces[self.on.neutral[rows]] + latents @ self.moves

    @property
    def of_units(self):
        return Space(self.strength, self.decode)

    @property
    def of_identity(self):
        return Space(self.looks)

    def random(self, seed=0, k=6):
        return Space(np.random.default_rng([seed, 7]).normal(size=(len(self.strength), k)))


def made(people=(24, 8, 10), degrees=4, seed=0, triplets=400):
    """People with a neutral face and three expressions in so many degrees; units are what landmarks show."""
    rng = np.random.default_rng(seed)
    names = [
        ("neutral", 0),
        *((name, d) for name in MADE_OF if name != "neutral" for d in range(1, degrees + 1)),
    ]
    s, f = sum(people), len(names)
    label = np.tile([name for name, _ in names], s)
    degree = np.tile([float(d) for _, d in names], s)
    strength = np.array([MADE_OF[name] for name in label]) * (5 * degree / degrees)[:, None]
    person = np.repeat(np.arange(s), f)
    looks = rng.normal(size=(s, 6))[person]
    moves = rng.normal(size=(4, D))
    faces = looks @ rng.normal(size=(6, D)) + strength @ moves
    parts = np.split(np.arange(s * f), np.cumsum(np.array(people[:2]) * f))

    def judgments(rows):
        drawn = rng.choice(rows, (triplets, 3))
        apart = [np.linalg.norm(strength[drawn[:, 0]] - strength[drawn[:, k]], axis=1) for k in (1, 2)]
        clear = np.abs(apart[0] - apart[1]) > 0.3
        clear &= (drawn[:, 0] != drawn[:, 1]) & (drawn[:, 0] != drawn[:, 2]) & (drawn[:, 1] != drawn[:, 2])
        turned = np.where((apart[0] > apart[1])[:, None], drawn[:, [0, 2, 1]], drawn)
        return Triplets.of(turned[clear])

    on = Judged(
        label,
        np.array([f"P{one:03}" for one in person]),
        *parts,
        {"all": judgments(parts[2])},
        seed,
        intensity=degree,
        units=ActionUnits(UNITS, (strength > 0).astype(np.int8), strength),
        sequence=np.full(s * f, ""),
        faces=faces,
        neutral=person * f,
        dims=3,
        seen=strength,
        validation_triplets=judgments(parts[1]),
    )
    return World(strength, looks, moves, on)


@pytest.fixture(scope="package")
def make():
    return made


@pytest.fixture(scope="package")
def world():
    return made()


def replicate_by_hand(people, drawn):
    """Rows of a resampled data set: each person's faces as often as that person is drawn."""
    return np.concatenate(
        [np.repeat(np.flatnonzero(people == one), times) for one, times in enumerate(drawn)]
    )


@pytest.fixture(scope="package")
def resampled():
    return replicate_by_hand
