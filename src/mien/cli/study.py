"""Commands of the judgment server: make a study, serve it, look after it, get the answers."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from collections.abc import Callable, Coroutine
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.options import Json, Quiet, progress
from mien.cli.reading import Commands, source
from mien.sources.asked import Asked

if TYPE_CHECKING:
    from mien.study.directory import StudyDirectory
    from mien.study.store import Store

study = Commands(
    help="Collect triplets and labels from people: a web page, a store that loses nothing, exports.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


_NEEDED = (
    "apsw", "argon2", "fastapi", "httpx", "itsdangerous", "jinja2", "markdown_it", "PIL", "psycopg",
    "psycopg_pool", "pydantic", "python_multipart", "uvicorn",
)  # fmt: skip


@study.callback()
def needs() -> None:
    """Refuse to begin where the optional part is not installed."""
    from mien.errors import ConfigError, listed

    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"mien study needs packages that are not installed ({listed(missing)}); "
            "run pip install 'mien[study]'"
        )


Ending = StrEnum("Ending", {"csv": "csv", "parquet": "parquet", "psych_ds": "psych-ds"})

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the study.", show_default=False)]
StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="MIEN_STORE",
        help="postgresql:// URL of the answers' store; study.sqlite in the folder if left out.",
        show_default=False,
    ),
]
Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]


@study.command()
def init(
    folder: Folder,
    faces: Annotated[
        Asked,
        typer.Option(
            parser=source,
            help="Faces, as for --data of the other commands.",
            show_default=False,
        ),
    ],
    triplets: Annotated[
        Path | None,
        typer.Option(
            "--triplets", "--questions", help="Questions or triplets to ask about: .csv or .parquet."
        ),
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Faces to label (column face): .csv or .parquet.")
    ] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TASK=FILE",
            help="Another kind (rating, odd-one-out, best-worst) and its questions or faces; repeatable.",
        ),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(
            help="Folder of pictures, or of videos as clips, named as the faces; drawn if left out."
        ),
    ] = None,
    clips: Annotated[
        float | None,
        typer.Option(
            min=0.1, help="Draw each face moving: seconds of its recording, the face in the middle."
        ),
    ] = None,
    rate: Annotated[float, typer.Option(min=1, max=60, help="Frames a second of the recordings.")] = 25.0,
    design: Annotated[Path | None, typer.Option(help="A study.toml to begin with.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides sides of triplets and the checks.")] = 0,
    quiet: Quiet = False,
) -> None:
    """Make a study's folder: design, questions, pictures, consent text."""
    from mien.errors import ConfigError
    from mien.study.initialise import initialise
    from mien.study.stimuli.moving import Cut

    if clips and images:
        raise ConfigError("--clips draws moving faces, --images shows yours: give one of the two")
    cut = Cut(clips, rate) if clips else None
    asked = {kind: path for kind, path in (("triplet", triplets), ("label", labels)) if path}
    for one in ask or ():
        kind, path = _asked(one)
        asked[kind] = path
    with progress(quiet) as shown:
        made = initialise(folder, faces, asked, images, design, seed, shown.counting("pictures"), cut)
    for (kind, part), count in made.questions.items():
        typer.echo(f"{kind:<11} {count}{' ' + part if part else ''}")
    typer.echo(f"checks     {made.checks}")
    for kind in made.unchecked:
        typer.echo(
            f"           none of {kind} questions, as no face has a label that tells; write checks.csv"
        )
    typer.echo(f"pictures   {made.pictures}")
    typer.echo(f"design     {folder / 'study.toml'}: have a look at it")
    typer.echo(f"consent    {folder / 'consent.en.md'}: complete it before you ask anybody")
    typer.echo(f"next       mien study serve {folder}")


def _asked(text: str) -> tuple[str, Path]:
    from mien.errors import ConfigError
    from mien.study.tasks.registry import TASKS

    kind, equals, path = text.partition("=")
    if not equals or not path:
        raise ConfigError(f"--ask {text}: write TASK=FILE, for example rating=faces.csv")
    TASKS.find(kind)
    return kind, Path(path)


@study.command()
def serve(
    folder: Folder,
    store: StoreOption = "",
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; more than 1 on PostgreSQL.")] = 1,
) -> None:
    """Serve a study's page, and the administrator's, until interrupted."""
    from mien.study.directory import StudyDirectory
    from mien.study.serve import Address, serve

    directory = StudyDirectory(folder)
    serve(directory, Address(store or directory.default_store, host, port, workers), _announce)


@study.command()
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the demo study; made if it is not there.")
    ] = Path("demo-study"),
    port: Port = 8000,
    quiet: Quiet = False,
) -> None:
    """Make a small study of built-in synthetic faces and serve it on this machine."""
    from mien.study.demo import make_demo
    from mien.study.directory import StudyDirectory
    from mien.study.serve import Address, serve

    if not (folder / "study.toml").exists():
        with progress(quiet) as shown:
            make_demo(folder, shown.counting("pictures"))
    directory = StudyDirectory(folder)
    serve(directory, Address(directory.default_store, "127.0.0.1", port), _announce, demo=True)


@study.command()
def status(folder: Folder, store: StoreOption = "", as_json: Json = False) -> None:
    """How far a study is: coverage to k, people, troubles."""
    from mien.study.status import status, status_text

    found = with_store(folder, store, lambda _, opened: status(opened))
    typer.echo(json.dumps(dataclasses.asdict(found), indent=1) if as_json else status_text(found))


@study.command()
def export(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help="Folder to write to.", show_default=False)],
    store: StoreOption = "",
    ending: Annotated[Ending, typer.Option("--format", help="Kind of file.")] = Ending.csv,
    everything: Annotated[
        bool, typer.Option("--all", help="Write all-answers too: excluded, late and catch answers as well.")
    ] = False,
) -> None:
    """Write questions and answers for mien votes, mien agreement and mien labels, or a Psych-DS dataset."""
    from mien.study.endings import endings
    from mien.study.export import export
    from mien.study.psych_ds import export_psych_ds

    if ending is Ending.psych_ds:
        done = with_store(folder, store, lambda directory, opened: export_psych_ds(directory, opened, out))
        everything = True
    else:
        done = with_store(folder, store, lambda _, opened: export(opened, out, f".{ending}", everything))
    for path, count in zip(done.files, done.rows, strict=True):
        typer.echo(f"{count:>9,}  {path}")
    for reason, count in done.left_out.items():
        typer.echo(f"left out   {count:,} {reason}" + ("" if everything else "; --all writes them"))
    for ending in with_store(folder, store, lambda _, opened: endings(opened)):
        typer.echo(f"note       {ending}")


@study.command("raters")
def raters_list(folder: Folder, store: StoreOption = "", as_json: Json = False) -> None:
    """Everybody with minutes, checks, speed and agreement, and who needs a look; changes nothing."""
    from mien.study.judged import raters, raters_text, read
    from mien.study.measuring import measured

    async def work(directory: StudyDirectory, opened: Store) -> Any:
        measures = measured(await read(opened, directory.design))
        return await raters(opened, directory.design, measures)

    found = with_store(folder, store, work)
    typer.echo(
        json.dumps([dataclasses.asdict(one) for one in found], indent=1) if as_json else raters_text(found)
    )


@study.command()
def backup(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help="File to write; must not be there yet.", show_default=False)],
    store: StoreOption = "",
) -> None:
    """Write a whole, consistent copy of the store while people answer."""
    from mien.errors import RunError

    if out.exists():
        raise RunError(f"{out}: is there already; a backup does not replace another")
    with_store(folder, store, lambda _, opened: opened.backup(out))
    typer.echo(f"file       {out}, {out.stat().st_size:,} bytes")
    typer.echo("           keep study.toml, secret.key and the pictures of the study's folder with it")


@study.command()
def check(folder: Folder, store: StoreOption = "") -> None:
    """Look for anything that is wrong with a study; exit code 1 if something is."""
    from mien.study.check import check, notes

    found = with_store(folder, store, check)
    for line in found:
        typer.echo(line)
    for line in with_store(folder, store, notes):
        typer.echo(f"note: {line}")
    if found:
        raise typer.Exit(1)
    typer.echo("all is well")


@study.command("mturk")
def mturk_question(
    folder: Folder, frame_height: Annotated[int, typer.Option(min=0, help="Pixels; 0 fills the window.")] = 0
) -> None:
    """Print the ExternalQuestion that a Mechanical Turk requester gives to CreateHIT."""
    from mien.study.directory import StudyDirectory
    from mien.study.platforms.mturk import external_question

    address = StudyDirectory(folder).design.server.public_url.rstrip("/") + "/mturk"
    typer.echo(external_question(address, frame_height), nl=False)


@study.command()
def plan(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A study, or none yet.", show_default=False)
    ] = None,
    triplets: Annotated[
        int | None, typer.Option(min=0, help="Triplet questions; those of the study.")
    ] = None,
    labels: Annotated[int | None, typer.Option(min=0, help="Faces to label; those of the study.")] = None,
    test: Annotated[int | None, typer.Option(min=1, help="Test questions among the triplets.")] = None,
    k: Annotated[int | None, typer.Option(min=1, help="Answers a question.")] = None,
    per_person: Annotated[int | None, typer.Option(min=1, help="Triplet questions a person.")] = None,
    pay_per_hour: Annotated[float | None, typer.Option(min=0, help="In the currency of the design.")] = None,
) -> None:
    """What a study takes: answers, people, hours and money."""
    from mien.study.cost import estimate_text, planned

    changes = {"k": k, "per_person": per_person, "pay_per_hour": pay_per_hour}
    typer.echo(estimate_text(planned(folder, triplets, labels, test, changes)))


async def _announce(address: str, store: Store) -> None:
    from mien.study.app.admin import first_token
    from mien.study.app.admin.entrance import setup_address

    token = await first_token(store)
    typer.echo(f"study      {address}")
    if token is None:
        typer.echo(f"admin      {address}admin")
    else:
        typer.echo(f"admin      {address.rstrip('/')}{setup_address(token)}  (once, to set the password)")
    typer.echo("stop       Ctrl-C")


def with_store(
    folder: Path,
    store: str,
    work: Callable[[StudyDirectory, Store], Coroutine[Any, Any, Any]],
    writes: bool = False,
) -> Any:
    """Do something with a study's store that is there already, while a server may be running."""
    import asyncio

    from mien.study.directory import StudyDirectory
    from mien.study.store import open_store

    async def run() -> Any:
        directory = StudyDirectory(folder)
        target = store or directory.default_store
        opened = await open_store(target, directory.design.rules, readonly=not writes)
        try:
            return await work(directory, opened)
        finally:
            await opened.close()

    return asyncio.run(run())
