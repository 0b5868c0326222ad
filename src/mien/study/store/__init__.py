"""Stores of answers: SQLite by default, PostgreSQL by URL."""

from mien.study.store.interface import Store, StoreError

__all__ = ["Store", "StoreError"]
