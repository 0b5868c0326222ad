"""A trained model as it is exported: how faces are prepared, and programs. It needs NumPy, and no PyTorch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from mien.errors import ModelFileError
from mien.files import replacing
from mien.landmarks.alignment import Alignment, Scaling, stored_alignment
from mien.models.program import Program

SCHEMA = 1
SUFFIX = ".safetensors"
_KEY = "mien-exported"


@dataclass(frozen=True, eq=False)
class Exported:
    """What it takes to use a model.

    Attributes
    ----------
    preparation : from landmarks or features as they come to prepared ones.
    encoder : prepared faces ``"x"``, and neutrals ``"y"`` where the model needs them, to latents ``"z"`` and,
        unless it is the same for all faces, their deviation ``"std"``.
    decoder : latents ``"z"``, and neutrals, to prepared faces ``"face"``; None where the model has none.
    about : ``model``, ``title``, ``mien`` (the version), ``layout``, ``points`` (their names), ``dims``,
        ``latents`` (their names), ``neutral`` (whether it is needed), ``data``.
    """

    preparation: Alignment | Scaling
    encoder: Program
    decoder: Program | None
    about: Mapping[str, Any]

    @property
    def needs_neutral(self) -> bool:
        """True where a face comes with its person's neutral."""
        return "y" in self.encoder.inputs

    def save(self, path: str | Path) -> Path:
        """Write one file, whole or not at all.

        Raises
        ------
        ModelFileError
            If its name does not end in .safetensors.
        RunError
            If it cannot be written.
        """
        from safetensors.numpy import save

        path = Path(path)
        if path.suffix != SUFFIX:
            raise ModelFileError(f"{path}: an exported model is a file of the kind {SUFFIX}")
        programs = {"encoder": self.encoder, "decoder": self.decoder}
        arrays = {f"preparation.{name}": value for name, value in self.preparation.arrays().items()}
        for program in programs.values():
            arrays |= program.arrays if program is not None else {}
        meta = {
            "schema": SCHEMA,
            "about": dict(self.about),
            "preparation": self.preparation.meta(),
            **{name: one if one is None else one.header() for name, one in programs.items()},
        }
        content = save(
            {name: np.ascontiguousarray(value) for name, value in arrays.items()},
            {_KEY: json.dumps(meta, allow_nan=False)},
        )
        with replacing(path) as beside:
            beside.write_bytes(content)
        return path

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        ModelFileError
            If the file is missing, damaged, a model that is not exported, or of a later version.
        """
        from safetensors import SafetensorError, safe_open

        path = Path(path)
        if path.is_dir() or not path.exists():
            what = "a folder" if path.is_dir() else "not there"
            raise ModelFileError(
                f"{path}: {what}; mien export numpy MODEL FILE.safetensors writes the file to load"
            )
        try:
            with safe_open(path, "np") as file:
                told = file.metadata() or {}
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        except (OSError, SafetensorError) as error:
            raise ModelFileError(f"{path}: not an exported model, or damaged ({error})") from error
        if _KEY not in told:
            raise ModelFileError(
                f"{path}: not an exported model; mien export numpy MODEL FILE.safetensors makes one"
            )
        try:
            return cls._of(json.loads(told[_KEY]), arrays)
        except ModelFileError as error:
            raise ModelFileError(f"{path}: {error}") from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelFileError(f"{path}: damaged ({error!r})") from error

    @classmethod
    def _of(cls, meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Self:
        if meta["schema"] > SCHEMA:
            raise ModelFileError(
                f"schema {meta['schema']} is of a later Mien; this one reads up to {SCHEMA}, so update it"
            )

        def program(name: str) -> Program:
            own = {key: value for key, value in arrays.items() if key.startswith(f"{name}.")}
            return Program.of_header(meta[name], own)

        prefix = "preparation."
        fitted = {key.removeprefix(prefix): value for key, value in arrays.items() if key.startswith(prefix)}
        preparation = stored_alignment({**meta["preparation"], **fitted})
        decoder = None if meta["decoder"] is None else program("decoder")
        found = cls(preparation, program("encoder"), decoder, meta["about"])
        if found.encoder.inputs["x"] != preparation.mean.size:
            raise ModelFileError("damaged: its encoder does not take the faces that it prepares")
        return found
