"""Who is told of a training while it runs: one file each, and a line in the registry."""

from mien.callbacks.interface import Begun, Callback, Ended
from mien.callbacks.registry import CALLBACKS, made
from mien.callbacks.telling import telling

__all__ = ["CALLBACKS", "Begun", "Callback", "Ended", "made", "telling"]
