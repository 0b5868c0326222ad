"""Every kind of question in a real browser: screening, practice, comprehension, answers, a comment."""

import pytest

QUIZ = ("is more like", "differs most", "Two: the one", "every slider has been", "Whether its expression")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory, make_posed, write_npz):
    """A study of all kinds, served."""
    from PIL import Image

    from mien.study.initialise import initialise

    from .conftest import Served

    folder = tmp_path_factory.mktemp("kinds")
    posed = make_posed(people=4)
    source = f"npz:{write_npz(folder / 'faces.npz', posed)}"
    faces, triplets = folder / "faces.csv", folder / "triplets.csv"
    names = posed.face.tolist()
    faces.write_text("face\n" + "\n".join(names) + "\n", "utf-8")
    rows = [",".join((names[n], names[n + 3], names[n + 9])) for n in range(8)]
    triplets.write_text("anchor,first,second\n" + "\n".join(rows) + "\n", "utf-8")
    images = folder / "images"
    images.mkdir()
    for number, face in enumerate(names):
        Image.new("RGB", (96, 108), (number * 8 % 255, 120, 90)).save(images / f"{face}.png")
    design = folder / "design.toml"
    design.write_text(DESIGN, "utf-8")
    asked = {"triplet": triplets, **dict.fromkeys(("label", "rating", "odd-one-out", "best-worst"), faces)}
    served = Served(initialise(folder / "study", source, asked, images=images, design=design).path)
    consent = served.folder / "consent.en.md"
    consent.write_text(consent.read_text("utf-8").replace("[", "(").replace("]", ")"), "utf-8")
    served.start()
    yield served
    served.kill()


DESIGN = """
[questions]
k = 100

[person]
triplets = 2
labels = 2
more = { rating = 2, odd-one-out = 2, best-worst = 2 }
catch = 0
repeats = 0
practice = 1
comprehension = true

[page]
languages = ["en"]
lockout_ms = 100
break_every = 0

[[screening]]
name = "glasses"
text = { en = "Do you see well?" }
options = { en = ["yes", "no"] }
allowed = [1]
"""


def answer(page, kind):
    """Answer a question as a person does; what will be in the store, if it is known here."""
    page.wait_for_function(
        "() => document.querySelector('.stage.shown:not([hidden])')"
        " && !document.querySelector('.stage.shown:not([hidden]) [aria-disabled]')"
    )
    if kind == "rating":
        assert page.is_disabled("#rated"), "no slider has a position yet"
        sliders = page.query_selector_all(".scale input")
        for slider in sliders:
            assert "untouched" in slider.get_attribute("class")
            box = slider.bounding_box()
            # In the middle, where the hidden beginning is: nothing moves, and it is an answer all the same.
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.click("#rated")
        return "valence=50;arousal=50"
    if kind == "best-worst":
        page.click(".cell:nth-child(1) .best")
        page.click(".cell:nth-child(2) .best")
        # The same face cannot be both: the best is taken back.
        page.click(".cell:nth-child(2) .worst")
        page.click(".cell:nth-child(4) .best")
        return None
    page.keyboard.press({"triplet": "1", "label": "2", "odd-one-out": "3"}[kind])
    return "neutral" if kind == "label" else None


@pytest.mark.parametrize("size", [{"width": 360, "height": 640}, {"width": 1280, "height": 800}])
def test_all_kinds_from_screening_to_the_code(come, mixed, size):
    taker = come(study=mixed, viewport=size).open()
    page, seen, said = taker.page, [], []
    for _ in range(80):
        screen = taker.frame.wait_for_function(
            "() => document.body.dataset.screen !== 'question' ? document.body.dataset.screen"
            " : document.querySelector('.stage.shown:not([hidden])') && 'question'"
        ).json_value()
        if screen == "end":
            break
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            raise AssertionError(f"{screen} is wider than the window")
        if screen == "question":
            kind = page.evaluate("document.querySelector('.stage.shown:not([hidden])').id")
            practice = page.evaluate("document.getElementById('question').classList.contains('practice')")
            choice = answer(page, kind)
            if practice:
                page.wait_for_selector("#next:not([hidden])")
                assert len(page.text_content("#said").split(".")) >= 3, "what most say, and why"
                page.click("#next")
            else:
                said.append((kind, choice))
            page.wait_for_timeout(350)
        elif screen == "asking":
            seen.append(page.text_content("#asking-title"))
            if page.is_visible("#asking-form textarea"):
                page.fill("#asking-form textarea", "all was clear")
            for group in page.query_selector_all("#asking-form fieldset"):
                right = [one for one in group.query_selector_all("label") if any(
                    text in one.inner_text() for text in (*QUIZ, "yes"))]  # fmt: skip
                right[0].click()
            page.click("#asking-button")
            page.wait_for_timeout(200)
        elif screen in ("consent", "instructions"):
            button = {"consent": "#agree", "instructions": "#start"}[screen]
            # A slow server leaves the screen for a moment after the press.
            if page.is_visible(button):
                page.click(button)
            page.wait_for_timeout(300)
        elif page.is_visible("#notice-button"):
            page.click("#notice-button")
            page.wait_for_timeout(100)
        else:
            page.wait_for_timeout(100)
    person = mixed.newest()
    assert len(page.text_content("#code")) == 10
    assert taker.errors == []
    assert seen[0] == "A few questions first"
    assert seen[-1].startswith("Is there anything")
    stored = [(kind, choice) for _, _, _, choice, _, _, kind in mixed.read(STORED, person)]
    assert [kind for kind, _ in stored] == [kind for kind, _ in said]
    assert {kind for kind, _ in stored} == {"triplet", "label", "rating", "odd-one-out", "best-worst"}
    assert all(mine in (None, theirs) for (_, mine), (_, theirs) in zip(said, stored, strict=True))
    told = "SELECT name, value FROM fact WHERE person = ? AND name NOT LIKE 'display-%'"
    facts = dict(mixed.read(told, person))
    assert facts == {
        "screening.glasses": "1", "comprehension-1": "5 of 5", "comprehension": "passed",
        "comment": "all was clear",
    }  # fmt: skip


STORED = """
SELECT question.anchor, question.first, question.second, answer.choice, answer.side, answer.ms, pool.kind
FROM answer JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool
WHERE answer.person = ? ORDER BY answer.id
"""
