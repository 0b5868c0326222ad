"""The words that several rooms share."""

NEUTRAL = "neutral"
"""The label of a face without expression."""
PARTS = ("train", "validation", "test")
"""The parts of a split, in their order."""
