"""Which answers are used: the one rule of exports and of the pages that measure as people answer."""

from __future__ import annotations

LEFT_OUT = {
    "answers to catch questions": "pool.role <> 'vote'",
    "answers of excluded people": "exclusion.person IS NOT NULL",
    "answers of people whom their platform does not list": "EXISTS (SELECT 1 FROM platform_id "
    "WHERE platform_id.person = answer.person AND platform_id.vouched = 'unlisted')",
    "late answers to questions that had all their answers": "answer.counted = 0 AND answer.turn = 0",
}
"""Reason to leave an answer out -> condition on `ANSWERS`; the first that holds is the reason."""
ANSWERS = """answer JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool
LEFT JOIN exclusion ON exclusion.person = answer.person"""
REASON = "CASE" + "".join(f" WHEN {holds} THEN '{why}'" for why, holds in LEFT_OUT.items()) + " ELSE '' END"
"""Why an answer is left out; ``''`` for those that are used."""
USABLE = "NOT (" + ") AND NOT (".join(LEFT_OUT.values()) + ")"
"""A counted vote, or a declared repeat of a vote, of somebody who is not excluded."""
