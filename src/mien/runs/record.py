"""A record of a run: a JSON file whose bounds are those of its class, in writing and in reading."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, ValidationError

from mien.errors import RunError
from mien.files import write_text
from mien.settings import Section, one_line


def ordered(bounds: tuple[float, float]) -> tuple[float, float]:
    """The bounds, refused where the lower does not come first."""
    if bounds[0] > bounds[1]:
        raise ValueError(f"{bounds[0]} to {bounds[1]} is no interval; the lower bound comes first")
    return bounds


Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Difference = Annotated[str, Field(pattern=r"^\d+$")]
Bounds = Annotated[tuple[float, float], AfterValidator(ordered)]
Interval = Annotated[tuple[Share, Share], AfterValidator(ordered)]


class Record(Section):
    """One file of a run directory; numbers that are not finite are refused.

    Attributes
    ----------
    FILE : its name in the directory.
    """

    FILE: ClassVar[str] = ""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file.

        A RunError if it is missing or damaged; one line that names file and entry and says what to do.
        """
        if not path.is_file():
            raise RunError(
                f"{path.parent}: no {path.name}; not a run directory, or the run did not finish "
                "(resume or repeat it)"
            )
        try:
            return cls.parsed(path.read_text("utf-8"), str(path))
        except (OSError, ValueError) as error:
            raise RunError(f"{path}: cannot be read ({error}); run the command again") from error

    @classmethod
    def parsed(cls, text: str, where: str) -> Self:
        """The record of a JSON text; `where` it is stands first in errors."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            wrong = one_line(error, cls)
            if first["type"] == "json_invalid":
                wrong = f"cannot be read ({wrong})"
            elif first["loc"]:
                wrong = f"damaged ({wrong})"
            raise RunError(f"{where}: {wrong}; run the command again") from None

    def write(self, path: Path) -> None:
        """Write a file whole or not at all; RunError where it cannot be written."""
        write_text(path, self.model_dump_json(indent=1) + "\n")
