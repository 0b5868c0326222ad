"""The words that several rooms share."""

NEUTRAL = "neutral"
"""The label of a face without expression."""
PARTS = ("train", "validation", "test")
"""The parts of a split, in their order."""


def latent_names(components: int) -> list[str]:
    """What the dimensions of a latent space are called: z0 … z(k−1)."""
    return [f"z{number}" for number in range(components)]
