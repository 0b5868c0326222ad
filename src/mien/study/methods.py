"""A paragraph for the methods section with this study's numbers filled in; what is unknown is in brackets."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from mien.study.design import StudyDesign
from mien.study.directory import StudyDirectory
from mien.study.judged import Rater
from mien.study.store import Store

_ANSWERS = """
SELECT pool.kind, count(*), sum(CASE WHEN answer.turn <> 0 THEN 1 ELSE 0 END)
FROM answer JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool
LEFT JOIN exclusion ON exclusion.person = answer.person
WHERE pool.role = 'vote' AND exclusion.person IS NULL AND (answer.counted = 1 OR answer.turn <> 0)
GROUP BY pool.kind ORDER BY pool.kind
"""
_QUESTIONS = """
SELECT pool.kind, count(*) FROM question JOIN pool ON pool.id = question.pool
WHERE pool.role = 'vote' GROUP BY pool.kind ORDER BY pool.kind
"""
_CONSENT = "SELECT version, count(*) FROM consent GROUP BY version ORDER BY version"


async def methods(directory: StudyDirectory, store: Store, found: Sequence[Rater]) -> str:
    """The paragraph, in English.

    Parameters
    ----------
    found : everybody, of `mien.study.judged.raters`.
    """
    design = directory.design
    questions = {str(kind): int(n) for kind, n in await store.read(_QUESTIONS)}
    answers = {str(kind): (int(n), int(repeats)) for kind, n, repeats in await store.read(_ANSWERS)}
    versions = {str(version): int(n) for version, n in await store.read(_CONSENT)}
    return " ".join(
        [_people(found), _asked(design, questions), _control(design), _answers(answers, found, versions)]
    )


def _people(found: Sequence[Rater]) -> str:
    state = {
        name: sum(1 for one in found if one.state == name) for name in ("finished", "excluded", "withdrawn")
    }
    sources = sorted({one.platform for one in found})
    minutes = [one.minutes for one in found if one.finished is not None]
    text = f"{len(found):,} people consented ({', '.join(sources) or 'nobody yet'}; [age, gender, country])"
    text += f", {state['finished']:,} finished, {state['excluded']:,} were excluded"
    text += f" and {state['withdrawn']:,} withdrew."
    if minutes:
        text += f" They took {statistics.median(minutes):.1f} minutes (median) and were paid [amount]."
    reasons = sorted({one.reason.partition(":")[0] for one in found if one.reason})
    return text + (f" Reasons of exclusion were: {', '.join(reasons)}." if reasons else "")


def _asked(design: StudyDesign, questions: dict[str, int]) -> str:
    kinds = "; ".join(
        f"{n:,} of the kind {kind} ({design.task(kind).title})" for kind, n in questions.items()
    )
    each = ", ".join(f"{n} {kind}" for kind, n in design.person.counts.items())
    text = f"The study had {sum(questions.values()):,} questions: {kinds}. Each was to be answered by"
    text += f" {design.questions.k} different people; a person was asked {each} questions"
    text += f" in {design.questions.order} order"
    if design.conditions:
        names = ", ".join(design.conditions)
        text += f", in one of {len(design.conditions)} conditions ({names}) balanced by completion"
    return text + ". Sides and places of faces were drawn at random for every question and person."


def _control(design: StudyDesign) -> str:
    person, policy = design.person, design.attention
    text = f"Each person also answered {person.catch} questions with a known answer and {person.repeats} of"
    text += f" their own questions a second time, at least {person.repeat_gap} questions later, after"
    text += f" {person.practice} practice questions of each kind with the right answer and its reason."
    if person.comprehension:
        text += (
            " Before the study, questions about the instructions had to be answered rightly within two tries."
        )
    if policy.warn or policy.end:
        parts = [f"reminded after {policy.warn}"] if policy.warn else []
        parts += [f"sent away after {policy.end}"] if policy.end else []
        text += f" People were {' and '.join(parts)} wrong answers to questions with a known answer."
    return text


def _answers(answers: dict[str, tuple[int, int]], found: Sequence[Rater], versions: dict[str, int]) -> str:
    parts = ", ".join(
        f"{n - repeats:,} {kind} answers and {repeats:,} repeats" for kind, (n, repeats) in answers.items()
    )
    right, asked = (sum(one.catch[place] for one in found if one.reason is None) for place in (0, 1))
    text = f"Of the people who were not excluded there are {parts or 'no answers yet'}."
    if asked:
        text += f" They answered {right / asked:.0%} of {asked:,} questions with a known answer rightly."
    again = sum(one.sum("repeats") for one in found)
    if again:
        alike = sum(one.sum("kept") for one in found) / again
        text += f" Repeats were answered alike in {alike:.0%} of {again:,} cases."
    agreed = ", ".join(f"version {version}: {n:,}" for version, n in versions.items())
    return text + (f" Consent texts agreed to: {agreed}." if agreed else "")
