"""Nobody agrees to a template: serve refuses consent texts with places to fill in, and check names them."""

import pytest

from mien.errors import ConfigError
from mien.study.check import unfilled
from mien.study.directory import StudyDirectory, make_key
from mien.study.serve import Address, serve


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "study.toml").write_text('[page]\nlanguages = ["en"]\n')
    make_key(tmp_path / "secret.key")
    return StudyDirectory(tmp_path)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("By [name of the responsible person], at once.", ["[name of the responsible person]"]),
        ("[Ethics\napproval: number.]", ["[Ethics"]),
        ("[ ] tick, [AMOUNT]\n\n[purpose]", ["[ ]", "[AMOUNT]", "[purpose]"]),
        ("See [our page](https://example.org) and [the law][1].\n", []),
        ("Write to anna@example.org.", []),
    ],
)
def test_places_are_found(directory, text, places):
    (directory.path / "consent.en.md").write_text(text)
    found = unfilled(directory, "en")
    assert [line.partition(": ")[2].removesuffix(" is to be filled in") for line in found] == places


def test_serve_refuses_a_template(directory):
    (directory.path / "consent.en.md").write_text("# About\n\nBy [name], for [purpose].\n")
    with pytest.raises(ConfigError, match=r"consent\.en\.md:3: \[name\] .*2 places in all.*template"):
        serve(directory, Address(directory.default_store, port=0), None)
    assert not directory.default_store.exists()
