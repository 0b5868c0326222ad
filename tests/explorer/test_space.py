"""The map's axes, distances and bent maps, against scikit-learn."""

import builtins

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from mien.drawing.colours import LABEL_COLOURS
from mien.errors import ConfigError, DataError
from mien.explorer import space
from mien.explorer.maps import MAPS, with_maps
from mien.explorer.payload import Payload
from mien.explorer.sections import payload_of


@pytest.fixture(scope="module")
def z():
    rng = np.random.default_rng(3)
    return (rng.normal(size=(200, 6)) @ rng.normal(size=(6, 6)) + 5).astype(np.float32)


@pytest.fixture(scope="module")
def shown(make_shown, posed):
    return make_shown(posed)


def test_the_axes_are_scikit_learns(z):
    mean, axes, share = space.principal_axes(z)
    theirs = PCA().fit(z.astype(np.float64))
    np.testing.assert_allclose(mean, theirs.mean_, rtol=1e-6)
    np.testing.assert_allclose(np.abs(axes), np.abs(theirs.components_), atol=1e-6)
    np.testing.assert_allclose(share, theirs.explained_variance_ratio_, atol=1e-9)
    assert (axes[np.arange(6), np.abs(axes).argmax(axis=1)] > 0).all()


@pytest.mark.parametrize(("n", "k"), [(1, 3), (5, 1), (2, 4)])
def test_few_faces_and_dimensions_have_axes(n, k):
    points = np.arange(n * k, dtype=np.float32).reshape(n, k) ** 2
    mean, axes, share = space.principal_axes(points)
    np.testing.assert_allclose(axes @ axes.T, np.eye(k), atol=1e-12)
    assert share.sum() == pytest.approx(1.0 if n > 1 else 0.0)
    assert np.isfinite(mean).all()


def test_distances_to_the_nearest_are_scikit_learns(z):
    found = NearestNeighbors(n_neighbors=2).fit(z).kneighbors(z)[0][:, 1]
    np.testing.assert_allclose(space.nearest_distances(z), np.quantile(found, (0.5, 0.99)), atol=1e-5)
    assert space.nearest_distances(z[:1]) is None
    assert space.nearest_distances(np.ones((4, 2))) == [0, 0]


def test_of_many_faces_some_are_asked_and_all_are_looked_at(z, monkeypatch):
    whole = space.nearest_distances(z)
    monkeypatch.setattr(space, "_CELLS", 0)
    some = space.nearest_distances(z)
    assert some != whole
    assert some[0] == pytest.approx(whole[0], rel=0.25)


def test_the_section_has_what_the_map_needs(shown):
    header, arrays = space.section(shown)
    labels = np.unique(shown.faces.faces.label)
    assert list(header["colours"]) == labels.tolist()
    assert header["colours"]["happy"] == LABEL_COLOURS["happy"]
    theirs = PCA(3).fit(shown.faces.z.astype(np.float64))
    ours = (shown.faces.z - arrays["mean"]) @ arrays["axes"][:3].T
    np.testing.assert_allclose(np.abs(ours), np.abs(theirs.transform(shown.faces.z)), atol=1e-5)


def test_a_bent_map_is_added_and_the_same_each_time(shown):
    before = payload_of(shown)
    payload = with_maps(before, ("tsne",))
    again = with_maps(before, ("tsne", "tsne"))
    assert payload.header["space"]["maps"] == [{"name": "tsne", "title": "t-SNE", "seed": 0}]
    assert before.header["space"]["maps"] == []
    made = payload.arrays["space.map.tsne"]
    assert made.shape == (len(shown.faces.kept), 2)
    np.testing.assert_array_equal(made, again.arrays["space.map.tsne"])
    assert with_maps(before, ()) is before


def test_a_map_that_cannot_be_made_says_why(shown, monkeypatch):
    payload = payload_of(shown)
    with pytest.raises(ConfigError, match="umap, tsne"):
        with_maps(payload, ("isomap",))
    few = Payload(payload.header, {**payload.arrays, "faces.z": payload.arrays["faces.z"][:4]})
    with pytest.raises(DataError, match="needs 5 faces, and there are 4"):
        with_maps(few, ("tsne",))
    with pytest.raises(DataError, match="there are 0"):
        with_maps(Payload({}, {}), ("tsne",))
    real = builtins.__import__

    def without(name, *more, **words):
        if name == "umap":
            raise ImportError(name)
        return real(name, *more, **words)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match=r"mien\[maps\]"):
        with_maps(payload, ("umap",))


@pytest.mark.soak
def test_umap_keeps_groups_together(shown):
    pytest.importorskip("umap")
    rng = np.random.default_rng(0)
    z = np.concatenate([rng.normal(0, 0.1, (30, 4)), rng.normal(3, 0.1, (30, 4))]).astype(np.float32)
    payload = payload_of(shown)
    payload = Payload(payload.header, {**payload.arrays, "faces.z": z})
    made = with_maps(payload, tuple(MAPS)).arrays["space.map.umap"]
    spread = max(made[:30].std(), made[30:].std())
    assert np.linalg.norm(made[:30].mean(axis=0) - made[30:].mean(axis=0)) > 2 * spread
    np.testing.assert_array_equal(made, with_maps(payload, ("umap",)).arrays["space.map.umap"])
