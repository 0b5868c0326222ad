"""What files and folders hold: all that Mien writes, and all faces that it reads."""

from mien.cli.about.registry import facts_of

__all__ = ["facts_of"]
