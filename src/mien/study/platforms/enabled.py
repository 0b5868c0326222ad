"""Which platforms a study has."""

from __future__ import annotations

from urllib.parse import urlsplit

from mien.errors import ConfigError
from mien.study.directory import StudyDirectory
from mien.study.platforms.connect import ConnectPlatform
from mien.study.platforms.interface import Platform
from mien.study.platforms.jwt import KeysFile
from mien.study.platforms.links import LinkPlatform, read_codes
from mien.study.platforms.mturk import MTurkPlatform
from mien.study.platforms.prolific import ProlificPlatform


def enabled_platforms(directory: StudyDirectory) -> dict[str, Platform]:
    """The enabled platforms by name.

    Raises
    ------
    mien.errors.ConfigError
        If a platform lacks a setting, one is malformed, or the file of codes cannot be used.
    """
    design = directory.design.platforms
    found: list[Platform] = []
    if design.link.enabled:
        file = design.link.codes_file
        if file and design.link.signed:
            raise ConfigError("study.toml: platforms.link takes codes_file or signed, not both")
        signer = directory.key("links") if design.link.signed else b""
        found.append(LinkPlatform(read_codes(directory.path / file) if file else None, signer))
    if design.prolific.enabled:
        named = design.prolific.keys_file
        keys = KeysFile(directory.path / named) if named else None
        host = urlsplit(directory.design.server.public_url).hostname or ""
        found.append(ProlificPlatform(design.prolific, keys, host))
    if design.connect.enabled:
        signer = directory.key("links") if design.connect.signed else b""
        found.append(ConnectPlatform(design.connect, signer))
    if design.mturk.enabled:
        found.append(MTurkPlatform(design.mturk))
    return {platform.name: platform for platform in found}
