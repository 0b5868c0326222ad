"""Commands about the answers of a study: how far it is, exports, copies, troubles."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.result import Result
from mien.cli.study import Folder, StoreOption, with_store

if TYPE_CHECKING:
    from mien.study.directory import StudyDirectory
    from mien.study.store import Store

Ending = StrEnum("Ending", {"csv": "csv", "parquet": "parquet", "psych_ds": "psych-ds"})


def register(study: typer.Typer) -> None:
    """Add these commands to those of a study."""
    for command in (status, export, backup, check):
        study.command()(command)
    study.command("raters")(raters_list)
    study.command("mturk")(mturk_question)


def status(folder: Folder, store: StoreOption = "") -> Result:
    """How far a study is: coverage to k, people, troubles.

    Examples
    --------
    mien study status study
    """
    from mien.study.status import status, status_text

    found = with_store(folder, store, lambda _, opened: status(opened))
    return Result(found, status_text(found))


def export(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help="Folder to write to.", show_default=False)],
    store: StoreOption = "",
    ending: Annotated[Ending, typer.Option("--format", help="Kind of file.")] = Ending.csv,
    everything: Annotated[
        bool, typer.Option("--all", help="Write all-answers too: excluded, late and catch answers as well.")
    ] = False,
) -> Result:
    """Write questions and answers for mien votes, mien agreement and mien labels, or a Psych-DS dataset.

    Examples
    --------
    mien study export study answers
    mien study export study dataset --format psych-ds
    """
    from mien.study.endings import endings
    from mien.study.export import export
    from mien.study.psych_ds import export_psych_ds

    if ending is Ending.psych_ds:
        done = with_store(folder, store, lambda directory, opened: export_psych_ds(directory, opened, out))
        everything = True
    else:
        done = with_store(folder, store, lambda _, opened: export(opened, out, f".{ending}", everything))
    files = dict(zip(done.files, done.rows, strict=True))
    notes = list(with_store(folder, store, lambda _, opened: endings(opened)))
    hint = "" if everything else "; --all writes them"
    lines = [
        *(f"{count:>9,}  {path}" for path, count in files.items()),
        *(f"left out   {count:,} {reason}{hint}" for reason, count in done.left_out.items()),
        *(f"note       {note}" for note in notes),
    ]
    return Result({"files": files, "left_out": done.left_out, "notes": notes}, lines)


def raters_list(folder: Folder, store: StoreOption = "") -> Result:
    """Everybody with minutes, checks, speed and agreement, and who needs a look; changes nothing.

    Examples
    --------
    mien study raters study
    """
    from mien.study.judged import raters, raters_text, read
    from mien.study.measuring import measured

    async def work(directory: StudyDirectory, opened: Store) -> Any:
        measures = measured(await read(opened, directory.design))
        return await raters(opened, directory.design, measures)

    found = with_store(folder, store, work)
    return Result(found, raters_text(found))


def backup(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help="File to write; must not be there yet.", show_default=False)],
    store: StoreOption = "",
) -> Result:
    """Write a whole, consistent copy of the store while people answer.

    Examples
    --------
    mien study backup study backups/monday.sqlite
    """
    from mien.errors import RunError

    if out.exists():
        raise RunError(f"{out}: is there already; a backup does not replace another")
    with_store(folder, store, lambda _, opened: opened.backup(out))
    size = out.stat().st_size
    lines = [
        f"file       {out}, {size:,} bytes",
        "           keep study.toml, secret.key and the pictures of the study's folder with it",
    ]
    return Result({"file": out, "bytes": size}, lines)


def check(folder: Folder, store: StoreOption = "") -> Result:
    """Look for anything that is wrong with a study; exit code 1 if something is.

    Examples
    --------
    mien study check study
    """
    from mien.study.check import check, notes

    found = with_store(folder, store, check)
    told = list(with_store(folder, store, notes))
    lines = [*found, *(f"note: {line}" for line in told), *([] if found else ["all is well"])]
    return Result({"well": not found, "wrong": list(found), "notes": told}, lines, 1 if found else 0)


def mturk_question(
    folder: Folder, frame_height: Annotated[int, typer.Option(min=0, help="Pixels; 0 fills the window.")] = 0
) -> Result:
    """Print the ExternalQuestion that a Mechanical Turk requester gives to CreateHIT.

    Examples
    --------
    mien study mturk study > question.xml
    """
    from mien.study.directory import StudyDirectory
    from mien.study.platforms.mturk import external_question

    address = StudyDirectory(folder).design.server.public_url.rstrip("/") + "/mturk"
    question = external_question(address, frame_height)
    return Result({"question": question}, question.rstrip("\n"))
