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
PEOPLE = 1_500
VIDEO_PEOPLE, VIDEO_EVERY, VIDEO_PARTS = 60, 10, 30
BURST = 0.15  # seconds that a burst of jitter lasts, in the mean
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
        shown=Mixture.of(list(drawn.transpose(1, 0, 2))),
        resting=Mixture.of([drawn[:, 0]]),
    )


@cache
def known_spontaneous(style: spontaneous.SpontaneousStyle | None = None) -> Known:
    """Of the video: activations on the left and right of each of `UNITS`, then speech, gaze and lids.

    Which units go together is told by clusters of simulated frames; frames in which a coder would mark
    nothing are at rest. The noise of a frame is taken without its past.
    """
    style, rig = style or spontaneous.SpontaneousStyle(), load_rig()
    people = spontaneous.spontaneous_faces(SEED, VIDEO_PEOPLE, style=style)
    rows = np.arange(0, len(people), VIDEO_EVERY)
    shapes, names = _shapes(rig.expression), list(rig.expression_names)
    looking = [place for place, name in enumerate(names) if "Look" in name]
    lids = [names.index(f"eyeBlink{side}") for side in ("Left", "Right")]
    gains = au_matrix(rig.expression_names, SHAPES).reshape(-1, len(names))
    spoken = np.zeros((4, len(names)))
    for row, said in enumerate(spontaneous.SPOKEN):
        for name, amount in said.items():
            spoken[row, names.index(name)] = amount
    activation = people.activation[rows].reshape(len(rows), -1).astype(np.float64)
    weights = people.expression(rows)
    closed = weights[:, lids] - activation @ gains[:, lids]
    drawn = np.concatenate([activation, people.speech[rows], weights[:, looking], closed], axis=1)
    still = ((people.activation[rows].mean(axis=2) < style.threshold) | ~_coded()).all(axis=1)
    layout = get_layout(LAYOUT)
    apart = np.square(np.repeat(noise_of_points(layout), 3))
    burst = style.jitter * style.noise * np.sqrt(BURST / style.bursts)
    noise = np.diag(apart * (style.noise**2 + style.shake**2) + burst**2 + 1e-8)
    for region in spontaneous.SLIDING:
        place = list(layout.regions[region])
        for axis in range(3):
            along = np.array(place) * 3 + axis
            noise[np.ix_(along, along)] += style.slide**2
    return Known(
        names=_sided(UNITS),
        face=_shapes(rig.neutral[None]).reshape(-1, 3),
        identity=style.identity * _shapes(rig.identity),
        movement=np.concatenate([gains @ shapes, spoken @ shapes, shapes[looking], shapes[lids]]),
        noise=noise,
        size=style.size,
        scale=0.0,
        turn=np.deg2rad(style.turn),
        shift=style.shift,
        shown=Mixture.of(_parted(drawn, VIDEO_PARTS)),
        resting=Mixture.of([drawn[still]]),
    )


def _coded() -> np.ndarray:
    """(u,) bool: a coder marks this one of `UNITS`."""
    return np.isin(UNITS, CODED)


def _parted(drawn: np.ndarray, parts: int) -> list[np.ndarray]:
    """Draws (j, w) in so many clusters of their own."""
    from sklearn.cluster import KMeans

    place = KMeans(parts, n_init=1, max_iter=30, random_state=0).fit_predict(drawn)
    return [drawn[place == number] for number in range(parts) if (place == number).sum() > drawn.shape[1]]


def _shapes(vertices: np.ndarray) -> np.ndarray:
    """(s, 3 p) the landmarks of whole surfaces (s, v, 3)."""
    return vertices[:, load_rig().landmarks].reshape(len(vertices), -1).astype(np.float64)


def _sided(units: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"AU{unit:02d} {side}" for unit in units for side in ("left", "right"))
