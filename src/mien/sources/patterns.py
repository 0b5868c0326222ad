"""What the name of a file says of its faces: a pattern such as ``{subject}_{label}_{}_{intensity}``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from mien.vocabulary import NEUTRAL

FIELDS = ("subject", "label", "intensity", "sequence")
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class NamePattern:
    """A pattern with a field in braces for each thing that a name tells, and ``{}`` for what it need not.

    A pattern with ``/`` is about the whole path below the folder, one without about the last part of it; in
    both the ending of the file may be left out. A field is one character or more, but no ``/``;
    ``{intensity}`` is a number.

    Attributes
    ----------
    text : the pattern.
    """

    text: str
    _short: re.Pattern[str]
    _long: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> NamePattern:
        """Read a pattern; a ValueError if it has none of the fields, one twice, or another."""
        fields = _FIELD.findall(text)
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        unknown = [name for name in fields if name and name not in FIELDS]
        if unknown:
            raise ValueError(
                f"{{{unknown[0]}}} is no field; there are {known}, and {{}} for what is read over"
            )
        if not any(fields):
            raise ValueError(
                f"{text!r} has no field; expected some of {known}, for example {{subject}}_{{label}}"
            )
        twice = [name for name in FIELDS if fields.count(name) > 1]
        if twice:
            raise ValueError(f"{{{twice[0]}}} is there twice")
        if "{" in _FIELD.sub("", text) or "}" in _FIELD.sub("", text):
            raise ValueError(f"{text!r} has a brace without its other half")
        return cls(text, _compiled(text, "?"), _compiled(text, ""))

    @property
    def fields(self) -> tuple[str, ...]:
        """What a name tells, in the order of `FIELDS`."""
        return tuple(name for name in FIELDS if f"{{{name}}}" in self.text)

    def read(self, path: str, is_file: bool = True) -> dict[str, str]:
        """What a path or a name says, field -> text.

        Parameters
        ----------
        path : with ``/``.
        is_file : it has an ending, which the pattern may leave out.

        Raises
        ------
        ValueError
            If it does not match, or matches in two ways.
        """
        whole = path if "/" in self.text else PurePosixPath(path).name
        for name in (str(PurePosixPath(whole).with_suffix("")), whole) if is_file else (whole,):
            short, long = self._short.fullmatch(name), self._long.fullmatch(name)
            if short is None or long is None:
                continue
            if short.groupdict() != long.groupdict():
                field = next(one for one, value in short.groupdict().items() if value != long[one])
                raise ValueError(
                    f"the name matches --names {self.text!r} in two ways: {field} may be {short[field]!r} or "
                    f"{long[field]!r}; say it with --table"
                )
            return short.groupdict()
        raise ValueError(f"the name does not match --names {self.text!r}")


def _compiled(text: str, lazy: str) -> re.Pattern[str]:
    parts, end = [], 0
    for match in _FIELD.finditer(text):
        parts.append(re.escape(text[end : match.start()]))
        name, end = match[1], match.end()
        what = rf"\d+{lazy}(?:\.\d+{lazy})?{lazy}" if name == "intensity" else f"[^/]+{lazy}"
        parts.append(f"(?P<{name}>{what})" if name else what)
    return re.compile("".join(parts) + re.escape(text[end:]))


def same_word(label: str) -> str:
    """A label as it is written, and the one that means something, neutral, in Mien's way."""
    return NEUTRAL if label.strip().casefold() == NEUTRAL else label
