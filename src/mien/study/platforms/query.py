"""Reading the query of a link and the settings of a platform: exact patterns, one clear line else."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from re import Pattern

from mien.errors import ConfigError
from mien.study.design import Codes
from mien.study.platforms.interface import EntryError
from mien.study.store.records import Outcome

HEX24 = re.compile(r"[0-9a-fA-F]{24}", re.ASCII)
WORD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def wanted(query: Mapping[str, str], key: str, pattern: Pattern[str], platform: str) -> str:
    """The value of a key of the query, if all of it fits the pattern.

    Raises
    ------
    EntryError
        If it is missing, empty, or does not fit. The value is not repeated: it came from outside.
    """
    value = query.get(key, "")
    if not value:
        raise EntryError(f"This link has no {key}. Please open the study from {platform} again.")
    if not pattern.fullmatch(value):
        raise EntryError(f"The {key} of this link is malformed. Please open the study from {platform} again.")
    return value


def expected(found: str, setting: str, platform: str) -> None:
    """Refuse a link of another study; an empty setting takes all.

    Raises
    ------
    EntryError
        If `found` is not the one in study.toml.
    """
    if setting and found.lower() != setting.lower():
        raise EntryError(
            f"This link belongs to another study on {platform}. Please open it from there again."
        )


def setting(value: str, name: str, pattern: Pattern[str], advice: str, empty: bool = False) -> str:
    """A setting of study.toml, if all of it fits the pattern.

    Raises
    ------
    ConfigError
        If it is empty and may not be, or does not fit.
    """
    if not value and empty:
        return value
    if not value:
        raise ConfigError(f"study.toml: platforms.{name} is not set; {advice}")
    if not pattern.fullmatch(value):
        raise ConfigError(f"study.toml: platforms.{name} {value!r} is malformed; {advice}")
    return value


def fixed_codes(section: Codes, platform: str) -> dict[Outcome, str]:
    """The completion codes of study.toml for other outcomes than complete; those that are set.

    Raises
    ------
    ConfigError
        If one is malformed.
    """
    advice = "copy it from the platform's page"
    found = {
        Outcome(name): setting(code, f"{platform}.codes.{name}", WORD, advice, empty=True)
        for name, code in section.model_dump().items()
    }
    return {outcome: code for outcome, code in found.items() if code}


def secret(name: str) -> str:
    """A secret from the environment; ``""`` where it is not set.

    Secrets are never read from study.toml, which people share, and never appear in a message.

    Raises
    ------
    ConfigError
        If it has characters that a header cannot carry.
    """
    value = os.environ.get(name, "").strip()
    if not (value.isascii() and value.isprintable()):
        raise ConfigError(
            f"{name}: has characters that a secret cannot have; copy it from the platform again"
        )
    return value


def needed_secret(name: str, advice: str) -> str:
    """The same, where it cannot be done without.

    Raises
    ------
    ConfigError
        If it is not set or malformed.
    """
    value = secret(name)
    if not value:
        raise ConfigError(f"{name} is not set in the environment; {advice}")
    return value
