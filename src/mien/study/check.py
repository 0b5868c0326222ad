"""What is wrong with a study, if anything: its store, its files, and whether both say the same."""

from __future__ import annotations

import random
import re

from mien.errors import MienError
from mien.study.asked import faces_asked, faces_in_two_parts, question_faces, read_asked
from mien.study.directory import StudyDirectory
from mien.study.endings import endings
from mien.study.plan import plan_from
from mien.study.stimuli import faults, read_stimuli
from mien.study.store import Store
from mien.study.store.invariants import violations
from mien.study.tasks.interface import faces_of

# Not the text of a Markdown link, nor what begins in another line and is found there.
_BRACKETS = re.compile(r"(?<!\])\[[^\]\[]*(?:\](?![(\[:])|$)")
_UNCONFIRMED = """
SELECT platform, COUNT(*) FROM platform_id WHERE platform <> 'link' AND vouched NOT IN ('signed', 'listed')
GROUP BY platform ORDER BY platform
"""


async def check(directory: StudyDirectory, store: Store) -> list[str]:
    """Look for everything that can be wrong; changes nothing.

    Returns
    -------
    list of str
        A line for each thing that is wrong; empty where all is well.
    """
    found = [f"store: {line}" for line in await store.verify()]
    found += [f"store: {line}" for line in await violations(store)]
    found += [f"store: {one}" for one in await endings(store) if one.wrong(directory.design)]
    found += [f"store: face {face} is asked about in two parts" for face in await faces_in_two_parts(store)]
    try:
        found += await _against_files(directory, store)
    except MienError as error:
        found.append(str(error))
    return found


async def notes(directory: StudyDirectory, store: Store) -> list[str]:
    """What may be so and is to be looked at: people who ended otherwise than planned, unconfirmed IDs."""
    found = [str(one) for one in await endings(store) if not one.wrong(directory.design)]
    rows = await store.read(_UNCONFIRMED)
    return found + [
        f"{platform}: {n} IDs that no platform confirmed; they are not paid" for platform, n in rows
    ]


def unfilled(directory: StudyDirectory, language: str) -> list[str]:
    """Places of a consent text that are still the template's, a line each.

    Raises
    ------
    RunError
        If there is no such text.
    """
    text = directory.consent(language)
    path = directory.path / directory.design.consent.file.format(language=language)
    return [
        f"{path}:{number}: {place} is to be filled in"
        for number, line in enumerate(text.splitlines(), start=1)
        for place in _BRACKETS.findall(line)
    ]


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
        found += unfilled(directory, language)
    directory.key("check")
    for condition in design.conditions or ("",):
        await plan_from(store, design, random.Random(0), condition)
    return found
