"""Columns of answers as other people's programs write them.

Salmon and NEXT write every answer as these columns. jsPsych, lab.js, Gorilla and Pavlovia write what an
experiment puts there: who answered, how long it took and what was chosen are theirs, the three faces are
columns that the experiment itself has to add, for which the names ``anchor``, ``first`` and ``second`` are
taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mien.errors import ConfigError

ROLES = (
    "anchor", "first", "second", "choice", "near", "far", "odd", "rater", "seconds", "milliseconds", "left",
)  # fmt: skip
FACES = ("anchor", "first", "second", "near", "far", "odd")


@dataclass(frozen=True)
class TableColumns:
    """Which column says what.

    Attributes
    ----------
    columns : role -> names of its column. Faces and choice have the names at the first place at which all of
        them are there (the last name where there are fewer), other roles the first name that is there.
    choices : ``first`` or ``second`` -> what the column of the choice then holds; found out where empty.
    first_left : ``first`` is the face shown on the left, so that ``left`` and ``right`` are choices.
    says : what a program's files are taken to hold, for the documents.
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    first_left: bool = False
    says: str = ""

    def with_columns(self, text: str) -> TableColumns:
        """With roles as ``anchor=head,first=left``.

        Raises
        ------
        ConfigError
            If it is no such list, or there is no such role.
        """
        found: dict[str, tuple[str, ...]] = {}
        for role, name in _pairs("--columns", text):
            if role not in ROLES:
                raise ConfigError(f"--columns knows no {role!r}; there are {', '.join(ROLES)}")
            found[role] = (name,)
        gone: set[str] = set()
        if {"near", "far"} & set(found):
            gone = {"first", "second", "choice", "odd", "left"}
        elif "odd" in found:
            gone = {"anchor", "choice", "near", "far", "left"}
        if {"seconds", "milliseconds"} & set(found):
            gone |= {"seconds", "milliseconds"}
        own = {role: names for role, names in self.columns.items() if role not in gone}
        return replace(self, columns=own | found)

    def with_choices(self, text: str) -> TableColumns:
        """With choices as ``first=f,second=j``; a ConfigError for another role."""
        found = dict(_pairs("--choices", text))
        if set(found) - {"first", "second"} or len(set(found.values())) < len(found):
            raise ConfigError(f"--choices is {text!r}; expected first=VALUE,second=VALUE")
        return replace(self, choices=found)


def _pairs(option: str, text: str) -> list[tuple[str, str]]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not mark or not value.strip() for _, mark, value in pairs):
        raise ConfigError(f"{option} is {text!r}; expected ROLE=COLUMN, joined by commas")
    return [(role.strip().lower(), value.strip()) for role, _, value in pairs]


_OWN = {"anchor": ("anchor",), "first": ("first",), "second": ("second",), "left": ("left",)}
PRESETS: dict[str, TableColumns] = {
    "table": TableColumns(says="nothing; --columns says which column is which"),
    "salmon": TableColumns(
        {
            "anchor": ("head_html", "head_object", "head"), "first": ("left_html", "left_object", "left"),
            "second": ("right_html", "right_object", "right"),
            "choice": ("winner_html", "winner_object", "winner"), "rater": ("puid",),
            "seconds": ("response_time",),
        },
        first_left=True,
        says="`head`, `left`, `right`, `winner` (or each with `_html` or `_object`), `puid`, "
        "`response_time` in seconds; CSV or JSON",
    ),
    "next": TableColumns(
        {
            "anchor": ("Center",), "first": ("Left",), "second": ("Right",), "choice": ("Answer",),
            "rater": ("Participant ID",), "seconds": ("Response Time (s)",),
        },
        first_left=True,
        says="`Center`, `Left`, `Right`, `Answer`, `Participant ID`, `Response Time (s)`",
    ),
    "jspsych": TableColumns(
        {
            **_OWN, "choice": ("choice", "response", "button_pressed", "key_press"),
            "rater": ("rater", "subject_id", "participant_id", "subject", "participant", "PROLIFIC_PID"),
            "milliseconds": ("rt",),
        },
        says="`rt` in milliseconds; the choice is `response`: index of the button, 0 or 1, or a key; "
        "`anchor`, `first`, `second` put into `data` by the experiment; CSV or JSON",
    ),
    "labjs": TableColumns(
        {
            **_OWN, "choice": ("choice", "response"), "milliseconds": ("duration",),
            "rater": ("rater", "participant_id", "participant", "id", "PROLIFIC_PID", "workerId"),
        },
        says="`response`, `duration` in milliseconds; `anchor`, `first`, `second` from the "
        "experiment's loop; CSV or JSON",
    ),
    "gorilla": TableColumns(
        {
            **_OWN, "choice": ("Response",), "milliseconds": ("Reaction Time",),
            "rater": ("Participant Private ID", "Participant Public ID"),
        },
        says="`Response`, `Reaction Time` in milliseconds, `Participant Private ID`; `anchor`, `first`, "
        "`second` from the task's spreadsheet",
    ),
    "pavlovia": TableColumns(
        {
            **_OWN, "choice": ("choice", "key_resp.keys", "mouse.clicked_name", "mouse.clicked_image"),
            "seconds": ("key_resp.rt", "mouse.time"), "rater": ("participant",),
        },
        says="`key_resp.keys` or `mouse.clicked_name`, `key_resp.rt` or `mouse.time` in seconds, "
        "`participant`; `anchor`, `first`, `second` from the conditions file",
    ),
}  # fmt: skip
"""Kind -> its columns; ``table`` has none of its own."""
