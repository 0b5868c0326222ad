"""A trained model in a program of one's own, by NumPy alone: nothing here loads PyTorch.

    runtime = mien.runtime.load("m2.safetensors").on(neutral)
    z = runtime(face)

`mien export numpy` writes the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np

from mien.errors import DataError, LayoutError
from mien.landmarks.alignment import flat_faces
from mien.models.encoding import encoded
from mien.models.exported import Exported


def load(path: str | Path) -> Runtime:
    """The model of a file that ``mien export numpy`` wrote; errors as of `Exported.load`."""
    return Runtime(Exported.load(path))


class Runtime:
    """From landmarks or features as they come to latents, and back.

    Parameters
    ----------
    exported : the model.
    neutral : (p, d) or (m, p, d) neutral faces of one or m people, or (d,) or (m, d) features; for models
        that take a face with its person's neutral.

    Attributes
    ----------
    exported : the model.
    latents : names of the latents.
    """

    def __init__(self, exported: Exported, neutral: np.ndarray | None = None) -> None:
        self.exported = exported
        self.latents: tuple[str, ...] = tuple(exported.about["latents"])
        encoder, decoder, self._people = exported.encoder, exported.decoder, 0
        self._shape, self._size = exported.preparation.mean.shape, exported.preparation.mean.size
        if neutral is not None and exported.needs_neutral:
            faces = self._faces(neutral, "neutral faces")
            y = self._prepared(faces, np.char.add("neutral ", np.arange(len(faces)).astype(str)))
            self._people, known = len(y), {"y": y}
            encoder = encoder.given(known)
            decoder = None if decoder is None else decoder.given(known)
        self._encoder, self._mean, self._decoder = encoder, encoder.only("z"), decoder

    def on(self, neutral: np.ndarray) -> Self:
        """The same for the one or m people of these neutral faces, whose share of the work is done once."""
        return type(self)(self.exported, neutral)

    def __call__(self, face: np.ndarray) -> np.ndarray:
        """Latents (k,) of one face (p, d), or of features (d,): the mean of q(z | x, y).

        Raises
        ------
        LayoutError
            If the face has another shape than the model's.
        DataError
            If it cannot be aligned, or the model needs a neutral face and was given none, or several.
        """
        found: np.ndarray = self._mean.run({"x": self._one(face)})["z"][0]
        return found

    def posterior(self, face: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Mean and deviation (k,) of one face; no deviation where the model's is the same for all faces."""
        found = self._encoder.run({"x": self._one(face)})
        return found["z"][0], found["std"][0] if "std" in found else None

    def encode(
        self, faces: np.ndarray, person: np.ndarray | None = None, threads: int | None = None
    ) -> np.ndarray:
        """Latents (n, k) float32 of many faces, by several threads.

        Parameters
        ----------
        faces : (n, p, d) landmarks, or (n, d) features.
        person : (n,) int, which of the m neutral faces is of each face; not needed where there is one.
        threads : as many as there are cores if None.

        Raises
        ------
        LayoutError, DataError
            As for one face; the message names rows.
        """
        faces, person = self._faces(faces, "faces"), self._checked_people(person, len(faces))

        def prepared(part: slice) -> np.ndarray:
            return self._prepared(faces[part], np.arange(part.start, part.stop))

        return encoded(self._mean, {"x": prepared}, len(faces), len(self.latents), person, threads)

    def decode(self, z: np.ndarray) -> np.ndarray:
        """The face of latents (k,), the mean of p(x | y, z): aligned landmarks (p, d), or features (d,).

        Raises
        ------
        DataError
            If the model has no decoder, the latents are not the model's, or a neutral face is missing.
        """
        if self._decoder is None:
            raise DataError(
                f"a model of kind {self.exported.about['model']} has no decoder: it makes no faces of latents"
            )
        z = np.asarray(z, np.float32)
        if z.shape != (len(self.latents),) or not np.isfinite(z).all():
            raise DataError(f"latents have shape {z.shape}; expected {len(self.latents)} finite numbers")
        self._one_person()
        face = self._decoder.run({"z": z[None]})["face"]
        return self.exported.preparation.restore(face.reshape(1, *self._shape))[0]

    def _one(self, face: np.ndarray) -> np.ndarray:
        self._one_person()
        face = np.asarray(face)
        if face.size != self._size:
            raise LayoutError(f"the face has shape {face.shape}; the model takes {self._shape}")
        return self._prepared(face[None], _ONE)

    def _faces(self, faces: np.ndarray, what: str) -> np.ndarray:
        """(n, …) faces of whatever was given."""
        faces = np.asarray(faces)
        if faces.shape in (self._shape, (self._size,)):
            faces = faces[None]
        if faces.ndim < 2 or faces[:1].size not in (0, self._size):
            raise LayoutError(f"{what} have shape {faces.shape}; the model takes {self._shape} each")
        return faces

    def _prepared(self, faces: np.ndarray, names: np.ndarray) -> np.ndarray:
        return flat_faces(self.exported.preparation, faces, None, names)

    def _one_person(self) -> None:
        if self.exported.needs_neutral and self._people != 1:
            have = f"was given {self._people}" if self._people else "was given none"
            raise DataError(
                f"one face goes with one neutral face, and the model {have}: take runtime.on(neutral)"
            )

    def _checked_people(self, person: np.ndarray | None, n: int) -> np.ndarray | None:
        if not self.exported.needs_neutral:
            return None
        if not self._people:
            raise DataError("the model needs the neutral faces of these people: take runtime.on(neutrals)")
        if person is None:
            if self._people > 1:
                raise DataError(
                    f"there are neutral faces of {self._people} people: say of each face whose it is"
                )
            return None
        person = np.asarray(person)
        wrong = person.shape != (n,) or person.dtype.kind not in "iu"
        if wrong or (n and not 0 <= person.min() <= person.max() < self._people):
            raise DataError(
                f"person has shape {person.shape}; expected {n} whole numbers from 0 to {self._people - 1}"
            )
        return person


_ONE = np.zeros(1, np.int64)
