"""How much of the scores goes with a setting, against another library's analysis of variance."""

import warnings

import numpy as np
import pytest
from scipy.stats import f_oneway

from mien.runs.sweep import Trial, Varied, explained


def test_a_balanced_grid_is_told_apart_as_by_an_f_test():
    rng = np.random.default_rng(0)
    groups = np.repeat(["a", "b", "c"], 8)
    scores = rng.normal(size=24) * 0.1 + (groups == "b") * 0.2
    f = f_oneway(*(scores[groups == group] for group in "abc")).statistic
    # ε² from F: (g − 1)(F − 1) / ((g − 1) F + n − g).
    assert explained(list(groups), list(scores)) == pytest.approx(2 * (f - 1) / (2 * f + 21))


def test_nothing_is_made_of_chance_or_of_too_little():
    assert explained(["a", "b"], [0.1, 0.9]) is None
    assert explained(["a"] * 5, [1, 2, 3, 4, 5]) is None
    assert explained(["a", "a", "b"], [0.5, 0.5, 0.5]) is None
    rng = np.random.default_rng(1)
    many = [
        explained(list(rng.permutation(["a", "b", "c"] * 4)), list(rng.normal(size=12))) for _ in range(200)
    ]
    assert np.mean(many) < 0.1


def test_the_setting_that_was_planted_is_found_as_optuna_finds_it():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import optuna

        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        study.optimize(
            lambda trial: (
                trial.suggest_float("much", 0, 1) + 0.2 * trial.suggest_float("little", 0, 1)
                + 0 * trial.suggest_float("nothing", 0, 1)
            ),
            60,
        )  # fmt: skip
        theirs = optuna.importance.get_param_importances(
            study, evaluator=optuna.importance.FanovaImportanceEvaluator(seed=0)
        )
    from mien.runs.sweep import _groups

    scores = [trial.value for trial in study.trials]
    ours = {
        name: explained(
            _groups(Varied(name=name, low=0, high=1), [trial.params[name] for trial in study.trials]), scores
        )
        for name in theirs
    }
    assert max(ours, key=ours.get) == max(theirs, key=theirs.get) == "much"
    assert ours["much"] > 0.7
    assert ours["nothing"] < 0.1


def test_a_trial_keeps_its_bounds():
    with pytest.raises(Exception, match="score"):
        Trial(number=0, state="complete", values={}, score=1.2)
