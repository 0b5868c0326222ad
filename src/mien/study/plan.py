"""What one person is asked, slot by slot: parts by quota, catch questions and repeats spread over the way."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from mien.errors import ConfigError
from mien.study.design import PersonSection, StudyDesign
from mien.study.store import Store
from mien.study.store.records import CATCH, REPEAT, VOTE, Pool

_SIZES = """
SELECT pool.kind, pool.part, pool.role, COUNT(*) FROM pool JOIN question q ON q.pool = pool.id
GROUP BY pool.kind, pool.part, pool.role
"""


async def plan_from(
    store: Store, design: StudyDesign, rng: random.Random, condition: str = ""
) -> tuple[int, ...]:
    """A plan for a new person of a study, in a condition if there are any; see `plan_for`."""
    rows = await store.read(_SIZES)
    size = {Pool(str(kind), str(part), str(role)): int(count) for kind, part, role, count in rows}
    return plan_for(design.person_in(condition), await store.pools(), size, rng, design.lease.batch)


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

    Kinds come block by block; within a block, kinds and parts are mixed at random. Catch questions lie at
    random places of their kind's block, no two neighbours where there is room, at least one of each kind
    where there are enough; repeats lie in the last part of a block, far enough from its beginning that
    something that was answered there can be repeated when they are leased.

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
    counts, blocks = person.counts, person.in_blocks
    catches = {kind: [place[pool] for pool in pools if (pool.kind, pool.role) == (kind, CATCH) and
    size.get(pool)]
               for kind in counts}  # fmt: skip
    catch = _divided(person.catch, {kind: counts[kind] for kind in counts if catches[kind]}, rng)
    # A block that is too short for the gap has nothing that can be repeated.
    lengths = {block: sum(counts[kind] + catch.get(kind, 0) for kind in block) for block in blocks}
    first = max(person.repeat_gap, ahead) + 1
    long = {block: length for block, length in lengths.items() if length > first} or {blocks[-1]: 1}
    repeats = _divided(person.repeats, long, rng)
    slots: list[int] = []
    for block in blocks:
        own: list[int] = []
        for kind in block:
            own += [place[pool] for pool in _votes(kind, counts[kind], person.quota, size, rng)]
        if len(block) > 1:
            rng.shuffle(own)
        for kind in block:
            _spread(own, [rng.choice(catches[kind]) for _ in range(catch.get(kind, 0))], 0, rng)
        # The first slots may be catch questions, which are not repeated.
        number = repeats.get(block, 0)
        _spread(own, [REPEAT] * number, min(first + number, len(own)), rng)
        slots += own
    return tuple(slots)


K = TypeVar("K", bound=Hashable)


def _divided(total: int, weight: Mapping[K, float], rng: random.Random) -> dict[K, int]:
    """Whole numbers in proportion to the weights, and one for each where there are enough."""
    if not weight:
        return {}
    keys = list(weight)
    least = min(1, total // len(keys))
    names = {str(number): float(weight[key]) for number, key in enumerate(keys)}
    more = shares(total - least * len(keys), names, rng)
    return {key: least + more[str(number)] for number, key in enumerate(keys)}


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
