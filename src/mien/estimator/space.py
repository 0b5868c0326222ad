"""ExpressionSpace: Mien as a scikit-learn estimator."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from mien.errors import DataError, LayoutError, listed
from mien.estimator.asked import kind_of, normals, told_of
from mien.estimator.fitting import Given, learned
from mien.estimator.neutrals import apart, own_or_given, spread
from mien.estimator.shown import indexed
from mien.faces.faces import Faces
from mien.landmarks.values import DIMS
from mien.settings import Settings
from mien.triplets.among import triplets_among
from mien.vocabulary import latent_names

_APART = (
    "the neutrals are not where the faces are: has a step before this one, such as a scaler, changed X and "
    "not neutral=? Give it the neutrals too, for example neutral=pipeline[:-1].transform(neutral)"
)


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
    recipe : ``"fast"``, ``"quick"`` or ``"paper"``, or a `mien.settings.Settings`.
    layout : name of the landmark layout (see `mien.landmarks.NAMES`). Without it, features are only centred
        and scaled, so that any conditional data works. A `Faces` brings its own.
    steps : training steps instead of the recipe's; annealing, and how often is validated, go in proportion.
    random_state : the same seed gives the same numbers on the same machine; an int, a
        `numpy.random.Generator` or `RandomState`, or None.
    device : where to train: ``"auto"`` takes a GPU where there is one; else ``"cpu"``, ``"cuda"`` ….
    validation_fraction : of the people, whom the weights are chosen by and not trained with; 0 keeps the last
        weights. `subjects` say who is who, else faces on the same neutral are one person's.
    patience : validations in a row without a better one after which training stops. None takes the recipe's.
    warm_start : whether another fit goes on from the weights, and the preparation, of the one before.

    Attributes
    ----------
    model_ : `mien.models.trained.ExpressionModel`, the trained model.
    kind_ : name of the model, for example ``"m2"``.
    history_ : list of dict, the named terms of the loss in nats per face while training.
    n_triplets_ : triplets that were trained on.
    n_triplets_left_out_ : triplets left out because `faces` did not hold all of their faces, or because they
        join people who are trained and validated on.

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
        validation_fraction: float = 0.0,
        patience: int | None = None,
        warm_start: bool = False,
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
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.warm_start = warm_start

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
        verbose: int = 0,
        callbacks: Any = None,
    ) -> Self:
        """Learn the space.

        Parameters
        ----------
        X : (n, p, 3) or (n, p, 2) landmarks, (n, d) features, or a `Faces` with its neutrals and subjects.
        y : ignored; for pipelines.
        neutral : the neutral face of each face's person, like X; or a dict from subject to neutral, or a
            `Faces` with one face a subject; or one for all, (p, 3) or (d,).
        subjects : (n,) who each face is of. Who was trained with is kept with the model, not by name, so that
            a later evaluation of the same people knows.
        triplets : (m, 3) anchor, near, far, rows of X or what `faces` calls them; a `Triplets` value; or a
            frame or dict with the columns anchor, near, far and perhaps weight. Those of a `Faces` may be
            called by their own names.
        triplet_weight : (m,) reliability of each triplet, 1 where None.
        faces : (n,) a name or whole number for each face that triplets refer to. Cross-validation cuts it
            with X, so that triplets keep meaning the same faces; those with a face that is not in this X are
            left out.
        verbose : 1 for about ten lines on standard error, 2 for a line for each record. The logger ``mien``
            is told in any case.
        callbacks : names of `mien.callbacks.CALLBACKS` (``"tensorboard"``, ``"wandb"``, ``"mlflow"``) or
            `mien.callbacks.Callback` objects, told of the training; one alone needs no list.

        Raises
        ------
        DataError, TripletError, ConfigError
            On input that cannot be used, such as faces that are flat or mirrored; nothing is fitted then.
        """
        from mien.models.registry import MODELS

        told = told_of(verbose, callbacks)
        X, neutral, people, names, layout = self._unpacked(X, neutral, subjects)
        points = self._validated(X, layout, reset=True)
        n, people = len(points), _people_of(people, len(points))
        judged, left_out = triplets_among(triplets, triplet_weight, faces, n, names)
        kind, neutrals = kind_of(self.model, neutral is not None, judged is not None), None
        if "neutral" in MODELS.find(kind).needs:
            neutrals = self._neutrals(neutral, n, "faces", layout, people)
            if apart(points, neutrals):
                warnings.warn(_APART, stacklevel=2)
        given = Given(points, neutrals, people, judged, layout)
        self.model_, self.history_, crossing = learned(self, kind, given, told)
        self.kind_, self.n_triplets_ = kind, self.model_.about.triplets.count
        self.n_triplets_left_out_ = left_out + crossing
        self._n_features_out = self.n_components
        return self

    def transform(
        self, X: Any, neutral: Any = None, whose: Any = None, return_std: bool = False
    ) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
        """Latents of faces: (n, k) float32, the mean of q(z | x, y).

        Where pandas output is asked for, latents of a `Faces` are indexed by face.

        Parameters
        ----------
        X, neutral : as in `fit`; neutrals are needed for M1 and M2.
        whose : (n,) the subject of each face, where neutrals are given by subject. Not called ``subjects``,
            so that scikit-learn routes those to `fit` alone.
        return_std : give (latents, deviations), both (n, k): how sure each latent is.
        """
        given = self._points(X, neutral, whose)
        latents = indexed(self, X, self.model_.encode(*given))
        if not return_std:
            return latents
        _, variance = self.model_.posterior_prepared(*self._prepared(*given))
        return latents, np.sqrt(variance)

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> np.ndarray:
        """Fit, then the latents of the same faces."""
        neutral, whose = fit_params.get("neutral"), fit_params.get("subjects")
        return self.fit(X, y, **fit_params).transform(X, neutral, whose)  # type: ignore[return-value]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the latent dimensions as everywhere in Mien: z0, z1 …"""
        found = super().get_feature_names_out(input_features)
        return np.asarray(latent_names(len(found)), dtype=object)

    def inverse_transform(self, Z: Any, neutral: Any = None, whose: Any = None) -> np.ndarray:
        """Faces of latents: (n, p, 3) or (n, p, 2) float32 aligned landmarks, or (n, d) features.

        Parameters
        ----------
        Z : (n, k)
        neutral, whose : as in `transform`, whose face to put the expression on; needed for M1 and M2.
        """
        check_is_fitted(self)
        self.model_.require_decoder()
        Z = self.model_.checked_latents(Z)
        return self.model_.decode(Z, self._own(neutral, len(Z), "latents", whose))

    def sample(self, n: int = 1, neutral: Any = None, random_state: Any = None) -> np.ndarray:
        """Faces of latents drawn from N(0, I): (n, p, 3) or (n, d) float32.

        Parameters
        ----------
        n : how many.
        neutral : one neutral (p, 3) or (d,) for all, or n of them.
        random_state : as of the estimator.
        """
        check_is_fitted(self)
        self.model_.require_decoder()
        Z = normals(random_state, (n, self.model_.n_components))
        return self.inverse_transform(Z, neutral=neutral)

    def score(
        self,
        X: Any,
        y: Any = None,
        *,
        neutral: Any = None,
        whose: Any = None,
        triplets: Any = None,
        faces: Any = None,
    ) -> float:
        """Share of satisfied triplets (eq. 12); without triplets, the ELBO in nats per face at z = mean.

        Parameters
        ----------
        X, neutral, whose, triplets, faces : as in `fit` and `transform`.

        Raises
        ------
        TripletError
            If triplets are given and none of them is among these faces.
        DataError
            If none are given, and the model has no decoder, so that there is no ELBO.
        """
        from mien.evaluation.triplets import satisfied_triplets

        x, given = self._prepared(*self._points(X, neutral, whose))
        names = X.face if isinstance(X, Faces) else None
        judged, _ = triplets_among(triplets, None, faces, len(x), names)
        if judged is not None:
            return satisfied_triplets(self.model_.encode_prepared(x, given), judged).share
        if not self.model_.decodes:
            raise DataError(f"model {self.kind_!r} has no ELBO, as it decodes no faces: pass triplets=")
        return float(self.model_.elbo_prepared(x, given).mean())

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
            validation_fraction=about.validation_fraction,
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

    def _unpacked(self, X: Any, neutral: Any, subjects: Any) -> tuple[Any, Any, Any, Any, Any]:
        """Points, neutrals, people, the faces' names and the layout."""
        from mien.landmarks.layout import get_layout

        layout = None if self.layout is None else get_layout(self.layout)
        if not isinstance(X, Faces):
            return X, neutral, subjects, None, layout
        if layout is not None and layout is not X.landmarks.layout:
            raise LayoutError(f"layout is {self.layout}, the data set has {X.landmarks.layout.name}")
        people = X.subject if subjects is None else subjects
        return X.landmarks.points, own_or_given(neutral, X), people, X.face, X.landmarks.layout

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

    def _prepared(self, points: np.ndarray, own: np.ndarray | None) -> tuple[np.ndarray, np.ndarray | None]:
        return self.model_.prepare(points), None if own is None else self.model_.prepare(own)

    def _points(self, X: Any, neutral: Any, whose: Any = None) -> tuple[np.ndarray, np.ndarray | None]:
        """Faces and, where they are needed, their neutrals: (n, d) each, not yet aligned."""
        check_is_fitted(self)
        points = self._validated(X, self._fitted_layout(), reset=False)
        if whose is None and isinstance(X, Faces):
            whose = X.subject
        return points, self._own(own_or_given(neutral, X), len(points), "faces", whose)

    def _own(self, neutral: Any, n: int, what: str, whose: Any = None) -> np.ndarray | None:
        """(n, d) neutrals of n faces or latents, None where the model needs none."""
        if not self.model_.needs_neutral:
            return None
        if neutral is None:
            raise DataError(f"a model of kind {self.kind_} needs the neutral of every face: pass neutral=")
        return self._neutrals(neutral, n, what, self._fitted_layout(), _people_of(whose, n))

    def _fitted_layout(self) -> Any:
        from mien.landmarks.layout import get_layout

        return None if self.model_.layout is None else get_layout(self.model_.layout)

    def _neutrals(
        self, neutral: Any, n: int, what: str, layout: Any, people: np.ndarray | None
    ) -> np.ndarray:
        """(n, d) neutrals, checked as faces are."""
        if isinstance(neutral, Faces) and layout is not None and neutral.landmarks.layout is not layout:
            raise LayoutError(
                f"the faces are of layout {layout.name}, neutral is of {neutral.landmarks.layout.name}"
            )
        each = spread(neutral, n, self.n_features_in_, people)
        with warnings.catch_warnings():
            if each is not neutral:
                # Made here of what had names or not; X's own names were checked.
                warnings.filterwarnings("ignore", "X does not have valid feature names", UserWarning)
            points = self._validated(each, layout, reset=False, array="neutral")
        if len(points) != n:
            raise DataError(f"there are {n} {what} and {len(points)} neutrals; one each is needed")
        return points


def _people_of(subjects: Any, n: int) -> np.ndarray | None:
    """(n,) str; None where nobody says who is who."""
    if subjects is None:
        return None
    people = np.asarray(subjects).astype(np.str_)
    if people.shape != (n,):
        raise DataError(f"subjects have shape {people.shape}; there are {n} faces")
    return people
