"""The administrator's pages in a real browser: the one-time link, live numbers, nothing cut off, axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

PASSWORD = "a long enough password"
PAGES = ("", "/agreement", "/raters", "/raters/1", "/raters/1/exclude", "/stimuli", "/people", "/troubles",
         "/audit", "/password", "/raters/99")  # fmt: skip


@pytest.fixture(scope="module")
def study(new_study):
    """A study of its own, so that its numbers are those of this file."""
    return new_study()


@pytest.fixture(scope="module")
def admin(browser, study):
    """A page of the administrator, who came by the link that the server printed."""
    link = re.search(r"http\S+/admin/setup#\S+", (study.folder.parent / "serve.log").read_text())
    context = browser.new_context()
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: "Content Security" in said.text and page.errors.append(said.text))
    page.goto(f"{study.url}/admin/setup")
    page.goto(link[0])
    page.wait_for_function("() => location.hash === ''")
    assert page.input_value("#setup-token") == link[0].partition("#")[2]
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/admin")
    yield page
    assert page.errors == []
    context.close()


def test_the_numbers_move(admin, study, come):
    admin.goto(f"{study.url}/admin")
    before = int(admin.inner_text("[data-live=counted]"))
    taker = come(study=study).open().enter().practise()
    taker.finish()
    more = study.read("SELECT count(*) FROM answer WHERE counted = 1")[0][0]
    assert more > before
    admin.wait_for_function(
        f"() => document.querySelector('[data-live=counted]').textContent === '{more}'", timeout=20_000
    )
    # That somebody is through comes after the last answer.
    admin.wait_for_function("() => document.querySelector('[data-live=finished]').textContent === '1'")
    assert admin.inner_text("[data-message]") == "Live."


def test_a_lost_connection_is_said(admin, study):
    admin.goto(f"{study.url}/admin")
    admin.context.set_offline(True)
    admin.wait_for_function(
        "() => document.querySelector('[data-message]').textContent.startsWith('No connection')"
    )
    assert admin.is_visible(".stale")
    admin.context.set_offline(False)
    admin.wait_for_function("() => document.querySelector('[data-message]').textContent === 'Live.'")
    assert not admin.is_visible(".stale")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_are_usable(admin, study, width, scheme):
    admin.set_viewport_size({"width": width, "height": 800})
    admin.emulate_media(color_scheme=scheme)
    for path in PAGES:
        admin.goto(f"{study.url}/admin{path}")
        assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found = Axe().run(admin).response["violations"]
        grave = [
            (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
        ]
        assert grave == [], path


def test_out_and_in_again(browser, study, admin):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{study.url}/admin")
    assert page.url == f"{study.url}/admin/login"
    page.fill("[name=password]", "not the password")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin")
    page.click("text=Log out")
    page.wait_for_url("**/admin/login")
    page.goto(f"{study.url}/admin/audit")
    assert page.url == f"{study.url}/admin/login"
    context.close()


def test_a_picture_is_put_in_anothers_place(admin, study, tmp_path, draw_picture):
    path = tmp_path / "own.png"
    path.write_bytes(draw_picture)
    admin.goto(f"{study.url}/admin/stimuli")
    free = admin.get_attribute("#faces option", "value")
    admin.fill("[name=face]", free)
    admin.set_input_files("[name=picture]", str(path))
    admin.click("text=Replace the picture")
    admin.wait_for_load_state()
    log = study.read("SELECT detail FROM audit WHERE action = 'picture' ORDER BY id DESC LIMIT 1")
    assert log[0][0].startswith(f"face {free}: ")


@pytest.fixture
def draw_picture():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_mandelbrot((120, 140), (-3, -2.5, 2, 2.5), 20).convert("RGB").save(out, "PNG")
    return out.getvalue()
