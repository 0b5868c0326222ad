"""What is known of faces that were posed on purpose: the answers of catch and practice questions.

A posed expression of full strength is seen as it is meant often enough to find out who does not look: people
name happy in 93 % of the Karolinska pictures (E. Goeleven et al., Cognition and Emotion 22(6), 2008).
"""

from __future__ import annotations

import random
from collections.abc import Mapping

_KNOWN = {
    "positive": ("happy", "happiness", "joy", "smile", "smiling"),
    "negative": ("angry", "anger", "disgust", "disgusted", "sad", "sadness", "fear", "afraid", "fearful"),
    "neutral": ("neutral",),
}
_LABEL = {word: label for label, words in _KNOWN.items() for word in words}


def in_turn(known: Mapping[str, str], rng: random.Random) -> list[tuple[str, str]]:
    """(face, negative, neutral or positive) of faces that say so, the three in turn, faces of each by lot."""
    rows: dict[str, list[tuple[str, str]]] = {label: [] for label in _KNOWN}
    for face in rng.sample(sorted(known), len(known)):
        if label := known_label(known[face]):
            rows[label].append((face, label))
    longest = max(map(len, rows.values()))
    return [row[place] for place in range(longest) for row in rows.values() if place < len(row)]


def known_label(word: str) -> str:
    """Negative, neutral or positive; ``""`` for words that leave it open (surprise, or none)."""
    return _LABEL.get(word.strip().lower(), "")
