"""Links between files as links between pages, and notebooks as Markdown: what the site is made by."""

import base64
import sys
from pathlib import Path

import nbformat
import pytest

SITE = Path(__file__).resolve().parents[2] / "scripts" / "site"
PNG = b"\x89PNG and so on"


@pytest.fixture
def made(monkeypatch):
    """The modules links and notebooks, which the builder imports from their folder."""
    monkeypatch.syspath_prepend(str(SITE))
    import links
    import notebooks

    yield links, notebooks
    for name in ("links", "notebooks"):
        sys.modules.pop(name)


@pytest.mark.parametrize(
    ("text", "source", "page", "expected"),
    [
        ("[M1](docs/models/m1.md#objective)", "README.md", "index.md", "[M1](models/m1.md#objective)"),
        ("![a [b]](docs/pictures/explorer.png)", "README.md", "index.md", "![a [b]](pictures/explorer.png)"),
        ("[Changes](../CHANGELOG.md)", "docs/results.md", "results.md", "[Changes](changelog.md)"),
        ("[all](../start.md)", "docs/models/m1.md", "models/m1.md", "[all](../start.md)"),
        ("[a](../../examples/space.ipynb)", "docs/study/run.md", "study/run.md", "[a](../examples/space.md)"),
        ("[ways](../docs/neutral.md)", "examples/space.ipynb", "examples/space.md", "[ways](../neutral.md)"),
        ("[code](../src/mien/files.py)", "docs/start.md", "start.md", "code"),
        ("[far](https://example.org/a.md) [here](#a)", "README.md", "index.md",
         "[far](https://example.org/a.md) [here](#a)"),
        ("```\n[no](docs/start.md)\n```\n[yes](docs/start.md)", "README.md", "index.md",
         "```\n[no](docs/start.md)\n```\n[yes](start.md)"),
    ],
)  # fmt: skip
def test_links_lead_to_the_page_of_their_file(made, text, source, page, expected):
    links, _ = made
    assert links.relinked(text, source, page) == expected


def test_a_link_to_nothing_stops_the_site(made):
    links, _ = made
    with pytest.raises(FileNotFoundError, match=r"README.md: docs/nothing.md leads nowhere"):
        links.relinked("[a](docs/nothing.md)", "README.md", "index.md")


def test_a_notebook_is_its_text_code_and_what_it_shows(made):
    _, notebooks = made
    new = nbformat.v4
    printed = [new.new_output("stream", text=text) for text in ("one ", "two\n")]
    picture = new.new_output("display_data", data={"image/png": base64.b64encode(PNG).decode()})
    table = new.new_output("execute_result", data={"text/html": "<table>\n  <tr></tr></table>"})
    plain = new.new_output("execute_result", data={"text/plain": "a ``` b"})
    cells = [
        new.new_markdown_cell("# Title\n\nSee [ways](../docs/neutral.md)."),
        new.new_code_cell("f()", outputs=[*printed, picture, table, plain]),
    ]
    text, pictures = notebooks.page_of(new.new_notebook(cells=cells), "neutral")
    assert text.startswith("# Title\n")
    assert "See [ways](../neutral.md)." in text
    assert "```python\nf()\n```" in text
    assert "```text\none two\n```" in text
    assert "(neutral-1.png)" in text
    assert "<table>\n<tr></tr></table>" in text
    assert "````text\na ``` b\n````" in text
    assert pictures == {"neutral-1.png": PNG}
