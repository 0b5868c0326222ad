"""What the simulated raters see of the built-in spontaneous set, and what they answer.

Nobody was asked. What is seen is a distance and a valence of the movements behind the faces. It is not
the distance of landmarks, for four reasons:

- *Movements count by what they tell, not by their size.* Lowered brows, lip corners, a wrinkled nose and
  tightened lids tell emotions apart (M. L. Smith et al., Psychological Science 16(3), 2005) and move
  landmarks little; a dropped jaw, parted lips and speech move them much and say little alone. Action
  units counted alike satisfy 41 to 47 % of Google's triplets, where chance is 33 % and people reach 86 %
  (R. Vemulapalli, A. Agarwala, CVPR 2019).
- *The response saturates.* A faint movement goes unseen, a clear one is seen almost as a strong one: the
  function of K. I. Naka and W. A. H. Rushton, Journal of Physiology 185(3), 1966.
- *Faces are seen as wholes.* Pleasant or unpleasant is the first dimension of judged similarity (J. A.
  Russell, M. Bullock, JPSP 48(5), 1985); wide or narrow eyes, raised brows and an open mouth follow.
- *Nobody is blind to identity*, though it counts little (S. R. Schweinberger, G. R. Soukup, Journal of
  Experimental Psychology: HPP 24(6), 1998), and faces at rest that resemble an expression are judged as
  if they had it (C. P. Said, N. Sebe, A. Todorov, Emotion 9(2), 2009).

The weights are Mien's own. Who learns from these answers can be compared with the truth behind them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.columns import Column, Table
from mien.faces.action_units import ActionUnits
from mien.synthetic.action_units import au_matrix
from mien.synthetic.acts import SHAPES, UNITS
from mien.synthetic.raters import (
    ATTENTIVE,
    HASTY,
    ONE_SIDED,
    RANDOM,
    Panel,
    RaterStyle,
    assigned,
    default_raters,
    draw_panel,
)
from mien.synthetic.rig import load_rig
from mien.synthetic.spontaneous import SpontaneousFaces
from mien.synthetic.synthesis import spread
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, LabelAnswers

# How much a full movement of an action unit counts.
WEIGHTS: dict[int, float] = {
    1: 0.8, 2: 0.55, 4: 1.4, 5: 0.9, 6: 0.8, 7: 1.0, 9: 1.3, 10: 0.8, 11: 0.4, 12: 1.2, 14: 0.7, 15: 1.2,
    16: 0.3, 17: 0.6, 18: 0.3, 20: 0.6, 23: 0.7, 24: 0.8, 25: 0.2, 26: 0.25, 43: 0.2,
}  # fmt: skip
PLEASANT: dict[int, float] = {12: 1.5, 6: 0.3}
UNPLEASANT: dict[int, float] = {4: 0.7, 9: 0.6, 10: 0.25, 15: 0.8, 17: 0.25, 20: 0.35, 24: 0.2, 1: 0.2}
HALF, STEEP = 0.3, 1.6  # activation with half the response; exponent
VALENCE, LIDS, BROWS, MOUTH, GAZE, BLINK, LOOKS = 1.2, 0.5, 0.4, 0.25, 0.15, 0.2, 0.15
RESTING = 0.12  # valence that people see in a face at rest, one deviation
SHADING = 0.35  # valence that creases and light add, one deviation
IDENTITIES = 8  # shapes of identity that are told apart
LABELS = ("neutral", "positive", "negative")
_CHUNK = 65536
_LEAST_NOISE = 1e-9
_ANSWERS, _LABELS = 11, 12  # chance of its own for each


def response(activation: np.ndarray) -> np.ndarray:
    """What is seen of a movement, 0 to nearly 1 (Naka and Rushton's function)."""
    strong = np.asarray(activation, dtype=np.float64).clip(0) ** STEEP
    return np.asarray(strong / (strong + HALF**STEEP))


@dataclass(frozen=True, eq=False)
class Perception(Table):
    """How faces look to the simulated raters: the hidden truth behind their answers.

    Attributes
    ----------
    coordinates : (n, k) float32, a row a face; distances between these are what is seen.
    seen_valence : (n,) float32, how pleasant a face looks; above 0 pleasant, below unpleasant.
    """

    coordinates: np.ndarray
    seen_valence: np.ndarray

    COLUMNS = {"coordinates": Column(np.float32, (None,)), "seen_valence": Column(np.float32)}
    ROWS = "faces"

    def __post_init__(self) -> None:
        self._settle()

    @classmethod
    def of(cls, faces: SpontaneousFaces) -> Perception:
        """The perception of these faces, row by row."""
        unit = {number: place for place, number in enumerate(UNITS)}
        seen = response(faces.activation.mean(axis=2))

        def total(amounts: dict[int, float]) -> np.ndarray:
            return np.asarray(sum(amount * seen[:, unit[number]] for number, amount in amounts.items()))

        valence = np.tanh(total(PLEASANT)) - np.tanh(total(UNPLEASANT))
        lids = total({5: 1.0, 7: -0.7, 43: -1.0}) - BLINK * faces.blink
        jaw = response(0.35 * faces.speech[:, 0] + 0.5 * faces.activation[:, unit[26]].mean(axis=1))
        looks = faces.identity[faces.person, :IDENTITIES]
        columns = [seen * [WEIGHTS[number] for number in UNITS], VALENCE * valence, LIDS * lids]
        columns += [BROWS * total({1: 0.5, 2: 0.5, 4: -0.6}), MOUTH * jaw, GAZE * faces.gaze, LOOKS * looks]
        beyond = RESTING * resting_look(faces.identity)[faces.person] + SHADING * faces.shading
        return cls(np.column_stack(columns), valence + beyond)

    @classmethod
    def of_action_units(cls, action_units: ActionUnits) -> Perception:
        """The perception of raters who see coded action units only: the weights above on coded strength.

        A unit that is present with unknown intensity counts as half strong, one that is not coded as absent.
        """
        strength = np.nan_to_num(action_units.intensity / 5, nan=0.5) * (action_units.present == 1)
        seen = response(strength)
        number = [int(name[2:]) for name in action_units.names]

        def total(amounts: dict[int, float]) -> np.ndarray:
            return seen @ np.array([amounts.get(unit, 0.0) for unit in number])

        valence = np.tanh(total(PLEASANT)) - np.tanh(total(UNPLEASANT))
        weighted = seen * [WEIGHTS.get(unit, 0.3) for unit in number]
        return cls(np.column_stack([weighted, VALENCE * valence]), valence)

    def distance(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """(m,) how unlike the faces at (m,) rows a and b look."""
        difference = self.coordinates[a].astype(np.float64) - self.coordinates[b]
        return np.asarray(np.sqrt((difference**2).sum(axis=-1)))

    def valence(self, rows: np.ndarray) -> np.ndarray:
        """(m,) how pleasant the faces at these rows look, about -1 to 1."""
        return np.asarray(self.seen_valence[rows], dtype=np.float64)

    def order(self, rows: np.ndarray) -> np.ndarray:
        """Triplets without noise: (m, 3) anchor, first, second -> anchor, near, far; ties stay."""
        rows = np.asarray(rows)
        swap = self.distance(rows[:, 0], rows[:, 1]) > self.distance(rows[:, 0], rows[:, 2])
        return np.where(swap[:, None], rows[:, [0, 2, 1]], rows)


def resting_look(identity: np.ndarray) -> np.ndarray:
    """(s,) how far faces (s, k) at rest resemble a smile rather than a frown; deviation 1 over people.

    The change of the landmarks by identity, seen along their change by a smile and against that by lowered
    brows and lip corners.
    """
    rig = load_rig()
    moved = rig.expression[:, rig.landmarks].reshape(len(rig.expression), -1)
    gains = au_matrix(rig.expression_names, SHAPES).sum(axis=1)
    way = np.zeros(moved.shape[1])
    for number, amount in ((12, 1.0), (15, -0.5), (4, -0.5)):
        change = gains[UNITS.index(number)] @ moved
        way += amount * change / np.linalg.norm(change)
    along = rig.identity[:, rig.landmarks].reshape(len(rig.identity), -1) @ way
    return np.asarray(identity @ (along / np.linalg.norm(along)))


def simulate_answers(
    questions: Questions,
    perception: Perception,
    seed: int,
    n_raters: int | None = None,
    votes: int = 5,
    style: RaterStyle | None = None,
    earlier: Answers | None = None,
) -> Answers:
    """What raters answer to questions.

    Parameters
    ----------
    questions : their rows are rows of `perception`.
    seed : of the raters and of all chance.
    n_raters : number of raters; None for one in 140 answers, at least 4 × votes, and all of `earlier`.
    votes : answers to each question, each by another rater.
    earlier : answers of raters with the same seed to the same questions; nobody who answered one
        there is asked it again.

    Returns
    -------
    `votes` to each question in random order, then declared repeats.

    Raises
    ------
    ConfigError
        If there are too few raters for so many different ones a question.
    """
    style = style or RaterStyle()
    q = len(questions)
    if n_raters is None:
        n_raters = default_raters(q, votes, style, earlier)
    panel = draw_panel(seed, n_raters, perception.coordinates.shape[1], style)
    rng = np.random.default_rng([seed, _ANSWERS, 0 if earlier is None else 1 + len(earlier.question)])
    rater = assigned(rng, panel, q, votes, earlier)
    question = np.repeat(np.arange(q), votes)
    mixed = rng.permutation(q * votes)
    question, rater = question[mixed], rater.ravel()[mixed]
    again = rng.permutation(np.flatnonzero(rng.random(len(question)) < style.repeats))
    repeat = np.arange(len(question) + len(again)) >= len(question)
    question, rater = (np.concatenate([column, column[again]]) for column in (question, rater))

    chance = _chance_of_first(questions, perception, panel, question, rater, style)
    first_left = rng.random(len(question)) < 0.5
    choice = np.where(rng.random(len(question)) < chance, 0, 1)
    blind = rng.random(len(question)) < panel.lapse[rater]
    kind = panel.kind[rater]
    blind |= (kind == RANDOM) | ((kind == HASTY) & (rng.random(len(question)) < 0.7))
    choice = np.where(blind, rng.integers(0, 2, len(question)), choice)
    left = (kind == ONE_SIDED) & (rng.random(len(question)) < 0.9)
    choice = np.where(left, np.where(first_left, 0, 1), choice)
    # Half chance is hardest.
    hard = 1 - np.abs(2 * chance - 1)
    slow = np.where(kind == ATTENTIVE, style.slower * hard, 0)
    seconds = panel.seconds[rater] * np.exp(slow) * spread(rng, style.time, len(question))
    return Answers(question, panel.name[rater], choice, seconds, first_left, repeat)


def simulate_labels(
    rows: np.ndarray,
    perception: Perception,
    seed: int,
    n_raters: int | None = None,
    votes: int = 5,
    style: RaterStyle | None = None,
) -> LabelAnswers:
    """What raters call faces: neutral, positive or negative (paper IV-C).

    Parameters
    ----------
    rows : (m,) faces to ask about, rows of `perception`.
    seed, n_raters, style : as in `simulate_answers`; the same seed gives the same raters.
    votes : answers for each face, each by another rater.

    Raises
    ------
    ConfigError
        If there are too few raters for so many different ones a face.
    """
    style = style or RaterStyle()
    rows = np.asarray(rows, dtype=np.int64)
    if n_raters is None:
        n_raters = default_raters(len(rows), votes, style)
    panel = draw_panel(seed, n_raters, perception.coordinates.shape[1], style)
    rng = np.random.default_rng([seed, _LABELS])
    rater = assigned(rng, panel, len(rows), votes, None)
    mixed = rng.permutation(rater.size)
    face, rater = np.repeat(rows, votes)[mixed], rater.ravel()[mixed]
    seen = perception.valence(face) + rng.normal(0, style.valence_noise, len(face))
    label = np.where(seen > panel.border[rater, 0], 1, np.where(seen < -panel.border[rater, 1], 2, 0))
    blind = (panel.kind[rater] != ATTENTIVE) | (rng.random(len(face)) < panel.lapse[rater])
    label = np.where(blind, rng.integers(0, 3, len(face)), label)
    seconds = panel.seconds[rater] * spread(rng, style.time, len(face))
    return LabelAnswers(face, panel.name[rater], np.array(LABELS)[label], seconds)


def _chance_of_first(
    questions: Questions,
    perception: Perception,
    panel: Panel,
    question: np.ndarray,
    rater: np.ndarray,
    style: RaterStyle,
) -> np.ndarray:
    """(a,) chance that a rater who looks says that `first` is more like the anchor."""
    from scipy.special import expit

    chance = np.empty(len(question))
    for start in range(0, len(question), _CHUNK):
        part = slice(start, start + _CHUNK)
        points = perception.coordinates[questions.rows[question[part]]].astype(np.float64)
        points *= panel.eye[rater[part], None]
        to_first, to_second = (np.linalg.norm(points[:, 0] - points[:, other], axis=1) for other in (1, 2))
        ratio = np.log((to_second + style.floor) / (to_first + style.floor))
        chance[part] = expit(ratio / np.maximum(panel.noise[rater[part]], _LEAST_NOISE))
    return chance
