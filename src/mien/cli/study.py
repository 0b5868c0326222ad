"""Commands of the judgment server: make a study, serve it, look after it, get the answers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mien.cli.reading import Commands

if TYPE_CHECKING:
    from mien.study.directory import StudyDirectory
    from mien.study.store import Store

study = Commands(
    help="Collect triplets and labels from people: a web page, a store that loses nothing, exports.",
    examples="mien study demo\nmien study init study --faces faces.parquet --triplets questions.csv",
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
