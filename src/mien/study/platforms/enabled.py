"""Which platforms a study has."""

from __future__ import annotations

from mien.study.directory import StudyDirectory
from mien.study.platforms.connect import ConnectPlatform
from mien.study.platforms.interface import Platform
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
        found.append(LinkPlatform(read_codes(directory.path / file) if file else None))
    if design.prolific.enabled:
        found.append(ProlificPlatform(design.prolific))
    if design.connect.enabled:
        found.append(ConnectPlatform(design.connect))
    if design.mturk.enabled:
        found.append(MTurkPlatform(design.mturk))
    return {platform.name: platform for platform in found}
