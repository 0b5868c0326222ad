"""A small study of built-in synthetic faces, to try the page and what comes after it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from mien.faces.parquet import write_faces
from mien.faces.splits import split_subjects
from mien.sources.opening import open_faces
from mien.study.initialise import Made, Progress, initialise
from mien.study.store.records import TRIPLET
from mien.triplets.formats.ours import write_questions
from mien.triplets.questions import questions_by_part

PEOPLE, PARTS, TIMES = 12, (8 / 12, 2 / 12, 2 / 12), 3
_FACES = "faces.parquet"
_DESIGN = """# A demo on synthetic faces; see the commented file that mien study init writes for all settings.
[questions]
k = 3

[person]
triplets = 20
catch = 2
repeats = 2
repeat_gap = 8

[page]
break_every = 12
contact = "This is a demo on your own machine; nobody else sees your answers."
"""


def make_demo(folder: Path, progress: Progress | None = None, seed: int = 0) -> Made:
    """Make the demo study: 12 synthetic people, neutral and six emotions, each face in three questions.

    The folder holds the faces too (``faces.parquet``), so that a model can be trained on the answers.
    """
    dataset = open_faces("builtin")
    people = dataset.subjects[:PEOPLE]
    strongest = (dataset.label == "neutral") | (dataset.intensity == np.nanmax(dataset.intensity))
    faces = dataset.take(np.flatnonzero(np.isin(dataset.subject, people) & strongest))
    split = split_subjects(faces.subject, seed=seed, fractions=PARTS)
    asked = questions_by_part(split.parts(), TIMES, seed)
    with tempfile.TemporaryDirectory() as room:
        source, questions, design = (Path(room, name) for name in (_FACES, "questions.csv", "study.toml"))
        write_faces(source, faces)
        write_questions(questions, asked, faces.face)
        design.write_text(_DESIGN, encoding="utf-8")
        made = initialise(
            folder, str(source), {TRIPLET: questions}, design=design, seed=seed, progress=progress
        )
        write_faces(folder / _FACES, faces)
        return made
