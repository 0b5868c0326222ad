"""Where a file of the repository is in the site, and links between files as links between pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def page_of(path: str) -> str | None:
    """Address in the site of a file of the repository, None where it has none."""
    if path in PAGES:
        return PAGES[path]
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if path.startswith("examples/") and path.endswith(".ipynb"):
        return path.removesuffix(".ipynb") + ".md"
    return None


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Markdown of which all but its fenced blocks is changed."""
    parts = re.split(r"(?ms)(^`{3,}[^\n]*\n.*?^`{3,}[ \t]*$)", text)
    return "".join(part if part.startswith("```") else change(part) for part in parts)


def relinked(text: str, source: str, page: str) -> str:
    """Markdown of a file as that of its page.

    Parameters
    ----------
    text : Markdown.
    source : the file's path in the repository, to which its links are relative.
    page : its address in the site.

    Raises
    ------
    FileNotFoundError
        For a link to nothing. A link to a file that is no page, such as a source, is left as its words.
    """

    def changed(found: re.Match[str]) -> str:
        picture, words, target, anchor = found.groups()
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if not (ROOT / path).exists():
            raise FileNotFoundError(f"{source}: {target} leads nowhere")
        there = page_of(path)
        if there is None:
            return words
        address = posixpath.relpath(there, posixpath.dirname(page) or ".")
        return f"{picture}[{words}]({address}{anchor or ''})"

    return outside_code(text, lambda part: _LINK.sub(changed, part))
