"""The headline: which representation is best, and which ones cannot be told from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mien.drawing.names import Names, heading
from mien.drawing.tested import fewest_people
from mien.evaluation.registry import PAPER
from mien.report.pages import written
from mien.runs import Figure, Run

Words = list[tuple[str, bool]]
Level = Callable[[str], bool]

_VERBS = {
    "accuracy": ("labels", "label", "the most test faces rightly"),
    "triplets": ("satisfies", "satisfy", "the most triplets"),
    "reconstruction": ("remakes", "remake", "test faces the nearest"),
}
_MOST_NAMED = 3


def lead(run: Run) -> list[Words]:
    """A sentence a task of the paper's, or where none was judged, for the first that was; of its first kind.

    Words, and whether they are strong.

    The best representation comes first; those whose paired interval with it includes zero are level with it;
    then the first that is not. A run that keeps no draws only says the order.
    """
    if run.table is None:
        return []
    names, sentences = Names(run.table), []
    judged = list(dict.fromkeys(task for task, _ in run.table.columns()))
    for task in [task for task in judged if task in PAPER] or judged[:1]:
        kind = next(kind for known, kind in run.table.columns() if known == task)
        one, several, what = _VERBS.get(task, ("has", "have", f"the best figure of {heading(task, kind)}"))
        what += f" at vote difference {kind}" if kind.isdigit() and task in _VERBS else ""
        figures = {
            row.name: figure for row in run.table.rows if row.reachable and (figure := row.figure(task, kind))
        }
        if not figures:
            continue
        less = next(iter(figures.values())).scale.lower
        order = sorted(figures, key=lambda name: figures[name].value if less else -figures[name].value)
        best = order[0]

        def level(name: str, best: str = best, task: str = task, kind: str = kind) -> bool:
            apart = None if run.replicates is None else run.replicates.apart(best, name, task, kind)
            return apart is not None and apart.level

        sentences.append(_sentence(names, figures, order, level, (one, several, what)))
    if sentences and run.info is not None and fewest_people(run.info) == 1:
        sentences.append([("Of one test person, so that nothing says which rows are level.", False)])
    return sentences


def _sentence(
    names: Names, figures: Mapping[str, Figure], order: list[str], level: Level, verb: tuple[str, str, str]
) -> Words:
    one, several, what = verb
    shown = {name: written(figure.value, figure.scale) for name, figure in figures.items()}
    most = shown[order[0]]
    if len(order) == 1:
        alone = what.replace("the most", f"{most} of the").replace("the best figure of", f"{most} in")
        alone = alone.replace("the nearest", f"to within {most} on average")
        return [(names.title(order[0]), True), (f" {one} {alone}.", False)]
    best = [name for name in order if shown[name] == most]
    words = [(names.title(best[0]), True)]
    for place, name in enumerate(best[1:], start=2):
        words += [(" and " if place == len(best) else ", ", False), (names.within(name), True)]
    text = f" {one if len(best) == 1 else several} {what}, {most}"
    rest = [name for name in order if name not in best]
    near = [name for name in rest if level(name)]
    if near:
        told = [f"{names.within(name)} {shown[name]}" for name in near[:_MOST_NAMED]]
        more = f" and {len(near) - _MOST_NAMED} more" if len(near) > _MOST_NAMED else ""
        text += f"; level with it (paired intervals include zero): {', '.join(told)}{more}"
    after = next((name for name in rest if name not in near), None)
    if after is not None:
        text += f"; next {names.within(after)}, {shown[after]}"
    return [*words, (f"{text}.", False)]
