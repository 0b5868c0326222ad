"""The fit against an independent solver, and what it must not depend on."""

import numpy as np
import pytest
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from mien.errors import DataError, LayoutError
from mien.landmarks import Alignment, Landmarks, get_layout
from mien.lifting.fit import fitted
from mien.lifting.lift import lift
from mien.lifting.places import known, places
from mien.lifting.shapes import eye_distance, shapes
from mien.synthetic.posed import posed_faces
from mien.synthetic.rig import load_rig


def _weights(n, seed=0):
    """Weights that the prior expects."""
    return np.random.default_rng(seed).normal(size=(n, shapes("ibug68").basis.shape[2]))


def _heads(n, most, seed=1):
    return Rotation.from_euler(
        "xyz", np.random.default_rng(seed).uniform(-most, most, (n, 3)), degrees=True
    ).as_matrix()


def _seen(points, most=25, seed=1):
    return 3 * points @ _heads(len(points), most, seed).transpose(0, 2, 1) + [100, 50, 7]


def _error(found, truth, layout):
    """(n,) in eye distances, as models see faces."""
    alignment = Alignment.fit(Landmarks(truth, get_layout(layout)))
    return np.linalg.norm(alignment.apply(found) - alignment.apply(truth), axis=2).mean(axis=1)


@pytest.mark.parametrize("dims", [2, 3])
def test_the_fit_is_the_minimum_that_another_solver_finds(dims):
    """Levenberg-Marquardt over pose and weights of the same sum of squares, from the same side."""
    model, noise = shapes("ibug51"), 0.8
    c = model.basis.shape[2]
    rng = np.random.default_rng(5)
    points = _seen(model.at(_weights(1, 3))) + rng.normal(scale=2.0, size=(1, 51, 3))
    fit = fitted(points[..., :dims], model, noise=noise, robust=False)

    def residuals(unknown):
        turn = Rotation.from_rotvec(unknown[c : c + 3]).as_matrix()
        scale = np.exp(unknown[c + 3])
        there = scale * (model.at(unknown[None, :c])[0] @ turn.T)[:, :dims] + unknown[c + 4 :]
        off = (points[0, :, :dims] - there) / fit.pose.scale[0] / (noise * model.loose[:, None])
        return np.concatenate([off.ravel(), unknown[:c]])

    start = np.concatenate(
        [
            np.zeros(c),
            Rotation.from_matrix(fit.pose.turn[0]).as_rotvec() + 0.02,
            [np.log(fit.pose.scale[0])],
            fit.pose.shift[0] + 1,
        ]
    )
    other = least_squares(residuals, start, method="lm", xtol=1e-12, ftol=1e-12)
    # The scale in the residuals is held, as in the fit's steps, so both have the same minimum.
    np.testing.assert_allclose(fit.weights[0], other.x[:c], atol=5e-3)
    covariance = np.linalg.inv(other.jac.T @ other.jac)[:c, :c]
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance[0])), np.sqrt(np.diag(covariance)), rtol=2e-2)


def test_without_noise_points_in_space_are_given_back():
    weights = _weights(6)
    points = _seen(shapes("mediapipe478").at(weights), most=40)
    found = lift(Landmarks(points, get_layout("mediapipe478")), "bu3dfe83", noise=1e-4)
    assert _error(found.landmarks.points, shapes("bu3dfe83").at(weights), "bu3dfe83").max() < 1e-3
    assert found.residual.max() < 1e-4


def test_turn_scale_and_shift_of_the_picture_are_followed():
    points = _seen(shapes("ibug68").at(_weights(4)))
    layout = get_layout("ibug68")
    plain = lift(Landmarks(points[..., :2], layout), "bu3dfe83")
    angle = 0.7
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    moved = 5 * points @ turn.T + [-300, 20, 0]
    other = lift(Landmarks(moved[..., :2], layout), "bu3dfe83")
    wanted = 5 * plain.landmarks.points @ turn.T + [-300, 20, 0]
    np.testing.assert_allclose(other.landmarks.points, wanted, atol=0.05)
    np.testing.assert_allclose(other.spread, plain.spread, rtol=1e-2)


@pytest.fixture(scope="module")
def people():
    """Three people whom the priors do not know, 25 faces each: surfaces and names."""
    faces = posed_faces(99, 3)
    return load_rig().vertices(faces.identity, faces.expression), faces.subject


@pytest.mark.parametrize(("dims", "most"), [(2, 0.02), (3, 0.01)])
def test_held_out_people_are_near_and_the_spread_says_how_near(people, dims, most):
    surface, _ = people
    truth = places("bu3dfe83").on(surface)
    noise = 0.005 * eye_distance() * np.random.default_rng(0).normal(size=(len(surface), 68, 3))
    given = _seen(places("ibug68").on(surface) + noise, 40)
    found = lift(Landmarks(given[..., :dims], get_layout("ibug68")), "bu3dfe83")
    error = _error(found.landmarks.points, truth, "bu3dfe83")
    mean = _error(np.repeat(shapes("bu3dfe83").mean[None], len(truth), 0), truth, "bu3dfe83")
    assert error.mean() < most < 0.4 * mean.mean()
    alignment = Alignment.fit(Landmarks(truth, get_layout("bu3dfe83")))
    share = np.abs(alignment.apply(found.landmarks) - alignment.apply(truth)) / found.spread
    assert 0.55 < (share < 1).mean() < 0.85
    assert (share < 2).mean() > 0.88
    assert not found.unlikely.any()


def test_a_shared_identity_helps_where_heads_turn(people):
    surface, who = people
    truth = places("bu3dfe83").on(surface)
    given = Landmarks(_seen(places("ibug68").on(surface), 40)[..., :2], get_layout("ibug68"))
    own = _error(lift(given, "bu3dfe83").landmarks.points, truth, "bu3dfe83").mean()
    shared = lift(given, "bu3dfe83", people=who)
    assert _error(shared.landmarks.points, truth, "bu3dfe83").mean() < 0.9 * own
    # One person alone, in another order, is fitted as among others.
    rows = np.flatnonzero(who == who[30])[::-1]
    alone = lift(given.take(rows), "bu3dfe83", people=who[rows])
    np.testing.assert_allclose(alone.landmarks.points, shared.landmarks.points[rows], atol=0.02)


def test_a_few_points_astray_lose_their_say(people):
    surface, _ = people
    truth, layout = places("bu3dfe83").on(surface), get_layout("ibug68")
    given = _seen(places("ibug68").on(surface))[..., :2]
    rng = np.random.default_rng(2)
    astray = rng.random(given.shape[:2]) < 0.05
    given[astray] += 1.2 * eye_distance() * rng.normal(size=given.shape)[astray]
    plain = lift(Landmarks(given, layout), "bu3dfe83", robust=False)
    robust = lift(Landmarks(given, layout), "bu3dfe83")
    errors = [_error(found.landmarks.points, truth, "bu3dfe83").mean() for found in (robust, plain)]
    assert errors[0] < 0.025 < errors[1]


def test_what_is_no_face_is_unlikely():
    points = np.random.default_rng(0).normal(size=(3, 68, 2))
    assert lift(Landmarks(points, get_layout("ibug68")), "ibug51").unlikely.all()


def test_what_cannot_be_lifted_is_refused(make_faces):
    landmarks = Landmarks(make_faces("ibug68", 3), get_layout("ibug68"))
    with pytest.raises(LayoutError, match="no points of layout 'ibug67'; it has bu3dfe83"):
        lift(landmarks, "ibug67")
    with pytest.raises(DataError, match="2 people for 3 faces"):
        lift(landmarks, "ibug51", people=np.array(["a", "b"]))
    with pytest.raises(DataError, match="noise is 0"):
        lift(landmarks, "ibug51", noise=0)


@pytest.mark.parametrize("name", known())
def test_places_are_on_the_face(name):
    """Shares sum to 1, left and right are mirror images, and the regions are where they belong."""
    layout, where = get_layout(name), places(name)
    np.testing.assert_allclose(where.shares.sum(axis=1), 1, atol=1e-6)
    points = where.on(load_rig().neutral)
    mirrored = points[layout.mirror] * [-1, 1, 1]
    assert np.linalg.norm(points - mirrored, axis=1).max() < 2.5
    eyes, mouth, nose = (
        points[list(layout.regions[region])].mean(axis=0) for region in ("left_eye", "mouth", "nose")
    )
    assert eyes[0] > 20
    assert eyes[1] > nose[1] > mouth[1]
    assert nose[2] > eyes[2]
