"""Errors that every store raises in the same words."""

from __future__ import annotations

from mien.errors import DataError
from mien.study.store.records import NewQuestion


def other_answers(kind: str) -> DataError:
    """The error of a kind whose answers are others by now."""
    return DataError(
        f"{kind} questions of the store have other answers than study.toml says by now; "
        "they cannot be changed once a study has begun"
    )


def unknown_kind(question: NewQuestion) -> DataError:
    """The error of a question of no kind that the store knows."""
    return DataError(f"question {question.name!r}: the store knows no kind {question.pool.kind!r}")
