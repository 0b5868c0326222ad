"""A study as a Psych-DS dataset: what researchers share, with the meaning of every column beside it.

Psych-DS (psych-ds.github.io, schema 1.5) wants ``dataset_description.json``, JSON-LD by schema.org, and under
``data`` files named by keywords (``study-faces_task-label_data.csv``) whose columns are all among
`variableMeasured`. `problems` looks whether a folder keeps these rules.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mien.errors import RunError
from mien.files import write_text
from mien.study.dictionary import MEANINGS, kind_of
from mien.study.directory import StudyDirectory
from mien.study.export import Exported, answer_files, export
from mien.study.judged import Rater, raters, read
from mien.study.measuring import measured
from mien.study.methods import methods
from mien.study.store import Store
from mien.tabular import header_of, write_columns

DESCRIPTION = "dataset_description.json"
DATA = re.compile(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv")
RATERS = "raters"
RATER_COLUMNS = (
    "rater", "platform", "language", "state", "condition", "consent", "excluded", "answered", "minutes",
    "median_seconds", "catch_asked", "catch_right", "repeats", "repeats_alike", "agreement", "compared",
    "flags", "facts",
)  # fmt: skip
_PERSON = "SELECT id, language FROM person"
_CONSENT = "SELECT person, version FROM consent ORDER BY at, version"
_FACTS = (
    "SELECT person, name, value FROM fact WHERE name <> 'comment' AND name NOT LIKE 'display-%' "
    "AND name NOT LIKE 'showing-%' ORDER BY name"
)
_TIMES = "SELECT person, ms FROM answer WHERE ms IS NOT NULL"
_TYPES = {"str": "string", "int": "integer", "float": "number"}


def file_name(study: str, name: str) -> str:
    """Name of a file of data by what an export calls it."""
    task = answer_files().get(name)
    keyword = f"task-{_alphanumeric(task)}" if task else f"description-{_alphanumeric(name)}"
    return f"study-{_alphanumeric(study)}_{keyword}_data.csv"


def _alphanumeric(text: str) -> str:
    words = re.findall(r"[a-zA-Z0-9]+", text)
    return "".join([words[0], *(word[:1].upper() + word[1:] for word in words[1:])]) if words else "study"


async def export_psych_ds(directory: StudyDirectory, store: Store, folder: Path) -> Exported:
    """Write a study's answers, raters, design and consent texts as a Psych-DS dataset.

    Comments are not in it: people may have written who they are.

    Parameters
    ----------
    folder : made; must not be there yet, or be empty.

    Raises
    ------
    RunError
        If the folder is there, or a file cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder}: is there already and not empty; a dataset needs a new folder")
    design, study = directory.design, directory.path.resolve().name
    try:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "materials").mkdir(exist_ok=True)
        (folder / "documentation").mkdir(exist_ok=True)
    except OSError as error:
        raise RunError(f"{folder}: the dataset cannot be written ({error.strerror})") from error

    def place(name: str) -> Path:
        return folder / "data" / file_name(study, name)

    done = await export(store, folder, everything=True, place=place)
    found = await raters(store, design, measured(await read(store, design)))
    write_columns(place(RATERS), await _rater_columns(store, found))
    done.files.append(place(RATERS))
    done.names.append(RATERS)
    done.counts[RATERS] = len(found)
    text = await methods(directory, store, found)
    columns = sorted({column for path in done.files for column in header_of(path)})
    description = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": design.page.title,
        "description": text,
        "schemaVersion": "Psych-DS 1.5.1",
        "variableMeasured": [_variable(column) for column in columns],
    }
    write_text(folder / DESCRIPTION, json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    write_text(folder / "README.md", f"# {design.page.title}\n\n{text}\n")
    write_text(folder / "materials" / "study.toml", (directory.path / "study.toml").read_text("utf-8"))
    for language in design.page.languages:
        name = f"consent-{design.consent.version}.{language}.md"
        write_text(folder / "materials" / name, directory.consent(language))
    write_text(folder / "documentation" / "methods.md", text + "\n")
    write_columns(folder / "documentation" / "dictionary.csv", _dictionary(columns))
    return done


def _variable(column: str) -> dict[str, Any]:
    meaning = MEANINGS[column]
    found: dict[str, Any] = {"@type": "PropertyValue", "name": column, "description": meaning.text}
    if meaning.unit:
        found["unitText"] = meaning.unit
    if meaning.levels:
        found["valueReference"] = list(meaning.levels)
    return found


def _dictionary(columns: Sequence[str]) -> dict[str, list[str]]:
    return {
        "column": list(columns),
        "type": [_TYPES[kind_of(column).__name__] for column in columns],
        "unit": [MEANINGS[column].unit for column in columns],
        "levels": ["|".join(MEANINGS[column].levels) for column in columns],
        "meaning": [MEANINGS[column].text for column in columns],
    }


async def _rater_columns(store: Store, found: Sequence[Rater]) -> dict[str, list[Any]]:
    language = dict(await store.read(_PERSON))
    consent: dict[int, list[str]] = {}
    for person, version in await store.read(_CONSENT):
        consent.setdefault(int(person), []).append(str(version))
    facts: dict[int, dict[str, str]] = {}
    for person, name, value in await store.read(_FACTS):
        facts.setdefault(int(person), {})[str(name)] = str(value)
    times: dict[int, list[int]] = {}
    async for rows in store.stream(_TIMES):
        for person, ms in rows:
            times.setdefault(int(person), []).append(int(ms))
    rows = [
        (
            one.pseudonym, one.platform, language[one.number], one.state, one.condition,
            " ".join(consent.get(one.number, ())), one.reason, one.answered, round(one.minutes, 2),
            _median(times.get(one.number, [])), one.catch[1], one.catch[0], one.sum("repeats"),
            one.sum("kept"),
            one.agreement, _compared(one.measures), "; ".join(one.flags),
            json.dumps(facts[one.number], sort_keys=True) if one.number in facts else "",
        )
        for one in sorted(found, key=lambda one: one.number)
    ]  # fmt: skip
    return {name: [row[place] for row in rows] for place, name in enumerate(RATER_COLUMNS)}


def _median(ms: list[int]) -> float | None:
    return sorted(ms)[len(ms) // 2] / 1000 if ms else None


def _compared(measures: Mapping[str, Mapping[str, Any]]) -> int:
    return sum(int(one["compared"]) for one in measures.values() if "agreeing" in one)


def problems(folder: Path) -> list[str]:
    """Where a folder breaks the rules of Psych-DS, a sentence each; empty if it keeps them."""
    try:
        about = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    except (OSError, ValueError) as error:
        return [f"{DESCRIPTION}: cannot be read as JSON ({error})"]
    found = [
        f"{DESCRIPTION}: no {key}"
        for key in ("name", "description", "variableMeasured")
        if not about.get(key)
    ]
    if str(about.get("@context", "")).rstrip("/") not in ("https://schema.org", "http://schema.org"):
        found.append(f"{DESCRIPTION}: @context is not https://schema.org")
    if str(about.get("@type", "")).removeprefix("https://schema.org/") != "Dataset":
        found.append(f"{DESCRIPTION}: @type is not Dataset")
    known = {one if isinstance(one, str) else one.get("name") for one in about.get("variableMeasured", ())}
    data = (
        sorted(path for path in (folder / "data").rglob("*") if path.is_file())
        if (folder / "data").is_dir()
        else []
    )
    files = [path for path in data if DATA.fullmatch(path.name)]
    found += [f"{path.name}: is not named by keywords and _data.csv" for path in data if path not in files]
    if not files:
        found.append("data: holds no file of data")
    for path in files:
        found += _wrong_in(path, known)
    return found


def _wrong_in(path: Path, known: Iterable[Any]) -> list[str]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            header = next(rows, [])
            found = [
                f"{path.name}: column {name!r} is not in variableMeasured"
                for name in header
                if name not in known
            ]
            if not header or len(set(header)) < len(header):
                found.append(f"{path.name}: the header is empty or names a column twice")
            place = header.index("row_id") if "row_id" in header else -1
            seen: set[str] = set()
            for row in rows:
                if len(row) != len(header):
                    found.append(
                        f"{path.name}:{rows.line_num}: {len(row)} cells, the header has {len(header)}"
                    )
                    break
                if place >= 0 and row[place] in seen:
                    found.append(f"{path.name}:{rows.line_num}: row_id {row[place]} is there twice")
                seen.add(row[place] if place >= 0 else "")
            return found
    except UnicodeDecodeError:
        return [f"{path.name}: is not UTF-8"]
