"""What an ideal observer knows of the built-in sets: rig, noise, and what people do, by simulation."""

from __future__ import annotations

from functools import cache

import numpy as np

from mien.errors import DataError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.synthetic import posed, spontaneous
from mien.synthetic.action_units import AUS, au_matrix
from mien.synthetic.acts import CODED, SHAPES, UNITS
from mien.synthetic.observer import Known, Mixture
from mien.synthetic.rig import LAYOUT, load_rig
from mien.synthetic.synthesis import noise_of_points

# The simulated people are none of a built-in set, whose seeds are small.
SEED = 7_919_000
PEOPLE, PARTS = 1_500, 4
VIDEO_PEOPLE, VIDEO_EVERY, VIDEO_PARTS = 120, 20, 40
LOOSE = ("jawLeft", "jawRight", "jawForward", "jawOpen")


def knows_truth(faces: Faces) -> bool:
    """Whether these are faces of a built-in set as it was made, of which `known_of` tells."""
    landmarks = faces.landmarks
    whole = landmarks.layout.name == LAYOUT and landmarks.dims == 3 and landmarks.unit == "mm"
    return whole and faces.source.startswith((posed.SOURCE, spontaneous.SOURCE))


def known_of(faces: Faces) -> Known:
    """What there is to know of the set; DataError for faces of another source."""
    if not knows_truth(faces):
        raise DataError(f"{faces.source}: nothing is known of what is behind these faces")
    return known_posed() if faces.source.startswith(posed.SOURCE) else known_spontaneous()


@cache
def known_posed(style: posed.Style | None = None) -> Known:
    """Of the posed set: activations on the left and right of each of `AUS`, then gaze and jaw."""
    style = style or posed.Style()
    rng, rig = np.random.default_rng(SEED), load_rig()
    activation, degree = posed.activations(rng, PEOPLE, style)
    looks = posed.looks(rng, np.tile(degree, PEOPLE), rig, style)
    moving = [place for place, name in enumerate(rig.expression_names) if name in LOOSE or "Look" in name]
    drawn = np.concatenate([activation.reshape(len(looks), -1), looks[:, moving]], axis=1)
    drawn = drawn.reshape(PEOPLE, len(degree), -1)
    shapes = _shapes(rig.expression)
    noise = style.noise * np.repeat(noise_of_points(get_layout(LAYOUT)), 3)
    return Known(
        names=_sided(AUS),
        face=_shapes(rig.neutral[None]).reshape(-1, 3),
        identity=style.identity * _shapes(rig.identity),
        movement=np.concatenate(
            [au_matrix(rig.expression_names).reshape(-1, len(shapes)) @ shapes, shapes[moving]]
        ),
        noise=np.diag(np.square(noise) + 1e-8),
        size=style.size,
        scale=style.scale,
        turn=np.deg2rad(max(style.turn, 0.1)),
        shift=max(style.shift, 1.0),
        shown=Mixture.of([part for cell in drawn.transpose(1, 0, 2) for part in _parted(cell, PARTS)]),
        resting=Mixture.of([drawn[:, 0]]),
    )


def _parted(drawn: np.ndarray, parts: int) -> list[np.ndarray]:
    """Draws (j, w) in so many clusters of their own."""
    from sklearn.cluster import KMeans

    if parts == 1:
        return [drawn]
    place = KMeans(parts, n_init=1, max_iter=20, random_state=0).fit_predict(drawn)
    return [drawn[place == number] for number in range(parts)]


def _shapes(vertices: np.ndarray) -> np.ndarray:
    """(s, 3 p) the landmarks of whole surfaces (s, v, 3)."""
    return vertices[:, load_rig().landmarks].reshape(len(vertices), -1).astype(np.float64)


def _sided(units: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"AU{unit:02d} {side}" for unit in units for side in ("left", "right"))
