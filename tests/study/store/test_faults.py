"""The disk is full, or does not sync: no acknowledgement, no trace, and afterwards it goes on."""

import asyncio
import shutil
import subprocess

import apsw
import pytest

from mien.errors import RunError
from mien.study.store import StoreError, open_store
from mien.study.store.invariants import violations
from mien.study.store.records import Entry, Fate, NewQuestion, Pool, Rules, Submission

from .server import Server

pytestmark = pytest.mark.anyio
POOL = Pool("triplet", "train")
COUNT = 300


async def _begin(store):
    """A person with many questions to answer; (person, leases)."""
    names = [f"q{n}" for n in range(COUNT)]
    await store.add_questions([NewQuestion(name, POOL, name, "l", "r", 0.5, 3) for name in names])
    person = (await store.enter(Entry("i", "r", "link", "x", "en", "1", (0,) * COUNT))).number
    return person, [leased.lease for leased in (await store.claim(person, COUNT)).leased]


async def _answer_each(store, person, leases):
    """Answer all at once; (acknowledged, refused)."""
    results = await asyncio.gather(
        *(store.submit(person, [Submission(lease, "first")]) for lease in leases), return_exceptions=True
    )
    refused = [lease for lease, result in zip(leases, results, strict=True) if isinstance(result, StoreError)]
    kept = [result[0].lease for result in results if not isinstance(result, BaseException)]
    assert len(refused) + len(kept) == len(leases)
    return kept, refused


async def _stored(path):
    """Leases that have an answer in the files alone, as after a crash of all that has them open."""
    copy = path.with_name("copy.sqlite")
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    store = await open_store(copy, Rules())
    try:
        assert await violations(store) == []
        assert await store.verify() == []
        return [lease for (lease,) in await store.read("SELECT lease FROM answer ORDER BY lease")]
    finally:
        await store.close()
        for file in path.parent.glob("copy.sqlite*"):
            file.unlink()


class _Disk:
    """A file system of which the sync, or the writing, can be made to fail."""

    def __init__(self):
        self.fails = ()
        base, disk = apsw.vfs_names()[0], self

        class File(apsw.VFSFile):
            def __init__(self, name, flags):
                super().__init__(base, name, flags)

            def xSync(self, flags):
                disk.may("sync", apsw.SQLITE_IOERR_FSYNC)
                super().xSync(flags)

            def xWrite(self, data, offset):
                disk.may("write", apsw.SQLITE_IOERR_WRITE)
                super().xWrite(data, offset)

        class System(apsw.VFS):
            def __init__(self):
                super().__init__("failing", base, makedefault=True)

            def xOpen(self, name, flags):
                return File(name, flags)

        self._system = System()

    def may(self, what, code):
        if what in self.fails:
            error = apsw.IOError(f"no {what}")
            error.extendedresult = code
            raise error

    def leave(self):
        self._system.unregister()
        apsw.set_default_vfs(apsw.vfs_names()[0])


@pytest.fixture
def disk():
    found = _Disk()
    yield found
    found.fails = ()
    found.leave()


@pytest.mark.parametrize("what", ["sync", "write"])
async def test_what_does_not_reach_the_disk_is_not_acknowledged(tmp_path, disk, what):
    path = tmp_path / "study.sqlite"
    store = await open_store(path, Rules(), create=True)
    person, leases = await _begin(store)
    assert (await _answer_each(store, person, leases[:50]))[1] == []
    disk.fails = (what,)
    for part in (leases[50:100], leases[50:51]):
        assert await _answer_each(store, person, part) == ([], part)
        # Neither does the store show them, nor are they there after a crash of everything at this moment.
        assert await store.read("SELECT count(*) FROM answer") == [(50,)]
        disk.fails = ()
        assert await _stored(path) == leases[:50]
        disk.fails = (what,)
    with pytest.raises(StoreError, match="nothing was changed"):
        await store.audit("a", "b", "c")
    disk.fails = ()
    assert await _answer_each(store, person, leases[40:]) == (leases[40:], [])
    assert await _stored(path) == leases
    assert await violations(store) == []
    assert await store.read("SELECT count(*) FROM audit") == [(0,)]
    await store.close()


async def test_a_failed_sync_leaves_no_ghost_even_if_nothing_is_written_after(tmp_path, disk):
    """The frames of a failed commit lie in the log; they are written over before anybody can read them."""
    path = tmp_path / "study.sqlite"
    store = await open_store(path, Rules(), create=True)
    person, leases = await _begin(store)
    disk.fails = ("sync",)
    with pytest.raises(StoreError):
        await store.submit(person, [Submission(leases[0], "second")])
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", tmp_path / f"crashed.sqlite{suffix}")
    disk.fails = ()
    crashed = await open_store(tmp_path / "crashed.sqlite", Rules())
    assert await crashed.read("SELECT count(*) FROM answer") == [(0,)]
    [receipt] = await crashed.submit(person, [Submission(leases[0], "first")])
    assert receipt.fate is Fate.stored
    await crashed.close()
    await store.close()


async def test_the_writer_opens_its_file_again(tmp_path):
    """A connection that is lost is replaced."""
    store = await open_store(tmp_path / "study.sqlite", Rules(), create=True)
    person, leases = await _begin(store)
    store._writer._connection.close()
    with pytest.raises(StoreError):
        await store.submit(person, [Submission(leases[0], "first")])
    [receipt] = await store.submit(person, [Submission(leases[0], "first")])
    assert receipt.fate is Fate.stored
    await store.close()


async def test_a_backup_to_a_full_disk_is_no_file(tmp_path, disk):
    store = await open_store(tmp_path / "study.sqlite", Rules(), create=True)
    await _begin(store)
    there = tmp_path / "backups"
    there.mkdir()
    disk.fails = ("write",)
    with pytest.raises(RunError, match="cannot be written"):
        await store.backup(there / "backup.sqlite")
    disk.fails = ()
    assert list(there.iterdir()) == []
    await store.backup(there / "backup.sqlite")
    assert [path.name for path in there.iterdir()] == ["backup.sqlite"]
    await store.close()


@pytest.fixture
def small_disk(tmp_path, mounted):
    """A file system of 2 MB."""
    with mounted(tmp_path / "small", "2m") as there:
        yield there


async def test_a_full_disk(small_disk, tmp_path):
    path = small_disk / "study.sqlite"
    store = await open_store(path, Rules(), create=True)
    person, leases = await _begin(store)
    ballast = small_disk / "ballast"
    subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=4k"], capture_output=True, check=False)
    assert shutil.disk_usage(small_disk).free == 0
    kept, refused = [], []
    for start in range(0, COUNT, 10):
        found = await _answer_each(store, person, leases[start : start + 10])
        kept += found[0]
        refused += found[1]
    assert len(refused) > COUNT / 2
    with pytest.raises(StoreError):
        await store.probe()
    assert await store.read("SELECT lease FROM answer ORDER BY lease") == [(lease,) for lease in kept]
    ballast.unlink()
    await store.probe()
    assert await _answer_each(store, person, refused) == (refused, [])
    assert await violations(store) == []
    assert await store.verify() == []
    await store.close()


async def test_files_that_may_not_grow(tmp_path):
    """RLIMIT_FSIZE in a process of its own, which is killed when it is over."""
    path = tmp_path / "study.sqlite"
    store = await open_store(path, Rules(), create=True)
    person, leases = await _begin(store)
    await store.close()
    server = Server(path)
    await server.start()

    async def answer(lease):
        result = await server.call("submit", person, [[lease, "first", 5]])
        return lease if isinstance(result, list) else None

    try:
        assert await answer(leases[0]) == leases[0]
        await server.call("limit", path.with_name("study.sqlite-wal").stat().st_size + 200_000)
        kept = {leases[0]}
        # One by one, so that the log grows by a commit each.
        while (lease := await answer(leases[len(kept)])) is not None:
            kept.add(lease)
        assert 1 < len(kept) < COUNT - 20
        refused = leases[len(kept) : len(kept) + 20]
        assert await asyncio.gather(*(answer(lease) for lease in refused)) == [None] * 20
        assert await _stored(path) == sorted(kept)
        await server.call("limit", None)
        kept |= set(await asyncio.gather(*(answer(lease) for lease in refused)))
        await server.kill()
        assert await _stored(path) == sorted(kept) == sorted({*leases[: len(kept)]})
    finally:
        await server.stop()
