"""People's answers behind an experiment: from files, or of simulated raters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import ClassVar

import numpy as np

from mien.errors import ConfigError, TripletError, listed
from mien.faces.faces import Faces
from mien.faces.splits import Split, split_subjects
from mien.synthetic.perception import Perception, simulate_answers, simulate_labels
from mien.triplets.formats.ours import read_answers, read_label_answers, read_questions
from mien.triplets.questions import Questions, questions_by_part
from mien.triplets.votes import Answers, label_shares, labels_by_majority
from mien.vocabulary import PARTS

FRACTIONS = (25 / 41, 8 / 41, 8 / 41)
LABELLED = 2_500
FURTHER = 5


@dataclass(frozen=True, eq=False)
class Judgments:
    """What people said about some faces of a data set.

    Attributes
    ----------
    questions, answers : as in `mien.triplets`; rows of the data set.
    label : (n,) str, ``"positive"``, ``"negative"``, or ``""``.
    asked : number of faces that people were asked to label.
    seen : (n, 3) share of each label's votes, NaN for a face that nobody was asked to label.
    further : answers of other raters to the same questions, for the ceiling, or None.
    perception : the hidden metric of simulated raters, or None.
    """

    questions: Questions
    answers: Answers
    label: np.ndarray
    asked: int
    seen: np.ndarray
    further: Answers | None = None
    perception: Perception | None = None

    def among(self, rows: np.ndarray) -> Judgments:
        """The same of the faces at these rows alone, renumbered; no other face may be in a question."""
        place = np.full(len(self.label), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        questions = Questions(place[self.questions.rows], self.questions.part, self.questions.name)
        perception = None if self.perception is None else self.perception.take(rows)
        return replace(
            self, questions=questions, label=self.label[rows], seen=self.seen[rows], perception=perception
        )


def valence(label: np.ndarray) -> np.ndarray:
    """The labels with all but positive and negative taken off (paper IV-C)."""
    return np.where(np.isin(label, ("positive", "negative")), label, "")


@dataclass(frozen=True, eq=False)
class SimulatedRaters:
    """Raters that do not exist; images to ask them about have to be chosen first.

    Attributes
    ----------
    perception : how they see the faces, a row a face of the data set.
    times : in how many questions each image is.
    """

    perception: Perception
    times: int = 6
    who: ClassVar[str] = "simulated raters"
    needs_stimuli: ClassVar[bool] = True

    def split(self, dataset: Faces, seed: int) -> Split:
        """25/8/8 of 41 people by the seed."""
        return split_subjects(dataset.subject, FRACTIONS, seed)

    def judge(self, dataset: Faces, images: dict[str, np.ndarray], seed: int) -> Judgments:
        """Questions among each part's images, five answers each, five of others; labels of 2,500 images."""
        questions = questions_by_part(images, self.times, seed)
        answers = simulate_answers(questions, self.perception, seed)
        further = simulate_answers(questions, self.perception, seed, votes=FURTHER, earlier=answers)
        every = np.concatenate(list(images.values()))
        asked = np.random.default_rng([seed, 41]).permutation(every)[:LABELLED]
        said = simulate_labels(asked, self.perception, seed)
        label = valence(labels_by_majority(said, len(dataset)))
        seen = label_shares(said, len(dataset))
        return Judgments(questions, answers, label, len(asked), seen, further, self.perception)


@dataclass(frozen=True)
class RecordedRaters:
    """People whose questions, answers and labels are in files; the parts are those of the questions.

    Attributes
    ----------
    questions, answers : files as `mien questions` writes and a study gives them.
    labels : file of label answers.
    """

    questions: Path
    answers: Path
    labels: Path
    who: ClassVar[str] = "the raters' files"
    needs_stimuli: ClassVar[bool] = False

    def split(self, dataset: Faces, seed: int) -> Split:
        """People by the part their faces are asked about in; people who are not asked about, for training.

        Raises
        ------
        TripletError
            If a person is in two parts, a question has no part, or a part has no question.
        """
        questions, _ = read_questions(self.questions, dataset.face)
        people: dict[str, set[str]] = {}
        for part in PARTS:
            rows = questions.rows[questions.part == part]
            if not len(rows):
                raise TripletError(f"{self.questions}: no question is of the part {part}")
            people[part] = set(dataset.subject[rows.reshape(-1)].tolist())
        if not np.isin(questions.part, list(people)).all():
            raise TripletError(f"{self.questions}: a question is of no part (train, validation, test)")
        for one, other in combinations(people, 2):
            both = people[one] & people[other]
            if both:
                raise TripletError(
                    f"{self.questions}: subject {listed(sorted(both))} is asked about in {one} and {other}"
                )
        test, validation = (np.isin(dataset.subject, sorted(people[part])) for part in ("test", "validation"))
        return Split(np.flatnonzero(~test & ~validation), np.flatnonzero(validation), np.flatnonzero(test))

    def judge(self, dataset: Faces, images: dict[str, np.ndarray], seed: int) -> Judgments:
        """What the files say; the images are those that were asked about."""
        questions, _ = read_questions(self.questions, dataset.face)
        answers, _ = read_answers(self.answers, questions)
        said, _, _ = read_label_answers(self.labels, dataset.face)
        label = valence(labels_by_majority(said, len(dataset)))
        seen = label_shares(said, len(dataset))
        return Judgments(questions, answers, label, len(np.unique(said.face)), seen)


Raters = SimulatedRaters | RecordedRaters
"""Who is asked: `who` for messages, `split` for people by part, `judge` for what they say of images."""


def raters_for(
    dataset: Faces,
    perception: Perception | None,
    files: tuple[Path | None, Path | None, Path | None],
    simulate: bool,
) -> Raters:
    """Files of answers if given, the built-in set's own raters, or raters that compare action units.

    Raises
    ------
    ConfigError
        If there is nobody to ask, or only some of the three files are given.
    """
    questions, answers, labels = files
    if questions is not None and answers is not None and labels is not None:
        return RecordedRaters(questions, answers, labels)
    if any(file is not None for file in files):
        raise ConfigError("--questions, --answers and --labels go together; one of them is missing")
    if perception is not None:
        return SimulatedRaters(perception)
    if simulate and dataset.action_units is not None:
        return SimulatedRaters(Perception.of_action_units(dataset.action_units))
    raise ConfigError(
        "nobody has judged these faces: give --questions, --answers and --labels (mien questions makes the "
        "questions), or --simulated-raters to try the way with raters that compare coded action units"
    )
