"""A platform's list of submissions, in one form, and reading it from a CSV that a researcher downloads."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mien.errors import FormatError, MienError
from mien.text import text_of
from mien.triplets.formats.task_answers import JSON_COLUMN, entered

MOST_BYTES = 256 * 2**20


class PlatformError(MienError):
    """A platform did not give what was asked for: no answer, refused, or not in its form."""


class Standing(StrEnum):
    """Where a submission is, by the platform."""

    begun = "begun"
    submitted = "submitted"
    approved = "approved"
    rejected = "rejected"
    returned = "returned"
    timed_out = "timed out"
    screened_out = "screened out"
    other = "other"


DONE = frozenset({Standing.submitted, Standing.approved})
"""The person says to be done, and is paid unless somebody objects."""
GIVEN_UP = frozenset({Standing.rejected, Standing.returned, Standing.timed_out, Standing.screened_out})
"""No payment for a finished study: the place there is free for somebody else."""

# Prolific's statuses by its API reference (*Submission object*), MTurk's by its own (*Assignment*), Connect's
# by the words of its help pages.
_STANDINGS = {
    "reserved": Standing.begun,
    "active": Standing.begun,
    "in progress": Standing.begun,
    "started": Standing.begun,
    "awaiting review": Standing.submitted,
    "submitted": Standing.submitted,
    "pending": Standing.submitted,
    "pending review": Standing.submitted,
    "completed": Standing.submitted,
    "approved": Standing.approved,
    "auto approved": Standing.approved,
    "partially approved": Standing.approved,
    "paid": Standing.approved,
    "rejected": Standing.rejected,
    "returned": Standing.returned,
    "timed out": Standing.timed_out,
    "screened out": Standing.screened_out,
}
_ID = re.compile(r"[A-Za-z0-9_-]{1,255}", re.ASCII)
_NO_CODE = {"", "nocode", "no code", "none", "n/a", "{}", "data_expired"}


def standing(word: str) -> Standing:
    """The standing behind a platform's word; ``other`` where it is not known."""
    plain = re.sub(r"[\s_-]+", " ", word).strip().lower()
    return _STANDINGS.get(plain, Standing.other)


@dataclass(frozen=True, slots=True)
class Listed:
    """One submission as its platform lists it.

    Attributes
    ----------
    external, submission : the platform's IDs of person and submission; the latter ``""`` where not listed.
    said : the platform's word for its status.
    code : completion code that was entered; ``""`` for none, None where the list does not say.
    """

    external: str
    submission: str
    said: str
    code: str | None

    @property
    def standing(self) -> Standing:
        """What the word means."""
        return standing(self.said)


def listed(external: str, submission: str, said: str, code: str | None) -> Listed:
    """Make one of a platform's texts; codes that mean none become ``""``.

    Raises
    ------
    ValueError
        If there is no person's ID or status, or an ID has characters that IDs don't have.
    """
    external, submission, said = external.strip(), submission.strip(), _shown(said)
    if not _ID.fullmatch(external):
        raise ValueError(f"{_shown(external)!r} is not a person's ID")
    if submission and not _ID.fullmatch(submission):
        raise ValueError(f"{_shown(submission)!r} is not a submission's ID")
    if not said:
        raise ValueError("there is no status")
    if code is not None:
        code = _shown(code)
        code = "" if code.lower() in _NO_CODE else code
    return Listed(external, submission, said, code)


def _shown(text: str) -> str:
    """Fit for a terminal: the texts come from outside and end up in a table."""
    return "".join(letter if letter.isprintable() else "?" for letter in text.strip()[:80])


_COLUMNS = {
    "external": ("participantid", "workerid", "connectid"),
    "submission": ("submissionid", "assignmentid", "sessionid"),
    "status": ("status", "assignmentstatus", "submissionstatus"),
    "code": ("completioncode", "enteredcode", "studycode", "answercode", "answersurveycode", "secretcode"),
}


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.lower())


def _column_of(path: Path, headers: list[str]) -> dict[str, int]:
    plain = [_plain(header) for header in headers]
    found: dict[str, int] = {}
    for what, names in _COLUMNS.items():
        places = [plain.index(name) for name in names if name in plain]
        if places:
            found[what] = places[0]
    for what, example in (("external", "Participant id"), ("status", "Status")):
        if what not in found:
            have = ", ".join(headers[:8]) or "none"
            raise FormatError(
                path, f"has no column like {example!r}, found {have}; is it the platform's list?", 1
            )
    if "code" not in found and _plain(JSON_COLUMN) in plain:
        found["entered"] = plain.index(_plain(JSON_COLUMN))
    return found


def _entered_code(path: Path, line: int, text: str) -> str:
    """The code among what was entered, as JSON."""
    try:
        values = {_plain(f"Answer.{name}"): value for name, value in entered(text).items()}
    except ValueError:
        raise FormatError(path, f"{JSON_COLUMN} is not JSON of names and values", line) from None
    return next((values[name] for name in _COLUMNS["code"] if name in values), "")


def listed_from_csv(path: Path) -> list[Listed]:
    """Submissions of a CSV: Prolific's demographic export, Connect's participants, MTurk's batch results.

    Columns are found by their names, whatever their order, case and spaces: *Participant id* or *WorkerId*,
    *Submission id* or *AssignmentId*, *Status* or *AssignmentStatus*, *Completion code*, *Answer.code* or
    *Answer.surveycode*, also within the JSON of *Answer.taskAnswers*.
    Only the first and the status have to be there. Commas, semicolons and tabs are taken.

    Raises
    ------
    FormatError
        If it cannot be read, is no such table, or a row is incomplete; names the line.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FormatError(path, f"is larger than {MOST_BYTES >> 20} MiB; is it the platform's list?")
    except OSError as error:
        raise FormatError(path, f"cannot be read ({error.strerror})") from error
    text = text_of(path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = []
    try:
        column = _column_of(path, next(rows, []))
        for row in rows:
            if any(cell.strip() for cell in row):
                found.append(_row(path, rows.line_num, row, column))
    except csv.Error as error:
        raise FormatError(path, f"is not CSV ({error})", rows.line_num) from error
    return found


def _row(path: Path, line: int, row: list[str], column: dict[str, int]) -> Listed:
    if len(row) <= max(column.values()):
        raise FormatError(path, f"has {len(row)} cells, the header more; download it again", line)
    cells = {what: row[place] for what, place in column.items()}
    if "entered" in cells:
        cells["code"] = _entered_code(path, line, cells["entered"])
    try:
        return listed(cells["external"], cells.get("submission", ""), cells["status"], cells.get("code"))
    except ValueError as error:
        raise FormatError(path, str(error), line) from error
