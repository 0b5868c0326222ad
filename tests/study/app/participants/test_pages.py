"""The page, the stimuli and the texts: what is served, to whom, and what never is."""

import asyncio
import re
from string import Formatter

import httpx
import pytest

from mien.errors import ConfigError, RunError
from mien.study.app import catalogues, create_app
from mien.study.app.pictures import Addresses
from mien.study.directory import StudyDirectory
from mien.study.platforms import enabled_platforms
from mien.study.serve import prepare

MTURK = {"platforms": {"mturk": {"enabled": True}}}
PERSON = {"person": {"triplets": 4, "labels": 2}}


@pytest.fixture
def browse(tmp_path, make_study):
    """Runs an async test with a client: ``browse(test, design, change)``; `change` alters the folder."""

    def run(test, design=MTURK, change=lambda directory: None):
        directory = StudyDirectory(make_study(tmp_path / "study", {**PERSON, **design}))
        change(directory)

        async def main():
            store = await prepare(directory, directory.default_store)
            try:
                app = create_app(directory, store, enabled_platforms(directory))
            except BaseException:
                await store.close()
                raise
            transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=transport, base_url="http://study") as client,
            ):
                await test(client, store, directory)

        asyncio.run(asyncio.wait_for(main(), 60))

    return run


def test_looking_at_the_page_stores_nothing(browse):
    async def test(client, store, directory):
        preview = {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE", "hitId": "3HIT"}
        for path, query in (("/", {}), ("/link", {}), ("/mturk", preview), ("/", {"visitor": "v" * 20})):
            reply = await client.get(path, params=query)
            assert reply.status_code == 200
            assert reply.headers["content-type"].startswith("text/html")
            assert "set-cookie" not in reply.headers
            assert ("&#34;preview&#34;: true" in reply.text) is (query is preview)
        assert await store.read("SELECT COUNT(*) FROM person") == [(0,)]

    browse(test)


def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(browse):
    async def test(client, store, directory):
        text = (await client.get("/")).text
        assert not re.findall(r"<script(?![^>]* src=)|\sstyle=|<style|\son[a-z]+=", text)
        addresses = re.findall(r'(?:src|href|action)="([^"]*)"', text)
        assert addresses
        assert all(re.match(r"/static/[0-9a-f]{16}/|mailto:|#", address) for address in addresses)
        for address in addresses:
            if address.startswith("/static"):
                reply = await client.get(address)
                assert reply.status_code == 200
                assert "immutable" in reply.headers["cache-control"]
        policy = (await client.get("/")).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy

    browse(test)


def test_links_that_say_nobody_are_refused_on_the_page(browse):
    async def test(client, store, directory):
        reply = await client.get("/mturk", params={"assignmentId": "<script>alert(1)</script>"})
        assert reply.status_code == 400
        assert "<script>alert" not in reply.text
        assert "&#34;refused&#34;: &#34;&#34;" not in reply.text
        # A visitor in the address is not looked at: it would be the same for all who get the address.
        reply = await client.get("/", params={"visitor": "<script>alert(1)</script>"})
        assert reply.status_code == 200
        assert "<script>alert" not in reply.text
        assert "&#34;visitor&#34;: true" in reply.text
        assert (await client.get("/prolific", headers={"Accept": "text/html"})).status_code == 404

    browse(test)


def test_without_plain_links_the_front_says_so(browse):
    async def test(client, store, directory):
        reply = await client.get("/")
        assert reply.status_code == 404
        assert "This link does not work" in reply.text

    browse(test, {"platforms": {"link": {"enabled": False}, "mturk": {"enabled": True}}})


def test_errors_are_pages_for_people_and_json_for_programs(browse):
    async def test(client, store, directory):
        page = await client.get("/nowhere", headers={"Accept": "text/html,*/*"})
        assert page.status_code == 404
        assert "There is nothing here" in page.text
        german = {"Accept": "text/html", "Accept-Language": "de-AT,en;q=0.5"}
        page = await client.get("/nowhere", headers=german)
        assert 'lang="de"' in page.text
        assert "Hier ist nichts" in page.text
        data = await client.get("/api/nowhere", headers={"Accept": "text/html"})
        assert data.status_code == 404
        assert data.json()["error"] == "not_found"

    browse(test)


def test_pictures_have_addresses_that_were_made_for_somebody_and_nothing_else_is_served(browse):
    def plant(directory):
        (directory.path / "outside.png").write_bytes(b"outside")
        (directory.stimuli / f"{'0' * 64}.svg").write_bytes(b"<svg/>")
        (directory.stimuli / "plain.png").write_bytes(b"plain")

    async def test(client, store, directory):
        picture = next(path for path in directory.stimuli.glob("*.png") if len(path.stem) == 64)
        ours = Addresses(directory.key("picture")).make(picture.name, 7, 0)
        reply = await client.get(f"/stimuli/{ours}")
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "image/jpeg"
        assert reply.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert not {"etag", "last-modified"} & set(reply.headers)
        assert (await client.get(f"/stimuli/{ours}")).content == reply.content
        changed = [ours[:at] + ("A" if ours[at] != "A" else "B") + ours[at + 1 :] for at in range(54)]
        others = Addresses(directory.key("token")).make(picture.name, 7, 0)
        for name in (
            *changed, others, ours + "=", ours + "A", ours[:-1], picture.name,
            "stimuli.json", "plain.png", f"{'0' * 64}.svg", f"{'1' * 64}.png", picture.name.upper(),
            "../secret.key", "..%2Fsecret.key", "%2e%2e/outside.png", "..%5Coutside.png", "missing",
            f"{picture.name}%00.png", f"{picture.name}/", f"./{picture.name}%0a", "%2Fetc%2Fpasswd", "",
        ):  # fmt: skip
            reply = await client.get(f"/stimuli/{name}")
            assert reply.status_code in (404, 307), name
            assert b"outside" not in reply.content
            assert b"PNG" not in reply.content
            assert not reply.content.startswith(b"\xff\xd8")
        for name in ("../study.toml", "..%2Fpages.py", "%2e%2e%2f%2e%2e%2fpages.py", "study.js"):
            assert (await client.get(f"/static/0123456789abcdef/{name}")).status_code == 404

    browse(test, change=plant)


def test_health_answers_while_the_store_does(browse):
    async def test(client, store, directory):
        assert (await client.get("/health")).json() == {"ok": True}

    browse(test)


async def never(*values):
    raise AssertionError("the study was served")


def test_a_language_without_texts_is_refused_at_the_start(browse):
    with pytest.raises(ConfigError, match="no texts in 'tlh'"):
        browse(never, {"page": {"languages": ["en", "tlh"]}})


def test_a_language_without_consent_is_refused_at_the_start(browse):
    with pytest.raises(RunError, match=r"consent\.de\.md"):
        browse(never, change=lambda directory: (directory.path / "consent.de.md").unlink())


def placeholders(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def test_catalogues_have_the_same_keys_and_placeholders():
    first, *others = (catalogues.catalogue(language) for language in catalogues.languages())
    assert len(others) >= 1
    for other in others:
        assert set(other) == set(first)
        for key, text in first.items():
            assert text, key
            assert other[key], key
            assert placeholders(other[key]) == placeholders(text), key
            assert other[key].count("**") == text.count("**"), key


def test_the_page_uses_all_texts_and_no_others():
    folder = catalogues._TEXTS.parent
    files = [
        *(folder / "static").glob("*.js"),
        *(folder / "static" / "tasks").glob("*.js"),
        folder / "briefing.py",
        *(folder / "templates").glob("*.html"),
        folder / "pages.py",
    ]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    keys = set(catalogues.catalogue("en"))
    named = set(re.findall(r"""["'`]([a-z]+\.[a-z_]+)["'`]""", source))
    tables = {key.partition(".")[0] for key in keys}
    known = {
        name for name in named if name.partition(".")[0] in tables and not name.endswith((".js", ".html"))
    }
    assert known <= keys
    # Keys that are put together: `wait.${kind}`, and `${name}.title` of a notice by its name.
    built = set(re.findall(r"`([a-z]+\.[a-z_]*)\$\{", source)) | set(re.findall(r'f"([a-z]+\.)\{', source))
    notices = {f"{name}.{part}" for name in re.findall(r'"([a-z]+)"', source) for part in ("title", "text")}
    unused = {
        key
        for key in keys - known - notices
        if not any(key.startswith(prefix) for prefix in built) and f'"{key}"' not in source
    }
    assert not unused


def test_consent_texts_are_text_only():
    html = catalogues.consent_html(
        "# Title\n<script>alert(1)</script> <b>bold</b> **strong** [link](https://example.org) "
        "[bad](javascript:alert(1)) ![picture](https://example.org/x.png)"
    )
    assert "<script" not in html
    assert "<b>" not in html
    assert "<img" not in html
    assert "<h2>Title</h2>" in html
    assert "<strong>strong</strong>" in html
    assert '<a href="https://example.org" target="_blank" rel="noopener noreferrer">' in html
    assert 'href="javascript' not in html
