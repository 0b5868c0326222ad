"""Run a study's web application: one process on SQLite, one or several on PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from mien.errors import ConfigError, MienError, RunError
from mien.study.app import create_app
from mien.study.app.security import guarded, server_settings
from mien.study.asked import load_questions, read_asked
from mien.study.check import unfilled
from mien.study.directory import StudyDirectory
from mien.study.people import forget_old
from mien.study.platforms import enabled_platforms
from mien.study.store import Store, open_store
from mien.study.store.open import POSTGRES

_HOUR = 3600.0


@dataclass(frozen=True)
class Address:
    """Where a study is served. `target` is a file or a ``postgresql://`` URL; `port` 0 takes a free one."""

    target: Path | str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1


async def prepare(directory: StudyDirectory, target: Path | str) -> Store:
    """Open a study's store, made if it is not there, with the questions of its folder in it.

    Copies of pictures that are not there yet are made too.
    """
    from mien.study.stimuli.prepared import prepare_copies

    design = directory.design
    await asyncio.to_thread(prepare_copies, directory.stimuli)
    store = await open_store(target, design.rules, create=True)
    try:
        questions = read_asked(directory.path, design)
        await load_questions(store, questions, design.questions.order, design)
        await store.want(design.questions.k)
    except BaseException:
        await store.close()
        raise
    return store


def serve(
    directory: StudyDirectory,
    address: Address,
    ready: Callable[[str, Store], Awaitable[None]],
    demo: bool = False,
) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    ready : awaited with the address that people can open and the store, once the socket is open.
    demo : nobody takes part who has to be told the truth in the consent text.

    Raises
    ------
    ConfigError
        If several workers are wanted on a store that has one writer, or a consent text is still a template.
    RunError
        If the address is taken.
    """
    if address.workers > 1 and not str(address.target).startswith(POSTGRES):
        raise ConfigError("--workers needs a PostgreSQL store; the embedded one is written by one process")
    if not demo:
        _refuse_templates(directory)
    listening = _listen(address)
    others = [
        multiprocessing.get_context("fork").Process(target=_other, args=(directory, address, listening))
        for _ in range(address.workers - 1)
    ]
    # Tables and questions are there before a second process looks for them.
    asyncio.run(_prepared(directory, address.target))
    for process in others:
        process.start()
    try:
        # The server ends its work on a signal, then hands the signal on.
        with contextlib.suppress(KeyboardInterrupt):
            _loop(_run(directory, address, listening, ready))
    finally:
        for process in others:
            process.terminate()
        for process in others:
            process.join()
        listening.close()


def _refuse_templates(directory: StudyDirectory) -> None:
    open_places = [line for each in directory.design.page.languages for line in unfilled(directory, each)]
    if open_places:
        more = f" ({len(open_places)} places in all)" if len(open_places) > 1 else ""
        raise ConfigError(
            f"{open_places[0]}{more}: people would agree to a template; complete the consent text, or take "
            "the language out of page.languages in study.toml"
        )


def _loop(work: Coroutine[Any, Any, None]) -> None:
    """Run in the event loop that uvicorn would choose: uvloop where there is one, which is not everywhere."""
    with asyncio.Runner(loop_factory=uvicorn.Config("", loop="auto").get_loop_factory()) as runner:
        runner.run(work)


async def _prepared(directory: StudyDirectory, target: Path | str) -> None:
    await (await prepare(directory, target)).close()


def _listen(address: Address) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in address.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address.host, address.port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise RunError(
            f"{address.host}:{address.port} cannot be served on ({error.strerror}); choose another --port"
        ) from error
    listening.set_inheritable(True)
    return listening


def _other(directory: StudyDirectory, address: Address, listening: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(KeyboardInterrupt):
        _loop(_run(directory, address, listening, None))


async def _run(
    directory: StudyDirectory,
    address: Address,
    listening: socket.socket,
    ready: Callable[[str, Store], Awaitable[None]] | None,
) -> None:
    store = await open_store(address.target, directory.design.rules)
    app = create_app(directory, store, enabled_platforms(directory))
    settings = {
        **server_settings(),
        "log_level": "warning",
        "lifespan": "on",
        "timeout_graceful_shutdown": 10,
        # People take seconds for an answer; a connection that is kept spares them the next handshake.
        "timeout_keep_alive": 75,
        "backlog": 2048,
        "http": guarded(directory.design.server.connections),
    }
    config = uvicorn.Config(app, **settings)
    host, port = listening.getsockname()[:2]
    tasks = []
    if ready is not None:
        await ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/", store)
        tasks.append(asyncio.create_task(_each_hour(directory, store)))
    try:
        await uvicorn.Server(config).serve(sockets=[listening])
    finally:
        for task in tasks:
            task.cancel()


async def _each_hour(directory: StudyDirectory, store: Store) -> None:
    """Delete platform IDs that are older than the study keeps them."""
    while True:
        try:
            await forget_old(store, directory.design)
        except MienError as error:
            logging.getLogger("mien.study").warning("%s", error)
        await asyncio.sleep(_HOUR)
