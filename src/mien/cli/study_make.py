"""Commands that make a study, say what it takes, and serve it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.command import AS_JSON
from mien.cli.files import READS, Reads
from mien.cli.options import Quiet, progress
from mien.cli.reading import source
from mien.cli.result import Result
from mien.cli.study import Folder, StoreOption
from mien.sources.asked import Asked

if TYPE_CHECKING:
    from mien.study.store import Store

Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]


def register(study: typer.Typer) -> None:
    """Add these commands to those of a study."""
    for command in (init, plan, serve, demo):
        study.command()(command)


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
        READS,
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Faces to label (column face): .csv or .parquet."), READS
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
    design: Annotated[Path | None, typer.Option(help="A study.toml to begin with."), Reads(".toml")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides sides of triplets and the checks.")] = 0,
    quiet: Quiet = False,
) -> Result:
    """Make a study's folder: design, questions, pictures, consent text.

    Examples
    --------
    mien study init study --faces faces.parquet --triplets questions.csv
    mien study init study --faces faces.parquet --ask rating=faces.csv --images pictures
    """
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
    found = {
        "folder": folder,
        "questions": [
            {"task": kind, "part": part, "count": count} for (kind, part), count in made.questions.items()
        ],
        "checks": made.checks,
        "unchecked": list(made.unchecked),
        "pictures": made.pictures,
    }
    lines = [
        *(
            f"{kind:<11} {count}{' ' + part if part else ''}"
            for (kind, part), count in made.questions.items()
        ),
        f"checks     {made.checks}",
        *(
            f"           none of {kind} questions, as no face has a label that tells; write checks.csv"
            for kind in made.unchecked
        ),
        f"pictures   {made.pictures}",
        f"design     {folder / 'study.toml'}: have a look at it",
        f"consent    {folder / 'consent.en.md'}: complete it before you ask anybody",
        f"next       mien study serve {folder}",
    ]
    return Result(found, lines)


def _asked(text: str) -> tuple[str, Path]:
    from mien.errors import ConfigError
    from mien.study.tasks.registry import TASKS

    kind, equals, path = text.partition("=")
    if not equals or not path:
        raise ConfigError(f"--ask {text}: write TASK=FILE, for example rating=faces.csv")
    TASKS.find(kind)
    return kind, Path(path)


def serve(
    context: typer.Context,
    folder: Folder,
    store: StoreOption = "",
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; more than 1 on PostgreSQL.")] = 1,
) -> None:
    """Serve a study's page, and the administrator's, until interrupted.

    Examples
    --------
    mien study serve study
    mien study serve study --store postgresql://localhost/study --workers 4 --port 9000
    """
    from mien.study.directory import StudyDirectory
    from mien.study.serve import Address, serve

    directory = StudyDirectory(folder)
    serve(directory, Address(store or directory.default_store, host, port, workers), _announce(context))


def demo(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the demo study; made if it is not there.")
    ] = Path("demo-study"),
    port: Port = 8000,
    quiet: Quiet = False,
) -> None:
    """Make a small study of built-in synthetic faces and serve it on this machine.

    Examples
    --------
    mien study demo
    mien study demo try-out --port 9000
    """
    from mien.study.demo import make_demo
    from mien.study.directory import StudyDirectory
    from mien.study.serve import Address, serve

    if not (folder / "study.toml").exists():
        with progress(quiet) as shown:
            make_demo(folder, shown.counting("pictures"))
    directory = StudyDirectory(folder)
    serve(directory, Address(directory.default_store, "127.0.0.1", port), _announce(context), demo=True)


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
) -> Result:
    """What a study takes: answers, people, hours and money.

    Examples
    --------
    mien study plan study
    mien study plan --triplets 3000 --labels 500 --k 5 --pay-per-hour 12
    """
    from mien.study.cost import estimate_text, planned

    changes = {"k": k, "per_person": per_person, "pay_per_hour": pay_per_hour}
    estimate = planned(folder, triplets, labels, test, changes)
    return Result(estimate, estimate_text(estimate))


def _announce(context: typer.Context) -> Callable[[str, Store], Coroutine[Any, Any, None]]:
    """Who prints where a study is served, as soon as it is."""

    async def announce(address: str, store: Store) -> None:
        from mien.study.app.admin import first_token
        from mien.study.app.admin.entrance import setup_address

        token = await first_token(store)
        admin = f"{address}admin" if token is None else f"{address.rstrip('/')}{setup_address(token)}"
        once = "" if token is None else "  (once, to set the password)"
        lines = [f"study      {address}", f"admin      {admin}{once}", "stop       Ctrl-C"]
        Result({"study": address, "admin": admin}, lines).show(context.meta[AS_JSON])

    return announce
