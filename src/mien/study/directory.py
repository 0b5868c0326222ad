"""The folder of a study: design, questions, stimuli, texts, secrets and, by default, the store.

```
DIR/
  study.toml           the design
  questions.csv        what is asked: name, part, anchor, first, second
  labels.csv           faces to label, where there are any: name, part, face
  checks.csv           catch and practice questions: name, role, anchor, first, second, expected
  stimuli/             pictures by content hash, and stimuli.json
  consent.en.md …      the consent text in each language
  secret.key           key of pseudonyms and tokens, readable by its owner alone
  study.sqlite         the store, unless it is elsewhere (--store)
```
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mien.errors import RunError
from mien.study.design import StudyDesign

KEY_BYTES = 32


@dataclass(frozen=True)
class StudyDirectory:
    """A study's folder; `path` has to exist and hold study.toml."""

    path: Path

    def __post_init__(self) -> None:
        if not (self.path / "study.toml").is_file():
            raise RunError(f"{self.path}: is no study (no study.toml); make one with mien study init")

    @property
    def default_store(self) -> Path:
        """Where the embedded store is."""
        return self.path / "study.sqlite"

    @property
    def stimuli(self) -> Path:
        """Folder of the pictures."""
        return self.path / "stimuli"

    @cached_property
    def design(self) -> StudyDesign:
        """The design, read once; see `StudyDesign.load`."""
        return StudyDesign.load(self.path / "study.toml")

    def consent(self, language: str) -> str:
        """The consent text in a language, Markdown.

        Raises
        ------
        RunError
            If there is none.
        """
        path = self.path / self.design.consent.file.format(language=language)
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise RunError(
                f"{path}: the consent text cannot be read ({error.strerror}); write it, or take the language "
                "out of page.languages in study.toml"
            ) from error

    def key(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, derived from secret.key.

        Raises
        ------
        RunError
            If secret.key is missing, damaged, or readable by others.
        """
        path = self.path / "secret.key"
        try:
            master = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except (OSError, ValueError) as error:
            raise RunError(f"{path}: the study's key cannot be read; restore it from a backup") from error
        if len(master) != KEY_BYTES:
            raise RunError(f"{path}: the study's key is damaged; restore it from a backup")
        if path.stat().st_mode & 0o077:
            raise RunError(f"{path}: the study's key is readable by others; run chmod 600 on it")
        return hmac.new(master, purpose.encode(), hashlib.sha256).digest()

    def identity(self, platform: str, external: str) -> str:
        """Keyed digest of a platform's ID of a person; without the key it cannot be traced back."""
        message = f"{len(platform)}:{platform}:{external}".encode()
        return hmac.new(self.key("identity"), message, hashlib.sha256).hexdigest()


def make_key(path: Path) -> None:
    """Write a new key that only its owner can read.

    Raises
    ------
    RunError
        If there is one already, or it cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RunError(f"{path}: the study's key cannot be written ({error.strerror})") from error


def new_pseudonym() -> str:
    """A rater's name for exports, 60 random bits: ``r-7kq3m0tz9x2c``."""
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    return "r-" + "".join(secrets.choice(alphabet) for _ in range(12))
