"""Errors of reconstruction and draws: computed as said, and the same after they were kept."""

import numpy as np
import pytest

from mien.errors import RunError
from mien.evaluation.interface import Outcome
from mien.evaluation.suite import RowResult
from mien.landmarks.layout import get_layout
from mien.runs import Errors, Replicates
from mien.runs.replicates import drawn_from

LAYOUT = get_layout("ibug51")


def errors(n=7, dims=3):
    rng = np.random.default_rng(dims)
    faces, again, still = rng.normal(size=(3, n, LAYOUT.n_points, dims))
    subject = np.array(["b", "a", "b", "b", "c", "a", "b"])[:n]
    return faces, again, still, subject, Errors.of(LAYOUT, faces, again, still, subject)


@pytest.mark.parametrize("dims", [2, 3])
def test_errors_are_mean_distances_of_each_person(dims, tmp_path):
    faces, again, still, subject, found = errors(dims=dims)
    for place, person in enumerate("abc"):
        own = subject == person
        pairs = list(zip(faces[own], again[own], strict=True))
        wanted = [
            np.mean([np.linalg.norm(face[point] - other[point]) for face, other in pairs])
            for point in range(LAYOUT.n_points)
        ]
        np.testing.assert_allclose(found.error[place], wanted)
    distance = np.linalg.norm(faces - again, axis=-1)
    np.testing.assert_allclose(found.by_point(), distance.mean(axis=0))
    regions = {region.name: region for region in found.by_region()}
    assert list(regions) == [*LAYOUT.regions, "all"]
    mouth = list(LAYOUT.regions["mouth"])
    assert regions["mouth"].error == pytest.approx(distance[:, mouth].mean())
    change = np.linalg.norm(faces - still, axis=-1)
    assert regions["all"].change == pytest.approx(change.mean())
    assert regions["all"].interval[0] < regions["all"].error < regions["all"].interval[1]
    found.write(tmp_path / "errors.npz")
    kept = Errors.read(tmp_path / "errors.npz")
    for name in ("face", "error", "change", "faces"):
        np.testing.assert_array_equal(getattr(kept, name), getattr(found, name))


def test_one_person_has_no_interval():
    faces, again, still, _, _ = errors(n=3)
    found = Errors.of(LAYOUT, faces, again, still, np.array(["a"] * 3))
    assert {region.interval for region in found.by_region()} == {None}


def test_errors_that_cannot_be_are_refused(tmp_path):
    found = errors()[-1]
    with pytest.raises(RunError, match="not of 3 people's ibug51 faces"):
        Errors(LAYOUT, found.face, found.error[:, :4], found.change, found.faces)
    with pytest.raises(RunError, match="not finite"):
        Errors(LAYOUT, found.face, found.error * np.nan, found.change, found.faces)
    np.savez(tmp_path / "cut.npz", layout="ibug51", face=found.face)
    with pytest.raises(RunError, match=r"cut\.npz: no array called 'error'; evaluate the run again"):
        Errors.read(tmp_path / "cut.npz")


def test_draws_are_means_over_seeds_and_come_back(tmp_path):
    rng = np.random.default_rng(0)
    draws = rng.normal(0.5, 0.1, (2, 2, 50))
    draws[1, 0, 3] = np.nan
    results = {
        row: [
            RowResult(seed, 4, {"accuracy": {"all": Outcome(0.5, draws[place, seed])}}) for seed in range(2)
        ]
        for place, row in enumerate(("m1", "m2"))
    }
    people = [drawn_from(np.array(names)) for names in (["a", "b", "a"], ["c"])]
    assert people[0] == drawn_from(np.array(["b", "a"])) != people[1]
    found = Replicates.of(results, people)
    np.testing.assert_allclose(found.figures["m1", "accuracy", "all"], draws[0].mean(axis=0))
    apart = found.apart("m1", "m2", "accuracy", "all")
    np.testing.assert_allclose(
        apart, np.nanquantile(draws[0].mean(axis=0) - draws[1].mean(axis=0), [0.025, 0.975])
    )
    found.write(tmp_path / "replicates.npz")
    kept = Replicates.read(tmp_path / "replicates.npz")
    assert kept.people == tuple(people)
    np.testing.assert_allclose(kept.apart("m1", "m2", "accuracy", "all"), apart, atol=1e-6)
    np.savez(tmp_path / "bad.npz", people=people, row=["m1"], task=["a"], kind=["all"], draws=np.ones((2, 3)))
    with pytest.raises(RunError, match=r"bad\.npz: .*evaluate the run again"):
        Replicates.read(tmp_path / "bad.npz")
