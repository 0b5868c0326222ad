"""Texts of the page in each language, and the consent text as HTML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from mien.errors import ConfigError

Catalogue = Mapping[str, str]
_TEXTS = files("mien.study.app") / "texts"
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")
_MOST_WANTED = 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def languages() -> tuple[str, ...]:
    """Languages that there is a catalogue of."""
    names = [entry.name for entry in _TEXTS.iterdir() if _is_one(entry.name)]
    return tuple(sorted(name.removesuffix(".toml") for name in names))


def _is_one(name: str) -> bool:
    return name.endswith(".toml") and _LANGUAGE.fullmatch(name.removesuffix(".toml")) is not None


@cache
def catalogue(language: str) -> Catalogue:
    """Texts by dotted key (``consent.agree``); places to fill in are in braces.

    Raises
    ------
    ConfigError
        If there is no such catalogue; names those there are.
    """
    if language not in languages():
        raise ConfigError(
            f"study.toml: page.languages: there are no texts in {language!r}; there are in "
            f"{', '.join(languages())}"
        )
    tables = tomllib.loads((_TEXTS / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}


def best_language(accepted: str, offered: Sequence[str]) -> str:
    """Which of the languages that are offered a browser asks for most; the first where it asks for none.

    Parameters
    ----------
    accepted : an ``Accept-Language`` header (RFC 9110, 12.5.4), whatever is in it.
    offered : at least one.
    """
    wanted: list[tuple[float, str]] = []
    for part in accepted.lower().split(",")[:_MOST_WANTED]:
        tag, _, parameter = part.partition(";")
        weighed = _WEIGHT.fullmatch(parameter.strip() or "q=1")
        if weighed:
            wanted.append((float(weighed[1]), tag.strip()))
    # Of equally wanted ones the first.
    for weight, tag in sorted(wanted, key=lambda each: -each[0]):
        for language in offered:
            # What is asked for, without its region, or with one.
            known = language.lower()
            if weight > 0 and (known == tag or known.split("-")[0] == tag.split("-")[0]):
                return language
    return offered[0]


def consent_template(language: str) -> str:
    """A consent text to begin with, Markdown, in English if there is none in the language."""
    path = _TEXTS / f"consent.{language}.md"
    if not path.is_file():
        path = _TEXTS / "consent.en.md"
    return path.read_text(encoding="utf-8")


def consent_html(markdown: str) -> str:
    """A consent text as HTML: no HTML of its own, no pictures; headings begin below the page's own."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    parser.add_render_rule("link_open", _link)
    return str(parser.render(markdown))


def _heading(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    tokens[at].tag = f"h{min(6, int(tokens[at].tag[1:]) + 1)}"
    return self.renderToken(tokens, at, options, env)


def _link(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    # A link must not take people away from the page they have to answer on.
    tokens[at].attrSet("target", "_blank")
    tokens[at].attrSet("rel", "noopener noreferrer")
    return self.renderToken(tokens, at, options, env)
