"""ExpressionSpace: Mien as a scikit-learn estimator."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from mien.errors import ConfigError, DataError, LayoutError, listed
from mien.faces.faces import Faces
from mien.landmarks.values import DIMS
from mien.settings import Settings, recipe
from mien.triplets.values import triplets_among

PLAIN_SIGMA2 = 0.1


class ExpressionSpace(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """A latent space of faces in which distance is what people see.

    Parameters
    ----------
    model : ``"auto"`` takes the richest model the inputs allow: the plain VAE for faces alone, M1 with
        neutrals, M2 with neutrals and triplets, the VAE with triplets (``"vae-t"``) with triplets alone. A
        name of `mien.models.registry.MODELS` demands its inputs; triplets that it does not need are left
        aside with a warning.
    n_components : k, dimensions of the latent space.
    gamma : topological variance (paper eq. 6); the smaller, the dearer an unsatisfied triplet. None takes the
        recipe's.
    sigma2 : variance of the likelihood (eq. 2), in squared eye distances for landmarks, in units of the
        features' overall variance without a layout. None takes the recipe's, or 0.1 without a layout.
    recipe : ``"fast"`` or ``"paper"``, or a `mien.settings.Settings`.
    layout : name of the landmark layout (see `mien.landmarks.NAMES`). Without it, features are only centred
        and scaled, so that any conditional data works. A `Faces` brings its own.
    steps : training steps instead of the recipe's; annealing is shortened in proportion.
    random_state : the same seed gives the same numbers on the same machine.
    device : where to train: ``"auto"`` takes a GPU where there is one; else ``"cpu"``, ``"cuda"`` ….

    Attributes
    ----------
    model_ : `mien.models.trained.ExpressionModel`, the trained model.
    kind_ : name of the model, for example ``"m2"``.
    history_ : list of dict, the named terms of the loss in nats per face while training.
    n_triplets_ : triplets that were trained on.
    n_triplets_left_out_ : triplets left out because `faces` did not hold all of their faces.

    Notes
    -----
    ``transform`` gives the mean of q(z | x, y) (eq. 3), ``inverse_transform`` the mean of p(x | y, z)
    (eq. 2); decoded landmarks are aligned: frontal, between the eyes, eye distance 1. A model that is
    trained by triplets alone has no decoder: it only transforms.
    """

    def __init__(
        self,
        model: str = "auto",
        n_components: int = 30,
        gamma: float | None = None,
        sigma2: float | None = None,
        recipe: str | Settings = "fast",
        layout: str | None = None,
        steps: int | None = None,
        random_state: Any = 0,
        device: str = "auto",
    ) -> None:
        self.model = model
        self.n_components = n_components
        self.gamma = gamma
        self.sigma2 = sigma2
        self.recipe = recipe
        self.layout = layout
        self.steps = steps
        self.random_state = random_state
        self.device = device

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        neutral: Any = None,
        subjects: Any = None,
        triplets: Any = None,
        triplet_weight: Any = None,
        faces: Any = None,
    ) -> Self:
        """Learn the space.

        Parameters
        ----------
        X : (n, p, 3) or (n, p, 2) landmarks, (n, d) features, or a `Faces` with its neutrals and subjects.
        y : ignored; for pipelines.
        neutral : like X, the neutral face of each face's person.
        subjects : (n,) who each face is of; kept with the model so that a later evaluation can refuse to test
            on these people.
        triplets : (m, 3) int anchor, near, far, or a `Triplets` value; rows of X, or names in `faces`.
        triplet_weight : (m,) reliability of each triplet, 1 where None.
        faces : (n,) int, a number for each face that triplets refer to. Cross-validation cuts it with X, so
            that triplets keep meaning the same faces; those with a face that is not in this X are left out.

        Raises
        ------
        DataError, TripletError, ConfigError
            On input that cannot be used, such as faces that are flat or mirrored; nothing is fitted then.
        """
        from mien.landmarks.alignment import fitted_preparation, flat_faces
        from mien.models.about import About
        from mien.models.registry import MODELS
        from mien.models.trained import ExpressionModel
        from mien.training.batch import FaceSet
        from mien.training.loop import train_model
        from mien.training.prepare import mirror_of

        X, neutral, people, layout = self._unpacked(X, neutral, subjects)
        points = self._validated(X, layout, reset=True)
        if people is not None:
            people = np.asarray(people).astype(np.str_)
            if people.shape != (len(points),):
                raise DataError(f"subjects have shape {people.shape}; there are {len(points)} faces")
        judged, left_out = triplets_among(triplets, triplet_weight, faces, len(points))
        kind = self._kind(neutral is not None, judged is not None)
        settings, seed = self._settings(kind, layout is not None), self._seed()
        preparation = fitted_preparation(points, layout)
        x = flat_faces(preparation, points)
        y_faces = None
        if "neutral" in MODELS.find(kind).needs:
            y_faces = flat_faces(preparation, self._neutrals(neutral, len(points), "faces", layout))
        mirror = None if layout is None else mirror_of(layout, preparation.mean)
        trained = train_model(settings, FaceSet(x, y_faces, judged, people, mirror), seed=seed)
        told = None if people is None else {"train": sorted(set(people.tolist()))}
        about = About.of_training(
            trained.settings, judged, seed=seed, best_step=trained.best_step, subjects=told
        )
        self.model_ = ExpressionModel(trained.network, preparation, about)
        self.kind_, self.history_ = kind, trained.records
        self.n_triplets_, self.n_triplets_left_out_ = about.triplets.count, left_out
        self._n_features_out = self.n_components
        return self

    def transform(self, X: Any, neutral: Any = None) -> np.ndarray:
        """Latents of faces: (n, k) float32.

        Parameters
        ----------
        X, neutral : as in `fit`; neutrals are needed for M1 and M2.
        """
        x, y = self._prepared(X, neutral)
        return self.model_.encode_prepared(x, y)

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> np.ndarray:
        """Fit, then the latents of the same faces."""
        return self.fit(X, y, **fit_params).transform(X, neutral=fit_params.get("neutral"))

    def inverse_transform(self, Z: Any, neutral: Any = None) -> np.ndarray:
        """Faces of latents: (n, p, 3) or (n, p, 2) float32 aligned landmarks, or (n, d) features.

        Parameters
        ----------
        Z : (n, k)
        neutral : (n, p, 3) or (n, d), whose face to put the expression on; needed for M1 and M2.
        """
        check_is_fitted(self)
        self.model_.require_decoder()
        Z = self.model_.checked_latents(Z)
        return self.model_.decode_prepared(Z, self._given(neutral, len(Z), "latents"))

    def sample(self, n: int = 1, neutral: Any = None, random_state: Any = None) -> np.ndarray:
        """Faces of latents drawn from N(0, I): (n, p, 3) or (n, d) float32.

        Parameters
        ----------
        n : how many.
        neutral : one neutral (p, 3) or (d,) for all, or n of them.
        """
        check_is_fitted(self)
        self.model_.require_decoder()
        Z = check_random_state(random_state).standard_normal((n, self.model_.n_components))
        if neutral is not None and np.ndim(neutral) < np.ndim(self.model_.preparation.mean) + 1:
            neutral = np.repeat(np.asarray(neutral)[None], n, axis=0)
        return self.inverse_transform(Z, neutral=neutral)

    def score(
        self, X: Any, y: Any = None, *, neutral: Any = None, triplets: Any = None, faces: Any = None
    ) -> float:
        """Share of satisfied triplets (eq. 12); without triplets, the ELBO in nats per face at z = mean.

        Parameters
        ----------
        X, neutral, triplets, faces : as in `fit`.

        Raises
        ------
        TripletError
            If triplets are given and none of them is among these faces.
        DataError
            If none are given, and the model has no decoder, so that there is no ELBO.
        """
        from mien.evaluation.triplets import satisfied_triplets

        x, given = self._prepared(X, neutral)
        z = self.model_.encode_prepared(x, given)
        judged, _ = triplets_among(triplets, None, faces, len(x))
        if judged is not None:
            return satisfied_triplets(z, judged).share
        if not self.model_.decodes:
            raise DataError(f"model {self.kind_!r} has no ELBO, as it decodes no faces: pass triplets=")
        error = np.square(self.model_.network_output(z, given) - x, dtype=np.float64).sum(axis=1)
        divergence = self.model_.usage_prepared(x, given).sum(axis=1)
        sigma2 = self.model_.about.settings.objective.options("elbo")["sigma2"]
        return float(-(error / (2 * sigma2) + divergence).mean())

    def save(self, folder: str | Path) -> Path:
        """Write ``model.safetensors`` and ``model.json`` into a folder (no pickle)."""
        check_is_fitted(self)
        return self.model_.save(folder)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """An estimator from a saved model, ready to transform; errors as of `load_model`."""
        from mien.models.trained import load_model

        model = load_model(folder)
        settings, about = model.about.settings, model.about
        space = cls(
            model=model.kind,
            n_components=model.n_components,
            gamma=settings.objective.options("topology").get("gamma"),
            sigma2=settings.objective.options("elbo").get("sigma2"),
            recipe=settings,
            layout=model.layout,
            random_state=about.seed,
        )
        space.model_, space.kind_, space.history_ = model, model.kind, []
        space.n_triplets_, space.n_triplets_left_out_ = about.triplets.count, 0
        space._n_features_out = model.n_components
        space.n_features_in_ = model.network.shape.features
        return space

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        tags.transformer_tags.preserves_dtype = []
        return tags

    def _unpacked(self, X: Any, neutral: Any, subjects: Any) -> tuple[Any, Any, Any, Any]:
        from mien.landmarks.layout import get_layout

        layout = None if self.layout is None else get_layout(self.layout)
        if not isinstance(X, Faces):
            return X, neutral, subjects, layout
        if layout is not None and layout is not X.landmarks.layout:
            raise LayoutError(f"layout is {self.layout}, the data set has {X.landmarks.layout.name}")
        people = X.subject if subjects is None else subjects
        return X.landmarks.points, _neutral_or_own(neutral, X), people, X.landmarks.layout

    def _validated(self, X: Any, layout: Any, reset: bool, array: str = "X") -> np.ndarray:
        """(n, d) numbers that are faces of the layout, if there is one; `array` is their name in the call."""
        from mien.landmarks.plausibility import refuse_implausible

        if isinstance(X, Faces):
            if not reset and self.model_.layout is not None:
                self.model_.check_layout(X.landmarks)
            X = X.landmarks.points
        if getattr(X, "ndim", 2) == 3:
            X = np.asarray(X).reshape(len(X), -1)
        accepted = {"dtype": [np.float64, np.float32], "ensure_min_samples": 2 if reset else 1}
        try:
            X = validate_data(self, X, reset=reset, ensure_all_finite=False, **accepted)
        except ValueError as error:
            raise DataError(str(error)) from error
        broken = np.flatnonzero(~np.isfinite(X).all(axis=1))
        if len(broken):
            raise DataError(f"NaN or infinity in face {listed(broken)}; leave these faces out")
        if layout is not None and X.shape[1] not in (dims * layout.n_points for dims in DIMS):
            raise LayoutError(
                f"layout {layout.name} has {layout.n_points} points, 3 or 2 numbers each; "
                f"the faces have {X.shape[1]}"
            )
        if layout is not None:
            refuse_implausible(X.reshape(len(X), layout.n_points, -1), layout, np.arange(len(X)), array)
        return X

    def _prepared(self, X: Any, neutral: Any) -> tuple[np.ndarray, np.ndarray | None]:
        check_is_fitted(self)
        points = self._validated(X, self._fitted_layout(), reset=False)
        given = self._given(_neutral_or_own(neutral, X), len(points), "faces")
        return self.model_.prepare(points), given

    def _given(self, neutral: Any, n: int, what: str) -> np.ndarray | None:
        """Prepared neutrals of n faces or latents, None where the model needs none."""
        if not self.model_.needs_neutral:
            return None
        if neutral is None:
            raise DataError(f"a model of kind {self.kind_} needs the neutral of every face: pass neutral=")
        return self.model_.prepare(self._neutrals(neutral, n, what, self._fitted_layout()))

    def _fitted_layout(self) -> Any:
        from mien.landmarks.layout import get_layout

        return None if self.model_.layout is None else get_layout(self.model_.layout)

    def _neutrals(self, neutral: Any, n: int, what: str, layout: Any) -> np.ndarray:
        points = self._validated(neutral, layout, reset=False, array="neutral")
        if len(points) != n:
            raise DataError(f"there are {n} {what} and {len(points)} neutrals; one each is needed")
        return points

    def _kind(self, has_neutral: bool, has_triplets: bool) -> str:
        from mien.models.registry import MODELS, of_inputs

        if self.model == "auto":
            return of_inputs(has_neutral, has_triplets)
        needs = MODELS.find(self.model).needs
        if "neutral" in needs and not has_neutral:
            raise DataError(f"model {self.model!r} needs the neutral of every face: pass neutral=")
        if "triplets" in needs and not has_triplets:
            instead = of_inputs(has_neutral and "neutral" in needs, False)
            raise DataError(f"model {self.model!r} needs triplets: pass triplets=, or use model={instead!r}")
        if has_triplets and "triplets" not in needs:
            instead = of_inputs("neutral" in needs, True)
            warnings.warn(
                f"model {self.model!r} is not trained with triplets, so that those given are not used; "
                f"{instead!r} is",
                stacklevel=3,
            )
        return self.model

    def _seed(self) -> int:
        if isinstance(self.random_state, int | np.integer):
            return int(self.random_state)
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def _settings(self, kind: str, aligned: bool) -> Settings:
        settings = self.recipe if isinstance(self.recipe, Settings) else recipe(self.recipe)
        if not isinstance(self.n_components, int | np.integer):
            raise ConfigError(f"n_components is {self.n_components!r}; expected a whole number")
        relative = [name for name in settings.relative if getattr(self, name, None) is None]
        known = aligned or "sigma2" in relative
        sigma2 = PLAIN_SIGMA2 if self.sigma2 is None and not known else self.sigma2
        objective: dict[str, Any] = {
            term: {name: float(value)}
            for term, name, value in (("elbo", "sigma2", sigma2), ("topology", "gamma", self.gamma))
            if value is not None
        }
        training: dict[str, Any] = {"device": self.device} | ({} if aligned else {"mirror": 0.0})
        if self.steps is not None:
            training["steps"] = int(self.steps)
            share = self.steps / settings.training.steps
            objective["anneal_steps"] = round(settings.objective.anneal_steps * share)
        model = {"kind": kind, "n_components": int(self.n_components)}
        return settings.changed(relative=relative, model=model, objective=objective, training=training)


def _neutral_or_own(neutral: Any, X: Any) -> Any:
    """The neutrals given, else those that a table of faces brings."""
    own = neutral is None and isinstance(X, Faces) and (X.neutral_rows >= 0).any()
    return X.neutral_points() if own else neutral
