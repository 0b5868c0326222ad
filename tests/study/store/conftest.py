"""Stores to test: the same tests run on each. `lab` is an open store with a clock that the test moves."""

import contextlib
import dataclasses
import itertools
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mien.study.store import Store, open_store
from mien.study.store.invariants import violations
from mien.study.store.records import Entry, Leased, NewQuestion, Pool, Receipt, Rules, Submission

from .postgres_server import PostgresServer, binaries


class FakeClock:
    """A clock that stands still until a test moves it, backwards too."""

    def __init__(self, at: int = 1_700_000_000_000) -> None:
        self.at = at

    def now(self) -> int:
        return self.at


@dataclasses.dataclass
class Lab:
    """An open store and short names for what tests do with it."""

    store: Store
    clock: FakeClock
    target: Path | str
    _names: itertools.count = dataclasses.field(default_factory=itertools.count)

    async def add(self, count=1, wanted=1, part="", kind="triplet", role="vote"):
        """Add questions of one pool; returns the pool's place."""
        pool = Pool(kind, part, role)
        faces = ("", "") if kind == "label" else ("left", "right")
        wanted = wanted if role == "vote" else 0
        expected = "" if role == "vote" else ("first" if kind == "triplet" else "neutral")
        rng = random.Random(count)
        names = [f"{kind}-{role}-{part}-{next(self._names)}" for _ in range(count)]
        await self.store.add_questions(
            [NewQuestion(name, pool, name, *faces, rng.random(), wanted, expected) for name in names]
        )
        return (await self.store.pools()).index(pool)

    async def enter(self, *plan, name="anna", **more):
        """Let somebody in; returns the number."""
        fields = {
            "pseudonym": f"r-{name}", "platform": "prolific", "external": f"id-{name}",
            "language": "en", "consent": "1", **more,
        }  # fmt: skip
        return (await self.store.enter(Entry(f"digest-{name}", plan=tuple(plan), **fields))).number

    async def ask(self, person: int, most: int = 10) -> tuple[Leased, ...]:
        """What is asked next."""
        return (await self.store.claim(person, most)).leased

    async def answer(self, person: int, leased: Leased, choice: str | None = None, ms=700) -> Receipt:
        """Answer one question."""
        choice = choice or ("first" if leased.kind == "triplet" else "neutral")
        receipts = await self.store.submit(person, [Submission(leased.lease, choice, ms)])
        assert len(receipts) == 1
        return receipts[0]

    async def value(self, sql: str):
        """The only value of a SELECT."""
        [[found]] = await self.store.read(sql)
        return found

    async def places(self) -> list[tuple[int, int, int]]:
        """(counted, leased, wanted) of all questions."""
        return await self.store.read("SELECT counted, leased, wanted FROM question ORDER BY id")


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL of these tests' own; skips where none is installed, unless it is required."""
    if binaries() is None:
        reason = "PostgreSQL's server is not installed (Debian: postgresql)"
        if "postgres" in os.environ.get("MIEN_REQUIRE", "").split(","):
            pytest.fail(reason)
        pytest.skip(reason)
    server = PostgresServer.started()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres(postgres_server) -> Callable[[], str]:
    """Makes the address of a new, empty schema on a PostgreSQL of these tests' own."""
    return postgres_server.new_schema


@pytest.fixture(params=["sqlite", "postgres"])
def new_target(request, tmp_path) -> Callable[[], Path | str]:
    """Makes the target of a new, empty store: a path or an address."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres")
    numbers = itertools.count()
    return lambda: tmp_path / f"study{next(numbers)}.sqlite"


@pytest.fixture
def copies(postgres_server):
    """Skips where MIEN_POSTGRES_BIN names a server without its pg_dump and pg_restore."""
    if not postgres_server.copies:
        pytest.skip("pg_dump and pg_restore of this PostgreSQL are not there")


@pytest.fixture
def restore(request, new_target) -> Callable[[Path], Path | str]:
    """Brings a backup back as a store of its own; its target."""
    if not isinstance(new_target(), Path):
        request.getfixturevalue("copies")

    def restored(path):
        target = new_target()
        if not isinstance(target, Path):
            return request.getfixturevalue("postgres_server").restored(path)
        shutil.copy(path, target)
        return target

    return restored


@pytest.fixture
def open_test_store():
    """Opens a store as a context: ``async with open_test_store(target, rules, clock=, rng=) as store``."""

    @contextlib.asynccontextmanager
    async def opened(target, rules=None, **options):
        store = await open_store(target, rules or Rules(), **{"create": True, **options})
        try:
            yield store
        finally:
            await store.close()

    return opened


@pytest.fixture
def open_lab(new_target, open_test_store):
    """Opens a lab as a context; at its end the store must be sound."""

    @contextlib.asynccontextmanager
    async def opened(rules=None, *, target=None, clock=None, seed=0, **options):
        target = target or new_target()
        clock = clock or FakeClock()
        rng = random.Random(seed)
        async with open_test_store(target, rules, clock=clock, rng=rng, **options) as store:
            yield Lab(store, clock, target)
            assert await violations(store) == []
            assert await store.verify() == []

    return opened


@pytest.fixture
async def lab(open_lab):
    """A lab with leases of ten minutes and repeats after two slots."""
    async with open_lab(Rules(repeat_gap=2)) as found:
        yield found
