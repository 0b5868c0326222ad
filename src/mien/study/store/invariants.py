"""What must hold in every store at any time, as SELECTs that find where it does not.

They recompute from the tables of what happened (leases, answers, exclusions) what the stores keep as counts,
so that a store which counts wrongly is found out.
"""

from __future__ import annotations

import re
from typing import Any

from mien.study.store.interface import Store

SHOWN = 3
COUNTING = """answer.counted = 1
  AND NOT EXISTS (SELECT 1 FROM exclusion WHERE exclusion.person = answer.person)"""

CHECKS: dict[str, str] = {
    "question {0}: {1} answers are said to be counted, and {2} are": f"""
SELECT question.name, question.counted, coalesce(sums.n, 0) FROM question
LEFT JOIN (SELECT answer.question AS q, count(*) AS n FROM answer WHERE {COUNTING}
  GROUP BY answer.question) AS sums ON sums.q = question.id
WHERE question.counted <> coalesce(sums.n, 0)""",
    "question {0}: {1} places are said to be leased, and {2} are": """
SELECT question.name, question.leased, coalesce(sums.n, 0) FROM question
LEFT JOIN (SELECT lease.question AS q, count(*) AS n FROM lease
    JOIN question AS asked ON asked.id = lease.question JOIN pool ON pool.id = asked.pool
    WHERE lease.state = 'open' AND lease.turn = 0 AND pool.role = 'vote' GROUP BY lease.question) AS sums
  ON sums.q = question.id
WHERE question.leased <> coalesce(sums.n, 0)""",
    "question {0}: {1} answers are counted, more than the {2} wanted": f"""
SELECT question.name, count(*), question.wanted FROM question
JOIN answer ON answer.question = question.id WHERE {COUNTING}
GROUP BY question.id, question.name, question.wanted HAVING count(*) > question.wanted""",
    "question {0}: {1} counted and {2} leased are more than the {3} wanted": """
SELECT name, counted, leased, wanted FROM question WHERE counted + leased > wanted""",
    "person {0} was asked about {1} with {2} and {3} {4} times": """
SELECT lease.person, question.anchor,
  CASE WHEN question.first < question.second THEN question.first ELSE question.second END AS low,
  CASE WHEN question.first < question.second THEN question.second ELSE question.first END AS high,
  count(*)
FROM lease JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
GROUP BY lease.person, pool.kind, pool.role, lease.turn, question.anchor, question.more, 3, 4
HAVING count(*) > 1""",
    "lease {0}: repeats a question that its person did not answer before": """
SELECT lease.id FROM lease WHERE lease.turn = 1 AND NOT EXISTS (
  SELECT 1 FROM answer WHERE answer.person = lease.person AND answer.question = lease.question
    AND answer.turn = 0 AND answer.received <= lease.issued)""",
    "lease {0}: shows {1} on the left of a {2} question": """
SELECT lease.id, lease.side, pool.kind FROM lease
JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
WHERE (pool.kind = 'triplet') <> (lease.side IN ('first', 'second'))""",
    "answer {0}: has no lease like it": """
SELECT answer.id FROM answer LEFT JOIN lease ON lease.id = answer.lease
WHERE lease.id IS NULL OR lease.person <> answer.person OR lease.question <> answer.question
  OR lease.turn <> answer.turn OR lease.side <> answer.side""",
    "lease {0}: is {1}, and its answers are {2}": """
SELECT lease.id, lease.state, count(answer.id) FROM lease LEFT JOIN answer ON answer.lease = lease.id
GROUP BY lease.id, lease.state
HAVING lease.state <> 'released' AND count(answer.id) <> CASE lease.state WHEN 'answered' THEN 1 ELSE 0 END
  OR count(answer.id) > 1""",
    "answer {0}: is counted, though its question was given back": """
SELECT answer.id FROM answer JOIN lease ON lease.id = answer.lease
WHERE answer.counted = 1 AND lease.state = 'released'""",
    "person {0}: {2} answers are counted in slot {1}": """
SELECT answer.person, lease.slot, count(*) FROM answer JOIN lease ON lease.id = answer.lease
WHERE answer.counted = 1 GROUP BY answer.person, lease.slot HAVING count(*) > 1""",
    "answer {0}: was taken back and is still there": """
SELECT answer.id FROM answer JOIN undone ON undone.answer = answer.id""",
    "lease {0}: {1} answers were taken back, the last as attempt {2}": """
SELECT lease, count(*), max(attempt) FROM undone GROUP BY lease HAVING count(*) <> max(attempt) + 1""",
    "answer {0}: is counted, though it is a repeat or not a vote": """
SELECT answer.id FROM answer JOIN question ON question.id = answer.question
JOIN pool ON pool.id = question.pool
WHERE answer.counted = 1 AND (answer.turn <> 0 OR pool.role <> 'vote')""",
    "lease {0}: asks a {1} question": """
SELECT lease.id, pool.role FROM lease JOIN question ON question.id = lease.question
JOIN pool ON pool.id = question.pool WHERE pool.role = 'practice'""",
    "person {0}: {1} answers are said to be there, and {2} are": """
SELECT person.id, person.answered, coalesce(sums.n, 0) FROM person
LEFT JOIN (SELECT answer.person AS p, count(*) AS n FROM answer JOIN lease ON lease.id = answer.lease
    WHERE lease.state = 'answered' GROUP BY answer.person) AS sums
  ON sums.p = person.id
WHERE person.answered <> coalesce(sums.n, 0)""",
    "person {0}: is {1}, and the exclusion is {2}": """
SELECT person.id, person.state, coalesce(exclusion.reason, 'not there') FROM person
LEFT JOIN exclusion ON exclusion.person = person.id
WHERE (exclusion.person IS NULL) <> (person.state IN ('working', 'finished'))""",
    "person {0}: is {1} and has open leases": """
SELECT DISTINCT person.id, person.state FROM person JOIN lease ON lease.person = person.id
WHERE lease.state = 'open' AND person.state <> 'working'""",
    "person {0}: is {1} without a time of the end": """
SELECT id, state FROM person WHERE state = 'finished' AND finished IS NULL""",
    "person {0}: ended as {1}, and the time of the end is {2}": """
SELECT id, outcome, coalesce(finished, 0) FROM person WHERE (outcome <> '') <> (finished IS NOT NULL)""",
    "lease {0}: expires before it is issued": "SELECT id FROM lease WHERE expires < issued",
    "answer {0}: was received before its lease was issued": """
SELECT answer.id FROM answer JOIN lease ON lease.id = answer.lease
WHERE answer.received < lease.issued""",
    "person {0}: was seen or finished before entering": """
SELECT id FROM person WHERE seen < entered OR finished < entered""",
    "{0} {1}: is of a time after the last one written": """
SELECT kind, id FROM (
  SELECT 'lease' AS kind, id, issued AS at FROM lease UNION ALL SELECT 'answer', id, received FROM answer
  UNION ALL SELECT 'undone', answer, at FROM undone
  UNION ALL SELECT 'person', id, seen FROM person UNION ALL SELECT 'audit', id, at FROM audit
  UNION ALL SELECT 'trouble', id, at FROM trouble) AS written
WHERE at > (SELECT last FROM clock)""",
}
"""A sentence for each kind of violation, and the SELECT whose rows fill it in."""


async def violations(store: Store) -> list[str]:
    """What is wrong in a store, a sentence each; empty if nothing.

    Parameters
    ----------
    store : an open store; others may go on writing, each check is of one moment.
    """
    found: list[str] = []
    for sentence, sql in CHECKS.items():
        rows: list[tuple[Any, ...]] = await store.read(sql)
        found += [sentence.format(*row) for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            found.append(f"… and {len(rows) - SHOWN} more like this")
    return found + await _strange_answers(store)


async def _strange_answers(store: Store) -> list[str]:
    rows = await store.read(
        "SELECT min(answer.id), answer.choice, kind.name, kind.answers FROM answer "
        "JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool "
        "JOIN kind ON kind.name = pool.kind GROUP BY answer.choice, kind.name, kind.answers ORDER BY 1"
    )
    return [
        f"answer {first}: {choice} is not a choice of a {kind} question"
        for first, choice, kind, answers in rows
        if not re.fullmatch(answers, choice)
    ]
