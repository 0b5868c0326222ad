"""What is wrong with a study, if anything: its store, its files, and whether both say the same."""

from __future__ import annotations

import random

from mien.errors import MienError
from mien.study.asked import faces_asked, faces_in_two_parts, question_faces, read_asked
from mien.study.directory import StudyDirectory
from mien.study.plan import plan_from
from mien.study.stimuli import faults, read_stimuli
from mien.study.store import Store
from mien.study.store.invariants import violations
from mien.study.tasks.interface import faces_of


async def check(directory: StudyDirectory, store: Store) -> list[str]:
    """Look for everything that can be wrong; changes nothing.

    Returns
    -------
    list of str
        A line for each thing that is wrong; empty where all is well.
    """
    found = [f"store: {line}" for line in await store.verify()]
    found += [f"store: {line}" for line in await violations(store)]
    found += [f"store: face {face} is asked about in two parts" for face in await faces_in_two_parts(store)]
    try:
        found += await _against_files(directory, store)
    except MienError as error:
        found.append(str(error))
    return found


async def _against_files(directory: StudyDirectory, store: Store) -> list[str]:
    design, found = directory.design, []
    files = {q.name: q for q in read_asked(directory.path, design)}
    sql = "SELECT name, anchor, first, second, more, wanted FROM question ORDER BY id"
    stored = {str(name): values for name, *values in await store.read(sql)}
    found += [f"question {name} is in the store and not in the files" for name in stored if name not in files]
    found += [f"question {name} is in the files and not in the store" for name in files if name not in stored]
    for name, (*faces, wanted) in stored.items():
        question = files.get(name)
        if question and question_faces(question) != faces_of(*faces):
            found.append(f"question {name} of the store is not that of the files")
        elif question and question.wanted != wanted:
            found.append(
                f"question {name} wants {wanted} answers in the store, {question.wanted} in study.toml"
            )
    pictures = read_stimuli(directory.stimuli).faces
    found += [f"face {face} has no picture" for face in await faces_asked(store) if face not in pictures]
    found += [f"picture {file}: {what}" for file, what in faults(directory.stimuli).items()]
    for language in design.page.languages:
        directory.consent(language)
    directory.key("check")
    for condition in design.conditions or ("",):
        await plan_from(store, design, random.Random(0), condition)
    return found
