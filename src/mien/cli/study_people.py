"""Commands of the judgment server about people: who may come in, who is left out, what is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.result import Result
from mien.cli.study import Folder, StoreOption, with_store

if TYPE_CHECKING:
    from mien.study.directory import StudyDirectory
    from mien.study.store import Store

PlatformName = Annotated[
    str, typer.Argument(metavar="PLATFORM", help="link, prolific, connect or mturk.", show_default=False)
]
External = Annotated[
    str, typer.Argument(metavar="ID", help="The platform's ID of the person.", show_default=False)
]


def register(study: typer.Typer) -> None:
    """Add these commands to those of a study."""
    study.command("close")(close_door)
    study.command("open")(open_door)
    for command in (password, exclude, erase, about, forget):
        study.command()(command)


def password(folder: Folder, store: StoreOption = "") -> Result:
    """Forget the administrator's password, end all sessions, and print a link to set a new one.

    Examples
    --------
    mien study password study
    """
    from mien.study.app.admin import reset_admin
    from mien.study.app.admin.entrance import setup_address

    token = with_store(folder, store, lambda _, opened: reset_admin(opened), writes=True)
    address = setup_address(token)
    text = f"admin      {address}  (after the study's address; once, to set the password)"
    return Result({"admin": address}, text)


def close_door(folder: Folder, store: StoreOption = "") -> Result:
    """Take no new people any more; those who are in go on.

    Examples
    --------
    mien study close study
    """
    _door(folder, store, True)
    return Result({"open": False}, "closed     to new people")


def open_door(folder: Folder, store: StoreOption = "") -> Result:
    """Take new people again.

    Examples
    --------
    mien study open study
    """
    _door(folder, store, False)
    return Result({"open": True}, "open       to new people")


def exclude(
    folder: Folder,
    rater: Annotated[str, typer.Argument(help="Pseudonym, as in the export.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why; kept with the exclusion.", show_default=False)],
    store: StoreOption = "",
) -> Result:
    """Leave a person's answers out; the questions are asked again.

    Examples
    --------
    mien study exclude study r-7kq3m0tz9x2c --reason "answered at random"
    """
    from mien.study.people import exclude

    counted = with_store(folder, store, lambda _, opened: exclude(opened, rater, reason), writes=True)
    text = f"excluded   {rater}: {counted} counted answers no longer count"
    return Result({"excluded": rater, "answers": counted}, text)


def erase(folder: Folder, platform: PlatformName, external: External, store: StoreOption = "") -> Result:
    """Forget who a person is; the votes stay, under a new pseudonym.

    Examples
    --------
    mien study erase study prolific 5f1c0a9e2b7d4e0012345678
    """
    from mien.errors import DataError
    from mien.study.people import erase

    async def work(directory: StudyDirectory, opened: Store) -> int | None:
        number = await erase(opened, directory, platform, external)
        if number is not None:
            await opened.audit("terminal", "erase", f"person {number}")
        return number

    if with_store(folder, store, work, writes=True) is None:
        raise DataError(f"{folder}: nobody is known by this {platform} ID")
    text = "erased     platform IDs and identity; backups made before still hold them"
    return Result({"erased": True, "platform": platform}, text)


def about(folder: Folder, platform: PlatformName, external: External, store: StoreOption = "") -> Result:
    """Everything that is held about a person, as JSON, for whoever asks about their own data.

    Examples
    --------
    mien study about study prolific 5f1c0a9e2b7d4e0012345678 > person.json
    """
    import json

    from mien.errors import DataError
    from mien.study.people import about, find

    async def work(directory: StudyDirectory, opened: Store) -> dict[str, Any]:
        number = await find(opened, directory, platform, external)
        if number is None:
            raise DataError(f"{folder}: nobody is known by this {platform} ID")
        return await about(opened, number)

    held = with_store(folder, store, work)
    return Result(held, json.dumps(held, indent=1, ensure_ascii=False))


def forget(folder: Folder, store: StoreOption = "") -> Result:
    """Delete platform IDs that are older than privacy.retention_days; a running server does so each hour.

    Examples
    --------
    mien study forget study
    """
    from mien.study.people import forget_old

    count = with_store(folder, store, lambda d, opened: forget_old(opened, d.design), writes=True)
    return Result({"forgotten": count}, f"forgotten  the platform IDs of {count} people")


def _door(folder: Path, store: str, closed: bool) -> None:
    from mien.study.app.opening import set_closed

    async def work(_: StudyDirectory, opened: Store) -> None:
        await set_closed(opened, closed)
        await opened.audit("terminal", "door", "closed to new people" if closed else "open to new people")

    with_store(folder, store, work, writes=True)
