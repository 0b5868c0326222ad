"""Commands of the judgment server about people: who may come in, who is left out, what is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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


def password(folder: Folder, store: StoreOption = "") -> None:
    """Forget the administrator's password, end all sessions, and print a link to set a new one."""
    from mien.study.app.admin import reset_admin
    from mien.study.app.admin.entrance import setup_address

    token = with_store(folder, store, lambda _, opened: reset_admin(opened), writes=True)
    typer.echo(f"admin      {setup_address(token)}  (after the study's address; once, to set the password)")


def close_door(folder: Folder, store: StoreOption = "") -> None:
    """Take no new people any more; those who are in go on."""
    _door(folder, store, True)
    typer.echo("closed     to new people")


def open_door(folder: Folder, store: StoreOption = "") -> None:
    """Take new people again."""
    _door(folder, store, False)
    typer.echo("open       to new people")


def exclude(
    folder: Folder,
    rater: Annotated[str, typer.Argument(help="Pseudonym, as in the export.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why; kept with the exclusion.", show_default=False)],
    store: StoreOption = "",
) -> None:
    """Leave a person's answers out; the questions are asked again."""
    from mien.study.people import exclude

    counted = with_store(folder, store, lambda _, opened: exclude(opened, rater, reason), writes=True)
    typer.echo(f"excluded   {rater}: {counted} counted answers no longer count")


def erase(folder: Folder, platform: PlatformName, external: External, store: StoreOption = "") -> None:
    """Forget who a person is; the votes stay, under a new pseudonym."""
    from mien.errors import DataError
    from mien.study.people import erase

    async def work(directory: StudyDirectory, opened: Store) -> int | None:
        number = await erase(opened, directory, platform, external)
        if number is not None:
            await opened.audit("terminal", "erase", f"person {number}")
        return number

    if with_store(folder, store, work, writes=True) is None:
        raise DataError(f"{folder}: nobody is known by this {platform} ID")
    typer.echo("erased     platform IDs and identity; backups made before still hold them")


def about(folder: Folder, platform: PlatformName, external: External, store: StoreOption = "") -> None:
    """Everything that is held about a person, as JSON, for whoever asks about their own data."""
    import json

    from mien.errors import DataError
    from mien.study.people import about, find

    async def work(directory: StudyDirectory, opened: Store) -> dict[str, Any]:
        number = await find(opened, directory, platform, external)
        if number is None:
            raise DataError(f"{folder}: nobody is known by this {platform} ID")
        return await about(opened, number)

    typer.echo(json.dumps(with_store(folder, store, work), indent=1, ensure_ascii=False))


def forget(folder: Folder, store: StoreOption = "") -> None:
    """Delete platform IDs that are older than privacy.retention_days; a running server does so each hour."""
    from mien.study.people import forget_old

    count = with_store(folder, store, lambda d, opened: forget_old(opened, d.design), writes=True)
    typer.echo(f"forgotten  the platform IDs of {count} people")


def _door(folder: Path, store: str, closed: bool) -> None:
    from mien.study.app.opening import set_closed

    async def work(_: StudyDirectory, opened: Store) -> None:
        await set_closed(opened, closed)
        await opened.audit("terminal", "door", "closed to new people" if closed else "open to new people")

    with_store(folder, store, work, writes=True)
