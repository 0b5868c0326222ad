"""How the terms of the loss are called, and in which order they stand."""

from __future__ import annotations

NAMES = {
    "total": ("Total loss", "nats per face; where faces are reconstructed, the negative ELBO"),
    "reconstruction": ("Reconstruction", "nats per face"),
    "kl": ("KL divergence", "nats per face"),
    "kl_below": ("KL divergence below z", "nats per face"),
    "importance": ("Unevenness of the importance weights", "nats per face"),
    "fooling": ("Fooling the adversary", "nats per face"),
    "telling": ("The adversary's own loss", "nats per face"),
    "dynamics": ("Movement over a recording", "nats per face"),
    "topology": ("Topological prior", "nats per face"),
    "triplet": ("Triplet loss", "per face"),
    "odd_one_out": ("Odd one out", "per face"),
    "contrastive": ("InfoNCE", "nats per face"),
    "beta": ("β, weight of the KL in training", ""),
    "learning_rate": ("Learning rate", ""),
}


def in_order(found: set[str]) -> list[str]:
    """Terms and schedules, those known first."""
    known = list(NAMES)
    return sorted(found, key=lambda name: (known.index(name) if name in known else len(known), name))


def said(term: str, schedule: bool = False) -> tuple[str, str]:
    """Its title and unit."""
    return NAMES.get(term, (term.replace("_", " "), "" if schedule else "nats per face"))
