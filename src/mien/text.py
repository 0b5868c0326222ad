"""Text files as their authors meant them, or a word on why they cannot be read."""

from __future__ import annotations

from pathlib import Path

from mien.errors import FormatError

_UTF16 = "cannot be read as CSV, as it is not UTF-8 text but seems to be UTF-16; save it as CSV UTF-8"


def text_of(path: str | Path) -> str:
    """The whole text of a file, without a byte order mark.

    Raises
    ------
    FormatError
        If the file cannot be read, or is not UTF-8 text.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(path, unreadable(error)) from error
    if "\0" in text:
        raise FormatError(path, _UTF16)
    return text


def unreadable(error: Exception) -> str:
    """Why a file could not be read as text or CSV, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        wide = error.object[:2] in (b"\xff\xfe", b"\xfe\xff")
        return _UTF16 if wide else "cannot be read as CSV, as it is not UTF-8 text; save it as CSV UTF-8"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"cannot be read as CSV ({reason})"
