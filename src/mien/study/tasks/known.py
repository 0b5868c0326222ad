"""What is known of faces that were posed on purpose: the answers of catch and practice questions.

A posed expression of full strength is seen as it is meant often enough to find out who does not look: people
name happy in 93 % of the Karolinska pictures (E. Goeleven et al., Cognition and Emotion 22(6), 2008).
"""

from __future__ import annotations

_KNOWN = {
    "positive": ("happy", "happiness", "joy", "smile", "smiling"),
    "negative": ("angry", "anger", "disgust", "disgusted", "sad", "sadness", "fear", "afraid", "fearful"),
    "neutral": ("neutral",),
}
_LABEL = {word: label for label, words in _KNOWN.items() for word in words}


def known_label(word: str) -> str:
    """Negative, neutral or positive; ``""`` for words that leave it open (surprise, or none)."""
    return _LABEL.get(word.strip().lower(), "")
