"""The page: one HTML file that needs nothing else, on disk or on the network."""

from __future__ import annotations

from html import escape
from importlib import resources
from pathlib import Path

from mien.explorer.payload import Payload
from mien.files import write_text

# The page may load nothing from anywhere: the browser itself keeps it offline.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:; "
    "media-src blob:"
)


def static(name: str) -> str:
    """A file of the bundle that ``scripts/web.py`` makes."""
    return resources.files("mien.explorer").joinpath("static", name).read_text("utf-8")


def mounted(payload: Payload, tag: str = "div") -> str:
    """The elements that the script fills: the place, which is of this tag, the header and the arrays."""
    header, arrays = payload.texts()
    return (
        f'<{tag} class="mien-explorer"><noscript><p>The explorer needs JavaScript.</p></noscript></{tag}>'
        f'<script type="application/json" id="mien-header">{header}</script>'
        f'<script type="text/plain" id="mien-arrays">{arrays}</script>'
    )


def write_explorer(payload: Payload, path: Path) -> Path:
    """Write the page whole or not at all and return its path; a RunError where it cannot be written."""
    write_text(path, explorer_page(payload))
    return path


def explorer_page(payload: Payload) -> str:
    """The whole page as text."""
    title = f"{payload.header.get('model', {}).get('title', 'Mien')} explorer"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)}</title>'
        f"<style>{static('explorer.css')}</style></head>"
        f'<body class="mien-explorer-page">{mounted(payload, "main")}'
        f"<script>{static('explorer.js')}</script></body></html>\n"
    )
