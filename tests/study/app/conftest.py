"""A small study that is served in the test's own process, and a browser of its administrator."""

import contextlib
import dataclasses
import functools
import io
import random
import re
from collections.abc import AsyncIterator, Mapping

import argon2
import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from PIL import Image

from mien.study.app import create_app
from mien.study.app.admin import gate
from mien.study.app.admin.access import first_token
from mien.study.asked import load_questions, read_asked, write_asked
from mien.study.directory import StudyDirectory, make_key, new_pseudonym
from mien.study.plan import plan_for
from mien.study.platforms.interface import Arrival, Departure, EntryError
from mien.study.stimuli import About, write_stimuli
from mien.study.stimuli.prepared import prepare_copies
from mien.study.store import Store, open_store
from mien.study.store.records import Entry, NewQuestion, Outcome, Pool, Submission

DESIGN = """
[questions]
k = 2
order = "fixed"
[person]
triplets = 4
catch = 2
repeats = 1
repeat_gap = 1
practice = 1
[platforms.mturk]
enabled = true
"""


class Crowd:
    """A crowd platform whose links carry `id`."""

    codes: Mapping[Outcome, str] = {}

    def __init__(self, name: str) -> None:
        self.name = name

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        if not query.get("id"):
            raise EntryError("the link has no id")
        return Arrival(query["id"], session=f"session of {query['id']}")

    def new_code(self, outcome: Outcome = Outcome.complete) -> str:
        return f"code-{random.randrange(10**9)}"

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        return Departure(code)


def picture(seed: int, size: tuple[int, int] = (80, 96), kind: str = "PNG") -> bytes:
    """A picture of noise."""
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()


def small_study(folder, design: str = DESIGN) -> StudyDirectory:
    """A folder with six questions in two parts, catch and practice questions, and pictures."""
    folder.mkdir()
    (folder / "study.toml").write_text(design, encoding="utf-8")
    for language in ("en", "de"):
        (folder / f"consent.{language}.md").write_text("We ask you to compare faces.", encoding="utf-8")
    make_key(folder / "secret.key")
    parts = {"train": ("a", "b", "c", "d"), "test": ("e", "f", "g")}
    asked = [
        NewQuestion(f"{part}-{number}", Pool("triplet", part), *faces)
        for part, names in parts.items()
        for number, faces in enumerate(zip(names, names[1:] + names[:1], names[2:] + names[:2], strict=True))
    ]
    asked += [NewQuestion(f"catch-{n}", Pool("triplet", "", "catch"), f, f, o, expected="first")
              for n, (f, o) in enumerate(zip("abc", "def", strict=True))]  # fmt: skip
    asked += [NewQuestion("practice-1", Pool("triplet", "", "practice"), "a", "a", "g", expected="first")]
    write_asked(folder, asked)
    faces = [*parts["train"], *parts["test"]]
    write_stimuli(folder / "stimuli", faces, [picture(n) for n in range(len(faces))], About("images"))
    prepare_copies(folder / "stimuli")
    return StudyDirectory(folder)


@dataclasses.dataclass
class Site:
    """A study with its application; `client` is somebody without a login."""

    directory: StudyDirectory
    store: Store
    app: FastAPI
    client: httpx.AsyncClient
    address: str = "203.0.113.7"
    password: str = "a long enough password"

    async def enter(self, external: str, platform: str = "prolific", **more) -> int:
        """Let somebody in."""
        pools = await self.store.pools()
        rows = await self.store.read("SELECT pool, count(*) FROM question GROUP BY pool ORDER BY pool")
        size = dict(zip(pools, (count for _, count in rows), strict=True))
        plan = plan_for(self.directory.design.person, pools, size, random.Random(external))
        fields = {"pseudonym": new_pseudonym(), "session": f"session of {external}", **more}
        identity = self.directory.identity(platform, external)
        entry = Entry(identity, platform=platform, external=external, language="en", consent="1", plan=plan,
                      **fields)  # fmt: skip
        return (await self.store.enter(entry)).number

    async def answer(self, person: int, choice: str | None = None, ms: int = 900, most: int = 100) -> int:
        """Answer what is asked, as a picture's name says or always the same; how many."""
        done = 0
        while done < most and (leased := (await self.store.claim(person, 1)).leased):
            one = leased[0]
            wanted = choice or ("first" if one.first <= one.second else "second")
            await self.store.submit(person, [Submission(one.lease, wanted, ms)])
            done += 1
        return done

    async def tables(self) -> dict[str, list[tuple]]:
        """All rows of all tables, but for the clock's."""
        names = ("setting", "pool", "question", "person", "consent", "platform_id", "lease", "answer",
                 "exclusion", "trouble", "audit")  # fmt: skip
        return {name: sorted(await self.store.read(f"SELECT * FROM {name}"), key=str) for name in names}

    @staticmethod
    def form_token(page: httpx.Response) -> str:
        """The token in a page's form."""
        found = re.search(r'name="form_token" value="([0-9a-f]{64})"', page.text)
        assert found, page.text
        return found[1]

    @staticmethod
    def origin(browser: httpx.AsyncClient) -> dict[str, str]:
        """What a browser says of where its page is from."""
        return {"origin": str(browser.base_url).rstrip("/")}

    async def send(self, browser: httpx.AsyncClient, path: str, fields: dict, page: str = "", **more):
        """Open a page with a form and send the form as a browser does."""
        token = self.form_token(await browser.get(page or path))
        fields = {"form_token": token, **fields}
        return await browser.post(path, data=fields, headers=self.origin(browser), **more)

    async def set_up(self, browser: httpx.AsyncClient) -> None:
        """Set the first password; the browser is then logged in."""
        token = await first_token(self.store)
        fields = {"token": token, "new": self.password, "again": self.password}
        answer = await self.send(browser, "/admin/setup", fields)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin")

    def browser(self, address: str = "203.0.113.7", scheme: str = "https") -> httpx.AsyncClient:
        """Another browser, at an address."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000), raise_app_exceptions=False)
        return httpx.AsyncClient(
            transport=transport, base_url=f"{scheme}://study.example", headers={"accept": "text/html"}
        )


@contextlib.asynccontextmanager
async def serving(folder, design: str = DESIGN) -> AsyncIterator[Site]:
    """A study's application, without a web server."""
    directory = small_study(folder, design)
    store = await open_store(directory.default_store, directory.design.rules, create=True)
    await load_questions(store, read_asked(directory.path, directory.design), "fixed")
    app = create_app(directory, store, {name: Crowd(name) for name in ("link", "prolific", "mturk")})
    site = Site(directory, store, app, None)
    site.client = site.browser()
    try:
        yield site
    finally:
        await site.client.aclose()
        await store.close()


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def serving_study():
    """`serving`, for studies of another design."""
    return serving


@pytest.fixture
def draw():
    """`picture`."""
    return picture


@pytest.fixture
async def site(tmp_path, monkeypatch):
    # Each test would spend a second on passwords.
    quick = functools.partial(argon2.PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(gate, "PasswordHasher", quick)
    async with serving(tmp_path / "study") as found:
        yield found


@pytest.fixture
async def admin(site):
    """A browser in which the administrator is logged in."""
    async with site.browser() as browser:
        await site.set_up(browser)
        yield browser
