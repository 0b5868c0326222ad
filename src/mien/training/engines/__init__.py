"""Engines: how a step runs."""
