"""Crowd platforms."""
