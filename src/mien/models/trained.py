"""A trained model with all that is needed to use it: preparation of faces, network, what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mien.errors import DataError, LayoutError, ModelFileError, listed
from mien.landmarks.alignment import Alignment, Scaling, flat_faces, refuse_other_dims, stored_alignment
from mien.landmarks.values import Landmarks
from mien.models.about import About, of_version_1, of_version_2
from mien.models.device import device_of
from mien.models.encoding import distinct, encoded
from mien.models.interface import Given, Posterior
from mien.models.network import Network, build_network
from mien.models.stored import SCHEMA, read_model, tensors_of, write_model
from mien.models.tracing import mean_program

_BATCH = 8_192


@dataclass(frozen=True, eq=False)
class ExpressionModel:
    """A network and the preparation of faces that was fitted on its training faces.

    Attributes
    ----------
    network : the trained network, in evaluation mode; it encodes and decodes on its own device.
    preparation : alignment of landmarks, or centring and scaling of plain features.
    about : what it was made of.
    """

    network: Network
    preparation: Alignment | Scaling
    about: About

    @property
    def kind(self) -> str:
        """Name of the model, for example ``"m2"``."""
        return self.about.settings.model.kind

    @property
    def n_components(self) -> int:
        """k, latent dimensions."""
        return self.network.shape.components

    @property
    def needs_neutral(self) -> bool:
        """True where a face comes with its person's neutral."""
        return "y" in self.network.shape.columns

    @property
    def decodes(self) -> bool:
        """True where it makes faces of latents; a model that is trained by distances alone does not."""
        return self.network.decoder is not None

    def require_decoder(self) -> None:
        """Refuse a model that makes no faces of latents, before any work is done: a DataError."""
        if not self.decodes:
            raise DataError(
                f"a model of kind {self.kind} has no decoder: it makes no faces of latents; "
                "take one that reconstructs faces, as m2 does"
            )

    @property
    def layout(self) -> str | None:
        """Name of the landmark layout, None for plain features."""
        return self.preparation.layout if isinstance(self.preparation, Alignment) else None

    def check_layout(self, faces: Landmarks) -> None:
        """Refuse faces of another layout than the model's, or with and without depth: a LayoutError."""
        if faces.layout.name != self.layout:
            raise LayoutError(f"the model is of layout {self.layout}, the faces of {faces.layout.name}")
        refuse_other_dims(faces.dims, self.preparation.mean.shape[-1])

    def prepare(
        self, points: np.ndarray, rotations: np.ndarray | None = None, names: np.ndarray | None = None
    ) -> np.ndarray:
        """Align and flatten faces.

        Parameters
        ----------
        points : (n, p, 3 or 2) landmarks, or (n, d) plain features.
        rotations : (n, 3, 3) given poses, see `Alignment.apply`, or None.
        names : (n,) names of the faces, for error messages.

        Returns
        -------
        (n, d) float32

        Raises
        ------
        LayoutError
            If the number of points or features is not the model's.
        """
        points = np.asarray(points)
        self._refuse_other_features(points)
        return flat_faces(self.preparation, points, rotations, names)

    def _refuse_other_features(self, points: np.ndarray) -> None:
        features = int(np.prod(points.shape[1:]))
        if features != self.network.shape.features:
            raise LayoutError(
                f"the model takes {self.network.shape.features} numbers a face"
                + (f" (layout {self.layout})" if self.layout else "")
                + f", these faces have {features}"
            )

    def encode_prepared(
        self,
        x: np.ndarray,
        y: np.ndarray | None,
        person: np.ndarray | None = None,
        threads: int | None = None,
    ) -> np.ndarray:
        """Mean of q(z | x, y) for prepared faces (n, d): (n, k) float32, in batches.

        Parameters
        ----------
        y : (n, d), or (m, d) with `person`, (n,) int, which of them is of each face.
        threads : of the encoder's program, as many as there are cores if None; they change no number.
        """
        own = self._needed(y)
        if own is None:
            return self._means(len(x), lambda rows: x[rows], None, None, threads)
        whose = distinct(own) if person is None else np.unique(person, return_inverse=True)
        return self._means(len(x), lambda rows: x[rows], lambda rows: own[rows], whose, threads)

    def _means(
        self,
        n: int,
        x: Callable[[Any], np.ndarray],
        y: Callable[[Any], np.ndarray] | None,
        whose: tuple[np.ndarray, np.ndarray] | None,
        threads: int | None,
    ) -> np.ndarray:
        """(n, k) latents: by the encoder's program, or by PyTorch on a GPU and where there is no program.

        Some rows are asked of `x`, faces, and `y`, neutrals, and prepared then; `whose` says in which rows
        there is a neutral of each person, and which of these is each face's.
        """
        program = mean_program(self.network) if self._device.type == "cpu" else None
        if program is None:
            every, own = slice(0, n), None
            if y is not None:
                own = y(every) if whose is None else y(whose[0])[whose[1]]
            return self._posteriors(x(every), own, lambda posterior: posterior.mean)
        if y is None or whose is None:
            each = {"x": x} if y is None else {"x": x, "y": y}
            return encoded(program, each, n, self.n_components, None, threads)
        program = program.given({"y": y(whose[0])})
        return encoded(program, {"x": x}, n, self.n_components, whose[1], threads)

    def posterior_prepared(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of q(z | x, y) for prepared faces (n, d): (n, k) float32 each."""
        both = self._posteriors(x, y, lambda one: torch.cat([one.mean, one.variance], -1), 2)
        k = self.n_components
        return both[:, :k], both[:, k:]

    def usage_prepared(self, x: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        """KL of the posteriors of prepared faces from the prior, a dimension at a time: (n, k) nats."""
        return self._posteriors(x, y, self.network.prior.by_dimension)

    def elbo_prepared(self, x: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        """Evidence lower bound of prepared faces (n, d) at z = mean: (n,) nats (paper eq. 10).

        Without the constant of the likelihood, as in training; a DataError where there is no decoder.
        """
        error = np.square(self.network_output(self.encode_prepared(x, y), y) - x, dtype=np.float64)
        sigma2 = self.about.settings.objective.options("elbo")["sigma2"]
        return np.asarray(-error.sum(axis=1) / (2 * sigma2) - self.usage_prepared(x, y).sum(axis=1))

    def _posteriors(
        self, x: np.ndarray, y: np.ndarray | None, read: Callable[[Posterior], Tensor], times: int = 1
    ) -> np.ndarray:
        def one(part: slice, given: Given) -> Tensor:
            return read(self.network.encode({"x": self._on(x[part]), **given}))

        return self._batched(one, len(x), y, times * self.n_components)

    def encode(
        self, points: np.ndarray, neutral: np.ndarray | None = None, threads: int | None = None
    ) -> np.ndarray:
        """Latents of faces, the mean of q(z | x, y).

        Parameters
        ----------
        points, neutral : (n, p, 3 or 2) landmarks or (n, d) features, not yet aligned. What a neutral takes
            part in is done once where it is of many faces.
        threads : of the encoder's program, as many as there are cores if None; they change no number.

        Returns
        -------
        (n, k) float32
        """
        points = np.asarray(points)
        self._refuse_other_features(points)
        n, own = len(points), self._checked_neutral(neutral, len(points))

        def prepared(given: np.ndarray) -> Callable[[Any], np.ndarray]:
            return lambda rows: self.prepare(given[rows], None, np.arange(n)[rows])

        if own is None:
            return self._means(n, prepared(points), None, None, threads)
        return self._means(n, prepared(points), prepared(own), distinct(own), threads)

    def decode(self, latents: np.ndarray, neutral: np.ndarray | None = None) -> np.ndarray:
        """Faces of latents, the mean of p(x | y, z), in aligned coordinates (eye distance 1).

        Parameters
        ----------
        latents : (n, k)
        neutral : (n, p, 3) or (n, d) neutrals, not yet aligned.

        Returns
        -------
        (n, p, 3) float32, or (n, d) for plain features.

        Raises
        ------
        DataError
            If the latents are not the model's, a neutral is missing, or the model has no decoder.
        """
        self.require_decoder()
        latents = self.checked_latents(latents)
        own = self._checked_neutral(neutral, len(latents))
        return self.decode_prepared(latents, None if own is None else self.prepare(own))

    def checked_latents(self, latents: Any) -> np.ndarray:
        """Latents as (n, k) finite float32; DataError if they are something else."""
        latents = np.asarray(latents, dtype=np.float32)
        if latents.ndim != 2 or latents.shape[1] != self.n_components:
            raise DataError(f"latents have shape {latents.shape}; expected (faces, {self.n_components})")
        if not np.isfinite(latents).all():
            raise DataError("a latent is not a finite number")
        return latents

    def decode_prepared(self, latents: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        """As `decode`, for neutrals that are prepared already, (n, d)."""
        decoded = self.network_output(latents, y)
        return self.preparation.restore(decoded.reshape(len(decoded), *self.preparation.mean.shape))

    def network_output(self, latents: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        """The decoder's output for prepared neutrals, in prepared coordinates: (n, d) float32, in batches."""
        self.require_decoder()

        def one(part: slice, given: Given) -> Tensor:
            return self.network.decode(self._on(latents[part]), given)

        return self._batched(one, len(latents), y, self.network.shape.features)

    def _batched(
        self, work: Callable[[slice, Given], Tensor], n: int, y: np.ndarray | None, width: int
    ) -> np.ndarray:
        """(n, width) float32, what the work gives for some rows and what is given of them beside."""
        y = self._needed(y)
        found = np.empty((n, width), dtype=np.float32)
        with torch.no_grad():
            for start in range(0, n, _BATCH):
                part = slice(start, start + _BATCH)
                given = {} if y is None else {"y": self._on(y[part])}
                found[part] = work(part, given).cpu().numpy()
        return found

    def _on(self, values: np.ndarray) -> Tensor:
        return torch.from_numpy(values).to(self._device)

    @property
    def _device(self) -> torch.device:
        return next(self.network.parameters()).device

    def _needed(self, y: np.ndarray | None) -> np.ndarray | None:
        """Neutrals if the model needs them; a DataError if there are none then."""
        if not self.needs_neutral:
            return None
        if y is None:
            raise DataError(f"a model of kind {self.kind} needs the neutral face of every face")
        return y

    def _checked_neutral(self, neutral: np.ndarray | None, n: int) -> np.ndarray | None:
        """What is needed of neutrals, one of each of n faces."""
        needed = self._needed(neutral)
        if needed is not None and len(needed) != n:
            raise DataError(f"there are {n} faces and {len(needed)} neutrals; one each is needed")
        return None if needed is None else np.asarray(needed)

    def describe(self) -> dict[str, Any]:
        """The description that is stored with the model."""
        return {
            "schema": SCHEMA,
            **self.about.model_dump(),
            "columns": dict(self.network.shape.columns),
            "preparation": self.preparation.meta(),
        }

    def save(self, folder: str | Path) -> Path:
        """Write the model into a folder, each file whole or not at all.

        Raises
        ------
        RunError
            If a file cannot be written.
        """
        folder = Path(folder)
        state = self.network.state_dict()
        arrays = {f"network.{name}": tensor.cpu().numpy() for name, tensor in state.items()}
        arrays |= {f"preparation.{name}": value for name, value in self.preparation.arrays().items()}
        write_model(folder, self.describe(), arrays)
        return folder


def load_model(folder: str | Path, device: str = "cpu") -> ExpressionModel:
    """Read a model that `ExpressionModel.save` wrote, of this or an earlier version.

    Parameters
    ----------
    folder : the folder, or the ``model.safetensors`` in it.
    device : where it encodes and decodes: ``auto`` takes a GPU where there is one.

    Raises
    ------
    ModelFileError
        If a file is missing or damaged, the two files don't belong together, or a later version wrote them.
    ConfigError
        If there is no such device.
    """
    path = tensors_of(Path(folder))
    meta, arrays = read_model(path)
    place = device_of(device)
    try:
        model = _rebuild(meta, arrays)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError, ModelFileError) as error:
        reason = str(error).splitlines()[0]
        raise ModelFileError(f"{path}: its arrays don't fit its description ({reason})") from error
    model.network.to(place)
    return model


def _rebuild(meta: dict[str, Any], arrays: dict[str, np.ndarray]) -> ExpressionModel:
    if meta["schema"] == 1:
        meta, arrays = of_version_1(meta, arrays)
    if meta["schema"] < SCHEMA:
        meta = of_version_2(meta)
    known = {"schema", "columns", "preparation"}
    about = About.of({name: value for name, value in meta.items() if name not in known})
    network = build_network(about.settings.model, meta["columns"])
    state = {name: torch.from_numpy(value) for name, value in _of(arrays, "network.").items()}
    network.load_state_dict(state)
    broken = [name for name, value in state.items() if not torch.isfinite(value).all()]
    if broken:
        raise ValueError(f"{listed(broken)} holds numbers that are not finite")
    preparation = stored_alignment({**meta["preparation"], **_of(arrays, "preparation.")})
    return ExpressionModel(network.eval(), preparation, about)


def _of(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}
