"""The rows of the table: baselines by a line here, and every model of `mien.models.registry.MODELS`.

Nothing here loads PyTorch: a row is imported when it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mien.errors import ConfigError
from mien.models.registry import MODELS
from mien.registry import Registry, load

if TYPE_CHECKING:
    import numpy as np

    from mien.evaluation import Space
    from mien.representations.interface import Making


@dataclass(frozen=True)
class Row:
    """A representation as the table and the report know it.

    Attributes
    ----------
    title : for reading.
    colour : name of its colour in the report.
    summary : one line for the documents.
    at : dotted name of its ``fit``.
    needs : ``neutral`` where each face's neutral must be there.
    usual : whether tables have it where nobody names the rows to make.
    """

    title: str
    colour: str
    summary: str
    at: str
    needs: frozenset[str] = frozenset()
    usual: bool = True


NEUTRAL = frozenset({"neutral"})
ROWS = Registry(
    "row of the table",
    {
        "none": Row("None (x)", "grey", "aligned landmarks", "mien.representations.none:fit"),
        "difference": Row(
            "Difference x − y",
            "brown",
            "change from neutral",
            "mien.representations.difference:space",
            NEUTRAL,
        ),
        "pca": Row("PCA of x", "blue", "components of the landmarks", "mien.representations.pca:space"),
        "difference-pca": Row(
            "PCA of x − y",
            "green",
            "components of the change",
            "mien.representations.difference_pca:space",
            NEUTRAL,
        ),
    },
)
TRAINED = "mien.representations.trained:fit"


def rows() -> Registry[Row]:
    """All rows by name, in the table's order: `ROWS`, then the models."""
    models = {
        name: Row(model.title, model.colour, model.summary, TRAINED, model.needs - {"triplets"}, model.usual)
        for name, model in MODELS.items()
    }
    return Registry(ROWS.what, {**ROWS, **models})


def in_order(names: Sequence[str]) -> list[str]:
    """The rows of these names in the table's order, else the usual ones; ConfigError for another name."""
    known = rows()
    for name in names:
        known.find(name)
    return [name for name, row in known.items() if (name in names if names else row.usual)]


def made(making: Making) -> Space:
    """A row's representation of all faces, with what else it can do.

    Raises
    ------
    ConfigError
        If there is no such row, or it needs neutrals that are not there.
    """
    from mien.evaluation import Space

    row = rows().find(making.row)
    if "neutral" in row.needs and making.y is None:
        raise ConfigError(f"{making.row} needs each face's neutral")
    return Space.of(load(row.at)(making))


def represent(making: Making) -> np.ndarray:
    """A row's representation of all faces, (n, k); errors as in `made`."""
    return made(making).latents
