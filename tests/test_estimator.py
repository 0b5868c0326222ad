"""ExpressionSpace as scikit-learn's estimator: its checks, pipelines, cross-validation, files, errors."""

import re

import numpy as np
import pytest
import sklearn
import torch
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from mien import ExpressionSpace
from mien.errors import ConfigError, DataError, LayoutError, MienError, ModelFileError, TripletError
from mien.settings import recipe
from mien.triplets import Triplets, triplets_by_rule

# The network computes in float32 and the order of rows in a matrix product decides how its last bit rounds;
# the check asks for 1e-9.
EXPECTED = {
    "check_methods_sample_order_invariance": "float32: rows of a matrix product differ in the last bit"
}
# Array-API input is only looked at when SCIPY_ARRAY_API is set, and Mien's arrays are numpy's.
SKIPPED = {"check_array_api_input"}

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 6))
NEUTRAL = np.repeat(RNG.normal(size=(8, 6)), 5, axis=0)
SUBJECTS = np.repeat([f"P{n}" for n in range(8)], 5)
TRIPLETS = np.array([RNG.choice(40, 3, replace=False) for _ in range(120)])


def space(**settings):
    return ExpressionSpace(**{"n_components": 2, "steps": 5, **settings})


@pytest.fixture(scope="module")
def by_rule(posed):
    rng = np.random.default_rng(0)
    return triplets_by_rule(posed.label, posed.intensity, np.arange(len(posed)), 150, rng)


@pytest.fixture(scope="module")
def fitted(posed, by_rule):
    return space().fit(posed, triplets=by_rule)


def test_scikit_learns_checks_pass():
    results = check_estimator(
        ExpressionSpace(steps=5, n_components=2),
        expected_failed_checks=EXPECTED,
        on_skip=None,
        on_fail="raise",
    )
    status = {}
    for result in results:
        status.setdefault(result["status"], set()).add(result["check_name"])
    assert status.keys() <= {"passed", "skipped", "xfail"}
    assert len(status["passed"]) > 30
    assert status.get("skipped", set()) <= SKIPPED
    assert status.get("xfail", set()) <= EXPECTED.keys()


def test_order_of_rows_changes_no_more_than_the_last_bits():
    fitted = space().fit(X)
    order = np.random.default_rng(1).permutation(40)
    np.testing.assert_allclose(fitted.transform(X[order]), fitted.transform(X)[order], rtol=1e-5, atol=1e-6)


def test_auto_takes_the_richest_model_the_inputs_allow():
    assert space().fit(X).kind_ == "vae"
    assert space().fit(X, neutral=NEUTRAL).kind_ == "m1"
    both = space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS)
    assert (both.kind_, both.n_triplets_, both.n_triplets_left_out_) == ("m2", 120, 0)
    terms = [set(fit.history_[0]) for fit in (space().fit(X), both)]
    assert "topology" not in terms[0]
    assert "topology" in terms[1]


def test_a_named_model_demands_its_inputs():
    with pytest.raises(DataError, match="'m1' needs the neutral of every face"):
        space(model="m1").fit(X)
    with pytest.raises(DataError, match="'m2' needs triplets"):
        space(model="m2").fit(X, neutral=NEUTRAL)
    alone = space().fit(X, triplets=TRIPLETS)
    assert (alone.kind_, alone.n_triplets_) == ("vae-t", 120)
    with pytest.raises(DataError, match=r"'vae-t' needs triplets: .* model='vae'"):
        space(model="vae-t").fit(X)
    with pytest.raises(ConfigError, match="no model is called 'm3'"):
        space(model="m3").fit(X)
    for model, used in (("m1", "'m2' is"), ("vae", "'vae-t' is")):
        with pytest.warns(UserWarning, match=rf"{model}.* is not trained with triplets.*{used}"):
            poorer = space(model=model).fit(X, neutral=NEUTRAL, triplets=TRIPLETS)
        assert (poorer.kind_, poorer.n_triplets_) == (model, 0)


def test_weights_of_triplets_count_and_are_demanded_in_full():
    plain = space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS)
    ones = space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS, triplet_weight=np.ones(120))
    heavy = space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS, triplet_weight=np.linspace(0, 9, 120))
    transformed = [one.transform(X, neutral=NEUTRAL) for one in (plain, ones, heavy)]
    np.testing.assert_array_equal(transformed[0], transformed[1])
    assert not np.array_equal(transformed[0], transformed[2])
    judged = Triplets.of(TRIPLETS)
    same = space().fit(X, neutral=NEUTRAL, triplets=judged, triplet_weight=np.linspace(0, 9, 120))
    np.testing.assert_array_equal(transformed[2], same.transform(X, neutral=NEUTRAL))
    with pytest.raises(TripletError, match=r"column weight has shape .*; there are 120 triplets"):
        space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS, triplet_weight=[1.0])
    with pytest.raises(TripletError, match="without triplets"):
        space().fit(X, neutral=NEUTRAL, triplet_weight=[1.0])


def test_parameters_reach_the_training():
    fitted = space(gamma=0.5, sigma2=0.3, recipe="paper", steps=10).fit(X)
    settings = fitted.model_.about.settings
    objective, training = settings.objective, settings.training
    assert objective.options("topology")["gamma"] == 0.5
    assert objective.options("elbo")["sigma2"] == 0.3
    assert training.steps == objective.anneal_steps == 10
    own = recipe("fast").changed(training={"steps": 3}, model={"encoder": (7,), "decoder": (9,)})
    fitted = space(recipe=own, steps=None).fit(X)
    model = fitted.model_.describe()["settings"]["model"]
    assert (model["encoder"]["widths"], model["decoder"]["widths"]) == ([7], [9])
    assert fitted.history_[-1]["step"] == 3


def test_the_same_seed_gives_the_same_numbers():
    one, same, other = (space(random_state=seed).fit(X).transform(X) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_plain_arrays_come_back_in_their_own_units():
    data = np.random.default_rng(0).normal(size=(200, 1)) @ np.array([[3.0, -2.0, 1.0]]) + [100, 50, -7]
    learned = ExpressionSpace(n_components=1, steps=400, sigma2=0.01).fit(data)
    back = learned.inverse_transform(learned.transform(data))
    assert back.shape == data.shape
    assert np.abs(back - data).mean() < 0.25 * np.abs(data - data.mean(axis=0)).mean()
    assert list(learned.get_feature_names_out()) == ["z0"]


def test_a_data_set_brings_neutrals_subjects_and_layout(posed, by_rule, fitted):
    assert fitted.kind_ == "m2"
    assert fitted.model_.layout == "ibug51"
    assert fitted.model_.about.people.among(posed.subject)["train"] == posed.subjects.tolist()
    points = posed.landmarks.points
    by_hand = space(layout="ibug51").fit(
        points, neutral=points[posed.neutral_rows], subjects=posed.subject, triplets=by_rule
    )
    latents = fitted.transform(posed)
    assert latents.shape == (84, 2)
    assert latents.dtype == np.float32
    np.testing.assert_array_equal(by_hand.transform(points, neutral=points[posed.neutral_rows]), latents)
    assert fitted.inverse_transform(latents, neutral=points[posed.neutral_rows]).shape == (84, 51, 3)


def test_transform_does_not_depend_on_pose_and_size(posed, fitted):
    points = posed.landmarks.points
    neutral = points[posed.neutral_rows]
    turned = (points @ np.array([[0.8, -0.6, 0], [0.6, 0.8, 0], [0, 0, 1]]) * 40 + 3).astype(np.float32)
    before, after = fitted.transform(points, neutral=neutral), fitted.transform(turned, neutral=neutral)
    np.testing.assert_allclose(after, before, atol=1e-3)


def test_fit_transform_is_fit_and_transform(posed):
    one = space().fit_transform(X, neutral=NEUTRAL)
    np.testing.assert_array_equal(one, space().fit(X, neutral=NEUTRAL).transform(X, neutral=NEUTRAL))
    np.testing.assert_array_equal(space().fit_transform(posed), space().fit(posed).transform(posed))


def test_samples_have_the_shape_of_faces(posed, fitted):
    neutral = posed.landmarks.points[posed.neutral_rows]
    assert fitted.sample(3, neutral=neutral[0], random_state=0).shape == (3, 51, 3)
    assert fitted.sample(4, neutral=neutral[:4], random_state=0).shape == (4, 51, 3)
    same = [fitted.sample(2, neutral=neutral[0], random_state=7) for _ in range(2)]
    np.testing.assert_array_equal(*same)
    assert space().fit(X).sample(5, random_state=0).shape == (5, 6)
    assert space().fit(X, neutral=NEUTRAL).sample(5, neutral=NEUTRAL[0], random_state=0).shape == (5, 6)
    with pytest.raises(DataError, match="needs the neutral"):
        fitted.sample(3)
    with pytest.raises(DataError, match="3 latents and 2 neutrals"):
        fitted.sample(3, neutral=neutral[:2])


def test_score_with_triplets_is_their_satisfied_share():
    fitted = space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS)
    latents = fitted.transform(X, neutral=NEUTRAL).astype(np.float64)
    near, far = (np.linalg.norm(latents[TRIPLETS[:, 0]] - latents[TRIPLETS[:, k]], axis=1) for k in (1, 2))
    assert fitted.score(X, neutral=NEUTRAL, triplets=TRIPLETS) == pytest.approx((near <= far).mean())


def test_score_without_triplets_is_the_elbo_at_the_mean():
    fitted = space(sigma2=0.2).fit(X)
    x = fitted.model_.prepare(X).astype(np.float64)
    posterior = fitted.model_.network.encode({"x": torch.from_numpy(fitted.model_.prepare(X))})
    mean, log_variance = (part.detach().double().numpy() for part in posterior)
    decoded = fitted.model_.prepare(fitted.inverse_transform(fitted.transform(X)))
    error = ((decoded - x) ** 2).sum(axis=1) / (2 * 0.2)
    divergence = (np.exp(log_variance) + mean**2 - 1 - log_variance).sum(axis=1) / 2
    assert fitted.score(X) == pytest.approx(-(error + divergence).mean(), rel=1e-4)


def test_triplets_may_name_faces_by_number():
    numbers = np.random.default_rng(0).permutation(40) * 10**15 + 3
    by_row = space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS)
    by_name = space().fit(X, neutral=NEUTRAL, triplets=numbers[TRIPLETS], faces=numbers)
    np.testing.assert_array_equal(by_row.transform(X, neutral=NEUTRAL), by_name.transform(X, neutral=NEUTRAL))
    half = space().fit(X[:20], neutral=NEUTRAL[:20], triplets=numbers[TRIPLETS], faces=numbers[:20])
    inside = (TRIPLETS < 20).all(axis=1).sum()
    assert (half.n_triplets_, half.n_triplets_left_out_) == (inside, 120 - inside)


def test_in_a_pipeline_with_metadata_routing():
    with sklearn.config_context(enable_metadata_routing=True):
        asked = (
            space()
            .set_fit_request(neutral=True, triplets=True, subjects=True)
            .set_transform_request(neutral=True)
        )
        pipeline = make_pipeline(asked, StandardScaler())
        latents = pipeline.fit(X, neutral=NEUTRAL, triplets=TRIPLETS, subjects=SUBJECTS).transform(
            X, neutral=NEUTRAL
        )
    assert pipeline[0].kind_ == "m2"
    told = {"train": sorted(set(SUBJECTS.tolist())), "validation": []}
    assert pipeline[0].model_.about.people.among(SUBJECTS) == told
    plain = space().fit(X, neutral=NEUTRAL, triplets=TRIPLETS).transform(X, neutral=NEUTRAL)
    np.testing.assert_allclose(latents, (plain - plain.mean(axis=0)) / plain.std(axis=0), atol=1e-4)


def test_in_cross_validation_with_metadata_routing():
    faces = np.arange(40)
    names = {"neutral": True, "triplets": True, "faces": True}
    within = np.array(
        [[5 * p + a, 5 * p + b, 5 * p + c] for p in range(8) for a, b, c in [(0, 1, 2), (4, 3, 1)]]
    )
    triplets = Triplets.of(within)
    with sklearn.config_context(enable_metadata_routing=True):
        asked = (
            space()
            .set_fit_request(subjects=True, **names)
            .set_transform_request(neutral=True)
            .set_score_request(**names)
        )
        given = {
            "neutral": NEUTRAL, "triplets": triplets, "faces": faces, "subjects": SUBJECTS, "groups": SUBJECTS
        }  # fmt: skip
        scores = cross_val_score(asked, X, cv=GroupKFold(4), params=given, error_score="raise")
    expected = []
    for train, test in GroupKFold(4).split(X, groups=SUBJECTS):
        fitted = space().fit(X[train], neutral=NEUTRAL[train], triplets=triplets, faces=faces[train])
        assert fitted.n_triplets_left_out_ == 4
        own = within[np.isin(within, test).all(axis=1)]
        place = np.searchsorted(test, own)
        expected.append(fitted.score(X[test], neutral=NEUTRAL[test], triplets=place))
    np.testing.assert_allclose(scores, expected)


def test_saved_and_loaded_transforms_are_identical(posed, fitted, tmp_path):
    fitted.save(tmp_path / "m2")
    loaded = ExpressionSpace.load(tmp_path / "m2")
    np.testing.assert_array_equal(loaded.transform(posed), fitted.transform(posed))
    assert (loaded.kind_, loaded.n_triplets_) == ("m2", 150)
    assert loaded.get_params()["layout"] == "ibug51"
    neutral = posed.landmarks.points[posed.neutral_rows][:3]
    latents = np.eye(3, 2)
    np.testing.assert_array_equal(
        loaded.inverse_transform(latents, neutral), fitted.inverse_transform(latents, neutral)
    )
    plain = space().fit(X)
    plain.save(tmp_path / "vae")
    loaded = ExpressionSpace.load(tmp_path / "vae")
    np.testing.assert_array_equal(loaded.transform(X), plain.transform(X))
    assert loaded.score(X) == plain.score(X)
    assert len(loaded.get_feature_names_out()) == 2


@pytest.mark.parametrize("layout", [None, "ibug51"])
def test_a_refit_of_a_loaded_model_is_a_fresh_fit(layout, posed, by_rule, tmp_path):
    own = recipe("fast").changed(
        model={"encoder": {"widths": (9, 8), "keep": 0.7}, "decoder": (11,)},
        objective={"anneal": "prior", "elbo": {"samples": 2}},
        training={"batch": 17, "average": 0.5},
    )
    fresh = ExpressionSpace(n_components=3, gamma=0.3, recipe=own, steps=7, random_state=4, layout=layout)
    given = {"triplets": TRIPLETS, "neutral": NEUTRAL} if layout is None else {"triplets": by_rule}
    data = X if layout is None else posed
    fresh.fit(data, **given)
    loaded = ExpressionSpace.load(fresh.save(tmp_path / "model"))
    again = sklearn.clone(loaded).fit(data, **given)
    assert again.model_.about.settings == fresh.model_.about.settings
    assert (again.model_.about.seed, len(again.history_)) == (4, len(fresh.history_))
    for name, value in fresh.model_.network.state_dict().items():
        assert torch.equal(value, again.model_.network.state_dict()[name]), name


def test_widths_that_a_rule_gave_are_kept_so_that_another_rule_changes_no_refit(tmp_path):
    fitted = space().fit(X, neutral=NEUTRAL)
    part = ExpressionSpace.load(fitted.save(tmp_path)).model_.about.settings.model.decoder
    assert (
        part.options["widths"] == [layer.out_features for layer in fitted.model_.network.decoder.layers][:-1]
    )
    assert len(part.options["widths"]) == 3


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(ConfigError, match="device 'nosuch' cannot be used here"):
        space(device="nosuch").fit(X)


def test_nothing_saved_is_a_pickle(fitted, tmp_path):
    import pickletools

    files = sorted(fitted.save(tmp_path / "m").iterdir())
    assert [file.name for file in files] == ["model.json", "model.safetensors"]
    for file in files:
        content = file.read_bytes()
        # A pickle begins with 0x80 and its protocol; the length that safetensors begins with may be 0x80 too.
        assert not re.match(rb"\x80[\x02-\x05]|PK", content)
        with pytest.raises(ValueError, match=r"opcode|pickle exhausted|not enough|expected"):
            list(pickletools.genops(content))
    with pytest.raises(ModelFileError, match="no model there"):
        ExpressionSpace.load(tmp_path)


def test_faces_of_another_layout_are_refused(fitted, make_posed):

    other = make_posed("bu3dfe83", people=3).whole()
    with pytest.raises(LayoutError, match="model is of layout ibug51, the faces of bu3dfe83"):
        fitted.transform(other)
    with pytest.raises(LayoutError, match="layout is ibug68, the data set has bu3dfe83"):
        space(layout="ibug68").fit(other)
    with pytest.raises(LayoutError, match="layout ibug51 has 51 points"):
        space(layout="ibug51").fit(other.landmarks.points)
    with pytest.raises(LayoutError, match="nosuch"):
        space(layout="nosuch").fit(X)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(broken, fitted, posed):
    points = posed.landmarks.points.copy()
    points[5, 3, 1] = broken
    neutral = posed.landmarks.points[posed.neutral_rows]
    for call in (
        lambda: space().fit(points.reshape(84, -1)),
        lambda: space(layout="ibug51").fit(points),
        lambda: space(layout="ibug51").fit(posed.landmarks.points, neutral=points),
        lambda: fitted.transform(points, neutral=neutral),
        lambda: fitted.transform(posed.landmarks.points, neutral=points),
    ):
        with pytest.raises(DataError, match=r"face 5\b"):
            call()
    with pytest.raises(DataError, match="finite"):
        fitted.inverse_transform(np.array([[broken, 0.0]]), neutral=neutral[:1])


def test_wrong_numbers_of_things_are_refused(fitted, posed):
    neutral = posed.landmarks.points[posed.neutral_rows]
    with pytest.raises(DataError, match="40 faces and 39 neutrals"):
        space().fit(X, neutral=NEUTRAL[:39])
    with pytest.raises(DataError, match="84 faces and 3 neutrals"):
        fitted.transform(posed.landmarks.points, neutral=neutral[:3])
    with pytest.raises(DataError, match="needs the neutral"):
        fitted.transform(posed.landmarks.points)
    with pytest.raises(DataError, match="subjects have shape"):
        space().fit(X, subjects=SUBJECTS[:3])
    with pytest.raises(DataError, match="2 latents and 84 neutrals"):
        fitted.inverse_transform(np.zeros((2, 2)), neutral=neutral)
    with pytest.raises(DataError, match=r"latents have shape \(2, 5\); expected \(faces, 2\)"):
        fitted.inverse_transform(np.zeros((2, 5)), neutral=neutral[:2])
    with pytest.raises(DataError, match="X has 5 features, but ExpressionSpace is expecting 6"):
        space().fit(X).transform(X[:, :5])
    with pytest.raises(ConfigError, match="n_components"):
        space(n_components=0).fit(X)
    with pytest.raises(ConfigError, match=r"n_components is 2\.5"):
        space(n_components=2.5).fit(X)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"triplets": [[0, 1, 40]]}, r"does not exist \(there are 40\)"),
        ({"triplets": [[0, 1, -1]]}, "below row 0"),
        ({"triplets": [[0, 1, 1]]}, "same face twice"),
        ({"triplets": [[0, 1]]}, r"shape \(1, 2\)"),
        ({"triplets": [[0.5, 1.0, 2.0]]}, "whole numbers"),
        ({"triplets": np.empty((0, 3), dtype=int)}, "no triplet is among these faces"),
        ({"triplets": [[90, 91, 92]], "faces": np.arange(40)}, "no triplet is among these faces"),
        ({"triplets": [[0, 1, 2]], "faces": np.arange(39)}, "faces must be 40 different"),
        ({"triplets": [[0, 1, 2]], "faces": np.zeros(40, dtype=int)}, "faces must be 40 different"),
        ({"triplets": [[0, 1, 2]], "faces": np.arange(40) / 2}, "faces must be"),
    ],
)
def test_triplets_that_cannot_be_used_are_refused(given, message):
    with pytest.raises(TripletError, match=message) as caught:
        space().fit(X, neutral=NEUTRAL, **given)
    assert isinstance(caught.value, MienError)


@pytest.mark.parametrize(
    ("factors", "what"),
    [
        ((1, 1, -1), r"84 of 84 faces are inside out: .*: {}\[\.\.\., 2\] \*= -1"),
        ((-1, 1, 1), r"84 of 84 faces are mirrored: .*: {}\[\.\.\., 0\] \*= -1"),
        ((1, -1, 1), r"84 of 84 faces are upside down and mirrored: .*: {}\[\.\.\., 1\] \*= -1"),
        ((1, 1, 1 / 640), r"84 of 84 faces are flat: z is about \d+ times smaller .*: {}\[\.\.\., 2\] \*= "),
    ],
)
def test_axes_and_units_that_are_wrong_are_refused_with_what_to_do(posed, fitted, factors, what):
    good, neutral = posed.landmarks.points, posed.landmarks.points[posed.neutral_rows]
    bad = good * np.float32(factors)
    with pytest.raises(DataError, match=what.format("X")):
        space(layout="ibug51").fit(bad)
    with pytest.raises(DataError, match=what.format("neutral")):
        space(layout="ibug51").fit(good, neutral=bad)
    with pytest.raises(DataError, match=what.format("X")):
        fitted.transform(bad.reshape(len(bad), -1), neutral=neutral)
    with pytest.raises(DataError, match=what.format("neutral")):
        fitted.transform(good, neutral=bad)
    with pytest.raises(DataError, match=what.format("neutral")):
        fitted.inverse_transform(np.zeros((84, fitted.n_components)), neutral=bad)


def test_a_single_odd_face_is_only_warned_of(posed, fitted):
    faces, neutral = posed.landmarks.points.copy(), posed.landmarks.points[posed.neutral_rows]
    faces[3] *= np.float32([1, 1, -1])
    with pytest.warns(UserWarning, match="X: 1 of 84 faces are mirrored or inside out, unlike the others"):
        fitted.transform(faces, neutral=neutral)
    with pytest.warns(UserWarning, match="X: most heads are upside down and turned away"):
        fitted.transform(posed.landmarks.points * np.float32([1, -1, -1]), neutral=neutral)


def test_features_without_a_layout_have_no_axes():
    features = np.random.default_rng(0).normal(size=(30, 153))
    assert space().fit(features * np.tile([1, 1, -1e-3], 51)).transform(features).shape[0] == 30


def test_landmarks_without_depth(posed, by_rule, tmp_path):
    points, neutral = posed.landmarks.points[..., :2], posed.neutral_points()[..., :2]
    given = {"neutral": neutral, "triplets": by_rule}
    flat = space(layout="ibug51").fit(points, **given)
    latents = flat.transform(points, neutral=neutral)
    assert flat.inverse_transform(latents, neutral=neutral).shape == points.shape
    # A turn in the picture, its scale and place are nobody's expression.
    turned = 4 * points @ np.array([[0.8, 0.6], [-0.6, 0.8]]) + 9
    np.testing.assert_allclose(flat.transform(turned, neutral=neutral), latents, atol=1e-4)
    again = ExpressionSpace.load(flat.save(tmp_path))
    np.testing.assert_array_equal(again.transform(points, neutral=neutral), latents)
    with pytest.raises(LayoutError, match="3 coordinates a point, the model's 2"):
        flat.transform(posed)
    with pytest.raises(MienError, match="102"):
        flat.transform(posed.landmarks.points, neutral=posed.neutral_points())
    with pytest.raises(LayoutError, match="3 or 2 numbers each"):
        space(layout="ibug51").fit(posed.landmarks.points[..., :1], neutral=neutral[..., :1])
