"""What MkDocs asks for while it builds the site: pages that are no file of docs/, links, formulas."""

from __future__ import annotations

import json
import logging
import os
import re
from pathlib import Path
from typing import Any

import nbformat
from links import PAGES, ROOT, relinked
from markdown_it import MarkdownIt
from maths import with_maths
from mkdocs.structure.files import File
from notebooks import EXAMPLES, all_executed, page_of

log = logging.getLogger("mkdocs.plugins.mien")
SOURCE = {page: path for path, page in PAGES.items()}
_VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)
# Further words behind a block's language, by which tests find it.
_WORDS = re.compile(r"^(```\w+) .+$", re.MULTILINE)
_COUNTED = ("<li>", "<ol", "<ul>", "<table>", "<pre>", "<h2", "<h3", "<em>", "<strong>")


def on_config(config: Any) -> None:
    """A folder a version, below the one that is given."""
    found = _VERSION.search((ROOT / "src/mien/__init__.py").read_text("utf-8"))
    assert found is not None
    config.extra["release"] = found[1]
    config.copyright = f"Mien {found[1]}"
    config.site_dir = str(Path(config.site_dir) / found[1])


def on_files(files: Any, config: Any) -> None:
    """README and its like, and the notebooks; run, unless MIEN_DOCS_RUN is 0."""
    for path, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / path).read_text("utf-8")))
    paths = sorted(EXAMPLES.glob("*.ipynb"))
    run = os.environ.get("MIEN_DOCS_RUN", "1") != "0"
    notebooks = all_executed(paths) if run else [nbformat.read(path, as_version=4) for path in paths]
    for path, notebook in zip(paths, notebooks, strict=True):
        text, pictures = page_of(notebook, path.stem)
        files.append(File.generated(config, f"examples/{path.stem}.md", content=text))
        for file, picture in pictures.items():
            files.append(File.generated(config, f"examples/{file}", content=picture))


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Links to where the site has it, formulas as MathML."""
    uri = page.file.src_uri
    page.meta["seen"] = markdown
    if not uri.startswith("examples/"):
        markdown = relinked(markdown, SOURCE.get(uri, f"docs/{uri}"), uri)
    return with_maths(_WORDS.sub(r"\1", markdown))


def on_page_content(html: str, page: Any, config: Any, files: Any) -> None:
    """Warn where a code host makes something else of the same text: a list that is none here, for example."""
    seen = page.meta.pop("seen")
    if re.search(r"^::: ", seen, re.MULTILINE):
        return
    other = MarkdownIt("commonmark").enable("table").render(with_maths(seen))
    for tag in _COUNTED:
        here, there = html.count(tag), other.count(tag)
        if here != there:
            log.warning(f"{page.file.src_uri}: {here} {tag} here, {there} in CommonMark")


def on_post_build(config: Any) -> None:
    """The list of versions that lie beside each other, newest first, and a page that leads to the newest."""
    folder = Path(config.site_dir).parent
    found = [path.name for path in folder.iterdir() if (path / "index.html").exists()]
    found.sort(key=lambda name: [int(part) for part in re.findall(r"\d+", name)], reverse=True)
    versions = [{"version": name, "title": name, "aliases": []} for name in found]
    (folder / "versions.json").write_text(json.dumps(versions), "utf-8")
    (folder / "index.html").write_text(
        f'<!doctype html><meta charset="utf-8"><title>Mien</title>'
        f'<meta http-equiv="refresh" content="0; url={found[0]}/index.html">',
        "utf-8",
    )
