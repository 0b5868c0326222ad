"""The kinds of questions, in the order in which a person is asked them."""

from __future__ import annotations

from typing import Any

from mien.registry import Registry, load
from mien.study.tasks.interface import Task

TASKS: Registry[str] = Registry(
    "task",
    {
        "triplet": "mien.study.tasks.triplet:TripletTask",
        "odd-one-out": "mien.study.tasks.odd_one_out:OddOneOutTask",
        "best-worst": "mien.study.tasks.best_worst:BestWorstTask",
        "rating": "mien.study.tasks.rating:RatingTask",
        "label": "mien.study.tasks.label:LabelTask",
    },
)


def task_class(name: str) -> type[Task]:
    """The class of a task.

    Raises
    ------
    ConfigError
        If there is none; lists those there are.
    """
    found: type[Task] = load(TASKS.find(name))
    return found


def make_task(name: str, options: dict[str, Any] | None = None) -> Task:
    """A task with its options, as study.toml has them.

    Raises
    ------
    ConfigError
        If there is no such task, or an option is wrong; names it.
    """
    kind = task_class(name)
    return kind(kind.Options.of(options or {}, f"tasks.{name}"))
