"""From faces and questions to the folder of a study, whole or not at all."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mien.errors import DataError, RunError, listed
from mien.files import write_text
from mien.study.asked import (
    check_questions,
    question_faces,
    read_asked,
    read_questions,
    refuse_mixed_parts,
    write_asked,
)
from mien.study.design import StudyDesign
from mien.study.directory import make_key
from mien.study.store.records import CATCH, LABEL, TRIPLET, VOTE, NewQuestion
from mien.study.tasks.registry import TASKS

if TYPE_CHECKING:
    from mien.faces.faces import Faces
    from mien.sources.asked import Asked
    from mien.study.stimuli.moving import Cut

CATCH_QUESTIONS, PRACTICE_QUESTIONS = 20, 5
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """What a new study holds: questions of each kind and part, checks, pictures, and kinds without checks."""

    path: Path
    questions: dict[tuple[str, str], int]
    checks: int
    pictures: int
    unchecked: tuple[str, ...]


def initialise(
    path: Path,
    faces: Asked | str,
    asked: Mapping[str, Path],
    images: Path | None = None,
    design: Path | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    cut: Cut | None = None,
) -> Made:
    """Make a study's folder.

    Parameters
    ----------
    path : the folder; must not be there yet, or be empty.
    faces : a source of faces (`mien.sources.opening.open_faces`).
    asked : task -> file of its questions, CSV or Parquet; see `mien.study.asked.read_questions`.
    images : folder with a picture of each face, named as the face; drawn from the landmarks if left out.
    design : a study.toml to begin with; the commented default if left out.
    seed : decides which of a triplet's faces is first, and the catch and practice questions.
    progress : called with pictures done and in all.
    cut : show each face as it moves, in a clip of its recording; None for still pictures.

    Raises
    ------
    MienError
        If anything is wrong with what is given; nothing is left behind.
    """
    from mien.study.stimuli.prepared import prepare_copies

    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RunError(f"{path}: is there already and not empty; a new study needs a new folder")
    if not asked:
        raise DataError("a study needs questions (--triplets, --labels, or --ask TASK=FILE)")
    rng = random.Random(seed)
    chosen = StudyDesign.load(design) if design else StudyDesign()
    dataset = _faces(faces)
    subject = dict(zip(dataset.face.tolist(), dataset.subject.tolist(), strict=True))
    questions: list[NewQuestion] = []
    for kind in (kind for kind in TASKS if kind in asked):
        part = refuse_mixed_parts(questions, subject)
        questions += read_questions(chosen.task(kind), asked[kind], rng, part)
    refuse_mixed_parts(questions, subject)
    _shown(questions, dataset, faces)
    # Own pictures may be there of the faces that are asked about alone.
    there = {face for question in questions for face in question_faces(question)}
    known = {face: label for face, label in clear_faces(dataset).items() if images is None or face in there}
    tasks = [chosen.task(kind) for kind in TASKS if kind in asked]
    questions += check_questions(questions, CATCH_QUESTIONS, PRACTICE_QUESTIONS, rng, known, tasks)
    shown = _shown(questions, dataset, faces)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    try:
        write_asked(beside, questions)
        write_text(beside / "study.toml", design.read_text("utf-8") if design else _toml(questions))
        _write_consent(beside, chosen)
        _write_pictures(beside / "stimuli", dataset, shown, images, progress, cut)
        prepare_copies(beside / "stimuli")
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
    return _made(path, questions, len(shown))


def _faces(source: Asked | str) -> Faces:
    from mien.sources.opening import open_faces

    return open_faces(source, missing_neutral="keep")


def clear_faces(dataset: Faces) -> dict[str, str]:
    """Face -> label of those that were posed as strongly as their label is posed at all."""
    label, intensity = dataset.label, dataset.intensity
    most = {name: np.nanmax(np.append(intensity[label == name], -np.inf)) for name in np.unique(label)}
    return {
        face: name
        for face, name, strong in zip(dataset.face.tolist(), label.tolist(), intensity.tolist(), strict=True)
        if name and (np.isnan(strong) or strong >= most[name])
    }


def _shown(asked: Sequence[NewQuestion], dataset: Faces, source: Asked | str) -> list[int]:
    """Rows of the faces that are asked about, ascending."""
    place = {name: row for row, name in enumerate(dataset.face.tolist())}
    rows: set[int] = set()
    for question in asked:
        faces = question_faces(question)
        unknown = [face for face in faces if face not in place]
        if unknown:
            raise DataError(f"question {question.name}: face {listed(unknown)} does not exist in {source}")
        rows.update(place[face] for face in faces)
    return sorted(rows)


def _toml(asked: Sequence[NewQuestion]) -> str:
    """The commented default, with what a person is asked fitted to what there is."""
    text = resources.files("mien.study").joinpath("texts", "study.toml").read_text("utf-8")
    there = {kind: sum(1 for q in asked if (q.pool.kind, q.pool.role) == (kind, VOTE)) for kind in TASKS}
    default = StudyDesign().person.triplets
    more = {kind: min(n, default) for kind, n in there.items() if n and kind not in (TRIPLET, LABEL)}
    table = "{ " + ", ".join(f"{kind} = {n}" for kind, n in more.items()) + " }" if more else "{}"
    for key, before, now in (
        ("triplets", StudyDesign().person.triplets, min(there[TRIPLET], default)),
        ("labels", StudyDesign().person.labels, min(there[LABEL], default)),
        ("more", "{}", table),
    ):
        old = f"{key} = {before} "
        text = text.replace(old, f"{key} = {now} ".ljust(len(old)), 1)
    return text


def _write_consent(folder: Path, design: StudyDesign) -> None:
    texts = resources.files("mien.study").joinpath("app", "texts")
    for language in design.page.languages:
        source = texts.joinpath(f"consent.{language}.md")
        if not source.is_file():
            source = texts.joinpath("consent.en.md")
        write_text(folder / design.consent.file.format(language=language), source.read_text("utf-8"))


def _write_pictures(
    folder: Path,
    dataset: Faces,
    rows: Sequence[int],
    images: Path | None,
    progress: Progress | None,
    cut: Cut | None,
) -> None:
    from mien.study.stimuli import About, import_images, write_stimuli
    from mien.study.stimuli.moving import FRAME, draw_clips
    from mien.synthetic.surface.draw import draw_faces, style_of
    from mien.synthetic.surface.frame import Frame

    shown = dataset.take(np.array(rows))
    facts: dict[str, Any] = {"source": shown.source, "licence": shown.licence, "synthetic": shown.synthetic}
    if images is not None:
        write_stimuli(folder, shown.face, import_images(images, shown.face), About("images", **facts))
        return
    layout, style = shown.landmarks.layout, style_of(shown.landmarks)
    if cut is not None:
        settings = {"frame": asdict(FRAME), "clips": asdict(cut)}
        about = About(style, layout.name, settings=settings, **facts)
        write_stimuli(folder, shown.face, draw_clips(dataset, rows, cut, progress), about)
        return
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
    checked = {q.pool.kind for q in asked if q.pool.role == CATCH}
    unchecked = tuple(kind for kind in dict.fromkeys(kind for kind, _ in counts) if kind not in checked)
    return Made(path, counts, sum(1 for q in asked if q.pool.role != VOTE), pictures, unchecked)
