"""A trained model with all that is needed to use it: preparation of faces, network, and what it was made of.

Stored as ``model.safetensors`` (every array, and the description in its metadata) and ``model.json`` (the
same description for people and other tools). No pickle.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mien.errors import DataError, LayoutError, ModelFileError, listed
from mien.files import replacing, write_text
from mien.landmarks.alignment import Alignment, Scaling, stored_alignment
from mien.models.priors import gaussian_kl
from mien.models.recipes import build_model
from mien.models.vae import VAE

SCHEMA = 1
TENSORS, DESCRIPTION = "model.safetensors", "model.json"
DIGEST = "arrays_sha256"
_BATCH = 8_192


@dataclass(frozen=True, eq=False)
class ExpressionModel:
    """A network and the preparation of faces that was fitted on its training faces.

    Attributes
    ----------
    network : the trained network, in evaluation mode.
    preparation : alignment of landmarks, or centring and scaling of plain features.
    about : further description: kind, hyperparameters, training triplets' hash, data licence, versions.
    """

    network: VAE
    preparation: Alignment | Scaling
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def layout(self) -> str | None:
        """Name of the landmark layout, None for plain features."""
        return self.preparation.layout if isinstance(self.preparation, Alignment) else None

    def prepare(
        self, points: np.ndarray, rotations: np.ndarray | None = None, names: np.ndarray | None = None
    ) -> np.ndarray:
        """Align and flatten faces.

        Parameters
        ----------
        points : (n, p, 3) landmarks, or (n, d) plain features.
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
        features = int(np.prod(points.shape[1:]))
        if features != self.network.n_features:
            raise LayoutError(
                f"the model takes {self.network.n_features} numbers a face"
                + (f" (layout {self.layout})" if self.layout else "")
                + f", these faces have {features}"
            )
        points = points.reshape(len(points), *self.preparation.mean.shape)
        return self.preparation.apply(points, rotations, names).reshape(len(points), -1)

    def encode_prepared(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Mean and log-variance of q(z | x, y) for prepared faces, in batches: (n, k) float32 each."""
        means, variances = [], []
        with torch.no_grad():
            for start in range(0, len(x), _BATCH):
                part = slice(start, start + _BATCH)
                given = None if y is None else torch.from_numpy(y[part])
                mean, log_variance = self.network.encode(torch.from_numpy(x[part]), given)
                means.append(mean.numpy())
                variances.append(log_variance.numpy())
        if not means:
            empty = np.empty((0, self.network.n_components), dtype=np.float32)
            return empty, empty
        return np.concatenate(means), np.concatenate(variances)

    def encode(self, points: np.ndarray, neutral: np.ndarray | None = None) -> np.ndarray:
        """Latents of faces, the mean of q(z | x, y).

        Parameters
        ----------
        points, neutral : (n, p, 3) landmarks or (n, d) features, not yet aligned.

        Returns
        -------
        (n, k) float32
        """
        x = self.prepare(points)
        return self.encode_prepared(x, self._prepared_neutral(neutral, len(x)))[0]

    def decode(self, latents: np.ndarray, neutral: np.ndarray | None = None) -> np.ndarray:
        """Faces of latents, the mean of p(x | y, z), in aligned coordinates (eye distance 1).

        Parameters
        ----------
        latents : (n, k)
        neutral : (n, p, 3) or (n, d) neutrals, not yet aligned.

        Returns
        -------
        (n, p, 3) float32, or (n, d) for plain features.
        """
        latents = np.asarray(latents, dtype=np.float32)
        if latents.ndim != 2 or latents.shape[1] != self.network.n_components:
            raise DataError(
                f"latents have shape {latents.shape}; expected (faces, {self.network.n_components})"
            )
        return self.decode_prepared(latents, self._prepared_neutral(neutral, len(latents)))

    def decode_prepared(self, latents: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        """As `decode`, for neutrals that are prepared already, (n, d)."""
        decoded = self.network_output(latents, y)
        return self.preparation.restore(decoded.reshape(len(decoded), *self.preparation.mean.shape))

    @staticmethod
    def divergence(mean: np.ndarray, log_variance: np.ndarray) -> np.ndarray:
        """KL of the posteriors of `encode_prepared` from N(0, I), a dimension at a time: (n, k) nats."""
        return gaussian_kl(torch.from_numpy(mean), torch.from_numpy(log_variance)).numpy()

    def network_output(self, latents: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        """The decoder's output for prepared neutrals, in prepared coordinates: (n, d) float32, in batches."""
        parts = []
        with torch.no_grad():
            for start in range(0, len(latents), _BATCH):
                part = slice(start, start + _BATCH)
                given = None if y is None else torch.from_numpy(y[part])
                parts.append(self.network.decode(torch.from_numpy(latents[part]), given).numpy())
        return np.concatenate(parts) if parts else np.empty((0, self.network.n_features), np.float32)

    def _prepared_neutral(self, neutral: np.ndarray | None, n: int) -> np.ndarray | None:
        if not self.network.conditional:
            return None
        if neutral is None:
            raise DataError(f"a model of kind {self.about.get('kind')} needs the neutral face of every face")
        if len(neutral) != n:
            raise DataError(f"there are {n} faces and {len(neutral)} neutrals; one each is needed")
        return self.prepare(neutral)

    def describe(self) -> dict[str, Any]:
        """The description that is stored with the model."""
        network = self.network
        return {
            "schema": SCHEMA,
            **self.about,
            "architecture": {
                "n_features": network.n_features,
                "n_components": network.n_components,
                "encoder": _hidden(network.encoder),
                "decoder": _hidden(network.decoder),
                "conditional": network.conditional,
            },
            "preparation": self.preparation.meta(),
        }

    def save(self, folder: str | Path) -> Path:
        """Write the model into a folder, each file whole or not at all.

        Raises
        ------
        RunError
            If a file cannot be written.
        """
        from safetensors.numpy import save

        folder = Path(folder)
        arrays = {f"network.{name}": tensor.numpy() for name, tensor in self.network.state_dict().items()}
        arrays |= {f"preparation.{name}": value for name, value in self.preparation.arrays().items()}
        arrays = {name: np.ascontiguousarray(value) for name, value in arrays.items()}
        text = json.dumps({**self.describe(), DIGEST: _digest(arrays)}, indent=1, allow_nan=False)
        content = save(arrays, {"mien": text})
        with replacing(folder / TENSORS) as beside:
            # Not by safetensors, whose error on a full disk is no OSError.
            beside.write_bytes(content)
        write_text(folder / DESCRIPTION, text + "\n")
        return folder


def _hidden(network: Any) -> list[int]:
    linear = [layer for layer in network.layers if isinstance(layer, torch.nn.Linear)]
    return [layer.out_features for layer in linear[:-1]]


def _digest(arrays: dict[str, np.ndarray]) -> str:
    """SHA-256 of arrays with their names, kinds and shapes."""
    digest = hashlib.sha256()
    for name, value in sorted(arrays.items()):
        digest.update(f"{name} {value.dtype.str} {value.shape}\n".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()


def load_model(folder: str | Path) -> ExpressionModel:
    """Read a model that `ExpressionModel.save` wrote, of this or an earlier version.

    Parameters
    ----------
    folder : the folder, or the ``model.safetensors`` in it.

    Raises
    ------
    ModelFileError
        If a file is missing or damaged, the two files don't belong together, or a later version wrote them.
    """
    from safetensors import SafetensorError, safe_open

    folder = Path(folder)
    path = folder if folder.suffix == ".safetensors" else folder / TENSORS
    if not path.exists():
        raise ModelFileError(f"{path}: no model there; train one with `mien train` or name its folder")
    try:
        with safe_open(path, "np") as file:
            text = (file.metadata() or {})["mien"]
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        meta = json.loads(text)
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelFileError(f"{path}: not a Mien model, or damaged ({error})") from error
    if not isinstance(meta, dict) or not isinstance(meta.get("schema"), int):
        raise ModelFileError(f"{path}: not a Mien model: it does not say its schema version")
    if meta["schema"] > SCHEMA:
        raise ModelFileError(
            f"{path}: schema {meta['schema']} is of a later Mien; this one reads up to {SCHEMA}, so update it"
        )
    _check_description(path.parent / DESCRIPTION, meta)
    # Models of before had none.
    if meta.pop(DIGEST, None) not in (None, _digest(arrays)):
        raise ModelFileError(f"{path}: damaged: its arrays are not those that were saved")
    try:
        return _rebuild(meta, arrays)
    except (KeyError, TypeError, ValueError, RuntimeError, ModelFileError) as error:
        reason = str(error).splitlines()[0]
        raise ModelFileError(f"{path}: its arrays don't fit its description ({reason})") from error


def _check_description(path: Path, meta: dict[str, Any]) -> None:
    if not path.exists():
        return
    try:
        same = json.loads(path.read_text(encoding="utf-8")) == meta
    except (OSError, ValueError):
        same = False
    if not same:
        raise ModelFileError(
            f"{path}: does not belong to the {TENSORS} beside it, which holds its own description; "
            f"remove {path.name} to use that one"
        )


def _rebuild(meta: dict[str, Any], arrays: dict[str, np.ndarray]) -> ExpressionModel:
    shape = meta["architecture"]
    network = build_model(
        meta["kind"],
        shape["n_features"],
        shape["n_components"],
        tuple(shape["encoder"]),
        tuple(shape["decoder"]),
    )
    prefix = "network."
    state = {k.removeprefix(prefix): torch.from_numpy(v) for k, v in arrays.items() if k.startswith(prefix)}
    network.load_state_dict(state)
    broken = [name for name, value in state.items() if not torch.isfinite(value).all()]
    if broken:
        raise ValueError(f"{listed(broken)} holds numbers that are not finite")
    prefix = "preparation."
    fitted = {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
    preparation = stored_alignment({**meta["preparation"], **fitted})
    known = {"schema", "architecture", "preparation"}
    about = {name: value for name, value in meta.items() if name not in known}
    return ExpressionModel(network.eval(), preparation, about)
