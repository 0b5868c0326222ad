"""The ordinal embedding against formulas, differences, scikit-learn, and a hidden configuration."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from mien.evaluation import satisfied_triplets
from mien.representations import ordinal
from mien.representations.interface import Making
from mien.representations.registry import represent
from mien.triplets import Triplets

RNG = np.random.default_rng(6)


def of_places(places, rows, count, rng):
    """Triplets of rows, by distance between places."""
    drawn = np.array([rng.choice(rows, 3, replace=False) for _ in range(count)])
    near, far = (np.linalg.norm(places[drawn[:, 0]] - places[drawn[:, k]], axis=1) for k in (1, 2))
    drawn[near > far] = drawn[near > far][:, [0, 2, 1]]
    return Triplets.of(drawn)


@pytest.mark.parametrize(("width", "degrees"), [(1, 1), (2, 1), (6, 5)])
def test_t_ste_is_the_choice_probability_under_students_kernel(width, degrees):
    near, far = RNG.uniform(0.1, 4, (2, 9))
    kernel = [(1 + d / degrees) ** (-(degrees + 1) / 2) for d in (near, far)]
    np.testing.assert_allclose(
        ordinal.t_ste(near, far, width)[0], -np.log(kernel[0] / (kernel[0] + kernel[1]))
    )


def test_soft_ordinal_is_a_squared_hinge_of_distances():
    near, far = np.array([0.25, 4.0, 1.0]), np.array([4.0, 0.25, 1.0])
    np.testing.assert_allclose(ordinal.soft_ordinal(near, far, 2)[0], [0.0, 2.5**2, 1.0])


@pytest.mark.parametrize("loss", [ordinal.t_ste, ordinal.soft_ordinal])
def test_derivatives_are_differences(loss):
    near, far = RNG.uniform(0.1, 2, (2, 7))
    _, by_near, by_far = loss(near, far, 4)
    step = 1e-6
    for way, found in (((step, 0), by_near), ((0, step), by_far)):
        ahead, behind = (loss(near + s * way[0], far + s * way[1], 4)[0] for s in (1, -1))
        np.testing.assert_allclose(found, (ahead - behind) / (2 * step), atol=1e-6)


@pytest.mark.parametrize("loss", [ordinal.t_ste, ordinal.soft_ordinal])
def test_places_are_found_again_from_triplets_alone(loss):
    rng = np.random.default_rng(1)
    hidden = rng.normal(size=(25, 2))
    start = hidden * [1, 0.2] + rng.normal(scale=0.4, size=(25, 2))
    found = ordinal.embedding(start, of_places(hidden, np.arange(25), 1500, rng), loss)
    fresh = of_places(hidden, np.arange(25), 1000, rng)
    assert satisfied_triplets(start, fresh).share < 0.88
    assert satisfied_triplets(found, fresh).share > 0.92


def test_weights_count():
    start = np.array([[0.0], [1.0], [-1.2]])
    both = np.array([[0, 1, 2], [0, 2, 1]])
    for weight, nearer in (([5, 1], 1), ([1, 5], 2)):
        place = ordinal.embedding(start, Triplets(both, np.array(weight, dtype=np.float32)), ordinal.t_ste)
        apart = np.abs(place - place[0]).ravel()
        assert apart[nearer] == min(apart[1:])


@pytest.mark.parametrize("strength", [1e-3, 0.1, 10.0])
def test_the_map_is_ridge_regression(strength):
    features, known, places = RNG.normal(size=(30, 5)), np.arange(0, 20), RNG.normal(size=(20, 2))
    centred = features[known] - features[known].mean(axis=0)
    # 5 singular values: the strength is in their mean square.
    ridge = Ridge(alpha=strength * np.square(centred).sum() / 5).fit(features[known], places)
    found = ordinal.regressing(features, known)(places, strength)
    np.testing.assert_allclose(found, ridge.predict(features), atol=1e-9)


def test_bumps_have_the_products_of_the_kernel():
    change, train = RNG.normal(size=(40, 3)), np.arange(30)
    apart = np.square(change[:, None] - change[None]).sum(-1)
    width = np.median(apart[:30, :30][apart[:30, :30] > 0])
    features = ordinal.bumps(change, train)
    np.testing.assert_allclose(features[:30] @ features[:30].T, np.exp(-apart[:30, :30] / width), atol=1e-6)


def test_new_people_are_placed_where_the_judgments_would_put_them():
    """What is judged is a few of the directions in which faces change, and bent."""
    rng = np.random.default_rng(2)
    y = rng.normal(size=(240, 8))
    change = rng.normal(size=(240, 8)) * [3, 3, 3, 1, 1, 1, 1, 1]
    hidden = np.tanh(change[:, 4:6])
    parts = {"train": np.arange(160), "validation": np.arange(160, 200)}
    triplets = {part: of_places(hidden, rows, 900, rng) for part, rows in parts.items()}
    test = of_places(hidden, np.arange(200, 240), 2000, rng)
    making = Making(
        "ordinal", y + change, y, parts["train"], 8, validation=parts["validation"], triplets=triplets
    )
    found = represent(making)
    plain = satisfied_triplets(change, test).share
    assert satisfied_triplets(found, test).share > plain + 0.15
    assert satisfied_triplets(found, triplets["validation"]).share == max(
        satisfied_triplets(one, triplets["validation"]).share for one in ordinal.candidates(making)
    )
