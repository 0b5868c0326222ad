"""What is asked of a fit beside its input: validation, patience, warm start, seeds; how sure latents are."""

import warnings

import numpy as np
import pytest
import torch
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mien import ExpressionSpace
from mien.errors import ConfigError, DataError, TripletError
from mien.estimator.parts import divided, held_out
from mien.triplets import Triplets

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 6))
NEUTRAL = np.repeat(RNG.normal(size=(8, 6)), 5, axis=0)
SUBJECTS = np.repeat([f"P{n}" for n in range(8)], 5)
WITHIN = np.array([[5 * p + a, 5 * p + b, 5 * p + c] for p in range(8) for a, b, c in [(0, 1, 2), (4, 3, 1)]])


def space(**settings):
    return ExpressionSpace(**{"n_components": 2, "steps": 5, **settings})


def validated(fitted):
    return [record for record in fitted.history_ if record["part"] == "validation"]


def test_whole_people_are_held_out():
    train, held = held_out(40, SUBJECTS, None, 0.25, 0)
    assert sorted([*train, *held]) == [*range(40)]
    assert len(set(SUBJECTS[held])) == 2
    assert not set(SUBJECTS[train]) & set(SUBJECTS[held])
    by_neutral = held_out(40, None, NEUTRAL, 0.25, 0)[1]
    assert len(np.unique(NEUTRAL[by_neutral], axis=0)) == 2
    assert len(by_neutral) == 10
    assert len(held_out(40, None, None, 0.1, 0)[1]) == 4
    assert len(held_out(40, SUBJECTS, None, 0.0, 0)[1]) == 0
    assert len(set(SUBJECTS[held_out(40, SUBJECTS, None, 0.99, 0)[0]])) == 1, "somebody is trained with"
    assert not np.array_equal(held_out(40, SUBJECTS, None, 0.25, 1)[1], held)


@pytest.mark.parametrize("fraction", [1.0, -0.1, 2])
def test_a_fraction_that_is_none_is_refused(fraction):
    with pytest.raises(ConfigError, match="validation_fraction is"):
        space(validation_fraction=fraction).fit(X)


def test_one_person_cannot_be_divided():
    with pytest.raises(DataError, match="two people or more"):
        space(validation_fraction=0.5).fit(X, subjects=np.full(40, "P1"))


def test_triplets_stay_within_a_part():
    crossing = np.array([[0, 1, 39], [3, 39, 4]])
    triplets = Triplets.of(np.concatenate([WITHIN, crossing]), np.arange(18.0))
    train, held = held_out(40, SUBJECTS, None, 0.25, 0)
    (own, others), left_out = divided(triplets, 40, train, held)
    assert (len(own), len(others)) == (12, 4)
    assert left_out == 2 - sum(np.isin(crossing, part).all(axis=1).sum() for part in (train, held))
    for part, found in ((train, own), (held, others)):
        inside = np.isin(triplets.rows, part).all(axis=1)
        np.testing.assert_array_equal(part[found.rows], triplets.rows[inside])
        np.testing.assert_array_equal(found.weight, triplets.weight[inside])
    with pytest.raises(TripletError, match="of training people alone"):
        divided(Triplets.of(crossing[:0].reshape(0, 3)), 40, train, held)


def test_the_best_validation_is_kept_and_its_people_are_not_trained_with():
    fitted = space(steps=40, validation_fraction=0.25).fit(
        X, neutral=NEUTRAL, subjects=SUBJECTS, triplets=WITHIN
    )
    totals = {record["step"]: record["total"] for record in validated(fitted)}
    assert len(totals) == 5, "every 300th of the recipe's 1,500 steps, in proportion"
    assert fitted.model_.about.best_step == min(totals, key=totals.get)
    people = fitted.model_.about.people
    assert people.counts == {"train": 6, "validation": 2}
    held = np.isin(SUBJECTS, people.among(SUBJECTS)["validation"])
    assert fitted.n_triplets_ == 12
    # Other validation faces change which weights are kept, and never what is learned of the rest.
    other = X.copy()
    other[held] += 1
    again = space(steps=40, validation_fraction=0.25).fit(
        other, neutral=NEUTRAL, subjects=SUBJECTS, triplets=WITHIN
    )
    trained = [[one["total"] for one in fit.history_ if one["part"] == "train"] for fit in (fitted, again)]
    assert trained[0] == trained[1]
    assert [one["total"] for one in validated(again)] != list(totals.values())


def test_patience_ends_a_training_that_gets_no_better():
    whole = space(steps=400, validation_fraction=0.25, sigma2=0.001).fit(X)
    assert len(validated(whole)) == 5
    hasty = space(steps=400, validation_fraction=0.25, sigma2=0.001, patience=1).fit(X)
    totals = [record["total"] for record in validated(hasty)]
    assert hasty.model_.about.settings.training.patience == 1
    worse = next(place for place in range(1, 5) if totals[place] >= min(totals[:place]))
    assert len(totals) == worse + 1 < 5
    assert hasty.model_.about.best_step == validated(hasty)[worse - 1]["step"]
    with pytest.raises(ConfigError, match="patience counts validations"):
        space(patience=3).fit(X)
    with pytest.raises(ConfigError, match=r"patience is 2\.5; expected a whole number"):
        space(patience=2.5).fit(X)


def test_a_warm_start_goes_on_from_the_weights():
    cold = space(steps=60, warm_start=True).fit(X, neutral=NEUTRAL)
    before = {name: value.clone() for name, value in cold.model_.network.state_dict().items()}
    preparation = cold.model_.preparation
    cold.fit(X + 1, neutral=NEUTRAL + 1)
    assert cold.model_.preparation is preparation, "the space keeps its place"
    first = space(steps=60, warm_start=True).fit(X, neutral=NEUTRAL)
    losses = [first.history_[-1]["total"]]
    first.set_params(steps=1, recipe=first.model_.about.settings).fit(X, neutral=NEUTRAL)
    losses.append(first.history_[0]["total"])
    fresh = space(steps=1, recipe=first.model_.about.settings).fit(X, neutral=NEUTRAL).history_[0]["total"]
    assert losses[1] < 0.7 * fresh
    moved = [
        float((value - before[name]).abs().max()) for name, value in first.model_.network.state_dict().items()
    ]
    assert max(moved) < 0.02, "one step from where the fit before ended"
    cold_again = space(steps=60).fit(X, neutral=NEUTRAL)
    for name, value in cold_again.fit(X, neutral=NEUTRAL).model_.network.state_dict().items():
        assert torch.equal(value, before[name]), "without a warm start each fit is a first one"


def test_a_warm_start_of_another_model_is_refused():
    fitted = space(warm_start=True).fit(X, neutral=NEUTRAL)
    with pytest.raises(ConfigError, match=r"the fit before was of m1, .* this one is of vae"):
        fitted.fit(X)
    with pytest.raises(ConfigError, match="of other parts, widths or features"):
        fitted.set_params(n_components=3).fit(X, neutral=NEUTRAL)


def test_a_generator_is_a_random_state():
    one, same, other = (
        space(random_state=np.random.default_rng(seed)).fit(X).transform(X) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    shared = np.random.default_rng(1)
    np.testing.assert_array_equal(space(random_state=shared).fit(X).transform(X), one)
    assert not np.array_equal(space(random_state=shared).fit(X).transform(X), one), "it has gone on"
    fitted = space().fit(X)
    drawn = [fitted.sample(3, random_state=np.random.default_rng(5)) for _ in range(2)]
    np.testing.assert_array_equal(*drawn)


def test_how_sure_latents_are_is_the_posteriors_deviation():
    fitted = space().fit(X, neutral=NEUTRAL)
    latents, deviation = fitted.transform(X, neutral=NEUTRAL, return_std=True)
    np.testing.assert_array_equal(latents, fitted.transform(X, neutral=NEUTRAL))
    given = {
        name: torch.from_numpy(fitted.model_.prepare(values)) for name, values in (("x", X), ("y", NEUTRAL))
    }
    with torch.no_grad():
        log_variance = fitted.model_.network.encode(given).log_variance.numpy()
    np.testing.assert_allclose(deviation, np.exp(log_variance / 2), rtol=1e-5)


def test_what_a_loaded_estimator_is_asked_for_is_what_the_fit_was(tmp_path):
    asked = space(steps=20, validation_fraction=0.25, patience=2)
    fitted = asked.fit(X, neutral=NEUTRAL)
    loaded = ExpressionSpace.load(fitted.save(tmp_path))
    again = loaded.fit(X, neutral=NEUTRAL)
    assert again.model_.about.settings == fitted.model_.about.settings
    np.testing.assert_array_equal(again.transform(X, NEUTRAL), fitted.transform(X, NEUTRAL))


def test_a_scaler_before_it_that_the_neutrals_did_not_see_is_warned_of():
    faces = 30 + 4 * NEUTRAL + X
    neutrals = 30 + 4 * NEUTRAL
    pipeline = make_pipeline(StandardScaler(), space())
    with pytest.warns(UserWarning, match=r"the neutrals are not where the faces are.*pipeline\[:-1\]"):
        pipeline.fit(faces, expressionspace__neutral=neutrals)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scaled = StandardScaler().fit(faces)
        space().fit(scaled.transform(faces), neutral=scaled.transform(neutrals))
        space().fit(faces, neutral=neutrals)
