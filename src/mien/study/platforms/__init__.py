"""Crowd platforms."""

from mien.study.platforms.connect import ConnectPlatform
from mien.study.platforms.enabled import enabled_platforms
from mien.study.platforms.interface import Arrival, Departure, EntryError, Platform
from mien.study.platforms.links import LinkPlatform, new_codes
from mien.study.platforms.mturk import MTurkPlatform, external_question
from mien.study.platforms.prolific import ProlificPlatform

__all__ = [
    "Arrival",
    "ConnectPlatform",
    "Departure",
    "EntryError",
    "LinkPlatform",
    "MTurkPlatform",
    "Platform",
    "ProlificPlatform",
    "enabled_platforms",
    "external_question",
    "new_codes",
]
