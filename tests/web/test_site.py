"""The site that scripts/docs built, in the folder that MIEN_SITE names: from disk, without a network."""

import json
import os
from pathlib import Path

import pytest

SITE = os.environ.get("MIEN_SITE", "")
pytestmark = pytest.mark.skipif(
    not SITE, reason="MIEN_SITE names no site; scripts/docs builds one in build/site"
)
PAGES = (
    "index.html", "models/m2.html", "models/gplvm.html", "examples/neutral.html", "examples/openface.html",
    "examples/study.html", "api/index.html", "api/extending.html", "peers.html", "cli.html", "data.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def newest():
    """The folder of the newest version."""
    folder = Path(SITE).resolve()
    return folder / json.loads((folder / "versions.json").read_text("utf-8"))[0]["version"]


@pytest.fixture(params=[390, 1280], ids=["narrow", "wide"])
def page(request, browser):
    """A page of one width; what it asks of another host, or complains of, fails the test."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, offline=True)
    opened = context.new_page()
    wrong = []
    opened.on("request", lambda one: one.url.startswith("http") and wrong.append(one.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda one: one.type == "error" and wrong.append(f"{one.text} {one.location}"))
    yield opened
    context.close()
    # From disk the list of versions cannot be fetched, which the theme takes for having none.
    assert [one for one in wrong if "versions.json" not in one] == []


def test_pages_fit_and_formulas_are_drawn(page, newest):
    for name in PAGES:
        page.goto((newest / name).as_uri())
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name} is wider than the page"
        assert page.locator("h1").count() == 1, name
    page.goto((newest / "models/m2.html").as_uri())
    boxes = [one.bounding_box() for one in page.locator(".formula math").all()]
    assert len(boxes) >= 2
    assert all(box["height"] > 20 for box in boxes)


def test_notebooks_show_what_they_drew(page, newest):
    for path in sorted((newest / "examples").glob("*.html")):
        page.goto(path.as_uri())
        widths = page.eval_on_selector_all("article img", "all => all.map((one) => one.naturalWidth)")
        shown = len(widths) + page.locator(".output").count()
        assert all(widths), path.name
        assert shown, f"{path.name} shows no output"


def test_the_search_works_from_disk(page, newest):
    page.goto((newest / "index.html").as_uri())
    if page.viewport_size["width"] < 900:
        page.click("label[for=__search]")
    page.locator("input.md-search__input").press_sequentially("neutral")
    page.wait_for_selector(".md-search-result__item a", state="visible")
    assert "neutral" in page.inner_text(".md-search-result__list").lower()
