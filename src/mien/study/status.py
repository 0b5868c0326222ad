"""How far a study is: coverage to k, people, answers, troubles."""

from __future__ import annotations

from dataclasses import dataclass

from mien.study.coverage import Coverage, coverage
from mien.study.store import Store

_ANSWERS = "SELECT COUNT(*), SUM(late), MIN(received), MAX(received) FROM answer"


@dataclass(frozen=True)
class Status:
    """How far a study is.

    Attributes
    ----------
    coverage : by kind and part.
    people : state -> people.
    answers, late : all that were stored, and those that came after their place was given away.
    first, last : times of the first and the last answer in ms since 1970; None where there is none.
    troubles : kind -> how often.
    """

    coverage: tuple[Coverage, ...]
    people: dict[str, int]
    answers: int
    late: int
    first: int | None
    last: int | None
    troubles: dict[str, int]

    @property
    def wanted(self) -> int:
        """Counted answers that the study wants."""
        return sum(row.wanted for row in self.coverage)

    @property
    def counted(self) -> int:
        """Counted answers that it has."""
        return sum(row.counted for row in self.coverage)

    @property
    def complete(self) -> bool:
        """Nothing is wanted any more."""
        return self.counted >= self.wanted


async def status(store: Store) -> Status:
    """Read how far a study is; writers go on."""
    people = await store.read("SELECT state, COUNT(*) FROM person GROUP BY state ORDER BY state")
    troubles = await store.read("SELECT kind, COUNT(*) FROM trouble GROUP BY kind ORDER BY kind")
    ((answers, late, first, last),) = await store.read(_ANSWERS)
    return Status(
        coverage=await coverage(store),
        people={str(state): int(n) for state, n in people},
        answers=int(answers),
        late=int(late or 0),
        first=None if first is None else int(first),
        last=None if last is None else int(last),
        troubles={str(kind): int(n) for kind, n in troubles},
    )


def status_text(found: Status) -> str:
    """The status in lines for a terminal."""
    lines = [f"answers    {found.counted:,} of {found.wanted:,} wanted, {found.answers:,} stored in all"]
    if found.late:
        lines.append(f"late       {found.late:,} answers came after their place was given away")
    people = ", ".join(f"{n:,} {state}" for state, n in found.people.items()) or "nobody yet"
    lines.append(f"people     {people}")
    heads = ("questions", "complete", "counted", "wanted", "asked now")
    head = f"{'kind':<9}{'part':<12}" + "".join(f"{text:>11}" for text in heads)
    lines += ["", head]
    lines += [
        f"{row.kind:<9}{row.part or '-':<12}{row.questions:>11,}{row.complete:>11,}{row.counted:>11,}"
        f"{row.wanted:>11,}{row.leased:>11,}"
        for row in found.coverage
    ]
    if found.troubles:
        lines += ["", "troubles   " + ", ".join(f"{kind}: {n:,}" for kind, n in found.troubles.items())]
    return "\n".join(lines)
