"""The command line."""

from mien.cli.app import app, main

__all__ = ["app", "main"]
