"""A planted latent is recovered: M2 learns what judgments are about, on people it has never seen."""

import numpy as np
import pytest
import torch

from mien.evaluation import satisfied_triplets
from mien.settings import recipe
from mien.training.loop import train_model

MARGIN = 0.1


@pytest.fixture(scope="module")
def shares(world):
    """Satisfied triplets of ten held-out people, judged without noise."""
    people = np.unique(world.subject)
    train, held_out = world.faces(people[:30], 6_000, 1), world.rows(people[30:])
    triplets = world.triplets(held_out, 2_000, 2)
    found = {
        "none": satisfied_triplets(world.x, triplets).share,
        "difference": satisfied_triplets(world.x - world.y, triplets).share,
    }
    for kind in ("m1", "m2"):
        config = recipe("fast").changed(
            model={"kind": kind, "n_components": 8, "encoder": (64, 32), "decoder": (64,)},
            objective={
                "anneal_steps": 200,
                "elbo": {"sigma2": 0.02, "samples": 1},
                "topology": {"gamma": 0.04, "samples": 1},
            },
            training={
                "steps": 400,
                "batch": 100,
                "learning_rate": 3e-3,
                "triplet_batch": 200,
                "mirror": 0.0,
                "exchange": 0.0,
                "jitter": 0.0,
                "average": 0.0,
            },
        )
        network = train_model(config, train, None, 0).network
        with torch.no_grad():
            z = network.encode({"x": torch.from_numpy(world.x), "y": torch.from_numpy(world.y)}).mean
        found[kind] = satisfied_triplets(z.numpy(), triplets).share
    return found


@pytest.mark.parametrize("other", ["none", "difference", "m1"])
def test_m2_satisfies_more_judgments_of_unseen_people(shares, other):
    assert shares["m2"] >= shares[other] + MARGIN, shares


def test_the_judgments_cannot_be_read_off_the_landmarks(shares):
    assert shares["none"] < 0.6
    assert shares["difference"] < 0.6
