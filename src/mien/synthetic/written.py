"""The built-in sets as files that every command takes, with triplets and answers that go with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mien.faces.faces import Faces
from mien.faces.neutrals import choose_neutrals, set_neutrals
from mien.faces.parquet import write_faces
from mien.faces.splits import split_subjects
from mien.faces.stimuli import choose_stimuli
from mien.synthetic.perception import Perception, simulate_answers, simulate_labels
from mien.synthetic.posed import builtin_posed
from mien.synthetic.spontaneous import builtin_video
from mien.triplets.files import write_triplets
from mien.triplets.formats.ours import write_answers, write_label_answers, write_questions
from mien.triplets.questions import questions_by_part
from mien.triplets.rules import triplets_of_part
from mien.triplets.values import Triplets
from mien.triplets.votes import triplets_by_majority

SPLIT = (25, 8, 8)
"""People of the spontaneous set in training, validation and test, as in the paper."""
_TIMES = 6
_LABELLED = 2_500


def posed_files(out: Path, seed: int = 0, faces: Faces | None = None) -> dict[str, int]:
    """Write the posed faces, and triplets by rule within each part of the split by the same seed.

    Parameters
    ----------
    out : folder, made where it is not there; files of the same names are replaced.
    faces : posed faces to write, instead of the built-in ones of the seed.

    Returns
    -------
    dict
        Name of the file -> rows.
    """
    faces = builtin_posed(seed) if faces is None else faces
    parts = split_subjects(faces.subject, seed=seed).parts()
    by_part = [
        triplets_of_part(faces.label, faces.intensity, rows, part, seed) for part, rows in parts.items()
    ]
    triplets = Triplets(
        np.concatenate([one.rows for one in by_part]), np.concatenate([one.weight for one in by_part])
    )
    write_faces(out / "posed.parquet", faces)
    write_triplets(out / "posed-triplets.csv", triplets, faces.face)
    return {"posed.parquet": len(faces), "posed-triplets.csv": len(triplets)}


def spontaneous_files(
    out: Path,
    seed: int = 0,
    video: tuple[Faces, Perception] | None = None,
    split: tuple[int, int, int] = SPLIT,
) -> dict[str, int]:
    """Write the video with neutral faces chosen, and what simulated raters say of faces that it shows.

    Parameters
    ----------
    out, seed : see `posed_files`.
    video : faces and how raters see them, instead of the built-in video of the seed.
    split : people in training, validation and test; each question is of one part.

    Returns
    -------
    dict
        Name of the file -> rows.
    """
    if video is None:
        dataset, made = builtin_video(seed=seed)
        video = dataset, Perception.of(made)
    dataset, perception = video
    dataset = set_neutrals(dataset, choose_neutrals(dataset, "coded"))
    chosen = choose_stimuli(dataset).rows
    shares = tuple(share / sum(split) for share in split)
    parts = split_subjects(dataset.subject, (shares[0], shares[1], shares[2]), seed).parts()
    questions = questions_by_part(
        {part: np.intersect1d(rows, chosen) for part, rows in parts.items()}, _TIMES, seed
    )
    answers = simulate_answers(questions, perception, seed)
    asked = np.random.default_rng([seed, 41]).permutation(chosen)[:_LABELLED]
    labels = simulate_labels(asked, perception, seed)
    triplets, _ = triplets_by_majority(questions, answers)
    write_faces(out / "spontaneous.parquet", dataset)
    write_questions(out / "spontaneous-questions.csv", questions, dataset.face)
    write_answers(out / "spontaneous-answers.csv", questions, answers)
    write_label_answers(out / "spontaneous-label-answers.csv", labels, dataset.face)
    write_triplets(out / "spontaneous-triplets.csv", triplets, dataset.face)
    return {
        "spontaneous.parquet": len(dataset),
        "spontaneous-questions.csv": len(questions),
        "spontaneous-answers.csv": len(answers),
        "spontaneous-label-answers.csv": len(labels.face),
        "spontaneous-triplets.csv": len(triplets),
    }
