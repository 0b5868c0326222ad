"""Differences of rows by the same draws of people."""

import numpy as np
import pytest

from mien.evaluation.interface import Outcome
from mien.evaluation.suite import RowResult
from mien.runs import Gap, Paired, Replicates

RNG = np.random.default_rng(3)
COMMON = RNG.normal(0, 0.1, (3, 400))


def row(values, noise=0.0, seeds=(0, 1), kind="all", task="accuracy"):
    return [
        RowResult(
            seed, 2, {task: {kind: Outcome(value, value + COMMON[seed] + noise * RNG.normal(size=400))}}
        )
        for seed, value in zip(seeds, values, strict=True)
    ]


def test_what_a_draw_does_to_both_rows_cancels_out():
    paired = Paired.judged({"pca": row([0.60, 0.62]), "m2": row([0.65, 0.69]), "lda": row([0.66, 0.68])})
    assert paired.reference == "m2"
    gap = paired.gaps["pca"]["accuracy"]["all"]
    assert gap.value == pytest.approx(-0.06)
    assert (gap.low, gap.high) == pytest.approx((-0.06, -0.06)), "the draws are the same, so nothing is left"
    assert gap.sd == pytest.approx(np.std([-0.05, -0.07], ddof=1))
    assert not gap.level
    assert paired.gaps["lda"]["accuracy"]["all"].level
    assert set(paired.gaps) == {"pca", "lda"}


def test_the_interval_is_that_of_the_replicates_differences():
    rows = {"a": row([0.6], 0.05, seeds=(2,)), "b": row([0.55], 0.05, seeds=(2,))}
    gap = Paired.judged(rows, "a").gaps["b"]["accuracy"]["all"]
    away = (
        rows["b"][0].outcomes["accuracy"]["all"].replicates
        - rows["a"][0].outcomes["accuracy"]["all"].replicates
    )
    assert (gap.low, gap.high) == pytest.approx(tuple(np.quantile(away, [0.025, 0.975])))
    assert gap.sd is None


def test_what_only_one_row_has_is_left_out():
    rows = {"a": row([0.6, 0.7]), "b": row([0.5], seeds=(1,)), "c": row([0.5, 0.5], task="triplets")}
    paired = Paired.judged(rows, "a")
    assert paired.gaps["b"]["accuracy"]["all"].value == pytest.approx(-0.2)
    assert "c" not in paired.gaps
    assert Paired.judged({"a": row([0.6, 0.7])}) is None
    assert Paired.judged({"a": row([0.6, 0.7]), "b": row([0.5, 0.5])}).reference == "b"


def test_a_gap_is_what_the_draws_that_are_kept_say(tmp_path):
    rows = {"a": row([0.6, 0.7], 0.05), "b": row([0.55, 0.6], 0.05)}
    Replicates.of(rows, ["people"]).write(tmp_path / "replicates.npz")
    kept = Replicates.read(tmp_path / "replicates.npz")
    gap = Paired.judged(rows, "a").gaps["b"]["accuracy"]["all"]
    assert kept.apart("b", "a", "accuracy", "all") == pytest.approx((gap.low, gap.high), abs=1e-6)
    assert kept.apart("b", "a", "accuracy", "all").level == gap.level


def test_figures_of_other_seeds_are_not_set_against_each_other(tmp_path):
    rows = {"a": row([0.6, 0.7]), "b": row([0.5], seeds=(1,)), "c": row([0.5, 0.5])}
    found = Replicates.of(rows, ["people"])
    found.write(tmp_path / "replicates.npz")
    for draws in (found, Replicates.read(tmp_path / "replicates.npz")):
        assert draws.apart("b", "a", "accuracy", "all") is None
        assert draws.apart("c", "a", "accuracy", "all") is not None
    # The table knows each seed, and pairs what both have.
    assert Paired.judged(rows, "a").gaps["b"]["accuracy"]["all"].value == pytest.approx(-0.2)


def test_draws_without_anything_to_count_are_left_out():
    rows = {"a": row([0.6], seeds=(0,)), "b": row([0.5], 0.1, seeds=(0,))}
    rows["b"][0].outcomes["accuracy"]["all"].replicates[:] = np.nan
    assert Paired.judged(rows, "a").gaps == {}


def test_a_gap_is_level_where_its_interval_holds_nothing():
    assert Gap(value=0.01, low=-0.01, high=0.03).level
    assert Gap(value=0.01, low=0.0, high=0.03).level
    assert not Gap(value=0.02, low=0.01, high=0.03).level
    with pytest.raises(Exception, match="no interval"):
        Gap(value=0.0, low=0.1, high=0.0)
