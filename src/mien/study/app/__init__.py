"""The web application of a study."""

from mien.study.app.application import create_app

__all__ = ["create_app"]
