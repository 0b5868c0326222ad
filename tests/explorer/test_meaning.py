"""Numbers about dimensions, against a plain transcription."""

import dataclasses

import numpy as np
import pytest

from mien.explorer.meaning import correlations, label_means, section
from mien.faces.action_units import ActionUnits


def test_correlations_are_pearsons():
    drawn = np.random.default_rng(0)
    z, strength = drawn.normal(size=(40, 3)), drawn.normal(size=(40, 2))
    strength[:5, 0] = np.nan
    found = correlations(z, strength)
    for dim in range(3):
        assert found[dim, 0] == pytest.approx(np.corrcoef(z[5:, dim], strength[5:, 0])[0, 1])
        assert found[dim, 1] == pytest.approx(np.corrcoef(z[:, dim], strength[:, 1])[0, 1])


def test_a_unit_that_tells_nothing_has_no_correlation():
    z = np.random.default_rng(0).normal(size=(40, 3))
    constant, few = np.ones(40), np.full(40, np.nan)
    few[:5] = np.arange(5)
    assert (correlations(z, np.stack([constant, few], axis=1)) == 0).all()


def test_means_are_of_labels_that_are_known():
    names, means = label_means(np.array([[1.0], [3.0], [7.0]]), np.array(["b", "b", ""]))
    assert (names, means.tolist()) == (["b"], [[2.0]])


def test_movement_is_that_of_decoded_faces(make_shown, posed):
    units = ActionUnits(("AU01",), np.ones((len(posed), 1), np.int8), np.full((len(posed), 1), np.nan))
    shown = make_shown(dataclasses.replace(posed, action_units=units), k=3)
    header, arrays = section(shown)
    of, deviation = shown.faces, arrays["deviation"]
    rows = np.unique(of.neutral)
    rows = rows[np.linspace(0, len(rows) - 1, 8).round().astype(int)]
    z = np.zeros((1, 3), np.float32)
    z[0, 1] = deviation[1]
    ways = []
    for row in rows:
        up, down = (shown.model.decode_prepared(sign * z, of.x[[row]])[0] for sign in (1, -1))
        ways.append(np.linalg.norm(up - down, axis=1))
    assert arrays["movement"][1] == pytest.approx(np.mean(ways), rel=1e-4)
    nose = posed.landmarks.layout.regions["nose"]
    assert arrays["by_region"][1][header["regions"].index("nose")] == pytest.approx(
        np.mean(ways, axis=0)[list(nose)].mean(), rel=1e-4
    )
    assert header["units"] == ["AU01"]
