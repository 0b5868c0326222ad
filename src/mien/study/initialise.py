"""From faces and questions to the folder of a study, whole or not at all."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mien.errors import DataError, RunError, listed
from mien.files import write_text
from mien.study.asked import (
    check_questions,
    read_asked,
    read_label_questions,
    read_triplet_questions,
    refuse_mixed_parts,
    write_asked,
)
from mien.study.design import StudyDesign
from mien.study.directory import make_key
from mien.study.store.records import LABEL, TRIPLET, VOTE, NewQuestion

if TYPE_CHECKING:
    from mien.faces.faces import Faces
    from mien.sources.asked import Asked

CATCH_QUESTIONS, PRACTICE_QUESTIONS = 20, 5
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """What a new study holds: questions of each kind and part, catch and practice questions, pictures."""

    path: Path
    questions: dict[tuple[str, str], int]
    checks: int
    pictures: int


def initialise(
    path: Path,
    faces: Asked | str,
    questions: Path | None = None,
    labels: Path | None = None,
    images: Path | None = None,
    design: Path | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Made:
    """Make a study's folder.

    Parameters
    ----------
    path : the folder; must not be there yet, or be empty.
    faces : a source of faces (`mien.sources.opening.open_faces`).
    questions : questions or triplets of faces, CSV or Parquet.
    labels : faces to label, CSV or Parquet.
    images : folder with a picture of each face, named as the face; drawn from the landmarks if left out.
    design : a study.toml to begin with; the commented default if left out.
    seed : decides which of a triplet's faces is first, and the catch and practice questions.
    progress : called with pictures done and in all.

    Raises
    ------
    MienError
        If anything is wrong with what is given; nothing is left behind.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RunError(f"{path}: is there already and not empty; a new study needs a new folder")
    if questions is None and labels is None:
        raise DataError("a study needs questions (--triplets) or faces to label (--labels)")
    rng = random.Random(seed)
    asked = read_triplet_questions(questions, rng) if questions else []
    dataset = _faces(faces)
    subject = dict(zip(dataset.face.tolist(), dataset.subject.tolist(), strict=True))
    part = refuse_mixed_parts(asked, subject)
    asked += read_label_questions(labels, part) if labels else []
    refuse_mixed_parts(asked, subject)
    shown = _shown(asked, dataset, faces)
    chosen = StudyDesign.load(design) if design else StudyDesign()
    asked += check_questions(asked, CATCH_QUESTIONS, PRACTICE_QUESTIONS, rng)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    try:
        write_asked(beside, asked)
        write_text(beside / "study.toml", design.read_text("utf-8") if design else _toml(asked))
        _write_consent(beside, chosen)
        _write_pictures(beside / "stimuli", dataset, shown, images, progress)
        make_key(beside / "secret.key")
        read_asked(beside, StudyDesign.load(beside / "study.toml"))
        beside.chmod(0o755)
        if path.exists():
            path.rmdir()
        beside.rename(path)
    except OSError as error:
        raise RunError(f"{path}: the study cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return _made(path, asked, len(shown))


def _faces(source: Asked | str) -> Faces:
    from mien.sources.opening import open_faces

    return open_faces(source, missing_neutral="keep")


def _shown(asked: Sequence[NewQuestion], dataset: Faces, source: Asked | str) -> list[int]:
    """Rows of the faces that are asked about, ascending."""
    place = {name: row for row, name in enumerate(dataset.face.tolist())}
    rows: set[int] = set()
    for question in asked:
        faces = [face for face in (question.anchor, question.first, question.second) if face]
        unknown = [face for face in faces if face not in place]
        if unknown:
            raise DataError(f"question {question.name}: face {listed(unknown)} does not exist in {source}")
        rows.update(place[face] for face in faces)
    return sorted(rows)


def _toml(asked: Sequence[NewQuestion]) -> str:
    """The commented default, with what a person is asked fitted to what there is."""
    text = resources.files("mien.study").joinpath("texts", "study.toml").read_text("utf-8")
    for kind, name in ((TRIPLET, "triplets"), (LABEL, "labels")):
        there = sum(1 for q in asked if (q.pool.kind, q.pool.role) == (kind, VOTE))
        default = StudyDesign().person.triplets
        before = f"{name} = {getattr(StudyDesign().person, name)} "
        text = text.replace(before, f"{name} = {min(there, default)} ".ljust(len(before)), 1)
    return text


def _write_consent(folder: Path, design: StudyDesign) -> None:
    texts = resources.files("mien.study").joinpath("app", "texts")
    for language in design.page.languages:
        source = texts.joinpath(f"consent.{language}.md")
        if not source.is_file():
            source = texts.joinpath("consent.en.md")
        write_text(folder / design.consent.file.format(language=language), source.read_text("utf-8"))


def _write_pictures(
    folder: Path, dataset: Faces, rows: Sequence[int], images: Path | None, progress: Progress | None
) -> None:
    from mien.study.stimuli import About, import_images, write_stimuli
    from mien.synthetic.surface.draw import draw_faces, style_of
    from mien.synthetic.surface.frame import Frame

    shown = dataset.take(np.array(rows))
    facts: dict[str, Any] = {"source": shown.source, "licence": shown.licence, "synthetic": shown.synthetic}
    if images is not None:
        write_stimuli(folder, shown.face, import_images(images, shown.face), About("images", **facts))
        return
    layout, style = shown.landmarks.layout, style_of(shown.landmarks)
    drawn = draw_faces(
        shown.landmarks.points, layout, names=shown.face, people=shown.subject, rotations=shown.rotation,
        style=style, progress=progress,
    )  # fmt: skip
    write_stimuli(
        folder,
        shown.face,
        drawn,
        About(style, layout.name, settings={"frame": asdict(Frame())}, **facts),
    )


def _made(path: Path, asked: Sequence[NewQuestion], pictures: int) -> Made:
    counts: dict[tuple[str, str], int] = {}
    for question in asked:
        if question.pool.role == VOTE:
            key = (question.pool.kind, question.pool.part)
            counts[key] = counts.get(key, 0) + 1
    return Made(path, counts, sum(1 for q in asked if q.pool.role != VOTE), pictures)
