"""A study of one kind of question, taken part in over HTTP."""

import asyncio

import httpx
from PIL import Image

from mien.cli import main
from mien.study.app import create_app
from mien.study.app.catalogues import consent_template
from mien.study.directory import StudyDirectory
from mien.study.platforms import enabled_platforms
from mien.study.serve import prepare


def through_a_study(name, faces, source, folder, monkeypatch):
    """Make a study of the task, enter, practise, answer all, and finish."""
    asked, design, images = folder / "faces.csv", folder / "design.toml", folder / "images"
    asked.write_text("face\n" + "\n".join(faces) + "\n", "utf-8")
    design.write_text(
        f"[questions]\nk = 2\n[person]\ntriplets = 0\nmore = {{ {name} = 6 }}\ncatch = 2\nrepeats = 0\n",
        "utf-8",
    )
    images.mkdir()
    for face in faces:
        Image.new("RGB", (64, 72), (len(face) * 9 % 255, 120, 90)).save(images / f"{face}.png")
    given = ["--faces", source, "--ask", f"{name}={asked}", "--images", images, "--design", design, "--quiet"]
    assert main(["study", "init", str(folder / "study"), *map(str, given)]) == 0
    for language in ("en", "de"):
        text = consent_template(language).replace("[", "(").replace("]", ")")
        (folder / "study" / f"consent.{language}.md").write_text(text, "utf-8")
    asyncio.run(_taken(name, StudyDirectory(folder / "study")))


async def _taken(name, directory):
    store = await prepare(directory, directory.default_store)
    app = create_app(directory, store, enabled_platforms(directory))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://study") as client,
    ):
        page = (await client.get("/")).text
        assert f"kinds&#34;: [&#34;{name}&#34;]" in page or f'"kinds": ["{name}"]' in page
        body = {
            "platform": "link",
            "query": {"visitor": "visitor-0123456789abcdef"},
            "language": "en",
            "consent": "1",
        }
        token = (await client.post("/api/enter", json=body)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        practised = (await client.get("/api/practice", headers=headers)).json()["questions"]
        assert len(practised) == 2
        assert {one["expected"] for one in practised} == {"posed"}
        while questions := (await client.post("/api/claim", json={}, headers=headers)).json()["questions"]:
            refused = {"lease": questions[0]["lease"], "choice": "nonsense", "ms": 900}
            found = await client.post("/api/answers", json={"answers": [refused]}, headers=headers)
            assert found.json()["receipts"][0]["fate"] == "invalid"
            answers = [
                {"lease": one["lease"], "choice": ("meant", "posed")[one["lease"] % 2], "ms": 900}
                for one in questions
            ]
            found = await client.post("/api/answers", json={"answers": answers}, headers=headers)
            assert {receipt["fate"] for receipt in found.json()["receipts"]} == {"stored"}
        assert (await client.post("/api/finish", json={}, headers=headers)).json()["done"]
