"""Commands of the judgment server about platforms: links, keys, lists of submissions, pay."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mien.cli.files import READS
from mien.cli.result import Result
from mien.cli.study import Folder, StoreOption, with_store

# Platforms that have lists of submissions.
Listing = StrEnum("Listing", ["prolific", "connect", "mturk"])
Signing = StrEnum("Signing", ["link", "connect"])
DAY_SECONDS = 86_400

PlatformArgument = Annotated[
    Listing, typer.Argument(metavar="PLATFORM", help="prolific, connect or mturk.", show_default=False)
]


def register(study: typer.Typer) -> None:
    """Add these commands to those of a study."""
    for command in (links, keys, pay):
        study.command()(command)
    study.command("reconcile")(reconcile_list)


def links(
    folder: Folder,
    count: Annotated[int, typer.Argument(metavar="N", help="How many codes.", show_default=False)] = 1,
    days: Annotated[
        int, typer.Option(min=0, max=3650, help="Sign whole links that are good for so long, instead.")
    ] = 0,
    platform: Annotated[
        Signing, typer.Option(help="With --days: connect signs the project's link.")
    ] = Signing.link,
) -> Result:
    """Make codes or signed links for personal links: one person each, nobody else.

    Examples
    --------
    mien study links study 20
    mien study links study 20 --days 14
    """
    from mien.study.directory import StudyDirectory
    from mien.study.platforms.links import signed_links, write_codes

    directory = StudyDirectory(folder)
    if days or platform is Signing.connect:
        until = int(time.time()) + (days or 30) * DAY_SECONDS
        signed = list(signed_links(directory, platform, count, until))
        typer.echo(
            f"good       for {days or 30} days; set platforms.{platform}.signed = true in study.toml",
            err=True,
        )
        return Result({"links": signed, "days": days or 30}, signed)
    path, codes = write_codes(directory, count)
    typer.echo(f"file       {path}; name it as platforms.link.codes_file in study.toml", err=True)
    return Result({"codes": list(codes), "file": path}, list(codes))


def keys(folder: Folder) -> Result:
    """Get the public keys by which Prolific signs links; again when it signs with new ones.

    Examples
    --------
    mien study keys study
    """
    import asyncio

    from mien.files import write_text
    from mien.study.directory import StudyDirectory
    from mien.study.platforms.prolific_api import prolific_keys

    directory = StudyDirectory(folder)
    named = directory.design.platforms.prolific.keys_file or "prolific-keys.json"
    write_text(directory.path / named, asyncio.run(prolific_keys()))
    path = directory.path / named
    text = f"file       {path}; name it as platforms.prolific.keys_file in study.toml"
    return Result({"file": path}, text)


def reconcile_list(
    folder: Folder,
    platform: PlatformArgument,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[CSV]", help="The platform's list; asked from Prolific's API if left out."),
        READS,
    ] = None,
    mark: Annotated[
        bool,
        typer.Option("--mark", help="Note in the store whom the platform lists, so that they can be paid."),
    ] = False,
    store: StoreOption = "",
) -> Result:
    """Compare a platform's list of submissions with the store; changes nothing but with --mark.

    Examples
    --------
    mien study reconcile study prolific submissions.csv
    """
    from mien.study.reconcile import reconcile_with

    found = with_store(
        folder, store, lambda d, opened: reconcile_with(d, opened, platform, file, mark=mark), writes=mark
    )
    return Result(found, found.text().rstrip("\n"))


def pay(
    folder: Folder,
    platform: PlatformArgument,
    out: Annotated[Path, typer.Argument(help="Folder to write to.", show_default=False)],
    store: StoreOption = "",
) -> Result:
    """Write whom to approve, whom to pay in part, and whom to hold back, in the platform's format.

    Examples
    --------
    mien study pay study prolific payments
    """
    from mien.study.pay import payments, write_payments

    found = with_store(folder, store, lambda d, opened: payments(opened, d.design, platform))
    written = dict(write_payments(out, platform, found).values())
    lines = [f"{count:>9,}  {path}" for path, count in written.items()]
    held = sum(1 for one in found if one.due == "held")
    if held:
        lines.append(
            f"held       {held:,} people whose ID no platform confirmed; run mien study reconcile --mark"
        )
    return Result({"files": written, "held": held}, lines)
