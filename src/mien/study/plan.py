"""What one person is asked, slot by slot: parts by quota, catch questions and repeats spread over the way."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from mien.errors import ConfigError
from mien.study.design import PersonSection, StudyDesign
from mien.study.store import Store
from mien.study.store.records import CATCH, LABEL, REPEAT, TRIPLET, VOTE, Pool

_SIZES = """
SELECT pool.kind, pool.part, pool.role, COUNT(*) FROM pool JOIN question q ON q.pool = pool.id
GROUP BY pool.kind, pool.part, pool.role
"""


async def plan_from(store: Store, design: StudyDesign, rng: random.Random) -> tuple[int, ...]:
    """A plan for a new person of a study; see `plan_for`."""
    rows = await store.read(_SIZES)
    size = {Pool(str(kind), str(part), str(role)): int(count) for kind, part, role, count in rows}
    return plan_for(design.person, await store.pools(), size, rng, design.lease.batch)


def kinds_asked(person: PersonSection) -> tuple[str, ...]:
    """Kinds of questions of which a person is asked some."""
    return tuple(kind for kind, count in ((TRIPLET, person.triplets), (LABEL, person.labels)) if count)


def shares(total: int, weight: Mapping[str, float], rng: random.Random) -> dict[str, int]:
    """Whole numbers that add up to `total`, in proportion to the weights, the fractions settled by lot.

    Over many people each part gets its share exactly in the mean (systematic sampling of the fractions).
    """
    whole = sum(weight.values())
    exact = {part: total * value / whole for part, value in weight.items() if value > 0}
    found = {part: int(value) for part, value in exact.items()}
    left = total - sum(found.values())
    parts = sorted(exact)
    rng.shuffle(parts)
    place, start = 0.0, rng.random()
    for part in parts:
        before = place
        place += exact[part] - int(exact[part])
        # A tick lies at start, start + 1, …; rounding of the sum must not lose the last one.
        ticks = sum(1 for tick in range(left) if before <= start + tick < place)
        found[part] += ticks
    short = total - sum(found.values())
    for part in parts[:short]:
        found[part] += 1
    return found


def plan_for(
    person: PersonSection, pools: Sequence[Pool], size: Mapping[Pool, int], rng: random.Random, ahead: int = 0
) -> tuple[int, ...]:
    """A plan for a new person.

    Triplets come first, then labels. Parts are mixed at random within a kind. Catch questions lie at random
    places, no two neighbours where there is room; repeats lie in the last part of the plan, far enough from
    the beginning that something that was answered can be repeated when they are leased.

    Parameters
    ----------
    person : how many of what.
    pools : all pools of the store, in its order.
    size : questions in each pool.
    rng : source of chance.
    ahead : how many questions a person has leased at once, answered or not.

    Returns
    -------
    tuple of places in `pools`, or `REPEAT`.

    Raises
    ------
    ConfigError
        If a quota names a part that has no questions, or questions of a kind are wanted and there are none.
    """
    place = {pool: number for number, pool in enumerate(pools)}
    slots: list[int] = []
    for kind, wanted in ((TRIPLET, person.triplets), (LABEL, person.labels)):
        if wanted:
            block = [place[pool] for pool in _votes(kind, wanted, person.quota, size, rng)]
            slots += block
    catch = [number for number, pool in enumerate(pools) if pool.role == CATCH and size.get(pool, 0)]
    if catch:
        _spread(slots, [rng.choice(catch) for _ in range(person.catch)], 0, rng)
    # The first slots may be catch questions, which are not repeated.
    first = max(person.repeat_gap, ahead) + 1 + person.repeats
    _spread(slots, [REPEAT] * person.repeats, min(first, len(slots)), rng)
    return tuple(slots)


def _votes(
    kind: str, wanted: int, quota: Mapping[str, float], size: Mapping[Pool, int], rng: random.Random
) -> list[Pool]:
    there = {pool.part: pool for pool in size if (pool.kind, pool.role) == (kind, VOTE) and size[pool]}
    if not there:
        raise ConfigError(f"study.toml: a person is asked {wanted} {kind} questions, and the study has none")
    unknown = sorted(part for part, share in quota.items() if share > 0 and part not in there)
    if unknown:
        raise ConfigError(
            f"study.toml: person.quota names part {unknown[0]!r}; the {kind} questions are of "
            f"{', '.join(repr(part) for part in sorted(there))}"
        )
    weight = quota or {part: float(size[pool]) for part, pool in there.items()}
    block = [there[part] for part, count in shares(wanted, weight, rng).items() for _ in range(count)]
    rng.shuffle(block)
    return block


def _spread(slots: list[int], extra: list[int], first: int, rng: random.Random) -> None:
    """Insert `extra` in place, one in each of equally long stretches from `first` on."""
    room = len(slots) - first + 1
    for number in reversed(range(len(extra))):
        low = first + number * room // len(extra)
        high = max(low + 1, first + (number + 1) * room // len(extra))
        slots.insert(rng.randrange(low, high), extra[number])
