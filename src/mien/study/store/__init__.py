"""Stores of answers: SQLite by default, PostgreSQL by URL."""

from mien.study.store.interface import Store, StoreError
from mien.study.store.open import open_store

__all__ = ["Store", "StoreError", "open_store"]
