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
    needs : words of `NEEDS`.
    usual : whether tables have it where nobody names the rows to make.
    rival : whether it is here to be compared with; ``--rivals`` adds these to a table, and their needs say
        what they see.
    tasks : names of `mien.evaluation.registry.TASKS` that it can do; all where none is named.
    """

    title: str
    colour: str
    summary: str
    at: str
    needs: frozenset[str] = frozenset()
    usual: bool = True
    rival: bool = False
    tasks: tuple[str, ...] = ()

    @property
    def sees(self) -> list[str]:
        """What it learns from beside the faces themselves, in the order of `SEES`."""
        return [word for word in SEES if word in self.needs]


NEEDS = {
    "neutral": "each face's neutral",
    "triplets": "triplets of training people",
    "labels": "two labels or more among training people, and one among validation people",
    "ratings": "what people said in numbers, ratings or shares of votes, of training and validation people",
    "recordings": "training faces that are frames of one recording",
    "truth": "the rig and the noise behind the faces, which only the built-in sets tell",
}
"""What a row may need, and how to say that it is not there."""
SEES = ("triplets", "labels", "ratings", "truth")
"""Needs that say something of what is to be found out, beside the faces themselves."""
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
        "gplvm": Row(
            "GP-LVM",
            "purple",
            "a Gaussian process from latents to the change, for small data",
            "mien.representations.gplvm:fit",
            NEUTRAL,
            usual=False,
        ),
        "gplvm-t": Row(
            "GP-LVM, triplets",
            "vermilion",
            "GP-LVM with triplets as a prior on its latents",
            "mien.representations.gplvm:fit_with_triplets",
            NEUTRAL | {"triplets"},
            usual=False,
        ),
        "linear-metric": Row(
            "Linear metric",
            "orange",
            "a linear map of the change, learnt from triplets",
            "mien.representations.linear_metric:fit",
            NEUTRAL | {"triplets"},
            rival=True,
        ),
        "ordinal": Row(
            "Ordinal embedding",
            "orange",
            "places of faces by triplets alone, regressed on the change",
            "mien.representations.ordinal:fit",
            NEUTRAL | {"triplets"},
            rival=True,
        ),
        "lda": Row(
            "LDA",
            "purple",
            "linear discriminants of the change",
            "mien.representations.lda:fit",
            NEUTRAL | {"labels"},
            rival=True,
        ),
        "nca": Row(
            "NCA",
            "sky",
            "a linear map of the change that puts equal labels near each other",
            "mien.representations.nca:fit",
            NEUTRAL | {"labels"},
            rival=True,
        ),
        "ridge": Row(
            "Ridge on labels",
            "blue",
            "ridge regression from the change to labels and degrees",
            "mien.representations.ridge:fit",
            NEUTRAL | {"labels"},
            rival=True,
        ),
        "ridge-ratings": Row(
            "Ridge on ratings",
            "brown",
            "ridge regression from the change to ratings, or to shares of votes on labels",
            "mien.representations.ridge:fit_with_ratings",
            NEUTRAL | {"ratings"},
            rival=True,
        ),
        "rbf-svm": Row(
            "RBF SVM",
            "grey",
            "labels named by a kernel machine on the change",
            "mien.representations.rbf_svm:fit",
            NEUTRAL | {"labels"},
            rival=True,
            tasks=("accuracy",),
        ),
        "ideal": Row(
            "Ideal observer",
            "green",
            "mean of the activations for who knows rig, noise and people",
            "mien.representations.ideal:fit",
            NEUTRAL | {"truth"},
            rival=True,
        ),
        "ideal-change": Row(
            "Ideal, x − y alone",
            "green",
            "the same by the difference alone, for who does not know which shapes people have",
            "mien.representations.ideal:of_change",
            NEUTRAL | {"truth"},
            rival=True,
        ),
        "ideal-metric": Row(
            "Ideal + metric",
            "green",
            "the same, mapped linearly as the training triplets say",
            "mien.representations.ideal:with_triplets",
            NEUTRAL | {"truth", "triplets"},
            rival=True,
        ),
    },
)
TRAINED = "mien.representations.trained:fit"


def rows() -> Registry[Row]:
    """All rows by name, in the table's order: `ROWS`, then the models."""
    models = {
        name: Row(model.title, model.colour, model.summary, TRAINED, model.needs, model.usual, model.rival)
        for name, model in MODELS.items()
    }
    return Registry(ROWS.what, {**ROWS, **models})


def in_order(names: Sequence[str], rivals: bool = False) -> list[str]:
    """The rows of these names in the table's order, else the usual ones; ConfigError for another name.

    Parameters
    ----------
    rivals : with them all rivals.
    """
    known = rows()
    for name in names:
        known.find(name)
    return [
        name
        for name, row in known.items()
        if (name in names if names else row.usual and not row.rival) or (rivals and row.rival)
    ]


def made(making: Making) -> Space:
    """A row's representation of all faces, with what else it can do; errors as of `require`."""
    from mien.evaluation import Space

    require(making)
    return Space.of(load(rows().find(making.row).at)(making))


def require(making: Making) -> None:
    """A ConfigError if there is no such row, or it needs what is not there."""
    lacking = lacks(making)
    if lacking:
        raise ConfigError(f"{making.row} needs {lacking}")


def represent(making: Making) -> np.ndarray:
    """A row's representation of all faces, (n, k); errors as in `made`."""
    return made(making).latents


def lacks(making: Making) -> str:
    """What the row needs and is not there, in words; empty where nothing is missing."""
    needs, missing = rows().find(making.row).needs, making.lacks()
    return " and ".join(said for word, said in NEEDS.items() if word in needs and word in missing)
