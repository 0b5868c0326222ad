"""How the study stands now: coverage, people, pace, cost; what the overview shows and polls."""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mien.errors import ConfigError
from mien.study.app.admin.access import now_ms
from mien.study.app.context import Context
from mien.study.cost import estimate
from mien.study.coverage import Coverage, coverage
from mien.study.design import StudyDesign

HOUR_MS = 3_600_000
RECENT_ANSWERS, TIMED_ANSWERS = 50_000, 1_001
AT_WORK_MS = 10 * 60_000


@dataclass(frozen=True)
class Standing:
    """The study at one moment.

    Attributes
    ----------
    at : milliseconds since 1970.
    coverage : by kind and part.
    people : number of people by state; ``"at work"`` were seen in the last ten minutes.
    paid : people who finished, whatever was decided of their answers.
    answers : all that are stored.
    per_hour : counted answers in the last hour, by the hour; None if there is none.
    median_ms : median response time of the latest answers; None if there is none.
    troubles : notes of trouble.
    """

    at: int
    coverage: tuple[Coverage, ...]
    people: dict[str, int]
    paid: int
    answers: int
    per_hour: float | None
    median_ms: float | None
    troubles: int

    @property
    def counted(self) -> int:
        """Answers that count."""
        return sum(row.counted for row in self.coverage)

    @property
    def missing(self) -> int:
        """Answers that are still wanted."""
        return sum(row.missing for row in self.coverage)

    @property
    def hours_left(self) -> float | None:
        """Hours until the last answer at the pace of the last hour; None if nobody answers."""
        if not self.missing:
            return 0.0
        return self.missing / self.per_hour if self.per_hour else None


async def standing(context: Context) -> Standing:
    """Read how the study stands."""
    read, now = context.store.read, now_ms()
    people = {
        str(state): int(n) for state, n in await read("SELECT state, count(*) FROM person GROUP BY state")
    }
    seen = "SELECT count(*) FROM person WHERE state = 'working' AND seen > ?"
    working = await read(seen, now - AT_WORK_MS)
    paid = await read("SELECT count(*) FROM person WHERE finished IS NOT NULL")
    # Only the latest answers are looked at: counting an hour's among millions would read them all.
    recent = await read(
        "SELECT count(*), min(received) FROM (SELECT received, counted FROM answer ORDER BY id DESC "
        "LIMIT ?) AS latest WHERE counted = 1 AND received > ?",
        RECENT_ANSWERS,
        now - HOUR_MS,
    )
    times = await read("SELECT ms FROM answer WHERE ms IS NOT NULL ORDER BY id DESC LIMIT ?", TIMED_ANSWERS)
    return Standing(
        at=now,
        coverage=await coverage(context.store),
        people={**people, "at work": int(working[0][0])},
        paid=int(paid[0][0]),
        answers=int((await read("SELECT count(*) FROM answer"))[0][0]),
        per_hour=_pace(int(recent[0][0]), recent[0][1], now),
        median_ms=statistics.median(ms for (ms,) in times) if times else None,
        troubles=int((await read("SELECT count(*) FROM trouble"))[0][0]),
    )


def _pace(count: int, first: int | None, now: int) -> float | None:
    """Answers an hour: of the whole hour, or since the first of them if all came in less."""
    if not count or first is None:
        return None
    since = max(now - first, 60_000)
    # An answer early in the hour means that the whole hour was worked.
    return count * HOUR_MS / (HOUR_MS if since > 0.9 * HOUR_MS else since)


@dataclass(frozen=True)
class Money:
    """What the study costs, in the design's currency.

    Attributes
    ----------
    person : one person, fee included.
    so_far : the people who finished.
    to_end : all, when every question has its answers.
    """

    person: float
    so_far: float
    to_end: float


def money(design: StudyDesign, now: Standing) -> Money | None:
    """The cost by study.toml's [cost], if everybody who finishes is paid; None if nothing is asked."""
    asked: dict[str, int] = {}
    for row in now.coverage:
        asked[row.kind] = asked.get(row.kind, 0) + row.questions
    try:
        plan = estimate(design, asked)
    except ConfigError:
        return None
    one = plan.pay * (1 + design.cost.fee)
    more = math.ceil(now.missing / plan.per_person)
    return Money(one, now.paid * one, (now.paid + more) * one)


class Remembered:
    """The latest standing, read again after `seconds`, by one request at a time."""

    def __init__(
        self, context: Context, seconds: float = 2.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._context = context
        self._seconds = seconds
        self._clock = clock
        self._held: tuple[float, Standing] | None = None
        self._reading = asyncio.Lock()

    async def get(self) -> Standing:
        """The standing, `seconds` old at most."""
        async with self._reading:
            if self._held is None or self._clock() - self._held[0] > self._seconds:
                self._held = (self._clock(), await standing(self._context))
            return self._held[1]


def shown(design: StudyDesign, now: Standing) -> dict[str, Any]:
    """The standing as the page shows it and as JSON: texts by name, and the bars of the coverage."""
    costs = money(design, now)
    wanted = now.counted + now.missing
    return {
        "at": now.at,
        "texts": {
            "counted": f"{now.counted:,}",
            "wanted": f"{wanted:,}",
            "share": f"{now.counted / wanted:.0%}" if wanted else "–",
            "answers": f"{now.answers:,}",
            "at_work": f"{now.people['at work']:,}",
            "working": f"{now.people.get('working', 0):,}",
            "finished": f"{now.people.get('finished', 0):,}",
            "excluded": f"{now.people.get('excluded', 0):,}",
            "withdrawn": f"{now.people.get('withdrawn', 0):,}",
            "per_hour": f"{now.per_hour:,.0f}" if now.per_hour else "–",
            "median": f"{now.median_ms / 1000:.1f} s" if now.median_ms is not None else "–",
            "left": duration(now.hours_left),
            "so_far": _amount(costs.so_far if costs else None, design),
            "to_end": _amount(costs.to_end if costs else None, design),
            "person": _amount(costs.person if costs else None, design),
            "troubles": f"{now.troubles:,}",
        },
        "bars": [_bar(row) for row in now.coverage],
    }


def _amount(amount: float | None, design: StudyDesign) -> str:
    return "–" if amount is None else f"{amount:,.2f} {design.cost.currency}"


def duration(hours: float | None) -> str:
    """Hours as people say them."""
    if hours is None:
        return "–"
    if hours == 0:
        return "done"
    if hours < 1:
        return f"{max(round(hours * 60), 1)} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


def _bar(row: Coverage) -> dict[str, Any]:
    """Segments of 1,000 units, from the questions with most answers to those with none."""
    segments, place = [], 0.0
    for number in reversed(range(row.k + 1)):
        width = 1000 * row.by_count[number] / row.questions
        segments.append(
            {
                "count": number,
                "questions": row.by_count[number],
                "x": round(place, 2),
                "width": round(width, 2),
                # Five shades, the darkest for complete questions.
                "shade": math.ceil(4 * number / row.k) if row.k else 4,
            }
        )
        place += width
    return {
        "kind": row.kind,
        "part": row.part,
        "name": f"{row.part or 'all'} · {row.kind}s",
        "questions": f"{row.questions:,}",
        "complete": f"{row.complete:,}",
        "missing": f"{row.missing:,}",
        "leased": f"{row.leased:,}",
        "wanted": row.k,
        "segments": segments,
    }
