"""Serves a study for the tests in a process of its own: ``python serve.py DIR PORT``."""

import asyncio
import sys
from pathlib import Path

import uvicorn

from mien.study.app import create_app
from mien.study.directory import StudyDirectory
from mien.study.platforms.enabled import enabled_platforms
from mien.study.store import open_store


async def serve(folder: Path, port: int) -> None:
    directory = StudyDirectory(folder)
    store = await open_store(directory.default_store, directory.design.rules)
    app = create_app(directory, store, enabled_platforms(directory))
    await uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="warning")).serve()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
