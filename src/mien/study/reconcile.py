"""A platform's list of submissions against ours: what differs, by name. Nothing is changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from mien.errors import ConfigError, DataError
from mien.study.directory import StudyDirectory
from mien.study.endings import PLANNED, unusual
from mien.study.platforms.listing import DONE, GIVEN_UP, Listed, Standing, listed_from_csv
from mien.study.platforms.prolific import API_TOKEN
from mien.study.platforms.prolific_api import PROLIFIC_API, prolific_submissions
from mien.study.platforms.query import needed_secret
from mien.study.store.interface import Store


class Kind(StrEnum):
    """What can differ."""

    unknown_here = "submitted there, unknown here"
    unfinished_here = "submitted there, not finished here"
    answers_missing = "finished there, answers missing here"
    unplanned = "finished with fewer or more answers than planned"
    not_submitted = "finished here, not submitted there"
    not_listed = "finished here, not listed there"
    code_differs = "another completion code"
    unlisted_counted = "not listed there, counted here"
    given_up_counted = "given up there, counted here"
    duplicate = "listed more than once"
    unknown_status = "a status that is not known"


ADVICE = {
    Kind.unknown_here: "no answers of them are here; their link may have lacked its IDs. Ask before you pay",
    Kind.unfinished_here: "they left before the end; the detail says how far they came",
    Kind.answers_missing: "they finished by our record, but answers of theirs are not there; run the check",
    Kind.unplanned: "how they ended says why; pay by the share that they answered (mien study pay)",
    Kind.not_submitted: "they are done and may have missed the way back; send them the code or approve them",
    Kind.not_listed: "the list may be of another study or older than they are",
    Kind.code_differs: "compare by hand; a code can be passed on",
    Kind.unlisted_counted: "their ID may be invented: not paid; exclude them if the list is whole",
    Kind.given_up_counted: "their answers count; exclude them if your design says so",
    Kind.duplicate: "more than one submission of a person is done, or one is listed twice; pay one",
    Kind.unknown_status: "decide by hand",
}


@dataclass(frozen=True, slots=True)
class Ours:
    """A person of the platform as we have them; `stored`, `counted`, `planned` are numbers of answers."""

    external: str
    session: str
    pseudonym: str
    state: str
    code: str
    answered: int
    total: int
    stored: int
    counted: int
    planned: int = 0
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; `submission` and `pseudonym` are ``""`` where there is none."""

    kind: Kind
    external: str
    submission: str
    pseudonym: str
    detail: str


@dataclass(frozen=True)
class Reconciliation:
    """What a comparison found.

    Attributes
    ----------
    platform : its name.
    listed, ours : submissions of the list, people of ours that still have platform IDs.
    forgotten : people whose platform IDs were deleted here (erased, or past retention), so that nobody in
        the list can be matched with them.
    agree : people of ours without a difference.
    differences : by kind, then as listed.
    """

    platform: str
    listed: int
    ours: int
    forgotten: int
    agree: int
    differences: tuple[Difference, ...]

    def counts(self) -> dict[Kind, int]:
        """How many differences of each kind that occurs."""
        number = Counter(difference.kind for difference in self.differences)
        return {kind: number[kind] for kind in Kind if number[kind]}

    def text(self) -> str:
        """A table for people."""
        lines = [
            f"{self.platform}: {self.listed} submissions listed, {self.ours} people here, "
            f"{self.agree} agree, {len(self.differences)} differences"
        ]
        if self.forgotten:
            lines.append(f"{self.forgotten} people here have no platform ID any more and cannot be compared")
        for kind, number in self.counts().items():
            lines += ["", f"{kind} ({number}): {ADVICE[kind]}"]
            rows = [
                (
                    difference.external,
                    difference.submission or "-",
                    difference.pseudonym or "-",
                    difference.detail,
                )
                for difference in self.differences
                if difference.kind is kind
            ]
            width = [max(len(row[column]) for row in rows) for column in range(3)]
            lines += [
                "  " + "  ".join(cell.ljust(width[i]) for i, cell in enumerate(row[:3])) + f"  {row[3]}"
                for row in rows
            ]
        return "\n".join(lines) + "\n"


async def reconcile(store: Store, platform: str, submissions: Sequence[Listed]) -> Reconciliation:
    """Compare a platform's list with the store.

    Parameters
    ----------
    store : of the study.
    platform : ``prolific``, ``connect`` or ``mturk``.
    submissions : its list, see `mien.study.platforms.listing` and `…prolific_api`.

    Raises
    ------
    DataError
        If nobody is listed, or there is no list of such a platform.
    """
    if platform not in ("prolific", "connect", "mturk"):
        raise DataError(f"{platform}: has no list of submissions; choose prolific, connect or mturk")
    if not submissions:
        raise DataError(f"{platform}: the list has no submissions; is it that of this study?")
    ours = await _ours(store, platform)
    forgotten = await store.read(
        "SELECT COUNT(*) FROM person WHERE platform = ? AND id NOT IN (SELECT person FROM platform_id)",
        platform,
    )
    if platform == "prolific":
        # Its IDs are hexadecimal; a spreadsheet may have changed their case.
        submissions = [
            replace(row, external=row.external.lower(), submission=row.submission.lower())
            for row in submissions
        ]
    found = _differences(ours, submissions)
    touched = {difference.external for difference in found}
    order = list(Kind)
    return Reconciliation(
        platform=platform,
        listed=len(submissions),
        ours=len(ours),
        forgotten=int(forgotten[0][0]),
        agree=sum(1 for person in ours if person.external not in touched),
        differences=tuple(sorted(found, key=lambda difference: order.index(difference.kind))),
    )


async def reconcile_with(
    directory: StudyDirectory,
    store: Store,
    platform: str,
    file: Path | None,
    api: str = PROLIFIC_API,
    mark: bool = False,
) -> Reconciliation:
    """Compare with the list in a file, or, without one, with the list that Prolific's API (`api`) gives.

    Parameters
    ----------
    mark : note in the store whom the platform lists and whom it does not (`Store.mark_listed`).

    Raises
    ------
    ConfigError
        If there is no file, and the platform has no API here, or the study's ID or the token is missing.
    PlatformError, DataError
        If the list cannot be had or used.
    """
    submissions = await _submissions(directory, platform, file, api)
    found = await reconcile(store, platform, submissions)
    if mark:
        lower = platform == "prolific"
        listed = {row.external.lower() if lower else row.external for row in submissions}
        there, missing = await store.mark_listed(platform, sorted(listed))
        await store.audit("terminal", "reconcile", f"{platform}: {there} listed, {missing} not")
    return found


async def _submissions(directory: StudyDirectory, platform: str, file: Path | None, api: str) -> list[Listed]:
    if file is not None:
        return listed_from_csv(file)
    study = directory.design.platforms.prolific.study_id
    if platform != "prolific":
        raise ConfigError(f"{platform}: give the CSV file that its web page offers for download")
    if not study:
        raise ConfigError("prolific: set platforms.prolific.study_id in study.toml, or give its CSV file")
    token = needed_secret(API_TOKEN, "set it, or give the CSV file of Prolific's page")
    return await prolific_submissions(study, token, api)


async def _ours(store: Store, platform: str) -> list[Ours]:
    rows = await store.read(
        "SELECT i.external, i.session, person.pseudonym, person.state, person.code, person.answered, "
        "person.total - CASE WHEN person.state = 'working' THEN 0 ELSE (SELECT COUNT(*) FROM lease l "
        "WHERE l.person = person.id AND l.state = 'expired') END, "
        "(SELECT COUNT(*) FROM answer a JOIN lease l ON l.id = a.lease WHERE a.person = person.id "
        "AND l.state = 'answered'), "
        "(SELECT COUNT(*) FROM answer a WHERE a.person = person.id AND a.counted = 1 "
        "AND NOT EXISTS (SELECT 1 FROM exclusion e WHERE e.person = a.person)), "
        f"{PLANNED}, person.outcome "
        "FROM person JOIN platform_id i ON i.person = person.id "
        "WHERE i.platform = ? ORDER BY person.id",
        platform,
    )
    return [Ours(*row) for row in rows]


def _differences(ours: Sequence[Ours], submissions: Sequence[Listed]) -> list[Difference]:
    mine = {person.external: person for person in ours}
    theirs: defaultdict[str, list[Listed]] = defaultdict(list)
    for row in submissions:
        theirs[row.external].append(row)
    found: list[Difference] = []
    for external, rows in theirs.items():
        person = mine.get(external)
        found += _repeated(rows, person)
        row = _of_interest(rows, person)
        if row.standing is Standing.other:
            found.append(_difference(Kind.unknown_status, row, person, repr(row.said)))
        elif person is None:
            if row.standing in DONE:
                found.append(_difference(Kind.unknown_here, row, None, f"{row.said}; {_code(row.code)}"))
        else:
            found += _compared(row, person)
    for person in ours:
        if person.external not in theirs and (person.code or person.counted):
            kind = Kind.not_listed if person.code else Kind.unlisted_counted
            detail = f"{person.stored} answers, {_code(person.code)}"
            found.append(Difference(kind, person.external, person.session, person.pseudonym, detail))
    for person in ours:
        if person.outcome and person.answered != person.planned:
            detail = f"{unusual(person.answered, person.planned)} ({person.outcome})"
            found.append(
                Difference(Kind.unplanned, person.external, person.session, person.pseudonym, detail)
            )
    return found


def _of_interest(rows: Sequence[Listed], person: Ours | None) -> Listed:
    """The submission to compare: one that is done, else the one we know of, else the last."""

    def weight(row: Listed) -> tuple[bool, bool]:
        return row.standing in DONE, person is not None and row.submission == person.session

    return max(reversed(rows), key=weight)


def _repeated(rows: Sequence[Listed], person: Ours | None) -> Iterable[Difference]:
    done = [row for row in rows if row.standing in DONE]
    twice = [row for row, number in Counter(row.submission for row in rows).items() if row and number > 1]
    if len(done) > 1 or twice:
        names = ", ".join(f"{row.submission or '-'} {row.said}" for row in rows)
        yield _difference(Kind.duplicate, rows[0], person, names)


def _compared(row: Listed, person: Ours) -> Iterable[Difference]:
    progress = f"{row.said}; {person.state} here, {person.answered} of {person.total} answered"
    finished = person.state == "finished"
    if row.standing in DONE:
        if not person.code:
            yield _difference(Kind.unfinished_here, row, person, f"{progress}, {_code(row.code)} there")
        elif person.stored < person.answered or (finished and person.answered < person.total):
            yield _difference(
                Kind.answers_missing, row, person, f"{progress}, {person.stored} answers stored"
            )
        if person.code and row.code is not None and person.code.casefold() != row.code.casefold():
            yield _difference(
                Kind.code_differs, row, person, f"{_code(row.code)} there, {_code(person.code)} here"
            )
    elif row.standing in GIVEN_UP and person.counted:
        yield _difference(Kind.given_up_counted, row, person, f"{row.said}; {person.counted} answers counted")
    elif row.standing is Standing.begun and person.code:
        yield _difference(Kind.not_submitted, row, person, f"{row.said}; {_code(person.code)}")


def _code(code: str | None) -> str:
    return f"code {code!r}" if code else "no code"


def _difference(kind: Kind, row: Listed, person: Ours | None, detail: str) -> Difference:
    return Difference(kind, row.external, row.submission, person.pseudonym if person else "", detail)
