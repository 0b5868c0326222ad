"""Faces encoded and decoded again: what needs neither labels nor triplets."""

from __future__ import annotations

import numpy as np

from mien.evaluation.bootstrap import bootstrap_faces
from mien.evaluation.details import Scale
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.evaluation.transfer import point_distance

EVIDENCE = Scale(least=None, most=None, unit="nats")


class Reconstruction:
    """Distance of test faces from themselves, encoded and decoded; and the ELBO, in nats a face."""

    title = "Reconstruction"

    def heading(self, kind: str) -> str:
        """The error, or the ELBO."""
        return "ELBO" if kind == "elbo" else f"{self.title} error"

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Mean distance of points, its chance level the neutral face's; the mean ELBO where there is one.

        Neutral faces are left out where a neutral is given to the decoder beside the latents.
        """
        if space.decode is None:
            raise Lacking("the space makes no faces")
        if on.faces is None:
            raise Lacking("the faces themselves are not given")
        rows = on.test if on.neutral is None else on.test[on.neutral[on.test] != on.test]
        if not len(rows):
            raise Lacking("test people have no face but their neutral one")
        error = point_distance(space.decode(space.latents[rows], rows), on.faces[rows], on.dims)
        chance = None
        if on.neutral is not None and (on.neutral[rows] >= 0).all():
            chance = float(point_distance(on.faces[on.neutral[rows]], on.faces[rows], on.dims).mean())
        scale = Scale(most=None, lower=True, unit="eye distances" if on.dims > 1 else "")
        found = {"error": _mean(error, rows, on, scale, chance)}
        if space.elbo is not None:
            found["elbo"] = _mean(space.elbo(rows), rows, on, EVIDENCE)
        return found


def _mean(
    values: np.ndarray, rows: np.ndarray, on: Judged, scale: Scale, chance: float | None = None
) -> Outcome:
    replicates = bootstrap_faces(values, on.person[rows], on.drawn)
    return Outcome(float(values.mean()), replicates, counts=on.counted(rows), chance=chance, scale=scale)
