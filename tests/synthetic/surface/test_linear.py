"""The surface that is a linear function of landmarks."""

import numpy as np
import pytest

from mien.errors import LayoutError
from mien.landmarks import Layout, get_layout
from mien.synthetic.rig import load_rig
from mien.synthetic.surface.linear import inside, linear_surface

LAYOUT = "bu3dfe83"
EYES = 59.0


@pytest.fixture(scope="module")
def rig():
    return load_rig()


@pytest.fixture(scope="module")
def mean(rig):
    return rig.neutral[rig.landmarks] / EYES


@pytest.fixture(scope="module")
def surface(mean):
    return linear_surface(mean, get_layout(LAYOUT))


def on(surface, vertices):
    return np.einsum("qsk,qs->qk", vertices[surface.vertices], surface.shares)


def test_the_mean_face_gives_the_mean_surface(surface, mean):
    np.testing.assert_allclose(surface.of(mean, mean), surface.base)
    np.testing.assert_allclose(on(surface, surface.base), mean, atol=0.01)


def test_it_is_linear(surface, mean):
    drawn = np.random.default_rng(0)
    one, other = mean + 0.05 * drawn.normal(size=(2, *mean.shape))
    both = surface.of(one + other - mean, mean) + surface.base
    np.testing.assert_allclose(surface.of(one, mean) + surface.of(other, mean), both, atol=1e-9)


def test_it_follows_the_rig(surface, rig, mean):
    """Landmarks of faces that the rig makes give surfaces near the rig's own."""
    drawn = np.random.default_rng(1)
    identity = 0.8 * drawn.standard_normal((6, len(rig.identity)))
    weights = np.zeros((6, len(rig.expression)))
    for row, name in enumerate(
        ("mouthSmileLeft", "mouthSmileRight", "jawOpen", "browInnerUp", "mouthFrownLeft")
    ):
        weights[row, rig.expression_names.index(name)] = 1
    vertices = rig.vertices(identity, weights) / EYES
    still, moved = [], []
    for whole in vertices:
        points = whole[rig.landmarks]
        found = surface.of(points, mean)
        assert np.linalg.norm(on(surface, found) - points, axis=1).mean() < 0.03
        nearest = [np.linalg.norm(found - vertex, axis=1).min() for vertex in whole[rig.landmarks[::7]]]
        moved.append(np.mean(nearest))
        still.append(np.linalg.norm(on(surface, surface.base) - points, axis=1).mean())
    assert np.mean(moved) < 0.5 * np.mean(still)


def test_triangles_and_marks_are_of_its_vertices(surface):
    count = len(surface.base)
    assert surface.triangles.min() >= 0
    assert surface.triangles.max() < count
    assert surface.vertices.max() < count
    assert len(surface.edge) == len(surface.tint) == len(surface.part) == count
    assert (surface.tint.max(axis=0) > 0.8).all()
    assert count < 2**15, "the page keeps triangles in 16 bits"


def test_a_layout_that_the_rig_does_not_know_is_refused(mean, monkeypatch):
    strange = Layout(
        "strange", get_layout(LAYOUT).names, {}, np.arange(83), np.zeros((0, 2), int), (), (), (0, 1), (2, 3)
    )
    with pytest.raises(LayoutError):
        linear_surface(mean, strange)


def test_inside_is_inside():
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2.0]])
    points = np.array([[1, 1], [3, 1], [-1, 1], [1, 3], [0.1, 1.9]])
    assert inside(points, square).tolist() == [True, False, False, False, True]


def test_misfit_is_small_for_faces_and_large_for_other_points(surface):
    assert surface.misfit < 1
    strange = np.random.default_rng(0).normal(size=(83, 3))
    assert linear_surface(strange, get_layout(LAYOUT)).misfit > 20
