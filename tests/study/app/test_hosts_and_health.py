"""For which names the server answers, and whether /health tells the truth."""

import asyncio
import subprocess

import httpx
import pytest

from mien.study.app import create_app
from mien.study.app.pictures import Addresses
from mien.study.stimuli import faults
from mien.study.stimuli.prepared import copies_file
from mien.study.store import open_store

from ..store.postgres_server import PostgresServer, binaries

pytestmark = pytest.mark.anyio
NAMED = '[server]\npublic_url = "https://study.example"\n[person]\ntriplets = 4\n'


async def test_only_the_studys_own_name_is_answered(tmp_path, serving_study):
    async with serving_study(tmp_path / "study", NAMED) as site:
        for host, status in (
            ("study.example", 200),
            ("STUDY.example:443", 200),
            ("127.0.0.1:8000", 200),
            ("[::1]:8000", 200),
            ("evil.example", 421),
            ("study.example.evil.example", 421),
            ("study.example@evil.example", 421),
            ("", 421),
        ):
            answer = await site.client.get("/health", headers={"host": host})
            assert answer.status_code == status, host
            assert "content-security-policy" in answer.headers
        entering = await site.client.post("/api/enter", headers={"host": "evil.example"}, json={})
        assert (entering.status_code, entering.json()["error"]) == (421, "misdirected")


async def test_without_a_public_url_every_name_is_answered(site):
    assert (await site.client.get("/health", headers={"host": "any.example"})).status_code == 200


async def test_entering_has_a_rate_of_its_own(tmp_path, serving_study):
    design = "[server]\nentries_per_minute = 3\n[person]\ntriplets = 4\n"
    async with serving_study(tmp_path / "study", design) as site:
        statuses = [(await site.client.post("/api/enter", json={})).status_code for _ in range(5)]
        assert statuses == [422, 422, 422, 429, 429]
        assert (await site.client.post("/api/claim", json={})).status_code == 401
        async with site.browser("203.0.113.8") as other:
            assert (await other.post("/api/enter", json={})).status_code == 422


async def _healthy(client):
    # It is looked at once a second.
    await asyncio.sleep(1.05)
    answer = await client.get("/health")
    return answer.status_code


@pytest.fixture
def small_disk(tmp_path, mounted):
    with mounted(tmp_path / "small", "4m") as there:
        yield there


async def test_a_full_disk_is_told(small_disk, serving_study):
    async with serving_study(small_disk / "study") as site:
        assert (await site.client.get("/health")).json() == {"ok": True}
        ballast = small_disk / "ballast"
        subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=4k"], capture_output=True, check=False)
        # The log has some room left, into which answers go too; then it is full.
        for _ in range(20):
            if (status := await _healthy(site.client)) != 200:
                break
        assert status == 503
        answer = await site.client.get("/health")
        assert (answer.json()["error"], "retry-after" in answer.headers) == ("unavailable", True)
        # Reading works, so that only a write could tell.
        assert await site.store.read("SELECT 1") == [(1,)]
        ballast.unlink()
        assert await _healthy(site.client) == 200


async def test_a_database_that_is_gone_is_told(site):
    if binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: postgresql)")
    server = PostgresServer.started()
    try:
        store = await open_store(server.new_schema(), site.directory.design.rules, create=True)
        app = create_app(site.directory, store, {})
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://study") as client:
            assert await _healthy(client) == 200
            server.stop()
            assert await _healthy(client) == 503
        await store.close()
    finally:
        server.remove()


async def test_links_in_the_folder_of_pictures_lead_nowhere(site, admin):
    secret = site.directory.path / "secret.key"
    link = site.directory.stimuli / f"{'a' * 64}.png"
    link.symlink_to(secret)
    assert (await admin.get(f"/admin/stimuli/{link.name}")).status_code == 404
    shown = next(path for path in site.directory.stimuli.iterdir() if path.suffix == ".png" and path != link)
    address = Addresses(site.directory.key("picture")).make(shown.name, 1, 0)
    assert (await site.client.get(f"/stimuli/{address}")).status_code == 200
    assert (await admin.get(f"/admin/stimuli/{shown.name}")).status_code == 200
    for path in (shown, copies_file(site.directory.stimuli, shown.name)):
        path.rename(path.with_suffix(".kept"))
        path.symlink_to(path.with_suffix(".kept"))
    assert (await site.client.get(f"/stimuli/{address}")).status_code == 404
    assert (await admin.get(f"/admin/stimuli/{shown.name}")).status_code == 404
    assert any("is a link" in fault for fault in faults(site.directory.stimuli).values())


async def test_who_ended_with_too_little_is_to_be_looked_at(site, admin):
    person = await site.enter("anna")
    await site.answer(person, most=2)
    while leased := (await site.store.claim(person, 10)).leased:
        for one in leased:
            await site.store.release(person, one.lease, "stimulus", "404")
    finish = await site.store.finish(person, "C")
    assert finish.code == ""
    page = (await admin.get("/admin/raters")).text
    assert "finished with fewer answers than planned: 2 of 7" in page
